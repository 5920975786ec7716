//! Amounts that Kubernetes cannot read.

use super::figure::{Kind, kind, shown};
use super::suspicious_quantity::is_suffix_only;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::scalars::text;
use crate::quantity::{Quantity, QuantityError};

pub const RULE: Rule = Rule {
    id: "invalid-quantity",
    family: "sizing",
    severity: Severity::Error,
    fixable: true,
    versions: "",
    page: include_str!("invalid_quantity.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(limits) = cx.catalog.limits() else { return };
    for (path, node) in cx.scalars() {
        let Some(kind) = kind(limits, path) else { continue };
        let Some(text) = text(&node.value) else { continue };
        // The API server trims before it reads.
        let Err(error) = Quantity::parse(text.trim()) else { continue };
        if is_suffix_only(&text) || cx.is_off(path) {
            continue;
        }
        let mut finding = RULE
            .at(cx.at_value(node), format!("`{}` of `{path}` is not a quantity: {}", shown(path, node), error.reason))
            .path(path)
            .help(match &error.meant {
                Some(meant) => format!("write {meant}"),
                None => "write a number with a suffix of Kubernetes, such as 500m, 512Mi or 20Gi".to_owned(),
            });
        if let Some(meant) = meant(&error, kind)
            && let Some(edit) = cx.rewrite(node, meant)
        {
            finding = finding.fix(Fix::unsafe_(format!("write `{meant}`"), node.origin.layer, vec![edit]));
        }
        out.push(finding);
    }
}

/// What was meant, where it is clear enough: of memory as decimal or binary, binary is what every profile uses.
fn meant(error: &QuantityError, kind: Kind) -> Option<&str> {
    error.replacement().or_else(|| {
        let mut binary = error.meant.as_deref()?.split(" or ").filter(|text| text.ends_with('i'));
        let first = binary.next()?;
        (kind != Kind::Cpu && binary.next().is_none()).then_some(first)
    })
}
