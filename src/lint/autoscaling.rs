//! Whether a service gets an autoscaler (HPA), with which numbers, and where each comes from.
//!
//! The chart makes one where `global.autoscaling.enabled` or the service's own `autoscaling.enabled` is true. Its
//! numbers come from the service, else from the sub-chart's own defaults, else from `global.autoscaling`, else from
//! the library (`_hpa.tpl` of harness-common 1.6.0). An empty text and 0 count as not set there.

use serde_json::Value as Json;

use super::context::Context;
use crate::catalog::scaling::Scaling;
use crate::helm::lookup::find_keys;
use crate::helm::value::Node;
use crate::yaml::path::KeyPath;

/// How one service scales.
#[derive(Clone)]
pub struct Autoscaling<'a> {
    /// Such as `platform.gateway`.
    pub service: KeyPath,
    /// Its own `autoscaling.enabled`, from the user or the umbrella's defaults; none where neither says.
    pub local: Option<bool>,
    /// `global.autoscaling.enabled`, where this chart version reads it.
    pub global: bool,
    /// None where what is set is no number.
    pub min: Option<Bound<'a>>,
    pub max: Option<Bound<'a>>,
    pub target_cpu: Option<Setting<'a>>,
    pub target_memory: Option<Setting<'a>>,
    /// A list of metrics, which takes the place of both targets.
    pub metrics: Option<Setting<'a>>,
}

/// Where a number or target is from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    Service,
    Subchart,
    Global,
    Library,
}

/// A least or greatest number of pods.
#[derive(Clone, Copy)]
pub struct Bound<'a> {
    pub count: i64,
    pub from: From,
    /// Where a layer set it.
    pub node: Option<&'a Node>,
}

/// A target of the service or of `global.autoscaling`.
#[derive(Clone)]
pub struct Setting<'a> {
    pub value: Json,
    pub from: From,
    pub node: Option<&'a Node>,
}

impl Autoscaling<'_> {
    /// Whether there is an autoscaler.
    pub fn is_on(&self) -> bool {
        self.global || self.local == Some(true)
    }

    /// Whether the service itself asks for one.
    pub fn asked_for(&self) -> bool {
        self.local == Some(true)
    }

    /// The path of the service's own block.
    pub fn block(&self) -> KeyPath {
        self.service.key("autoscaling")
    }
}

/// Every service of the chart version that can have an autoscaler. Empty where the catalog cannot be read, which
/// `lint` reports before any rule runs.
pub fn services<'a>(cx: &'a Context) -> Vec<Autoscaling<'a>> {
    cx.scaling.clone()
}

/// What [`services`] gives, from scratch.
pub(super) fn gather<'a>(cx: &Context<'a>) -> Vec<Autoscaling<'a>> {
    let Ok(scaling) = cx.catalog.scaling() else { return Vec::new() };
    let shared = Shared::of(cx, scaling);
    let scales = cx.services().filter(|(_, _, path)| scaling.can_scale(path));
    scales.map(|(_, _, path)| shared.service(cx, path)).collect()
}

/// Whether `global.autoscaling` is read and switched on.
pub fn is_global(cx: &Context) -> bool {
    reads_global(cx) && cx.flag("global.autoscaling.enabled") == Some(true)
}

/// The two bounds of `global.autoscaling`, as far as they are set.
pub fn global_bounds<'a>(cx: &'a Context) -> (Option<Bound<'a>>, Option<Bound<'a>>) {
    let bound = |key| match bound_at(cx, &global(key), From::Global) {
        Found::Count(bound) if reads_global(cx) => Some(bound),
        _ => None,
    };
    (bound("minReplicas"), bound("maxReplicas"))
}

/// A whole number, also in quotes: templates print it without them.
pub fn whole(value: &Json) -> Option<i64> {
    match value {
        Json::Number(number) => number.as_i64(),
        Json::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// Whether templates take `value` for set: not null, empty or 0.
pub fn is_set(value: &Json) -> bool {
    match value {
        Json::Null => false,
        Json::Bool(value) => *value,
        Json::Number(number) => number.as_f64() != Some(0.0),
        Json::String(text) => !text.is_empty(),
        Json::Array(items) => !items.is_empty(),
        Json::Object(entries) => !entries.is_empty(),
    }
}

/// What holds for every service.
struct Shared<'a, 'c> {
    facts: &'c Scaling,
    on: bool,
    /// The bounds and targets of `global.autoscaling`; nothing where it is not read.
    min: Found<'a>,
    max: Found<'a>,
    target_cpu: Option<Setting<'a>>,
    target_memory: Option<Setting<'a>>,
    metrics: Option<Setting<'a>>,
}

impl<'a, 'c> Shared<'a, 'c> {
    fn of(cx: &Context<'a>, facts: &'c Scaling) -> Shared<'a, 'c> {
        let read = reads_global(cx);
        let bound = |key| if read { bound_at(cx, &global(key), From::Global) } else { Found::Nothing };
        let setting = |key| read.then(|| setting_at(cx, &global(key), From::Global)).flatten();
        Shared {
            facts,
            on: is_global(cx),
            min: bound("minReplicas"),
            max: bound("maxReplicas"),
            target_cpu: setting("targetCPU"),
            target_memory: setting("targetMemory"),
            metrics: setting("metrics"),
        }
    }

    fn service(&self, cx: &Context<'a>, service: KeyPath) -> Autoscaling<'a> {
        let block = service.key("autoscaling");
        // Most services say nothing of their own, or little.
        let (set, by_default) = (cx.set(&block), cx.defaults.names(&block));
        let own = |key| {
            let is_set = set.is_some_and(|block| find_keys(block, &[key]).is_some());
            (is_set || by_default).then(|| block.key(key))
        };
        let own_bound = |key| own(key).map_or(Found::Nothing, |path| bound_at(cx, &path, From::Service));
        let own_setting = |key| setting_at(cx, &own(key)?, From::Service);
        let subchart = self.facts.subchart(&service, &cx.chart_version);
        let (min, max) = (own_bound("minReplicas"), own_bound("maxReplicas"));
        Autoscaling {
            local: own("enabled").and_then(|path| cx.effective(&path)?.value.as_bool()),
            global: self.on,
            min: bound(min, subchart.min_replicas, self.min, self.facts.library.min_replicas),
            max: bound(max, subchart.max_replicas, self.max, self.facts.library.max_replicas),
            target_cpu: own_setting("targetCPU").or_else(|| self.target_cpu.clone()),
            target_memory: own_setting("targetMemory").or_else(|| self.target_memory.clone()),
            metrics: own_setting("metrics").or_else(|| self.metrics.clone()),
            service,
        }
    }
}

#[derive(Clone, Copy)]
enum Found<'a> {
    Nothing,
    /// Set to nothing, which also takes the sub-chart's default away.
    Cleared,
    NoNumber,
    Count(Bound<'a>),
}

/// The bound that counts: of the service, else of its sub-chart, else of `global.autoscaling`, else of the library.
fn bound<'a>(own: Found<'a>, subchart: Option<i64>, shared: Found<'a>, library: Option<i64>) -> Option<Bound<'a>> {
    match own {
        Found::Count(bound) => return Some(bound),
        Found::NoNumber => return None,
        Found::Nothing => {
            if let Some(count) = subchart {
                return Some(Bound { count, from: From::Subchart, node: None });
            }
        }
        Found::Cleared => {}
    }
    match shared {
        Found::Count(bound) => return Some(bound),
        Found::NoNumber => return None,
        Found::Nothing | Found::Cleared => {}
    }
    library.map(|count| Bound { count, from: From::Library, node: None })
}

fn bound_at<'a>(cx: &Context<'a>, path: &KeyPath, from: From) -> Found<'a> {
    let Some(found) = cx.effective(path) else {
        return if cx.set(path).is_some() { Found::Cleared } else { Found::Nothing };
    };
    if !is_set(&found.value) {
        return Found::Cleared;
    }
    match whole(&found.value) {
        Some(0) => Found::Cleared,
        Some(count) if count > 0 => Found::Count(Bound { count, from, node: found.node }),
        _ => Found::NoNumber,
    }
}

fn setting_at<'a>(cx: &Context<'a>, path: &KeyPath, from: From) -> Option<Setting<'a>> {
    let found = cx.effective(path).filter(|found| is_set(&found.value) && whole(&found.value) != Some(0))?;
    Some(Setting { value: found.value, from, node: found.node })
}

fn reads_global(cx: &Context) -> bool {
    cx.catalog.scaling().is_ok_and(|scaling| scaling.global_versions.contains(&cx.chart_version))
}

fn global(key: &str) -> KeyPath {
    KeyPath::of(["global", "autoscaling", key])
}
