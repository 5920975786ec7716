//! Values that are not what the spec of the installation says.

use serde_json::Value as Json;

use crate::catalog::version::ChartVersion;
use crate::helm::json::to_json;
use crate::helm::value::Node;
use crate::lint::cause::place;
use crate::lint::context::{Context, File};
use crate::lint::datastore::hosts;
use crate::lint::endpoint::{Endpoint, host_of, without_credentials};
use crate::lint::expected::{Expected, ExpectedStore};
use crate::lint::finding::{Findings, Location, Severity};
use crate::lint::object_store::logs;
use crate::lint::rule::Rule;
use crate::lint::sample::is_sample;
use crate::lint::stores::Store;
use crate::lint::unit::{Role, header};
use crate::mask::masked;
use crate::yaml::path::KeyPath;
use crate::yaml::span::Span;

pub const RULE: Rule = Rule {
    id: "spec-mismatch",
    family: "datastores",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("spec_mismatch.md"),
    check,
};

/// Characters of a list of hosts that a message shows.
const LONGEST_SHOWN: usize = 200;

fn check(cx: &Context, out: &mut Findings) {
    // An overlay by itself need not say what the others of its chain say.
    if !cx.unit.complete {
        return;
    }
    let expected = &cx.declared.expected;
    for store in expected.stores.iter().filter(|store| store.store.exists(cx)) {
        match (store.external, store.store.is_external(cx)) {
            (false, true) => outside(cx, store, out),
            (true, false) => inside(cx, store, out),
            (true, true) => elsewhere(cx, store, out),
            (false, false) => {}
        }
    }
    high_availability(cx, expected, out);
    modules(cx, expected, out);
    for file in cx.files() {
        profile(file, expected, out);
        // An upgrade is on its way from one chart version to another.
        if let (Some(wanted), None) = (&expected.chart_version, cx.upgrade) {
            chart_version(file, wanted, out);
        }
    }
}

/// In the cluster by the spec, outside by the values.
fn outside(cx: &Context, expected: &ExpectedStore, out: &mut Findings) {
    let (store, key) = (expected.store, expected.key);
    let switch = store.switch();
    let (path, says) = match store.is_switched_off(cx) {
        true => (switch.clone(), "false"),
        false => match address(cx) {
            Some((path, _)) => (path, "set"),
            None => return,
        },
    };
    let Some(at) = place(cx, &path, &store.block()) else { return };
    let spec = match expected.provider {
        Some(_) => format!("the spec has {} in the cluster", store.words()),
        None => format!("the spec names no provider of {}, which is then in the cluster", store.words()),
    };
    let mut finding = RULE
        .at(at, format!("{spec}, and `{path}` is {says}"))
        .path(&path)
        .help(format!("name its provider and hosts in `datastores.{key}` of the spec, or take the values out"));
    if path == switch
        && let Some(first) = hosts(cx, &store.block().key("hosts")).first().and_then(|host| host.node)
    {
        finding = finding.related(cx.at_value(first), "its hosts");
    }
    out.push(finding);
}

/// Outside by the spec, in the cluster by the values.
fn inside(cx: &Context, expected: &ExpectedStore, out: &mut Findings) {
    let store = expected.store;
    let path = store.switch();
    let Some(at) = place(cx, &path, &store.block()) else { return };
    let is = written(cx.set(&path), "true");
    let provider = expected.provider.as_deref().unwrap_or_default();
    out.push(
        RULE.at(at, format!("the spec has {} outside the cluster (`{provider}`), and `{path}` {is}", store.words()))
            .path(&path)
            .help("give helm the `external-db.yaml` that `smpgen render` writes, and nothing behind it that undoes it"),
    );
}

/// Outside by both: at the same place?
fn elsewhere(cx: &Context, expected: &ExpectedStore, out: &mut Findings) {
    let store = expected.store;
    let (path, found, at) = match store {
        Store::Minio => {
            let Some((path, url)) = address(cx) else { return };
            let at = place(cx, &path, &store.switch());
            (path, vec![url], at)
        }
        _ => {
            let path = store.block().key("hosts");
            let found: Vec<String> = hosts(cx, &path).into_iter().map(|host| host.text).collect();
            let at = place(cx, &path, &store.switch());
            (path, found, at)
        }
    };
    let (wanted, held) = (normal(&expected.hosts), normal(&found));
    // What is missing, or a sample, has a rule of its own.
    if wanted.is_empty() || held.is_empty() || wanted == held || found.iter().any(|host| is_sample(host)) {
        return;
    }
    let Some(at) = at else { return };
    let shown = |hosts: &[String]| shown(&path, hosts);
    out.push(
        RULE.at(
            at,
            format!(
                "the spec has {} at `{}`, and `{path}` is `{}`",
                store.words(),
                shown(&expected.hosts),
                shown(&found)
            ),
        )
        .path(&path)
        .help(format!("render again after a change of `datastores.{}`, or correct it there", expected.key)),
    );
}

/// The address of an object store outside, and where it stands. That of Google wins.
fn address(cx: &Context) -> Option<(KeyPath, String)> {
    let logs = logs(cx)?;
    let both = [(&logs.store.gcs, &logs.gcs), (&logs.store.s3, &logs.s3)];
    let (block, url) = both.into_iter().find(|(_, url)| !url.is_empty())?;
    Some((block.key("endpoint"), url.clone()))
}

/// Hosts with their ports in one spelling and order. One text may hold several.
fn normal(hosts: &[String]) -> Vec<String> {
    let one = |text: &str| {
        let authority = text.rsplit_once('@').map_or(text, |(_, rest)| rest);
        let port = match text.contains("://") {
            true => None,
            false => Endpoint::of(authority).port,
        };
        format!("{}:{}", host_of(text), port.unwrap_or_default())
    };
    let parts = hosts.iter().flat_map(|text| text.split(','));
    let mut out: Vec<String> = parts.map(str::trim).filter(|text| !text.is_empty()).map(one).collect();
    out.sort();
    out.dedup();
    out
}

/// Hosts in few words, without what may be a password.
fn shown(path: &KeyPath, hosts: &[String]) -> String {
    let text = without_credentials(&masked(path, &hosts.join(",")));
    match text.char_indices().nth(LONGEST_SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// What a switch says, as the end of a sentence.
fn written(node: Option<&Node>, default: &str) -> String {
    match node {
        Some(node) => match to_json(&node.value) {
            Json::Bool(value) => format!("is {value}"),
            _ => "is neither true nor false".to_owned(),
        },
        None => format!("is not set, which is {default}"),
    }
}

fn high_availability(cx: &Context, expected: &Expected, out: &mut Findings) {
    let Some(id) = &expected.architecture else { return };
    let Ok(architecture) = cx.catalog.architecture(id) else { return };
    let path = KeyPath::of(["global", "ha"]);
    let value = architecture.values.iter().find(|value| value.path == path.to_string());
    let Some(wanted) = value.and_then(|value| value.is.as_bool()) else { return };
    let found = cx.effective(&path).map(|found| found.value);
    if found == Some(Json::Bool(wanted)) {
        return;
    }
    let default = if found == Some(Json::Bool(true)) { "true" } else { "false" };
    let is = written(cx.set(&path), default);
    let Some(at) = place(cx, &path, &KeyPath::of(["global"])) else { return };
    out.push(
        RULE.at(at, format!("the spec's architecture `{id}` needs `{path}: {wanted}`, and `{path}` {is}"))
            .path(&path)
            .help(
                "give helm the `architecture.yaml` that `smpgen render` writes, and nothing behind it that undoes it",
            ),
    );
}

fn modules(cx: &Context, expected: &Expected, out: &mut Findings) {
    for name in &expected.modules {
        let flag = cx.catalog.module(name).ok().and_then(|module| module.flag(&cx.chart_version));
        let Some(path) = flag.and_then(|flag| flag.parse::<KeyPath>().ok()) else { continue };
        if cx.effective(&path).is_some_and(|found| found.value == true) {
            continue;
        }
        let is = written(cx.set(&path), "false");
        let Some(at) = place(cx, &path, &KeyPath::of(["global"])) else { continue };
        out.push(RULE.at(at, format!("the spec has the module `{name}`, and `{path}` {is}")).path(&path).help(
            format!(
                "write `{path}: true`, or take `{name}` out of `modules` of the spec; the rendered `architecture.yaml` \
                 switches the modules of the spec on"
            ),
        ));
    }
}

fn profile(file: File, expected: &Expected, out: &mut Findings) {
    if let (Some(wanted), Role::Profile(found)) = (&expected.profile, file.role)
        && wanted != found
    {
        out.push(
            RULE.at(top(file), format!("this file is the profile `{found}`, and the spec names `{wanted}`"))
                .help(format!("give helm `override-{wanted}.yaml`, or change `profile` of the spec and render again")),
        );
    }
}

fn chart_version(file: File, wanted: &ChartVersion, out: &mut Findings) {
    let named = header(file.layer.source.text(), "chart version").and_then(|text| text.parse::<ChartVersion>().ok());
    if let Some(found) = named.filter(|found| found != wanted) {
        out.push(
            RULE.at(top(file), format!("this file was rendered for chart {found}, and the spec names {wanted}"))
                .help("render again, or change `chartVersion` of the spec"),
        );
    }
}

/// The first line of a file.
fn top(file: File) -> Location {
    let first = file.layer.source.text().lines().next().unwrap_or_default().len();
    file.at(Span::new(0, first))
}
