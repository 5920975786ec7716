//! The installations that a spec stands for: one, or one for each environment and site, each with a whole spec of its own.

use serde_json::{Map, Value};

use super::Spec;
use super::problem::Problem;
use super::sites::StandbyMode;
use crate::leaf;
use crate::yaml::path::{KeyPath, Segment};

/// Which of two sites an installation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    Primary,
    Standby(StandbyMode),
}

impl Site {
    /// Its name, which is also that of its folder.
    pub fn name(self) -> &'static str {
        match self {
            Site::Primary => PRIMARY,
            Site::Standby(_) => STANDBY,
        }
    }
}

/// The names of the sites in a spec.
pub const PRIMARY: &str = "primary";
pub const STANDBY: &str = "standby";

/// The architecture that two sites come to, where the spec names none.
pub const TWO_SITES: &str = "dr-warm-standby";

/// Keys of a spec, or of an environment or a site in it, that are about the whole and stay where they are.
const OF_THE_WHOLE: [&str; 4] = ["sites", "environments", "waitDays", "mode"];

/// How many environments a spec may have: each is planned whole, and held against every other.
const MOST: usize = 100;

/// One installation of a spec.
#[derive(Clone, Debug)]
pub struct Target {
    pub environment: Option<String>,
    pub site: Option<Site>,
    /// The spec of this installation alone.
    pub spec: Spec,
    overlays: Vec<Overlay>,
}

/// What was laid over the spec, and where it is written.
#[derive(Clone, Debug)]
struct Overlay {
    at: KeyPath,
    written: Map<String, Value>,
}

impl Overlay {
    /// The spec itself, below everything. What is empty was not written.
    fn whole(base: &Map<String, Value>) -> Overlay {
        let mut written = base.clone();
        without_empty(&mut written);
        Overlay { at: KeyPath::root(), written }
    }
}

impl Target {
    /// The folders that its files are in, from the outside in; none for the only installation of a spec.
    pub fn folders(&self) -> Vec<&str> {
        let site = self.site.map(Site::name);
        self.environment.as_deref().into_iter().chain(site).collect()
    }

    /// What it is called: `prod1`, `standby`, `prod1/standby`; empty for the only one.
    pub fn name(&self) -> String {
        self.folders().join("/")
    }

    /// Where in the file the value at `path` of this installation's spec is written: in the innermost part that says
    /// anything about it.
    pub fn place(&self, path: &KeyPath) -> KeyPath {
        let known = |overlay: &&Overlay| covered(&overlay.written, path.segments()) > 0;
        let best = self.overlays.iter().rev().filter(known);
        // Of two that know it, the one that knows more of it; of two that know as much, the inner one.
        let best = best.fold(None::<&Overlay>, |best, next| match best {
            Some(best) if covered(&best.written, path.segments()) >= covered(&next.written, path.segments()) => {
                Some(best)
            }
            _ => Some(next),
        });
        best.map_or_else(|| path.clone(), |overlay| joined(&overlay.at, path))
    }

    /// A problem of this installation's spec, with its path in the whole file.
    pub fn problem(&self, problem: Problem) -> Problem {
        let path = self.place(&problem.path);
        // What stands for all environments is wrong for one of them: which, is part of the message.
        let message = match &self.environment {
            Some(name) if path == problem.path => format!("{} (for `{name}`)", problem.message),
            _ => problem.message,
        };
        Problem { path, message, help: problem.help }
    }
}

/// The installations of `spec`, environments in their order, primary before standby. `flags` lie above everything.
///
/// # Errors
/// An environment or site that does not make a whole spec: a key without which a part means nothing.
pub fn targets(spec: &Spec, flags: &Map<String, Value>) -> Result<Vec<Target>, Problem> {
    if spec.environments.len() > MOST {
        let message = format!("are {}, and {MOST} is the most that one spec takes", spec.environments.len());
        return Err(Problem::at("environments", message).help("divide them among several specs"));
    }
    let mut base = written(spec)?;
    without_nulls(&mut base);
    let mut out = Vec::new();
    if spec.environments.is_empty() {
        let overlays = [Overlay::whole(&base)];
        sites(None, base, &overlays, flags, &mut out)?;
        return Ok(out);
    }
    for (name, environment) in &spec.environments {
        let at = KeyPath::of(["environments", name.as_str()]);
        let written = written(environment)?;
        let mut whole = base.clone();
        lay(&mut whole, &written);
        if let Some(Value::Object(sites)) = written.get("sites") {
            lay_sites(&mut whole, sites);
        }
        sites(Some(name), whole, &[Overlay::whole(&base), Overlay { at, written }], flags, &mut out)?;
    }
    Ok(out)
}

/// The one or two installations of one environment.
fn sites(
    environment: Option<&str>,
    whole: Map<String, Value>,
    overlays: &[Overlay],
    flags: &Map<String, Value>,
    out: &mut Vec<Target>,
) -> Result<(), Problem> {
    let target = |site: Option<Site>, mut values: Map<String, Value>, mut overlays: Vec<Overlay>| {
        values.shift_remove("sites");
        values.shift_remove("environments");
        lay(&mut values, flags);
        if site.is_some() {
            values.entry("architecture").or_insert_with(|| Value::from(TWO_SITES));
        }
        let at = overlays.last().map_or_else(KeyPath::root, |overlay| overlay.at.clone());
        overlays.push(Overlay { at: KeyPath::root(), written: flags.clone() });
        let spec = serde_json::from_value(Value::Object(values));
        let spec = spec.map_err(|error| Problem { path: at, message: incomplete(&error), help: None })?;
        Ok::<Target, Problem>(Target { environment: environment.map(str::to_owned), site, spec, overlays })
    };
    let Some(Value::Object(both)) = whole.get("sites") else {
        out.push(target(None, whole, overlays.to_vec())?);
        return Ok(());
    };
    // The sites of an environment may be written in it, or be those of the whole.
    let own = overlays.last().filter(|overlay| overlay.written.contains_key("sites"));
    let at = own.map_or_else(KeyPath::root, |overlay| overlay.at.clone()).key("sites");
    let mode = both.get(STANDBY).and_then(|standby| standby.get("mode")).cloned().unwrap_or(Value::Null);
    let mode: StandbyMode = serde_json::from_value(mode).map_err(|_| Problem {
        path: at.key(STANDBY),
        message: "says not how the standby waits".to_owned(),
        help: Some("add `mode: zero-pods` or `mode: dr-flags`".to_owned()),
    })?;
    for site in [Site::Primary, Site::Standby(mode)] {
        let written = match both.get(site.name()) {
            Some(Value::Object(written)) => written.clone(),
            _ => Map::new(),
        };
        let mut values = whole.clone();
        lay(&mut values, &written);
        let mut overlays = overlays.to_vec();
        overlays.push(Overlay { at: at.key(site.name()), written });
        out.push(target(Some(site), values, overlays)?);
    }
    Ok(())
}

/// Puts `over` onto `base`: maps are merged, everything else takes the place of what was there. A profile takes the
/// load away, and a load the profile: each stands for the other.
fn lay(base: &mut Map<String, Value>, over: &Map<String, Value>) {
    for (one, other) in [("profile", "load"), ("load", "profile")] {
        if over.contains_key(one) && !over.contains_key(other) {
            base.shift_remove(other);
        }
    }
    let own: Map<String, Value> = over
        .iter()
        .filter(|(key, _)| !OF_THE_WHOLE.contains(&key.as_str()))
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    leaf::merge(base, &own);
}

fn lay_sites(base: &mut Map<String, Value>, sites: &Map<String, Value>) {
    let mut over = Map::new();
    over.insert("sites".to_owned(), Value::Object(sites.clone()));
    leaf::merge(base, &over);
}

fn written<T: serde::Serialize>(part: &T) -> Result<Map<String, Value>, Problem> {
    match serde_json::to_value(part) {
        Ok(Value::Object(map)) => Ok(map),
        _ => Err(Problem::at("", "the spec cannot be written as JSON: please report this defect of smpgen")),
    }
}

fn without_nulls(map: &mut Map<String, Value>) {
    map.retain(|_, value| {
        if let Value::Object(inner) = value {
            without_nulls(inner);
        }
        !value.is_null()
    });
}

fn without_empty(map: &mut Map<String, Value>) {
    map.retain(|_, value| match value {
        Value::Object(inner) => {
            without_empty(inner);
            !inner.is_empty()
        }
        Value::Array(items) => !items.is_empty(),
        _ => true,
    });
}

/// What is missing, in the words of serde but without its Rust.
fn incomplete(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.strip_prefix("missing field ") {
        Some(key) => format!("lacks the key {key}, which is neither here nor in what it inherits"),
        None => text,
    }
}

/// How many steps of `path` lead to something in `map`.
fn covered(map: &Map<String, Value>, path: &[Segment]) -> usize {
    let mut here: Option<&Value> = None;
    let mut count = 0;
    for segment in path {
        let next = match (here, segment) {
            (None, Segment::Key(key)) => map.get(key.as_ref() as &str),
            (Some(Value::Object(map)), Segment::Key(key)) => map.get(key.as_ref() as &str),
            (Some(Value::Array(items)), Segment::Index(index)) => items.get(*index),
            _ => None,
        };
        let Some(next) = next else { break };
        count += 1;
        here = Some(next);
    }
    count
}

fn joined(at: &KeyPath, path: &KeyPath) -> KeyPath {
    let mut out = at.clone();
    path.segments().iter().for_each(|segment| out.push(segment.clone()));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spec::read::SpecFile;
    use crate::yaml::source::Source;

    fn all(text: &str) -> Result<Vec<Target>, Problem> {
        let file = SpecFile::read(Source::from_text("smp.yaml", text)).expect("a spec");
        targets(&file.spec, &Map::new())
    }

    const TEXT: &str = "
profile: medium
storage: {class: a, volumes: {mongo: 20Gi}}
network: {url: 'https://x.io', hosts: [a, b]}
environments:
  two: {storage: {class: b}, load: {users: 1, ci: 1, cd: 1}, network: {hosts: [c]}}
  one: {sites: {standby: {mode: zero-pods, storage: {class: c}}}}
";

    #[test]
    fn maps_are_merged_and_lists_replaced_in_the_order_of_the_file() {
        let found = all(TEXT).expect("targets");
        let names: Vec<String> = found.iter().map(Target::name).collect();
        assert_eq!(names, ["two", "one/primary", "one/standby"]);
        let two = &found[0].spec;
        assert_eq!((two.profile.as_deref(), two.load.map(|load| load.users)), (None, Some(1)));
        assert_eq!(two.storage.volumes.get("mongo").map(String::as_str), Some("20Gi"));
        assert_eq!(two.network.as_ref().map(|network| network.hosts.clone()), Some(vec!["c".to_owned()]));
        let classes: Vec<Option<&str>> = found.iter().map(|one| one.spec.storage.class.as_deref()).collect();
        assert_eq!(classes, [Some("b"), Some("a"), Some("c")]);
        let architectures: Vec<Option<&str>> = found.iter().map(|one| one.spec.architecture.as_deref()).collect();
        assert_eq!(architectures, [None, Some(TWO_SITES), Some(TWO_SITES)]);
    }

    #[test]
    fn a_value_is_found_where_it_was_written() {
        let found = all(TEXT).expect("targets");
        let place = |target: usize, path: &str| {
            let path: KeyPath = path.parse().expect("a path");
            found[target].place(&path).to_string()
        };
        assert_eq!(place(0, "storage.class"), "environments.two.storage.class");
        assert_eq!(place(0, "storage.volumes.mongo"), "storage.volumes.mongo");
        assert_eq!(place(1, "storage.class"), "storage.class");
        assert_eq!(place(2, "storage.class"), "environments.one.sites.standby.storage.class");
        assert_eq!(place(0, "modules"), "modules");
    }

    #[test]
    fn too_many_environments_are_refused() {
        let mut text = "profile: small\nenvironments:\n".to_owned();
        (0..=MOST).for_each(|number| text.push_str(&format!("  e{number}: {{}}\n")));
        assert!(all(&text).is_err_and(|problem| problem.message.starts_with("are 101")));
    }
}
