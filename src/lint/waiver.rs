//! Waivers: comments that take findings away, with a reason and perhaps a last day.
//!
//! `# smpgen: ignore[rule, rule2] reason until=2026-03-31` waives on its own line, or, where it has a line of its
//! own, on the next line that is no comment.

use std::collections::{BTreeMap, BTreeSet};

use super::date::Date;
use super::finding::{Finding, Location};
use crate::helm::chain::Layer;
use crate::helm::read::Reading;
use crate::helm::value::LayerId;
use crate::suggest::nearest;
use crate::yaml::source::Source;
use crate::yaml::span::Span;

/// One rule that one comment waives.
#[derive(Clone, Debug)]
struct Waiver {
    layer: LayerId,
    file: String,
    /// The id, in the comment.
    span: Span,
    rule: String,
    /// The line it holds for, from 1.
    line: usize,
    until: Option<Date>,
    used: bool,
}

/// What is wrong with a waiver.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// No such finding is on its line.
    Unused,
    /// Its last day has passed.
    Expired,
    /// It waives nothing, because it is not written as a waiver is.
    Invalid,
}

/// A waiver with something wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub fault: Fault,
    pub location: Location,
    pub message: String,
    pub help: String,
}

/// The waivers of a run.
#[derive(Debug)]
pub struct Waivers {
    today: Date,
    all: Vec<Waiver>,
    invalid: Vec<(String, Problem)>,
}

const HOW: &str = "write `# smpgen: ignore[rule] reason`, with `until=YYYY-MM-DD` if it ends";

impl Waivers {
    /// None yet. A waiver holds through its last day.
    pub fn new(today: Date) -> Waivers {
        Waivers { today, all: Vec::new(), invalid: Vec::new() }
    }

    /// Takes over the waivers of other units.
    pub fn join(&mut self, more: Waivers) {
        self.all.extend(more.all);
        self.invalid.extend(more.invalid);
    }

    /// Takes the waivers of one values file. `known` are the ids of the rules that can be waived.
    pub fn read(&mut self, layer: &Layer, reading: &Reading, known: &[&str]) {
        let source = &layer.source;
        if !reading.tree.comments.iter().any(|comment| directive(source, comment.span).is_some()) {
            return;
        }
        let comments = &reading.tree.comments;
        // From the last comment up: each line of comments alone hands over to the next line.
        let mut below: BTreeMap<usize, usize> = BTreeMap::new();
        for comment in comments.iter().rev().filter(|comment| comment.own_line) {
            let line = source.position(comment.span.start).line;
            let target = below.get(&(line + 1)).copied().unwrap_or(line + 1);
            below.insert(line, target);
        }
        for comment in comments {
            let Some((start, body)) = directive(source, comment.span) else { continue };
            let line = source.position(comment.span.start).line;
            let line = below.get(&line).copied().unwrap_or(line);
            match parse(start, body) {
                Ok(written) => self.take(layer, written, line, known),
                Err(message) => self.refuse(layer, comment.span, message, HOW.to_owned()),
            }
        }
    }

    fn take(&mut self, layer: &Layer, written: Written, line: usize, known: &[&str]) {
        for (span, rule) in written.rules {
            if !known.contains(&rule.as_str()) {
                let guess = nearest(&rule, known.iter().copied());
                let help = match guess {
                    Some(name) => format!("did you mean `{name}`? `smpgen rules` lists all"),
                    None => "`smpgen rules` lists all; findings about waivers cannot be waived".to_owned(),
                };
                self.refuse(layer, span, format!("no rule `{rule}` that can be waived"), help);
                continue;
            }
            let (file, until) = (layer.source.name().to_owned(), written.until);
            self.all.push(Waiver { layer: layer.id, file, span, rule, line, until, used: false });
        }
    }

    fn refuse(&mut self, layer: &Layer, span: Span, message: String, help: String) {
        let location = Location { layer: layer.id, span };
        let problem = Problem { fault: Fault::Invalid, location, message, help };
        self.invalid.push((layer.source.name().to_owned(), problem));
    }

    /// The findings that no waiver takes away, and how many were taken. A finding is waived where it starts.
    pub fn apply(&mut self, layers: &[Layer], findings: Vec<Finding>) -> (Vec<Finding>, usize) {
        if self.all.is_empty() {
            return (findings, 0);
        }
        let mut on_line: BTreeMap<(LayerId, usize), Vec<&mut Waiver>> = BTreeMap::new();
        for waiver in &mut self.all {
            on_line.entry((waiver.layer, waiver.line)).or_default().push(waiver);
        }
        let before = findings.len();
        let mut kept = findings;
        kept.retain(|finding| {
            let Some(layer) = layers.iter().find(|layer| layer.id == finding.location.layer) else { return true };
            let line = layer.source.position(finding.location.span.start).line;
            let mut waived = false;
            for waiver in on_line.get_mut(&(layer.id, line)).into_iter().flatten() {
                if waiver.rule == finding.rule {
                    waiver.used = true;
                    waived |= waiver.until.is_none_or(|until| until >= self.today);
                }
            }
            !waived
        });
        let taken = before - kept.len();
        (kept, taken)
    }

    /// What is wrong with the waivers, once every unit was linted. A file that is in several units is told once, and
    /// a waiver is used if any of them uses it. `ran` says whether a rule was looked for in a file: a waiver of one
    /// that was not is not unused.
    pub fn problems(self, ran: impl Fn(&str, &str) -> bool) -> Vec<Problem> {
        let mut problems: Vec<Problem> = Vec::new();
        let mut told: BTreeSet<(String, Span)> = BTreeSet::new();
        let used: BTreeSet<(&str, Span)> =
            self.all.iter().filter(|waiver| waiver.used).map(|waiver| (waiver.file.as_str(), waiver.span)).collect();
        for waiver in &self.all {
            let location = Location { layer: waiver.layer, span: waiver.span };
            let problem = match waiver.until {
                Some(until) if until < self.today => Problem {
                    fault: Fault::Expired,
                    location,
                    message: format!("the waiver of `{}` ended on {until}", waiver.rule),
                    help: "mend what it waived, or give a new reason and a new day".to_owned(),
                },
                _ if used.contains(&(waiver.file.as_str(), waiver.span)) || !ran(&waiver.file, &waiver.rule) => {
                    continue;
                }
                _ => Problem {
                    fault: Fault::Unused,
                    location,
                    message: format!("nothing on line {} is found by `{}`", waiver.line, waiver.rule),
                    help: "remove the waiver, or move it to the line of the finding or the line above".to_owned(),
                },
            };
            if told.insert((waiver.file.clone(), waiver.span)) {
                problems.push(problem);
            }
        }
        let mut invalid = self.invalid;
        invalid.retain(|(file, problem)| told.insert((file.clone(), problem.location.span)));
        problems.extend(invalid.into_iter().map(|(_, problem)| problem));
        problems
    }
}

/// What follows `smpgen:` in a comment, and where it starts. None for other comments.
fn directive(source: &Source, comment: Span) -> Option<(usize, &str)> {
    let text = source.slice(comment);
    let body = text.trim_start_matches('#').trim_start().strip_prefix("smpgen:")?;
    Some((comment.end - body.len(), body))
}

/// A waiver as written.
struct Written {
    rules: Vec<(Span, String)>,
    until: Option<Date>,
}

fn parse(start: usize, body: &str) -> Result<Written, String> {
    let Some(rest) = body.trim_start().strip_prefix("ignore") else {
        return Err("this comment is addressed to smpgen and is no waiver".to_owned());
    };
    let inside = rest.trim_start().strip_prefix('[').unwrap_or_default();
    let Some((list, words)) = inside.split_once(']') else {
        return Err("a waiver names its rules in brackets".to_owned());
    };
    let mut rules = Vec::new();
    let mut at = start + body.len() - inside.len();
    for part in list.split(',') {
        let rule = part.trim();
        let from = at + part.len() - part.trim_start().len();
        if !rule.is_empty() {
            rules.push((Span::new(from, from + rule.len()), rule.to_owned()));
        }
        at += part.len() + 1;
    }
    if rules.is_empty() {
        return Err("a waiver names at least one rule".to_owned());
    }
    let (mut until, mut reasons) = (None, 0);
    for word in words.split_whitespace() {
        match word.strip_prefix("until").and_then(|rest| rest.strip_prefix(['=', ':'])) {
            Some(_) if until.is_some() => return Err("a waiver has one last day".to_owned()),
            Some(date) => until = Some(date.trim_end_matches([',', '.']).parse::<Date>()?),
            None => reasons += 1,
        }
    }
    if reasons == 0 {
        return Err("a waiver needs a reason".to_owned());
    }
    Ok(Written { rules, until })
}
