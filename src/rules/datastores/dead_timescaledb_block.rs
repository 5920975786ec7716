//! Values of TimescaleDB, which the chart no longer has.

use crate::helm::value::{Node, Value};
use crate::lint::context::{Context, find};
use crate::lint::edits::removal;
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::Fix;
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "dead-timescaledb-block",
    family: "datastores",
    severity: Severity::Warning,
    fixable: true,
    versions: "0.37.0..",
    page: include_str!("dead_timescaledb_block.md"),
    check,
};

const BLOCKS: [&[&str]; 2] =
    [&["global", "database", "timescaledb"], &["platform", "bootstrap", "database", "timescaledb"]];

fn check(cx: &Context, out: &mut Findings) {
    if cx.flag("global.onprem") == Some(false) {
        return;
    }
    for path in BLOCKS.map(|keys| KeyPath::of(keys.iter().copied())) {
        let Some(merged) = cx.set(&path).filter(|node| says_something(node)) else { continue };
        let written: Vec<_> = cx
            .files()
            .filter_map(|file| Some((file, find(&file.reading.root, path.segments())?)))
            .filter(|(_, node)| says_something(node))
            .collect();
        let first = written.first().map_or(merged, |(_, node)| *node);
        let mut finding = RULE
            .at(cx.at_key(first), format!("`{path}` has no effect: since chart 0.37.0 this data is kept in Postgres"))
            .path(&path)
            .help("delete the block, and do not count its requests and volumes");
        for (file, node) in written.iter().skip(1) {
            finding = finding.related(file.at(node.origin.key.unwrap_or(node.origin.value)), "also written here");
        }
        if let Some((file, _)) = written.first()
            && let Some(edit) = removal(file, &path)
        {
            finding = finding.fix(Fix::safe("delete the block", file.layer.id, vec![edit]));
        }
        out.push(finding);
    }
}

/// Null and an empty map set nothing.
fn says_something(node: &Node) -> bool {
    match &node.value {
        Value::Null => false,
        Value::Map(entries) => !entries.is_empty(),
        _ => true,
    }
}
