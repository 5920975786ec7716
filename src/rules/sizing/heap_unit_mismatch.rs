//! Heaps written in another style than the image of the service reads.

use super::figure::shown;
use super::heap_setting::KEYS;
use crate::catalog::limits::HeapLimits;
use crate::heap::{Heap, HeapStyle};
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::lint::scalars::text;
use crate::yaml::path::{KeyPath, Segment};

pub const RULE: Rule = Rule {
    id: "heap-unit-mismatch",
    family: "sizing",
    severity: Severity::Warning,
    fixable: true,
    versions: "",
    page: include_str!("heap_unit_mismatch.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(limits) = cx.catalog.limits() else { return };
    for (path, node) in cx.scalars() {
        let Some((service, style)) = style_at(&limits.heap, path) else { continue };
        let Some(text) = text(&node.value) else { continue };
        let (heap, problem) = match Heap::parse(&text) {
            Ok((_, written)) if written == style => continue,
            Ok((heap, _)) => (Some(heap), None),
            Err(error) => (error.meant.and_then(|meant| meant.parse().ok()), Some(error.reason)),
        };
        if cx.is_off(&service) {
            continue;
        }
        let wants = match style {
            HeapStyle::BareMegabytes => "a bare number of megabytes",
            HeapStyle::Suffixed => "a number with `m` or `g`",
        };
        let shown = shown(path, node);
        let message = match problem {
            None => format!("`{service}` reads its heap as {wants}, and `{shown}` is none"),
            Some(reason) => format!("`{shown}` of `{path}` is no heap size: {reason}"),
        };
        let meant = heap.and_then(|heap| heap.written(style));
        let mut finding = RULE.at(cx.at_value(node), message).path(path).help(match &meant {
            Some(meant) => format!("write `{meant}`"),
            None => format!("write {wants}"),
        });
        if let Some(meant) = meant
            && let Some(edit) = cx.rewrite(node, &meant)
        {
            finding = finding.fix(Fix::unsafe_(format!("write `{meant}`"), node.origin.layer, vec![edit]));
        }
        out.push(finding);
    }
}

/// The service whose heap stands at `path`, and the style that it wants; none for any other leaf, and for a
/// service whose style is not known.
fn style_at(limits: &HeapLimits, path: &KeyPath) -> Option<(KeyPath, HeapStyle)> {
    let [above @ .., Segment::Key(block), Segment::Key(key)] = path.segments() else { return None };
    if !KEYS.contains(&[block.as_str(), key.as_str()]) {
        return None;
    }
    let service = path.first(above.len());
    let style = match () {
        () if limits.bare.contains(&service) => HeapStyle::BareMegabytes,
        () if limits.suffixed.contains(&service) => HeapStyle::Suffixed,
        () => return None,
    };
    Some((service, style))
}
