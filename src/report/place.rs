//! Places as other tools want them: paths relative to a directory, URIs, columns in UTF-16 units.

use crate::yaml::source::Source;
use crate::yaml::span::Span;

/// `name` of a file relative to `directory` where it is below it, without `./` before it.
pub fn relative<'a>(name: &'a str, directory: &str) -> &'a str {
    let below = |name: &'a str| name.strip_prefix(directory.trim_end_matches('/'))?.strip_prefix('/');
    let mut name = if directory.is_empty() { name } else { below(name).unwrap_or(name) };
    while let Some(rest) = name.strip_prefix("./") {
        name = rest.trim_start_matches('/');
    }
    name
}

/// A URI reference for a file: relative as [`relative`] gives it, else absolute with `file://`.
pub fn uri(name: &str, directory: &str) -> String {
    let path = relative(name, directory);
    let mut out = if path.starts_with('/') { "file://".to_owned() } else { String::new() };
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

/// Lines and columns from 1, columns in UTF-16 units, the end exclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    pub start: (usize, usize),
    pub end: (usize, usize),
}

/// The region of `span`.
pub fn region(source: &Source, span: Span) -> Region {
    let start = utf16(source, span.start);
    Region { start, end: utf16(source, span.end).max(start) }
}

fn utf16(source: &Source, offset: usize) -> (usize, usize) {
    let line = source.position(offset).line;
    let span = source.line_span(line);
    let end = source.text().floor_char_boundary(offset.min(span.end));
    let before = source.slice(Span::new(span.start, end));
    // Many times faster, and one line of JSON can hold a whole file.
    let units = if before.is_ascii() { before.len() } else { before.chars().map(char::len_utf16).sum() };
    (line, units + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_become_relative_and_uris() {
        for (name, wanted) in [
            ("a b/ü#1.yaml", "a%20b/%C3%BC%231.yaml"),
            ("././values.yaml", "values.yaml"),
            ("/work/site/values.yaml", "site/values.yaml"),
            ("/works/values.yaml", "file:///works/values.yaml"),
            ("../values.yaml", "../values.yaml"),
            ("C:x\\y", "C%3Ax%5Cy"),
            ("<stdin>", "%3Cstdin%3E"),
        ] {
            assert_eq!(uri(name, "/work"), wanted);
        }
        assert_eq!((relative("/a/b", ""), relative("/a/b", "/")), ("/a/b", "a/b"));
    }

    #[test]
    fn columns_are_utf16_units_and_the_byte_order_mark_is_none() {
        let text = "\u{FEFF}é𝄞: 日\r\nb: 1\n";
        let source = Source::from_text("values.yaml", text);
        let at = text.find('日').unwrap();
        assert_eq!(region(&source, Span::new(at, at + 3)), Region { start: (1, 6), end: (1, 7) });
        assert_eq!(region(&source, Span::new(at, 0)).end, (1, 6), "never before its start");
        assert_eq!(region(&source, Span::new(text.len(), 999)), Region { start: (3, 1), end: (3, 1) });
    }
}
