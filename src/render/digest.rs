//! The digest in the header of a rendered file, which tells whether it was edited since.

use sha2::{Digest, Sha256};

/// The line of a header that a digest is put into, without its `#`.
pub const PLACE: &str = "digest:";
/// What the line with the digest begins with, in YAML and in Markdown.
const PREFIXES: [&str; 2] = ["# digest:", "<!-- digest:"];

/// What a file on disk is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Rendered by smpgen and untouched since.
    Untouched,
    /// Rendered by smpgen, then edited.
    Edited,
    /// Not rendered by smpgen.
    Foreign,
}

/// `text` with its digest in the line that is there for it.
pub fn sign(text: &str) -> String {
    let digest = of(text);
    let [yaml, markdown] = PREFIXES;
    let text = text.replacen(&format!("\n{yaml}\n"), &format!("\n{yaml} {digest}\n"), 1);
    text.replacen(&format!("\n{markdown} -->\n"), &format!("\n{markdown} {digest} -->\n"), 1)
}

/// The digest of a text: of everything but the line that holds the digest. Line ends do not count,
/// so that a checkout which changes them is no edit.
fn of(text: &str) -> String {
    let mut hash = Sha256::new();
    for line in text.lines().filter(|line| held(line).is_none()) {
        hash.update(line.as_bytes());
        hash.update(b"\n");
    }
    let hex: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// The digest in a line that is there for it.
fn held(line: &str) -> Option<&str> {
    let rest = PREFIXES.iter().find_map(|prefix| line.strip_prefix(prefix))?;
    Some(rest.trim().trim_end_matches("-->").trim())
}

/// Whether `text` still is what smpgen wrote.
pub fn origin(text: &str) -> Origin {
    match text.lines().find_map(held) {
        Some(digest) if digest == of(text) => Origin::Untouched,
        Some(_) => Origin::Edited,
        None => Origin::Foreign,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_edit_is_seen_and_a_changed_line_end_is_not() {
        let body = "# head\na: 1\nb: 2\n";
        let text = format!("# head\n# digest: {}\na: 1\nb: 2\n", of(body));
        assert_eq!(origin(&text), Origin::Untouched);
        assert_eq!(origin(&text.replace('\n', "\r\n")), Origin::Untouched);
        assert_eq!(origin(&text.replace("b: 2", "b: 3")), Origin::Edited);
        assert_eq!(origin(body), Origin::Foreign);
        let markdown = sign("# Title\n\n<!-- digest: -->\n");
        assert!(markdown.contains("\n<!-- digest: sha256:"), "{markdown}");
        assert_eq!(origin(&markdown), Origin::Untouched);
        assert_eq!(origin(&markdown.replace("Title", "title")), Origin::Edited);
    }
}
