//! A cache of MongoDB that does not fit the memory of its container.

use super::figure::amount_of;
use crate::catalog::limits::MongoCache;
use crate::helm::value::{Node, Value};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::scalars::text;
use crate::quantity::Quantity;

pub const RULE: Rule = Rule {
    id: "mongo-cache-mismatch",
    family: "sizing",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("mongo_cache_mismatch.md"),
    check,
};

const FLAG: &str = "--wiredTigerCacheSizeGB";

fn check(cx: &Context, out: &mut Findings) {
    let Ok(limits) = cx.catalog.limits() else { return };
    let bounds = &limits.mongo_cache;
    let list = bounds.service.key("extraFlags");
    let Some(Value::List(flags)) = cx.set(&list).map(|node| &node.value) else { return };
    let Some(limit) = amount_of(cx, &bounds.service.key("resources"), "limits", "memory") else { return };
    if !cx.in_cluster(&bounds.service) {
        return;
    }
    let own = own_cache(bounds, limit.quantity);
    for (index, (node, size, prefix)) in cache_flags(flags) {
        let Ok(cache) = Quantity::parse(&format!("{size}Gi")) else { continue };
        let verdict = match fits(bounds, limit.quantity, cache) {
            Fit::Right => continue,
            Fit::Large => "leaves too little for connections and sorts, and the container is killed",
            Fit::Small => "leaves most of that memory unused",
        };
        let right = gibibytes(own);
        let path = list.index(index);
        let mut finding = RULE
            .at(
                cx.at_value(node),
                format!("a cache of {size} GiB in {} of memory {verdict}", limit.quantity.as_memory()),
            )
            .path(&path)
            .help(format!("write `{FLAG}={right}`, MongoDB's own size for this memory, or leave the flag out"));
        if let Some(limit) = limit.node {
            finding = finding.related(cx.at_key(limit), "the memory limit");
        }
        if let Some(edit) = cx.rewrite(node, &format!("{prefix}{right}")) {
            let title = format!("set the cache to {right} GiB");
            finding = finding.fix(Fix::unsafe_(title, node.origin.layer, vec![edit]));
        }
        out.push(finding);
    }
}

/// The list items that hold a cache size, with their place in the list, the size, and what stands before it:
/// `--flag=1.5`, or `1.5` after an item `--flag`.
fn cache_flags(flags: &[Node]) -> Vec<(usize, (&Node, String, &'static str))> {
    let is_number = |size: &str| !size.is_empty() && size.chars().all(|char| char.is_ascii_digit() || char == '.');
    let mut out = Vec::new();
    let mut before = false;
    for (index, node) in flags.iter().enumerate() {
        let text = text(&node.value).unwrap_or_default();
        match text.strip_prefix(FLAG).and_then(|rest| rest.strip_prefix('=')) {
            Some(size) if is_number(size) => out.push((index, (node, size.to_owned(), "--wiredTigerCacheSizeGB="))),
            None if before && is_number(&text) => out.push((index, (node, text.clone().into_owned(), ""))),
            _ => {}
        }
        before = text == FLAG;
    }
    out
}

/// Whether a cache suits a memory limit.
enum Fit {
    Right,
    Large,
    Small,
}

fn fits(bounds: &MongoCache, limit: Quantity, cache: Quantity) -> Fit {
    let own = own_cache(bounds, limit);
    let percent = |percent: u32| own.nanos() * i128::from(percent) / 100;
    // MongoDB's own size is never too large, although in 1 GiB it leaves less than 1 GiB beside it.
    let crowded = cache > own && cache.nanos() + bounds.beside.nanos() > limit.nanos();
    match cache.nanos() {
        _ if crowded => Fit::Large,
        cache if cache > percent(bounds.highest_percent) => Fit::Large,
        cache if cache < percent(bounds.lowest_percent) => Fit::Small,
        _ => Fit::Right,
    }
}

/// The cache that MongoDB takes by itself in a container with this limit.
fn own_cache(bounds: &MongoCache, limit: Quantity) -> Quantity {
    Quantity::from_nanos((limit.nanos() - bounds.beside.nanos()) / 2).unwrap_or_default().max(bounds.least)
}

/// In gibibytes with at most two decimals, rounded down.
fn gibibytes(amount: Quantity) -> String {
    let hundredths = amount.whole() * 100 / (1 << 30);
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
