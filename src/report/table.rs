//! A plain table: columns padded to their widest cell, two blanks between them.

use unicode_width::UnicodeWidthStr;

/// How a column is filled up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    Left,
    Right,
}

/// The lines of a table, `head` first. A row may have fewer cells than the head. No line ends in a blank.
pub fn table(head: &[(&str, Align)], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = head.iter().map(|(title, _)| title.width()).collect();
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let titles: Vec<String> = head.iter().map(|(title, _)| (*title).to_owned()).collect();
    let mut out = String::new();
    for row in std::iter::once(&titles).chain(rows) {
        let mut line = String::new();
        for ((cell, width), (_, align)) in row.iter().zip(&widths).zip(head) {
            let blanks = " ".repeat(width.saturating_sub(cell.width()));
            match align {
                Align::Left => line.push_str(&format!("{cell}{blanks}  ")),
                Align::Right => line.push_str(&format!("{blanks}{cell}  ")),
            }
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pads_by_the_width_people_see() {
        let rows = vec![vec!["ä".to_owned(), "10".to_owned()], vec!["long".to_owned()]];
        let text = table(&[("name", Align::Left), ("n", Align::Right)], &rows);
        assert_eq!(text, "name   n\nä     10\nlong\n");
    }
}
