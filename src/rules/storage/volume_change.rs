//! Volumes whose size or class an upgrade would change.

use serde_json::Value as Json;

use crate::catalog::upgrades::{StoredVolume, Upgrades};
use crate::helm::value::Node;
use crate::lint::context::{Context, quantity};
use crate::lint::jump::Jump;
use crate::quantity::Quantity;
use crate::yaml::path::{KeyPath, Segment};

/// One volume before and after.
pub struct Change<'a> {
    pub volume: &'a StoredVolume,
    /// Where the new size stands or would stand.
    pub path: KeyPath,
    pub old: Quantity,
    /// None where the volume is taken out of the list.
    pub new: Option<Quantity>,
    pub old_class: String,
    pub new_class: String,
    /// What sets the new size; none for a default.
    pub node: Option<&'a Node>,
    /// What set the old one.
    pub installed: Option<&'a Node>,
}

/// The volumes that run before and after the upgrade. Empty where the installed values are not known.
pub fn changes<'a>(cx: &'a Context<'a>, jump: &'a Jump, upgrades: &'a Upgrades) -> Vec<Change<'a>> {
    let mut out = Vec::new();
    for volume in &upgrades.volumes {
        let runs = volume.versions.contains(&jump.from)
            && volume.versions.contains(&jump.to)
            && cx.ran_before(&volume.switch, volume.off) == Some(true)
            && cx.runs_after(&volume.switch, volume.off);
        match (runs, volume.each) {
            (false, _) => {}
            (true, true) => out.extend(list(cx, jump, volume)),
            (true, false) => out.push(single(cx, jump, volume)),
        }
    }
    out
}

fn single<'a>(cx: &'a Context<'a>, jump: &'a Jump, volume: &'a StoredVolume) -> Change<'a> {
    // Before 0.9.0 the stores stood elsewhere.
    let place = |old: bool| volume.before.as_ref().filter(|_| old).unwrap_or(&volume.path);
    let old_path = place(jump.from.minor_line() < (0, 9));
    let path = place(jump.to.minor_line() < (0, 9));
    let text = |value: Option<Json>| value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    let class = volume.class.as_ref().filter(|_| old_path == path);
    Change {
        volume,
        path: path.clone(),
        old: jump.installed(cx, old_path).as_ref().and_then(quantity).unwrap_or(volume.default),
        new: Some(cx.quantity(path).unwrap_or(volume.default)),
        old_class: text(class.and_then(|class| jump.installed(cx, class))),
        new_class: text(class.and_then(|class| Some(cx.effective(class)?.value))),
        node: cx.set(path),
        installed: jump.installed_node(old_path),
    }
}

/// The volumes of a list, paired by their `id`: those that were there before.
fn list<'a>(cx: &'a Context<'a>, jump: &'a Jump, volume: &'a StoredVolume) -> Vec<Change<'a>> {
    let items = |value: Option<Json>| match value {
        Some(Json::Array(items)) => items,
        _ => Vec::new(),
    };
    let id = |item: &Json, index: usize| item.get("id").map_or_else(|| index.to_string(), Json::to_string);
    let size = |item: &Json| item.get("size").and_then(quantity).unwrap_or(volume.default);
    let class = |item: &Json| item.get("class").and_then(Json::as_str).unwrap_or_default().to_owned();
    let before = items(jump.installed(cx, &volume.path));
    let after = items(cx.effective(&volume.path).map(|found| found.value));
    let changes = before.iter().enumerate().map(|(number, old)| {
        let new = after.iter().enumerate().find(|(index, new)| id(new, *index) == id(old, number));
        let path = match new {
            Some((index, _)) => volume.path.index(index).key("size"),
            None => volume.path.clone(),
        };
        Change {
            volume,
            old: size(old),
            new: new.map(|(_, new)| size(new)),
            old_class: class(old),
            new_class: new.map(|(_, new)| class(new)).unwrap_or_default(),
            node: cx.set(&path).or_else(|| cx.set(&volume.path)),
            installed: jump.installed_node(&volume.path.index(number).key("size")),
            path,
        }
    });
    changes.collect()
}

/// `one` with `other` below it.
pub fn below(one: &KeyPath, other: &KeyPath) -> KeyPath {
    other.segments().iter().fold(one.clone(), |mut path, segment: &Segment| {
        path.push(segment.clone());
        path
    })
}
