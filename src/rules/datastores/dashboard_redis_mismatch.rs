//! Custom dashboards that look for Redis in the cluster while it runs outside.

use crate::catalog::datastores::StoreName;
use crate::lint::context::Context;
use crate::lint::datastore::{effective_text, external_store, place};
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
pub const RULE: Rule = Rule {
    id: "dashboard-redis-mismatch",
    family: "datastores",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("dashboard_redis_mismatch.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Ok(tables) = cx.catalog.datastores() else { return };
    let dashboards = &tables.dashboards;
    if !cx.unit.complete || cx.flag(&dashboards.flag) != Some(true) || external_store(cx, StoreName::Redis).is_none() {
        return;
    }
    let host = dashboards.config.key("redisHost");
    let sentinel = dashboards.config.key("redisSentinel");
    let in_cluster = effective_text(cx, &host).is_none_or(|text| text.is_empty() || text == dashboards.in_cluster_host);
    // The default inside the sub-chart is documented: "true".
    let by_sentinel = cx.effective(&sentinel).is_none_or(|found| found.value == true || found.value == "true");
    let (path, what) = match (in_cluster, by_sentinel) {
        (true, _) => (&host, format!("`{host}` is not set to it")),
        (false, true) => (&sentinel, format!("`{sentinel}` is still \"true\"")),
        (false, false) => return,
    };
    let Some(at) = place(cx, path) else { return };
    out.push(
        RULE.at(at, format!("Redis runs outside, and custom dashboards look for it in the cluster: {what}"))
            .path(path)
            .help(format!("set `redisHost`, `redisPort` and `redisSentinel: \"false\"` in `{}`", dashboards.config)),
    );
}
