//! A key of a service or of `global` that nothing known of the chart names.

use std::cell::Cell;

use super::owned::{MOST_GUESSES, Owned};
use crate::catalog::keys::Keys;
use crate::catalog::known::{Branch, Known};
use crate::helm::value::{Node, NodeMap, Value};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::written::{Written, written};
use crate::suggest;
use crate::yaml::edit::Edit;
use crate::yaml::name::Name;
use crate::yaml::path::KeyPath;
use crate::yaml::style::quote;

pub const RULE: Rule = Rule {
    id: "unknown-key",
    family: "keys",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("unknown_key.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(keys) = cx.catalog.keys() else { return };
    let services = &cx.service_paths;
    let Ok(tree) = keys.tree(cx.catalog, &cx.chart_version) else { return };
    let tops = services.iter().filter(|service| service.segments().len() == 2).cloned();
    let tops: Vec<KeyPath> = tops.chain([KeyPath::of(["global"])]).collect();
    for written in written(cx) {
        let search = Search { cx, keys, written: &written, guesses: Cell::new(0) };
        for top in &tops {
            if let (Some(node), Some(Known::Map(known))) = (written.find(top), tree.at(top.segments())) {
                search.walk(top, node, &mut vec![known], out);
            }
        }
    }
}

struct Search<'s> {
    cx: &'s Context<'s>,
    keys: &'s Keys,
    written: &'s Written<'s>,
    guesses: Cell<usize>,
}

impl Search<'_> {
    /// Whether another rule of the family speaks for `path`.
    fn speaks_for(&self, path: &KeyPath) -> bool {
        Owned::of(self.cx, self.written).speaks_for(path)
    }

    /// Looks at each key of the map `node` at `path`. `known` are the keys that may stand there, and before them those
    /// of the maps around, from the service on.
    fn walk(&self, path: &KeyPath, node: &Node, known: &mut Vec<&Branch>, out: &mut Findings) {
        let (Value::Map(entries), Some(here)) = (&node.value, known.last().copied()) else { return };
        for (name, node) in entries {
            // A name with a slash is a resource, an annotation or a label: its owner decides.
            if name.contains('/') {
                continue;
            }
            match here.get(name.as_str()) {
                Some(Known::Map(below)) => {
                    // Most keys are known and no maps, and need no path.
                    if matches!(node.value, Value::Map(_)) {
                        known.push(below);
                        self.walk(&path.key(name.as_str()), node, known, out);
                        known.pop();
                    }
                }
                Some(Known::Open { since: Some(since) }) if *since > self.cx.chart_version => {
                    let path = path.key(name.as_str());
                    if self.speaks_for(&path) {
                        continue;
                    }
                    let message =
                        format!("`{path}` is first named by chart {since}: {} may not read it", self.cx.chart_version);
                    let finding = RULE.at(self.written.at_key(node), message).severity(Severity::Info);
                    out.push(finding.path(&path).help("look whether it has an effect"));
                }
                Some(Known::Open { .. }) => {}
                None => {
                    let path = path.key(name.as_str());
                    if !self.speaks_for(&path) {
                        self.report(&path, name, node, (known, entries), out);
                    }
                }
            }
        }
    }

    fn report(&self, path: &KeyPath, name: &str, node: &Node, around: (&[&Branch], &NodeMap), out: &mut Findings) {
        let incomplete = self.keys.is_incomplete(path);
        let guess = self.guess(path, name, around.0);
        let mut fix = None;
        let help = match guess {
            Some(Guess::Spelling(key)) => {
                let case_only = key.to_lowercase() == name.to_lowercase() && !around.1.contains_key(&key);
                fix = case_only.then(|| self.renamed(node, name, &key)).flatten();
                format!("did you mean `{key}`?")
            }
            Some(Guess::Place(words)) => words,
            None if incomplete => "no chart of this service is public: look whether it has an effect".to_owned(),
            None => "check the spelling and the place; what Helm does not know it drops in silence".to_owned(),
        };
        let message = format!("nothing known of the chart reads `{path}`");
        let severity = if incomplete { Severity::Info } else { RULE.severity };
        let finding = RULE.at(self.written.at_key(node), message).path(path).severity(severity).help(help);
        out.push(match fix {
            Some(fix) => finding.fix(fix),
            None => finding,
        });
    }

    /// What the key at `path` may have been meant to be.
    fn guess(&self, path: &KeyPath, name: &str, known: &[&Branch]) -> Option<Guess> {
        if self.guesses.replace(self.guesses.get() + 1) >= MOST_GUESSES {
            return None;
        }
        let (here, above) = known.split_last()?;
        let map = path.parent()?;
        let mut same = here.keys().filter(|key| folded(key) == folded(name));
        if let (Some(only), None) = (same.next(), same.next()) {
            return Some(Guess::Spelling(only.to_string()));
        }
        if above.last().is_some_and(|keys| keys.contains_key(name)) {
            return Some(Guess::Place(format!("it belongs one level up, at `{}`", map.parent()?.key(name))));
        }
        if let [place] = below(here, name).as_slice() {
            return Some(Guess::Place(format!("it belongs at `{map}.{place}`")));
        }
        suggest::likely(name, here.keys().map(Name::as_str)).map(|key| Guess::Spelling(key.to_owned()))
    }

    /// The key written as `to`; none where it is not written plainly.
    fn renamed(&self, node: &Node, from: &str, to: &str) -> Option<Fix> {
        let span = node.origin.key?;
        let text = self.written.file?.layer.source.slice(span);
        (text.trim_matches(['"', '\'']) == from)
            .then(|| Fix::safe(format!("write it as `{to}`"), self.written.layer, vec![Edit::replace(span, quote(to))]))
    }
}

/// What an unknown key may have been meant to be.
enum Guess {
    /// A key of the same map.
    Spelling(String),
    /// Another place, in a sentence.
    Place(String),
}

/// A key without case, dashes and underscores.
fn folded(key: &str) -> String {
    key.to_lowercase().replace(['-', '_'], "")
}

/// Where `name` is a key one level below, in words.
fn below(here: &Branch, name: &str) -> Vec<String> {
    let inside = here.iter().filter_map(|(key, known)| match known {
        Known::Map(keys) if keys.contains_key(name) => Some(format!("{key}.{name}")),
        _ => None,
    });
    inside.collect()
}
