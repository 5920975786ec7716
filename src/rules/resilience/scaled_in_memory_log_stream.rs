//! Several pods of log-service, each with its own streams in memory.

use crate::lint::autoscaling::whole;
use crate::lint::cause::place;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Severity};
use crate::lint::replicas::floors;
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;

pub const RULE: Rule = Rule {
    id: "scaled-in-memory-log-stream",
    family: "resilience",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("scaled_in_memory_log_stream.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let service = KeyPath::of(["platform", "log-service"]);
    let mut path = service.clone();
    ["database", "redis", "logservice", "enabledByDefault"].into_iter().for_each(|key| path = path.key(key));
    let Some(node) = cx.set(&path).filter(|_| cx.effective(&path).is_some_and(|found| found.value == false)) else {
        return;
    };
    let count = service.key("replicaCount");
    let stated = cx.effective(&count).and_then(|found| whole(&found.value));
    let floor = floors(cx).into_iter().find(|floor| floor.service == service);
    let (deciding, pods) = match (&floor, stated) {
        (Some(floor), _) if floor.count > 1 => (&floor.path, floor.count),
        (_, Some(stated)) if stated > 1 => (&count, stated),
        _ => return,
    };
    let mut finding = RULE
        .at(
            cx.at_value(node),
            format!("log-service keeps its streams in memory, and runs {pods} pods that cannot see each other's"),
        )
        .path(&path)
        .help(format!("write `{path}: true`, or run a single pod"));
    let counted = floor.as_ref().and_then(|floor| floor.node).or_else(|| cx.set(deciding));
    if let Some(at) = counted.map(|node| cx.at_value(node)).or_else(|| place(cx, deciding, &service)) {
        finding = finding.related(at, format!("`{deciding}` is {pods}"));
    }
    out.push(finding);
}
