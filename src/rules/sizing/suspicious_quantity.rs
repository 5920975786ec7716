//! Amounts that Kubernetes reads and nobody means.

use super::figure::{Kind, kind, shown};
use crate::catalog::limits::Suspicious;
use crate::helm::value::Node;
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
    let mut memory: Vec<(KeyPath, &Node, String)> = Vec::new();
    for (path, node) in cx.scalars() {
        let (Some(kind), Some(text)) = (kind(limits, &path), text(&node.value)) else { continue };
        if cx.is_off(&path) {
            continue;
        }
        let text = text.trim().to_owned();
        match doubt(&limits.suspicious, kind, &text) {
            Some(doubt) => out.push(finding(cx, &path, node, doubt)),
            None if kind == Kind::Memory => memory.push((path, node, text)),
            None => {}
        }
    }
    for (path, node, text) in memory.iter().filter(|(_, _, text)| is_decimal(text)) {
        let container = path.parent().and_then(|side| side.parent());
        let binary = memory.iter().find(|(other, twin, text)| {
            twin.origin.layer == node.origin.layer
                && text.ends_with('i')
                && other.parent().and_then(|side| side.parent()) == container
        });
        let Some((_, twin, _)) = binary else { continue };
        let reason = format!("`{path}` counts in decimal units, the other side of its container in binary ones");
        let found = finding(cx, path, node, Doubt { reason, meant: Some(format!("{text}i")) });
        out.push(found.related(cx.at_value(twin), "a binary unit"));
    }
}

/// Why an amount cannot be meant, and what may be.
struct Doubt {
    reason: String,
    meant: Option<String>,
}

fn finding(cx: &Context, path: &KeyPath, node: &Node, doubt: Doubt) -> Finding {
    let reason = doubt.reason.replace("{}", &shown(path, node)).replace("{path}", &path.to_string());
    let finding = RULE.at(cx.at_value(node), reason).path(path).help(match &doubt.meant {
        Some(meant) => format!("write {meant} if that is what is meant"),
        None => "write the amount with the unit that is meant".to_owned(),
    });
    match doubt.meant.and_then(|meant| Some((cx.rewrite(node, &meant)?, meant))) {
        Some((edit, meant)) => finding.fix(Fix::unsafe_(format!("write `{meant}`"), node.origin.layer, vec![edit])),
        None => finding,
    }
}

/// What is wrong with one amount by itself. `{}` in the reason stands for the value, `{path}` for its path.
fn doubt(bounds: &Suspicious, kind: Kind, text: &str) -> Option<Doubt> {
    let because = |reason: &str, meant: Option<String>| Some(Doubt { reason: reason.to_owned(), meant });
    if is_suffix_only(text) {
        return because("`{}` of `{path}` has no number: Kubernetes takes it for 0", None);
    }
    let amount = Quantity::parse(text).ok()?;
    let number = text.trim_end_matches(|char: char| char.is_ascii_alphabetic());
    if amount == Quantity::ZERO {
        return None;
    }
    match kind {
        Kind::Cpu if amount > bounds.cpu_above => {
            let meant = (number == text && !text.contains('.')).then(|| format!("{number}m"));
            because("`{}` of `{path}` is more cores than a node has", meant)
        }
        Kind::Cpu if amount < bounds.cpu_below => because("`{}` of `{path}` is less than a thousandth of a core", None),
        Kind::Memory | Kind::Storage if text.ends_with('m') => {
            because("`{}` of `{path}` counts in thousandths of a byte", Some(format!("{number}Mi")))
        }
        Kind::Memory | Kind::Storage if amount < bounds.memory_below => {
            // 512 without a unit: mebibytes are meant, and gibibytes where the number is small.
            let plain = number == text && amount > Quantity::from_whole(64) && !text.contains('.');
            because("`{}` of `{path}` is only a few bytes", plain.then(|| format!("{number}Mi")))
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

/// `512M` and `1.5G`, the units that look like the binary ones.
fn is_decimal(text: &str) -> bool {
    text.ends_with(['M', 'G', 'T'])
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
