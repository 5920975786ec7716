//! Private images without a secret to pull them with.

use crate::helm::value::{Node, Value};
use crate::lint::absent::home;
use crate::lint::context::Context;
use crate::lint::datastore::effective_text;
use crate::lint::finding::Location;
use crate::lint::finding::{Findings, Severity};
use crate::lint::rule::Rule;
use crate::yaml::path::KeyPath;
use crate::yaml::span::Span;

pub const RULE: Rule = Rule {
    id: "missing-image-pull-secret",
    family: "secrets",
    severity: Severity::Error,
    fixable: false,
    versions: "0.41.0..",
    page: include_str!("missing_image_pull_secret.md"),
    check,
};

fn check(cx: &Context, out: &mut Findings) {
    let path = KeyPath::of(["global", "imagePullSecrets"]);
    let registry = effective_text(cx, &KeyPath::of(["global", "imageRegistry"])).unwrap_or_default();
    let given = cx.effective(&path).is_some_and(|found| match &found.value {
        serde_json::Value::Array(items) => items.iter().any(|item| item.as_str() != Some("")),
        // `wrong-type` speaks of anything else that is there.
        other => !other.is_null(),
    });
    let provided = cx.declared.cluster.pull_secret || !registry.trim().is_empty();
    if !cx.unit.complete || given || provided || names_one(cx.merged(), false) {
        return;
    }
    let home = home(cx).map(|file| file.layer.id).or_else(|| cx.unit.layers.first().map(|layer| layer.id));
    let start = home.map(|layer| Location { layer, span: Span::new(0, 0) });
    let Some(at) = cx.set(&path).map(|node| cx.at_key(node)).or(start) else { return };
    out.push(
        RULE.at(at, format!("`{path}` is empty, and since chart 0.41.0 the images are private"))
            .path(&path)
            .help("make a registry Secret in the namespace of the release, and list its name there"),
    );
}

/// Whether a service has a pull secret of its own, as `image.imagePullSecrets`.
fn names_one(node: &Node, in_image: bool) -> bool {
    let Value::Map(entries) = &node.value else { return false };
    entries.iter().any(|(key, below)| match &below.value {
        Value::List(items) => in_image && key == "imagePullSecrets" && !items.is_empty(),
        _ => names_one(below, key == "image"),
    })
}
