//! A baseline: findings that are known and not reported again. Holds no line numbers, so that it outlives edits.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::finding::Finding;
use super::outcome::Outcome;

/// What tells a finding from others when lines move.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Fingerprint {
    file: String,
    rule: String,
    /// Empty for a finding about no key.
    path: String,
}

/// Known findings, with how many there are of each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    known: BTreeMap<Fingerprint, u64>,
}

/// Findings of this rule are never taken into a baseline: they hide all others of their file.
const NEVER: &str = "invalid-yaml";

/// The file: sorted, an entry a line, the same bytes for the same findings.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    version: u32,
    findings: Vec<Entry>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    rule: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    path: String,
    #[serde(default = "one", skip_serializing_if = "is_one")]
    count: u64,
}

fn one() -> u64 {
    1
}

fn is_one(count: &u64) -> bool {
    *count == 1
}

impl Baseline {
    /// Reads the text of a baseline.
    ///
    /// # Errors
    /// What is wrong with it, in one line with line and column.
    pub fn parse(text: &str) -> Result<Baseline, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        // Before the rest: another version may well have other fields.
        match value.get("version") {
            Some(version) if version.as_u64() == Some(1) => {}
            Some(Value::Number(version)) => {
                return Err(format!("version {version} is not known; this smpgen writes version 1"));
            }
            _ => return Err("it has no `version`".to_owned()),
        }
        let document: Document = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let mut known = BTreeMap::new();
        for Entry { file, rule, path, count } in document.findings {
            let slot: &mut u64 = known.entry(Fingerprint { file, rule, path }).or_default();
            *slot = slot.saturating_add(count);
        }
        Ok(Baseline { known })
    }

    /// The findings of `outcome`. `name` gives the name under which a file is kept.
    pub fn of(outcome: &Outcome, name: impl Fn(&str) -> String) -> Baseline {
        let mut known = BTreeMap::new();
        for finding in outcome.findings.iter().filter(|finding| finding.rule != NEVER) {
            if let Some(fingerprint) = fingerprint(outcome, finding, &name) {
                *known.entry(fingerprint).or_default() += 1;
            }
        }
        Baseline { known }
    }

    /// Adds the entries of an earlier baseline that `keep` wants, by file and rule.
    pub fn extend(&mut self, earlier: Baseline, keep: impl Fn(&str, &str) -> bool) {
        let wanted = earlier.known.into_iter().filter(|(known, _)| keep(&known.file, &known.rule));
        self.known.extend(wanted);
    }

    /// Takes the known findings out of `outcome` and counts them as waived. Gives the entries that matched fewer
    /// findings than they count, as `FILE: rule path`, in order; `ran` says which files and rules were looked at.
    pub fn apply(
        &self,
        outcome: &mut Outcome,
        name: impl Fn(&str) -> String,
        ran: impl Fn(&str, &str) -> bool,
    ) -> Vec<String> {
        let mut left = self.known.clone();
        let findings = std::mem::take(&mut outcome.findings);
        let before = findings.len();
        for finding in findings {
            let slot = fingerprint(outcome, &finding, &name).and_then(|known| left.get_mut(&known));
            match slot {
                Some(count) if *count > 0 && finding.rule != NEVER => *count -= 1,
                _ => outcome.findings.push(finding),
            }
        }
        outcome.waived += before - outcome.findings.len();
        let stale = left.into_iter().filter(|(known, count)| *count > 0 && ran(&known.file, &known.rule));
        stale.map(|(known, _)| format!("{}: {} {}", known.file, known.rule, known.path).trim_end().to_owned()).collect()
    }

    /// How many findings it holds.
    pub fn count(&self) -> u64 {
        self.known.values().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// The text of the file, ended by a line break.
    pub fn text(&self) -> String {
        let lines: Vec<String> = self
            .known
            .iter()
            .map(|(known, count)| {
                let entry = Entry {
                    file: known.file.clone(),
                    rule: known.rule.clone(),
                    path: known.path.clone(),
                    count: *count,
                };
                format!("    {}", serde_json::json!(entry))
            })
            .collect();
        match lines.is_empty() {
            true => "{\n  \"version\": 1,\n  \"findings\": []\n}\n".to_owned(),
            false => format!("{{\n  \"version\": 1,\n  \"findings\": [\n{}\n  ]\n}}\n", lines.join(",\n")),
        }
    }
}

fn fingerprint(outcome: &Outcome, finding: &Finding, name: &impl Fn(&str) -> String) -> Option<Fingerprint> {
    let file = name(outcome.layer(finding.location)?.source.name());
    let path = finding.path.as_ref().map(ToString::to_string).unwrap_or_default();
    Some(Fingerprint { file, rule: finding.rule.to_owned(), path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_written_again() {
        let text = "{\n  \"version\": 1,\n  \"findings\": [\n    {\"file\":\"a.yaml\",\"rule\":\"r\"},\n    \
                    {\"file\":\"a.yaml\",\"rule\":\"r\",\"path\":\"x.y\",\"count\":2}\n  ]\n}\n";
        let baseline = Baseline::parse(text).expect("it is one");
        assert_eq!(baseline.text(), text);
        assert_eq!(baseline.count(), 3);
        assert_eq!(Baseline::parse(&Baseline::default().text()), Ok(Baseline::default()));
    }

    #[test]
    fn what_is_no_baseline_is_refused() {
        for text in ["", "[]", "{\"version\": 2, \"findings\": []}", "{\"version\": 1, \"findings\": [{\"file\": 1}]}"]
        {
            assert!(Baseline::parse(text).is_err(), "{text}");
        }
        assert!(Baseline::parse("{\"version\": 1, \"findings\": [], \"lines\": 3}").is_err());
        let later = Baseline::parse("{\"version\": 2, \"entries\": {}}");
        assert_eq!(later, Err("version 2 is not known; this smpgen writes version 1".to_owned()));
    }
}
