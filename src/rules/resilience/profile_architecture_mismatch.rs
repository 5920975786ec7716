//! A profile, or values, that do not belong to the declared architecture.

use super::{declared, ha};
use crate::catalog::resilience::{Architecture, Resilience, Stores};
use crate::lint::cause::place;
use crate::lint::context::Context;
use crate::lint::finding::{Findings, Location, Severity};
use crate::lint::rule::Rule;
use crate::lint::stores::Store;
use crate::lint::unit::Role;
use crate::yaml::path::KeyPath;
use crate::yaml::span::Span;

pub const RULE: Rule = Rule {
    id: "profile-architecture-mismatch",
    family: "resilience",
    severity: Severity::Warning,
    fixable: false,
    versions: "",
    page: include_str!("profile_architecture_mismatch.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let Some((data, architecture)) = declared(cx) else { return };
    let name = &architecture.name;
    profile(cx, data, architecture, out);
    if architecture.stores == Stores::External && !architecture.recovers() {
        for store in [Store::Mongo, Store::Postgres, Store::Redis] {
            let message = format!("`{name}` has its databases outside, and {} runs in the cluster", store.words());
            in_cluster(cx, store, Severity::Warning, message, "write `installed: false`, and where it is", out);
        }
    }
    let single = architecture.stores == Stores::InCluster && !architecture.ha;
    if single && cx.flag("global.ha") == Some(true) && Store::Mongo.is_surely_in_cluster(cx) {
        let path = ha();
        if let Some(at) = place(cx, &path, &KeyPath::of(["global"])) {
            let message = format!("`{name}` runs one member of each database, and `{path}` is true");
            let help = format!("write `{path}: false`: the chart's own comment advises against it for an evaluation");
            out.push(RULE.at(at, message).path(&path).severity(Severity::Info).help(help));
        }
    }
    if *name != data.demo {
        let message = format!("`{name}` is for production, and its object store is MinIO in the cluster");
        let help = "use an object store outside: the documentation advises against MinIO for production";
        in_cluster(cx, Store::Minio, Severity::Info, message, help, out);
    }
}

fn profile(cx: &Context, data: &Resilience, architecture: &Architecture, out: &mut Findings) {
    if cx.profile() != Some(data.demo.as_str()) || architecture.name == data.demo {
        return;
    }
    let is_demo = |role: &Role| matches!(role, Role::Profile(name) if *name == data.demo);
    let file = cx.files().find(|file| is_demo(file.role)).or_else(|| cx.files().next());
    let Some(file) = file else { return };
    let first_line = file.layer.source.text().lines().next().unwrap_or_default().len();
    out.push(
        RULE.at(
            Location { layer: file.layer.id, span: Span::new(0, first_line) },
            format!("profile `{}` is not sized for the architecture `{}`", data.demo, architecture.name),
        )
        .help("use the profile small, medium or large"),
    );
}

fn in_cluster(cx: &Context, store: Store, severity: Severity, message: String, help: &str, out: &mut Findings) {
    let path = store.switch();
    if store.is_surely_in_cluster(cx)
        && let Some(at) = place(cx, &path, &store.block())
    {
        out.push(RULE.at(at, message).path(&path).severity(severity).help(help));
    }
}
