//! A values file in the making: what parts of a plan set, without what holds anyway.

use serde_json::{Map, Value};

use super::installation::{Part, PlannedFile, Prerequisite};
use super::{Comment, Plan, order};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::leaf;
use crate::yaml::path::KeyPath;

/// Values, comments and prerequisites in the order in which they were added.
#[derive(Debug, Default)]
pub struct Draft {
    values: Vec<(KeyPath, Value)>,
    comments: Vec<Comment>,
    pub prerequisites: Vec<Prerequisite>,
}

impl Draft {
    /// Sets one value; a list or a map in a list is one.
    pub fn set(&mut self, path: &str, value: impl Into<Value>) {
        self.put(KeyPath::of(path.split('.')), value);
    }

    /// The same at a path that is one already.
    pub fn put(&mut self, path: KeyPath, value: impl Into<Value>) {
        self.values.push((path, value.into()));
    }

    /// Sets one value, with lines above it.
    pub fn explain(&mut self, path: &str, value: impl Into<Value>, lines: &[&str]) {
        self.set(path, value);
        self.comment(path, lines.iter().map(|line| (*line).to_owned()).collect());
    }

    /// Lines above a key.
    pub fn comment(&mut self, path: &str, lines: Vec<String>) {
        self.comments.push(Comment { path: path.to_owned(), lines });
    }

    /// Something that must exist before helm runs.
    pub fn need(&mut self, about: &str, needs: Vec<String>, commands: Vec<String>) {
        self.prerequisites.push(Prerequisite { about: about.to_owned(), needs, commands });
    }

    /// The file. What the override of `profile` or the chart itself says already is left out: it would change nothing,
    /// and stay behind when they move on.
    ///
    /// # Errors
    /// Where the chart's defaults cannot be read.
    pub fn finish(self, catalog: &Catalog, profile: &Plan, name: &'static str, title: String) -> Result<Part> {
        let defaults = catalog.defaults()?;
        let mut values = Map::new();
        for (path, value) in self.values {
            let default = || defaults.at(&path, &profile.chart_version);
            let held = leaf::get(&profile.values, &path).cloned().or_else(default);
            if held.as_ref() == Some(&value) {
                continue;
            }
            leaf::put(&mut values, &path, value.clone());
            if leaf::get(&values, &path) != Some(&value) {
                return Err(Error::new(format!("`{path}` of {name} cannot be set")));
            }
        }
        // Switches for the whole platform read best above what they rule.
        if let Some(global) = values.shift_remove("global") {
            values.shift_insert(0, "global".to_owned(), global);
        }
        order::canonical(&mut values);
        let comments = self.comments;
        Ok(Part { file: Some(PlannedFile { name, title, values, comments }), prerequisites: self.prerequisites })
    }
}
