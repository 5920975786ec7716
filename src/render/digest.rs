//! The digest in the header of a rendered file, which tells whether it was edited since.

use sha2::{Digest, Sha256};

/// The line of a header that a digest is put into, without its `#`.
pub const PLACE: &str = "digest:";
/// What the line with the digest begins with.
const PREFIX: &str = "# digest:";

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
    text.replacen(&format!("\n{PREFIX}\n"), &format!("\n{PREFIX} {digest}\n"), 1)
}

/// The digest of a text: of everything but the line that holds the digest. Line ends do not count,
/// so that a checkout which changes them is no edit.
fn of(text: &str) -> String {
    let mut hash = Sha256::new();
    for line in text.lines().filter(|line| !line.starts_with(PREFIX)) {
        hash.update(line.as_bytes());
        hash.update(b"\n");
    }
    let hex: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// Whether `text` still is what smpgen wrote.
pub fn origin(text: &str) -> Origin {
    match text.lines().find_map(|line| line.strip_prefix(PREFIX)) {
        Some(digest) if digest.trim() == of(text) => Origin::Untouched,
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
        let text = format!("# head\n{PREFIX} {}\na: 1\nb: 2\n", of(body));
        assert_eq!(origin(&text), Origin::Untouched);
        assert_eq!(origin(&text.replace('\n', "\r\n")), Origin::Untouched);
        assert_eq!(origin(&text.replace("b: 2", "b: 3")), Origin::Edited);
        assert_eq!(origin(body), Origin::Foreign);
    }
}
