//! A name for each finding that stays the same while lines move: by rule, key path and file.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::place::relative;
use crate::lint::finding::Finding;
use crate::lint::outcome::Outcome;
use crate::mask::masked_line;

/// The fingerprint of each finding, in order: 32 hexadecimal digits, different in one outcome.
///
/// Made of the rule, the file relative to `directory`, and the key path; a finding without a key path has the text of
/// its line in its place. Findings that are alike in all three are told apart by their order.
pub fn fingerprints(outcome: &Outcome, directory: &str) -> Vec<String> {
    let mut seen: HashMap<[String; 3], usize> = HashMap::new();
    let mut out = Vec::new();
    for finding in &outcome.findings {
        let file = outcome.place(finding.location).map_or("", |place| relative(place.file, directory));
        let key = [finding.rule.to_owned(), file.to_owned(), subject(outcome, finding)];
        let count = seen.entry(key.clone()).or_default();
        *count += 1;
        let text = format!("{}\0{}\0{}\0{count}", key[0], key[1], key[2]);
        let digest = Sha256::digest(text.as_bytes());
        let number = digest.iter().take(16).fold(0, |number: u128, byte| number << 8 | u128::from(*byte));
        out.push(format!("{number:032x}"));
    }
    out
}

fn subject(outcome: &Outcome, finding: &Finding) -> String {
    if let Some(path) = &finding.path {
        return path.to_string();
    }
    let Some(layer) = outcome.layer(finding.location) else { return String::new() };
    let line = layer.source.line_text(layer.source.position(finding.location.span.start).line);
    // Masked: the digest of a short secret could be guessed.
    masked_line(line).trim().to_owned()
}
