//! `external-db.yaml` and its prerequisites while they are put together.

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::NAME;
use crate::leaf;
use crate::plan::Comment;
use crate::plan::installation::{Part, PlannedFile, Prerequisite};
use crate::yaml::path::KeyPath;

/// What stands for a namespace that the spec does not give, or that no namespace is called.
const NAMESPACE: &str = "<namespace>";

/// The top-level blocks, in the order in which they are written.
const ORDER: [&str; 3] = ["global", "platform", "upgrades"];

/// Values, comments and prerequisites so far.
pub struct Draft {
    namespace: String,
    values: Map<String, Value>,
    comments: Vec<Comment>,
    prerequisites: Vec<Prerequisite>,
    /// By name: the prerequisite that it stands under, and for each key the file with its value.
    secrets: IndexMap<String, (usize, IndexMap<String, String>)>,
}

impl Draft {
    pub fn new(namespace: Option<&str>) -> Draft {
        Draft {
            namespace: namespace.filter(|name| is_word(name)).unwrap_or(NAMESPACE).to_owned(),
            values: Map::new(),
            comments: Vec::new(),
            prerequisites: Vec::new(),
            secrets: IndexMap::new(),
        }
    }

    /// Sets the value at `path`, written as `a.b.c`.
    pub fn set(&mut self, path: &str, value: impl Into<Value>) {
        if let Ok(path) = path.parse::<KeyPath>() {
            leaf::put(&mut self.values, &path, value.into());
        }
    }

    /// The same with a line of comment above the key.
    pub fn set_with(&mut self, path: &str, value: impl Into<Value>, comment: &str) {
        self.set(path, value);
        self.comment(path, comment);
    }

    /// A line of comment above the key at `path`.
    pub fn comment(&mut self, path: &str, line: &str) {
        match self.comments.iter_mut().find(|comment| comment.path == path) {
            Some(comment) => comment.lines.push(line.to_owned()),
            None => self.comments.push(Comment { path: path.to_owned(), lines: vec![line.to_owned()] }),
        }
    }

    /// Begins the prerequisites of a datastore: what follows belongs to it.
    pub fn about(&mut self, title: &str) {
        self.prerequisites.push(Prerequisite { about: title.to_owned(), needs: Vec::new(), commands: Vec::new() });
    }

    /// A sentence that says what must be there.
    pub fn need(&mut self, text: impl Into<String>) {
        if let Some(last) = self.prerequisites.last_mut() {
            last.needs.push(text.into());
        }
    }

    /// A command that makes it. It may not hold any secret.
    pub fn command(&mut self, command: impl Into<String>) {
        if let Some(last) = self.prerequisites.last_mut() {
            last.commands.push(command.into());
        }
    }

    /// The namespace of the release, as a word of a command.
    pub fn namespace(&self) -> &str {
        &self.namespace
    }

    /// A key of a Secret, and the file that its value is taken from. Several datastores may share a Secret.
    pub fn secret_file(&mut self, secret: &str, key: &str, file: &str) {
        let place = self.prerequisites.len().saturating_sub(1);
        let (_, files) = self.secrets.entry(secret.to_owned()).or_insert_with(|| (place, IndexMap::new()));
        files.entry(key.to_owned()).or_insert_with(|| file.to_owned());
    }

    /// What all of it comes to.
    pub fn part(mut self) -> Part {
        for (name, (place, files)) in &self.secrets {
            let mut command = format!("kubectl create secret generic {name} -n {}", self.namespace);
            for (key, file) in files {
                command.push_str(&format!(" --from-file={key}=./{file}"));
            }
            if let Some(prerequisite) = self.prerequisites.get_mut(*place) {
                prerequisite.commands.push(command);
            }
        }
        let rank = |key: &str| ORDER.iter().position(|known| *known == key).unwrap_or(ORDER.len());
        let mut blocks: Vec<(String, Value)> = self.values.into_iter().collect();
        blocks.sort_by_key(|(key, _)| rank(key));
        let values: Map<String, Value> = blocks.into_iter().collect();
        let file = PlannedFile {
            name: NAME,
            title: "connections to the datastores outside the cluster".to_owned(),
            values,
            comments: self.comments,
        };
        Part { file: (!file.values.is_empty()).then_some(file), prerequisites: self.prerequisites }
    }
}

/// Whether `text` can stand in a command as it is. The name of a namespace can.
fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_that_two_datastores_share_is_made_once() {
        let mut draft = Draft::new(Some("my ns; rm"));
        draft.about("A");
        draft.secret_file("shared", "a", "a-file");
        draft.about("B");
        draft.secret_file("shared", "b", "b-file");
        let part = draft.part();
        let wanted =
            "kubectl create secret generic shared -n <namespace> --from-file=a=./a-file --from-file=b=./b-file";
        assert_eq!(part.prerequisites[0].commands, [wanted]);
        assert!(part.prerequisites[1].commands.is_empty() && part.file.is_none());
    }
}
