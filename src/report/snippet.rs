//! One mistake in a file as text: what, where, the line with a caret, and what to do.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::shown::Shown;
use super::text::printable;
use crate::yaml::error::SyntaxError;
use crate::yaml::source::Source;

/// How many columns of a line are shown.
const WIDTH: usize = 100;

/// A syntax error, four to six lines without colour, each ended:
///
/// ```text
/// error: a tab is used for indentation
///   --> values.yaml:2:1
///   |
/// 2 |     memory: 1Gi
///   | ^^^^
///   = help: YAML indents with spaces only; replace the tab by spaces
/// ```
///
/// A secret on the line is masked, a long line is cut around the caret, and control characters are shown as `?`.
pub fn syntax_error(source: &Source, error: &SyntaxError) -> String {
    let position = source.position(error.span.start);
    let line_span = source.line_span(position.line);
    let marked_end = error.span.end.clamp(error.span.start, line_span.end.max(error.span.start));
    let marked = source.slice(crate::yaml::span::Span::new(error.span.start, marked_end)).chars().count();
    // The whole text decides what is masked: a secret may stand on a line below its key.
    let raw = source.line_text(position.line);
    let shown = Shown::new(source).line(position.line);
    // Where nothing is masked the line itself is better: its columns are those of the file.
    let shown = if shown.trim_end() == printable(raw).trim_end() { raw.to_owned() } else { shown };
    let line = Line::new(raw, shown, position.column - 1, marked);
    let number = position.line.to_string();
    let blank = " ".repeat(number.width());
    let (name, column) = (printable(source.name()), position.column);
    let mut out = format!("error: {}\n{blank} --> {name}:{number}:{column}\n", printable(&error.message));
    if !line.text.trim().is_empty() {
        out.push_str(&format!("{blank} |\n{number} | {}\n", line.text));
        out.push_str(&format!("{blank} | {}{}\n", " ".repeat(line.caret), "^".repeat(line.length)));
    }
    out.push_str(&format!("{blank} = help: {}\n", printable(&error.help)));
    out
}

/// A line as it is shown, and where its caret stands (in columns of the terminal).
struct Line {
    text: String,
    caret: usize,
    length: usize,
}

impl Line {
    /// `column` and `marked` are characters of `line`, from 0.
    fn new(line: &str, shown: String, column: usize, marked: usize) -> Line {
        let same = line.chars().zip(shown.chars()).take_while(|(left, right)| left == right).count();
        // Behind a mask no column is what it was; the caret goes where the mask begins.
        let whole = shown == line;
        let column = if whole { column } else { column.min(same) };
        let marked = if whole { marked.max(1) } else { 1 };
        let before: String = shown.chars().take(column).collect();
        let inside: String = shown.chars().skip(column).take(marked).collect();
        let caret = printable(&before).width();
        let length = printable(&inside).width().max(1);
        let text = printable(&shown).trim_end().to_string();
        Line { text, caret, length }.cut()
    }

    /// Keeps [`WIDTH`] columns, with the caret among them.
    fn cut(self) -> Line {
        if self.text.width() <= WIDTH {
            return self;
        }
        let from = self.caret.saturating_sub(WIDTH / 2);
        let mut text = String::new();
        let (mut column, mut dropped) = (0, 0);
        for character in self.text.chars() {
            let width = character.width().unwrap_or(0);
            if column < from {
                dropped += width;
            } else if column + width <= from + WIDTH {
                text.push(character);
            }
            column += width;
        }
        let start = if dropped > 0 { "…" } else { "" };
        let end = if column > from + WIDTH { "…" } else { "" };
        let caret = self.caret.saturating_sub(dropped) + start.width();
        Line { text: format!("{start}{text}{end}"), caret, length: self.length.clamp(1, WIDTH) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mask::MASK;
    use crate::yaml::parse::parse;

    fn shown(text: &str) -> String {
        let source = Source::from_text("values.yaml", text);
        syntax_error(&source, &parse(text).expect_err(text))
    }

    #[test]
    fn the_line_has_a_caret_below_the_mistake() {
        assert_eq!(
            shown("a:\n\tmemory: 1Gi\n"),
            "error: a tab is used for indentation\n  --> values.yaml:2:1\n  |\n2 |     memory: 1Gi\n  | ^^^^\n  = help: YAML indents with spaces only; replace the tab by spaces\n"
        );
        let wide = shown("\u{FEFF}日本: @x\n");
        assert!(wide.contains(" --> values.yaml:1:5\n  |\n1 | 日本: @x\n  |       ^\n"), "{wide}");
    }

    #[test]
    fn secrets_do_not_reach_the_line() {
        for text in [
            "password: hunter2 \"x\": y: z\n",
            "b: 1\npassword: 'hunter2\n",
            "uri: mongodb://u:hunter2@h/ : x: y\n",
            "- mongodb://u:hunter2@h/ : x: y: @\n",
            "a: b: AbCdEfGhIjKlMnOpQrStUvWx0123hunter2\n",
            "{password: hunter2, b: @}\n",
            "db:\n  password:\n  - @hunter2\n",
            "password: \"x\n    hunter2: y\" z\n",
        ] {
            let text_shown = shown(text);
            assert!(!text_shown.contains("hunter2") && text_shown.contains(MASK), "{text_shown}");
        }
    }

    #[test]
    fn long_lines_and_control_characters_are_tamed() {
        let text = format!("a: {} @: \u{1B}[31m: y\n", "x".repeat(5000));
        let text_shown = shown(&text);
        assert!(text_shown.lines().all(|line| line.width() < WIDTH + 20), "{text_shown}");
        assert!(!text_shown.contains('\u{1B}'));
        let text = format!("{}: b: c\n", "long ".repeat(100));
        let text_shown = shown(&text);
        let lines: Vec<&str> = text_shown.lines().collect();
        let caret = lines[4].find('^').expect("a caret");
        assert_eq!(lines[3].chars().nth(caret), Some(':'), "{text_shown}");
    }
}
