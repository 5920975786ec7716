//! Patterns of key paths, as the tables of the catalog write them.

use serde::Deserialize;

use super::service_paths::ServicePaths;
use crate::yaml::path::{KeyPath, Segment};

/// One or more alternatives, such as `global.{ha,onprem}`.
///
/// `*` is any one step, key or index; `**` any number of steps; `<service>`, at the start, the path of a service.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Pattern(Vec<Vec<Step>>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    One,
    Many,
    Service,
}

impl Pattern {
    /// Whether `path` is one of those that this stands for.
    pub fn matches(&self, path: &KeyPath, services: &ServicePaths) -> bool {
        self.0.iter().any(|steps| match steps.split_first() {
            Some((Step::Service, rest)) => services
                .prefix(path)
                .and_then(|length| path.segments().get(length..))
                .is_some_and(|below| fits(rest, below)),
            _ => fits(steps, path.segments()),
        })
    }

    /// The last step of each alternative where it is a key.
    pub(super) fn last_keys(&self) -> impl Iterator<Item = Option<&str>> {
        self.0.iter().map(|steps| match steps.last() {
            Some(Step::Key(key)) => Some(key.as_str()),
            _ => None,
        })
    }

    /// The alternatives that are plain paths.
    pub fn paths(&self) -> impl Iterator<Item = KeyPath> {
        self.0.iter().filter_map(|steps| {
            let keys = steps.iter().map(|step| match step {
                Step::Key(key) => Some(key.clone()),
                _ => None,
            });
            keys.collect::<Option<Vec<String>>>().map(KeyPath::of)
        })
    }
}

fn fits(steps: &[Step], path: &[Segment]) -> bool {
    let Some((step, steps_left)) = steps.split_first() else { return path.is_empty() };
    if *step == Step::Many {
        // Nearly always the only one: then the number of steps says how many it stands for.
        if !steps_left.contains(&Step::Many) {
            let skipped = path.len().checked_sub(steps_left.len());
            return skipped.and_then(|skipped| path.get(skipped..)).is_some_and(|rest| fits(steps_left, rest));
        }
        return (0..=path.len()).any(|skipped| fits(steps_left, path.get(skipped..).unwrap_or(&[])));
    }
    let Some((segment, path_left)) = path.split_first() else { return false };
    let here = match (step, segment) {
        (Step::Key(key), Segment::Key(name)) => key == name,
        (Step::One, _) => true,
        _ => false,
    };
    here && fits(steps_left, path_left)
}

impl TryFrom<String> for Pattern {
    type Error = String;

    fn try_from(text: String) -> Result<Pattern, String> {
        let alternatives = expand(&text)?;
        let steps = |alternative: &String| {
            let step = |part: &str| match part {
                "" => Err(format!("pattern `{text}` has an empty step")),
                "*" => Ok(Step::One),
                "**" => Ok(Step::Many),
                "<service>" => Ok(Step::Service),
                key => Ok(Step::Key(key.to_owned())),
            };
            alternative.split('.').map(step).collect()
        };
        alternatives.iter().map(steps).collect::<Result<_, _>>().map(Pattern)
    }
}

/// `a.{b,c.{d,e}}` gives `a.b`, `a.c.d` and `a.c.e`.
fn expand(text: &str) -> Result<Vec<String>, String> {
    let unbalanced = || format!("pattern `{text}` has a brace without its partner");
    let Some((before, rest)) = text.split_once('{') else {
        return if text.contains('}') { Err(unbalanced()) } else { Ok(vec![text.to_owned()]) };
    };
    let mut depth = 1;
    let mut parts = vec![String::new()];
    let mut after = None;
    for (at, char) in rest.char_indices() {
        match char {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 1 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            after = rest.get(at + 1..);
            break;
        }
        if let Some(part) = parts.last_mut() {
            part.push(char);
        }
    }
    let after = expand(after.ok_or_else(unbalanced)?)?;
    let mut out = Vec::new();
    for part in &parts {
        for inner in expand(part)? {
            out.extend(after.iter().map(|after| format!("{before}{inner}{after}")));
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, path: &str) -> bool {
        let pattern = Pattern::try_from(pattern.to_owned()).unwrap();
        let catalog = super::super::Catalog::load(None).unwrap();
        pattern.matches(&path.parse().unwrap(), &ServicePaths::of(&catalog, catalog.newest()))
    }

    #[test]
    fn braces_expand_also_inside_one_another() {
        assert_eq!(expand("a.{b,c.{d,e}}.f").unwrap(), ["a.b.f", "a.c.d.f", "a.c.e.f"]);
        assert_eq!(expand("{a.b,c}").unwrap(), ["a.b", "c"]);
        for wrong in ["a.{b", "a.b}", "{a,{b}"] {
            assert!(expand(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn steps_stand_for_what_they_say() {
        assert!(matches("a.*.c", "a.b.c") && matches("a.*", "a[3]") && !matches("a.*", "a.b.c"));
        assert!(matches("**.replicas", "x.y.replicas") && matches("**.x", "x") && !matches("**.x", "x.y"));
        assert!(matches("a.**.z", "a.z") && matches("a.**.z", "a.b[0].z"));
        assert!(matches("**.b.**.z", "a.b.c.z") && matches("**.b.**", "b") && !matches("**.b.**.z", "a.z"));
        assert!(matches("<service>.pdb.create", "platform.gateway.pdb.create"));
        assert!(matches("<service>.create", "platform.bootstrap.networking.nginx.create"));
        assert!(!matches("<service>.pdb.create", "platform.pdb.create"));
    }
}
