//! Applies fixes to texts, each proved, round after round, until none is left. Pure: texts in, texts out.

use std::collections::{BTreeMap, BTreeSet};

use super::fix::Fix;
use crate::edit::proof::Meaning;
use crate::yaml::edit::{Edit, alike, apply};
use crate::yaml::path::KeyPath;
use crate::yaml::span::Span;

/// How often the texts are linted anew before we give up. Real files settle after two or three rounds.
pub const MAX_ROUNDS: usize = 20;

/// A fix of a finding, and the file that it changes.
#[derive(Clone, Debug)]
pub struct Candidate {
    /// Index in the texts.
    pub file: usize,
    pub rule: &'static str,
    /// The path of the finding.
    pub path: Option<KeyPath>,
    pub fix: Fix,
}

/// What became of a fix.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    pub file: usize,
    pub rule: &'static str,
    pub title: String,
}

/// A fix that was not applied, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped {
    pub file: usize,
    pub rule: &'static str,
    pub path: Option<KeyPath>,
    pub why: String,
}

/// The outcome of all rounds.
#[derive(Clone, Debug, Default)]
pub struct Fixed {
    pub texts: Vec<String>,
    pub applied: Vec<Applied>,
    pub dropped: Vec<Dropped>,
    /// Files whose fixes never came to an end; their text is as it was.
    pub unsettled: Vec<usize>,
}

/// Applies what `lint` finds in `texts`, and again to the result, until nothing is left to apply.
///
/// Of fixes that overlap the first is applied and the others wait for the next round. A fix that fails its proof is
/// dropped, and nothing else with it.
///
/// # Errors
/// That of `lint`.
pub fn fix<Failure>(
    texts: Vec<String>,
    mut lint: impl FnMut(&[String]) -> Result<Vec<Candidate>, Failure>,
) -> Result<Fixed, Failure> {
    let originals = texts.clone();
    let mut fixed = Fixed { texts, ..Fixed::default() };
    for round in 0..=MAX_ROUNDS {
        let candidates = lint(&fixed.texts)?;
        fixed.dropped.clear();
        let mut changed = Vec::new();
        for (file, text) in fixed.texts.iter_mut().enumerate() {
            let of_file: Vec<&Candidate> = candidates
                .iter()
                .filter(|candidate| candidate.file == file && !candidate.fix.edits.is_empty())
                .collect();
            if of_file.is_empty() {
                continue;
            }
            let (new, applied, dropped) = one_round(text, &of_file);
            fixed.dropped.extend(dropped);
            if !applied.is_empty() {
                changed.push(file);
                fixed.applied.extend(applied);
                *text = new;
            }
        }
        if changed.is_empty() {
            return Ok(fixed);
        }
        if round == MAX_ROUNDS {
            for (file, original) in originals.iter().enumerate().filter(|(file, _)| changed.contains(file)) {
                if let Some(text) = fixed.texts.get_mut(file) {
                    text.clone_from(original);
                }
            }
            fixed.applied.retain(|applied| !changed.contains(&applied.file));
            fixed.unsettled = changed;
        }
    }
    Ok(fixed)
}

/// The text after one round, with what was applied and what was dropped.
fn one_round(text: &str, candidates: &[&Candidate]) -> (String, Vec<Applied>, Vec<Dropped>) {
    let dropped = |candidate: &Candidate, why: String| Dropped {
        file: candidate.file,
        rule: candidate.rule,
        path: candidate.path.clone(),
        why,
    };
    let before = match Meaning::of(text) {
        Ok(before) => before,
        Err(why) => {
            let why = format!("the file cannot be read: {}", why.message);
            return (text.to_owned(), Vec::new(), candidates.iter().map(|one| dropped(one, why.clone())).collect());
        }
    };
    let mut round = Round { text, before, edits: Vec::new(), allowed: Vec::new() };
    let mut refused: Vec<(&Candidate, String)> = Vec::new();
    let mut accepted = Vec::new();
    // A fix that is refused must not keep those waiting that overlap it.
    let mut open = candidates.to_vec();
    while accepted.is_empty() && !open.is_empty() {
        round.accept(&apart(&open), &mut accepted, &mut refused);
        open.retain(|candidate| !refused.iter().any(|(other, _)| std::ptr::eq(*other, *candidate)));
    }
    let result = apply(text, &round.edits).unwrap_or_else(|_| text.to_owned());
    let applied = accepted.iter().map(|candidate: &&Candidate| Applied {
        file: candidate.file,
        rule: candidate.rule,
        title: candidate.fix.title.clone(),
    });
    (result, applied.collect(), refused.into_iter().map(|(candidate, why)| dropped(candidate, why)).collect())
}

/// The candidates in the order of their places, without those that overlap an earlier one. Those of the same edits are
/// one: the keys of a map that goes as a whole go together or not at all.
fn apart<'c>(candidates: &[&'c Candidate]) -> Vec<Vec<&'c Candidate>> {
    let mut ordered = candidates.to_vec();
    ordered.sort_by_key(|candidate| candidate.fix.edits.iter().map(|edit| edit.span).min());
    let mut taken: BTreeSet<Span> = BTreeSet::new();
    let overlaps = |taken: &BTreeSet<Span>, span: Span| {
        let before = taken.range(..=span).next_back().is_some_and(|other| *other == span || other.end > span.start);
        before || taken.range(span..).next().is_some_and(|other| span.end > other.start)
    };
    let mut groups: Vec<Vec<&Candidate>> = Vec::new();
    let mut group_of: BTreeMap<&[Edit], usize> = BTreeMap::new();
    for candidate in ordered {
        let edits = candidate.fix.edits.as_slice();
        if let Some(group) = group_of.get(edits).and_then(|at| groups.get_mut(*at)) {
            group.push(candidate);
        } else if !edits.iter().any(|edit| overlaps(&taken, edit.span)) {
            taken.extend(edits.iter().map(|edit| edit.span));
            group_of.insert(edits, groups.len());
            groups.push(vec![candidate]);
        }
    }
    groups
}

/// One text and the edits to it that are proved together.
struct Round<'t> {
    text: &'t str,
    before: Meaning,
    edits: Vec<Edit>,
    allowed: Vec<KeyPath>,
}

impl Round<'_> {
    /// Takes all of `groups` if they pass together, else those of each half that pass: few proofs where most pass.
    fn accept<'c>(
        &mut self,
        groups: &[Vec<&'c Candidate>],
        accepted: &mut Vec<&'c Candidate>,
        refused: &mut Vec<(&'c Candidate, String)>,
    ) {
        if groups.is_empty() {
            return;
        }
        match (self.trial(groups), groups) {
            (Ok((edits, allowed)), _) => {
                (self.edits, self.allowed) = (edits, allowed);
                accepted.extend(groups.iter().flatten());
            }
            (Err(why), [one]) => refused.extend(one.iter().map(|candidate| (*candidate, why.clone()))),
            (Err(_), _) => {
                let (left, right) = groups.split_at(groups.len() / 2);
                self.accept(left, accepted, refused);
                self.accept(right, accepted, refused);
            }
        }
    }

    fn trial(&self, groups: &[Vec<&Candidate>]) -> Result<(Vec<Edit>, Vec<KeyPath>), String> {
        let (mut edits, mut allowed) = (self.edits.clone(), self.allowed.clone());
        for group in groups {
            edits.extend(group.first().into_iter().flat_map(|one| alike(self.text, &one.fix.edits)));
            for candidate in group {
                allowed.extend(candidate.path.iter().chain(&candidate.fix.touches).cloned());
            }
        }
        let after = apply(self.text, &edits).map_err(|error| error.to_string())?;
        self.before.allows(&after, &allowed)?;
        Ok((edits, allowed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::helm::value::LayerId;

    fn candidate(path: &str, edits: Vec<Edit>) -> Candidate {
        let fix = Fix::safe("do it", LayerId(0), edits);
        Candidate { file: 0, rule: "test", path: Some(path.parse().expect(path)), fix }
    }

    fn run(text: &str, lint: impl Fn(&str) -> Vec<Candidate>) -> Fixed {
        let mut lint = |texts: &[String]| Ok::<_, ()>(lint(&texts[0]));
        fix(vec![text.to_owned()], &mut lint).expect("the linter does not fail")
    }

    fn span(text: &str, part: &str) -> Span {
        let start = text.find(part).expect(part);
        Span::new(start, start + part.len())
    }

    #[test]
    fn overlapping_fixes_take_turns() {
        // Both want the start of line `b`; the second also wants line `a`.
        let fixed = run("a: 1\nb: 1\n", |text| {
            let mut all = Vec::new();
            if text.contains(" 1\nb") {
                all.push(candidate("a", vec![Edit::replace(span(text, " 1\nb"), " 2\nb")]));
            }
            if text.contains("b: 1") {
                let edits = vec![Edit::replace(span(text, "a: "), "a:  "), Edit::replace(span(text, "b: 1"), "b: 2")];
                all.push(candidate("b", edits));
            }
            all
        });
        assert_eq!(fixed.texts, ["a:  2\nb: 2\n"]);
        assert_eq!((fixed.applied.len(), fixed.dropped.len()), (2, 0));
    }

    #[test]
    fn one_bad_fix_does_not_take_the_others_along() {
        let fixed = run("a: 1\nb: 1\nc: 1\nd: 1\n", |text| {
            let one = |path: &str, from: &str, to: &str| {
                text.contains(from).then(|| candidate(path, vec![Edit::replace(span(text, from), to)]))
            };
            let all = [
                one("a", "a: 1", "a: 2"),
                one("a", "b: 1", "b: 2"),
                one("c", "c: 1", "c: ["),
                one("d", "d: 1", "d: 2"),
            ];
            all.into_iter().flatten().collect()
        });
        assert_eq!(fixed.texts, ["a: 2\nb: 1\nc: 1\nd: 2\n"]);
        let whys: Vec<&str> = fixed.dropped.iter().map(|dropped| dropped.why.as_str()).collect();
        assert_eq!(whys.len(), 2, "{whys:?}");
        assert_eq!(whys[0], "it would change `b` too");
        assert!(whys[1].starts_with("the result cannot be read"), "{whys:?}");
    }

    #[test]
    fn the_keys_of_a_map_go_together() {
        let fixed = run("m:\n  a: 1\n  b: 1\nc: 1\nd: 1\n", |text| {
            let whole = |path: &str| candidate(path, vec![Edit::remove(span(text, "m:\n  a: 1\n  b: 1\n"))]);
            let bad = || candidate("d", vec![Edit::replace(span(text, "c: 1"), "c: 2")]);
            if text.contains("m:") { vec![bad(), whole("m.a"), whole("m.b")] } else { Vec::new() }
        });
        assert_eq!(fixed.texts, ["c: 1\nd: 1\n"]);
        assert_eq!(fixed.applied.len(), 2);
    }

    #[test]
    fn fixes_that_never_end_change_nothing() {
        let fixed = run("a: 1\n", |text| {
            let end = text.len() - 1;
            vec![candidate("a", vec![Edit::insert(end, "1")])]
        });
        assert_eq!((fixed.texts, fixed.unsettled), (vec!["a: 1\n".to_owned()], vec![0]));
        assert!(fixed.applied.is_empty());
    }

    #[test]
    fn one_edit_that_removes_several_findings_is_proved_for_all_of_them() {
        let text = "a:\n  b: 1\n  c: 2\nd: 3\n";
        let lint = |paths: &'static [&str]| {
            move |texts: &[String]| {
                let candidates = paths.iter().map(|path| candidate(path, vec![Edit::replace(Span::new(0, 17), "")]));
                Ok::<_, ()>(if texts[0].starts_with("a:") { candidates.collect() } else { Vec::new() })
            }
        };
        let fixed = fix(vec![text.to_owned()], lint(&["a.b", "a.c"])).expect("it cannot fail");
        assert_eq!((fixed.texts[0].as_str(), fixed.applied.len(), fixed.dropped.len()), ("d: 3\n", 2, 0));
        let fixed = fix(vec![text.to_owned()], lint(&["a.b"])).expect("it cannot fail");
        assert_eq!((fixed.texts[0].as_str(), fixed.dropped.len()), (text, 1), "nobody said that `a.c` may go");
    }

    #[test]
    fn added_lines_end_as_the_others_do() {
        let fixed = run("a: 1\r\nb: 2\r\n", |text| {
            let missing = !text.contains("c:");
            missing.then(|| candidate("c", vec![Edit::insert(6, "c: 3\n")])).into_iter().collect()
        });
        assert_eq!(fixed.texts, ["a: 1\r\nc: 3\r\nb: 2\r\n"]);
    }
}
