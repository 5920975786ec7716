//! What is linted together: one file by itself, or the layers of one chain.

use super::written::part_of;
use crate::helm::chain::{ChainError, Layer, LayerKind, Merged, merge_chain};
use crate::helm::read::{Reading, read};
use crate::helm::strvals::ReadFile;
use crate::helm::value::{LayerId, Node};
use crate::helm::version::HelmVersion;

/// What a values file is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Role {
    /// A sizing profile, by the name of its file or its header.
    Profile(String),
    /// Output of `helm get values`.
    Dump,
    /// Anything else: the user's own.
    User,
}

/// The layers that are linted together, merged.
#[derive(Clone, Debug)]
pub struct Unit {
    pub layers: Vec<Layer>,
    pub merged: Merged,
    /// Whether the layers are all that helm will be given: an install or upgrade, not an overlay by itself.
    pub complete: bool,
    /// What is left of each flag after the merge; a flag of which nothing is left is not there.
    pub flags: Vec<(LayerId, Node)>,
}

impl Unit {
    /// Merges `layers`. A chain that Helm refuses is the finding `invalid-yaml`, which needs no unit.
    pub fn new(
        layers: Vec<Layer>,
        complete: bool,
        helm: HelmVersion,
        read_file: ReadFile,
    ) -> Result<Unit, (Vec<Layer>, ChainError)> {
        match merge_chain(&layers, helm, read_file) {
            Ok(merged) => {
                let flags = layers.iter().filter(|layer| layer.kind != LayerKind::File);
                let flags = flags.filter_map(|layer| Some((layer.id, part_of(&merged.values, layer.id)?))).collect();
                Ok(Unit { layers, merged, complete, flags })
            }
            Err(error) => Err((layers, error)),
        }
    }

    /// The values files with what was read from each, in order.
    pub fn files(&self) -> impl Iterator<Item = (&Layer, &Reading)> {
        self.merged.readings.iter().filter_map(|(id, reading)| {
            let layer = self.layers.iter().find(|layer| layer.id == *id)?;
            (layer.kind == LayerKind::File).then_some((layer, reading))
        })
    }
}

/// What a header of a rendered file says: `# chart version: 0.45.0` gives `0.45.0` for `chart version`.
pub fn header<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let comments = text.lines().take_while(|line| line.starts_with('#'));
    let value = |line: &'a str| line.trim_start_matches('#').trim_start().strip_prefix(name)?.strip_prefix(':');
    comments.filter_map(value).map(str::trim).next()
}

/// The role of a values file, from its header or its name.
pub fn role(layer: &Layer, profiles: &[String]) -> Role {
    let known = |name: &str| profiles.iter().any(|profile| profile == name);
    let text = layer.source.text();
    if let Some(name) = header(text, "profile").and_then(|value| value.split_whitespace().next())
        && known(name)
    {
        return Role::Profile(name.to_owned());
    }
    let file = layer.source.name().rsplit(['/', '\\']).next().unwrap_or_default();
    // The shipped files that are no longer in the table are profiles all the same.
    let shipped = ["prod", "perf", "perf-ci-cd-ff"];
    if let Some(name) = file.strip_prefix("override-").and_then(|name| name.strip_suffix(".yaml"))
        && (known(name) || shipped.contains(&name))
    {
        return Role::Profile(name.to_owned());
    }
    let first = text.lines().next().unwrap_or_default();
    match first.starts_with("USER-SUPPLIED VALUES:") || first.starts_with("COMPUTED VALUES:") {
        true => Role::Dump,
        false => Role::User,
    }
}

/// A profile file with what is in it.
#[derive(Clone, Debug)]
pub struct ProfileFile {
    /// Name of the profile.
    pub profile: String,
    pub root: Node,
}

/// The first file of each profile among `layers`, in order: a run may lint those of hundreds of installations. One that
/// Helm refuses is left out.
pub fn profile_files<'l>(
    layers: impl IntoIterator<Item = &'l Layer>,
    profiles: &[String],
    helm: HelmVersion,
) -> Vec<ProfileFile> {
    let mut files: Vec<ProfileFile> = Vec::new();
    for layer in layers.into_iter().filter(|layer| layer.kind == LayerKind::File) {
        let Role::Profile(profile) = role(layer, profiles) else { continue };
        if !files.iter().any(|file| file.profile == profile)
            && let Ok(reading) = read(&layer.source, layer.id, helm)
        {
            files.push(ProfileFile { profile, root: reading.root });
        }
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::helm::chain::layers;
    use crate::helm::json::to_json;
    use crate::yaml::source::Source;

    #[test]
    fn of_each_profile_one_file_is_read_however_many_are_linted() {
        let file = |name: &str, text: &str| Source::from_text(name, text);
        let mut files = vec![file("x/override-small.yaml", "a: [\n"), file("own.yaml", "a: 0\n")];
        for number in 0..50 {
            files.push(file(&format!("{number}/override-small.yaml"), &format!("a: {number}\n")));
            files.push(file(&format!("{number}/override-large.yaml"), "a: 1\n"));
        }
        let profiles = ["small".to_owned(), "large".to_owned()];
        let found = profile_files(&layers(files, &[]), &profiles, HelmVersion::V3);
        let names: Vec<&str> = found.iter().map(|file| file.profile.as_str()).collect();
        assert_eq!(names, ["small", "large"]);
        let found: Vec<String> = found.iter().map(|file| to_json(&file.root.value).to_string()).collect();
        assert_eq!(found, ["{\"a\":0}", "{\"a\":1}"]);
    }
}
