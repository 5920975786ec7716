//! Amounts that Kubernetes reads and nobody means.

use std::collections::BTreeMap;

use super::figure::{Kind, kind, shown};
use crate::catalog::limits::Suspicious;
use crate::helm::value::{LayerId, Node};
use crate::lint::context::Context;
use crate::lint::finding::{Finding, Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::scalars::text;
use crate::quantity::Quantity;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "suspicious-quantity",
    family: "sizing",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("suspicious_quantity.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(limits) = cx.catalog.limits() else { return };
    // Memory that is fine by itself, by layer and container.
    let mut memory: BTreeMap<(LayerId, KeyPath), Vec<Written>> = BTreeMap::new();
    for (path, node) in cx.scalars() {
        let (Some(kind), Some(text)) = (kind(limits, path), text(&node.value)) else { continue };
        if cx.is_off(path) {
            continue;
        }
        let text = text.trim();
        if let Some(doubt) = doubt(&limits.suspicious, kind, text) {
            out.push(finding(cx, path, node, doubt));
        } else if kind == Kind::Memory
            && let Some(above) = path.segments().len().checked_sub(2)
        {
            let container = (node.origin.layer, path.first(above));
            memory.entry(container).or_default().push((path.clone(), node, text.to_owned()));
        }
    }
    for sides in memory.values() {
        let Some((_, twin, _)) = sides.iter().find(|(_, _, text)| text.ends_with('i')) else { continue };
        for (path, node, text) in sides.iter().filter(|(_, _, text)| text.ends_with(['M', 'G', 'T'])) {
            let what = "counts in decimal units, and the other side of its container in binary ones";
            let found = finding(cx, path, node, Doubt { what, meant: Some(format!("{text}i")) });
            out.push(found.related(cx.at_value(twin), "a binary unit"));
        }
    }
}

/// An amount as a layer writes it: its path, its node, its text.
type Written<'a> = (KeyPath, &'a Node, String);

/// Why an amount cannot be meant, as the end of a sentence, and what may be.
struct Doubt {
    what: &'static str,
    meant: Option<String>,
}

fn finding(cx: &Context, path: &KeyPath, node: &Node, doubt: Doubt) -> Finding {
    let message = format!("`{}` of `{path}` {}", shown(path, node), doubt.what);
    let finding = RULE.at(cx.at_value(node), message).path(path).help(match &doubt.meant {
        Some(meant) => format!("write {meant} if that is what is meant"),
        None => "write the amount with the unit that is meant".to_owned(),
    });
    match doubt.meant.and_then(|meant| Some((cx.rewrite(node, &meant)?, meant))) {
        Some((edit, meant)) => finding.fix(Fix::unsafe_(format!("write `{meant}`"), node.origin.layer, vec![edit])),
        None => finding,
    }
}

/// What is wrong with one amount by itself.
fn doubt(bounds: &Suspicious, kind: Kind, text: &str) -> Option<Doubt> {
    let because = |what: &'static str, meant: Option<String>| Some(Doubt { what, meant });
    if is_suffix_only(text) {
        return because("has no number, and Kubernetes takes it for 0", None);
    }
    let amount = Quantity::parse(text).ok().filter(|amount| *amount != Quantity::ZERO)?;
    let number = text.trim_end_matches(|char: char| char.is_ascii_alphabetic());
    let whole_without_unit = number == text && !text.contains('.');
    match kind {
        Kind::Cpu if amount > bounds.cpu_above => {
            because("is more cores than a node has", whole_without_unit.then(|| format!("{number}m")))
        }
        Kind::Cpu if amount < bounds.cpu_below => because("is less than a thousandth of a core", None),
        Kind::Memory | Kind::Storage if text.ends_with('m') => {
            because("counts in thousandths of a byte", Some(format!("{number}Mi")))
        }
        Kind::Memory | Kind::Storage if amount < bounds.memory_below => {
            // 512 without a unit means mebibytes; what a small number means is open.
            let mebibytes = whole_without_unit && amount > Quantity::from_whole(64);
            because("is only a few bytes", mebibytes.then(|| format!("{number}Mi")))
        }
        _ => None,
    }
}

/// Text without a digit that Kubernetes takes for 0: `M`, `-`, `.`. Empty text is an error there.
pub fn is_suffix_only(text: &str) -> bool {
    let text = text.trim();
    let rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    let rest = rest.strip_prefix('.').unwrap_or(rest);
    !text.is_empty()
        && !rest.starts_with(|char: char| char.is_ascii_digit())
        && Quantity::parse(&format!("0{rest}")).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_without_a_number_are_told_from_numbers_and_nonsense() {
        for text in ["M", "-", ".", "+", "Gi", "-.", "m"] {
            assert!(is_suffix_only(text), "{text}");
        }
        for text in ["", "0", "1M", ".5", "MB", "x", "--"] {
            assert!(!is_suffix_only(text), "{text}");
        }
    }
}
