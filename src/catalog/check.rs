//! Holds a data file to its JSON Schema, and says where it breaks it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::files::{DataFile, DataFormat, Schema};
use super::version::{ChartVersion, Windows};
use super::{in_file, place};
use crate::error::{Error, Result};
use crate::suggest;
use crate::yaml;
use crate::yaml::lines::Lines;
use crate::yaml::path::{KeyPath, Segment};
use crate::yaml::span::Span;

/// Validators by kind of file, each built once: building costs more than using.
#[derive(Default)]
pub struct Checker {
    validators: BTreeMap<Schema, jsonschema::Validator>,
    /// The names that `format: profile` takes; to be set before a file that uses them is read.
    pub profiles: Vec<String>,
}

impl Checker {
    /// Reads `file` and holds it to its schema. The error names the file, the line and what is wrong.
    pub fn read(&mut self, file: &DataFile) -> Result<Value> {
        let value = parse(file)?;
        // What is embedded cannot change any more: a test holds it to its schema, not every start.
        if file.format == DataFormat::Json {
            return Ok(value);
        }
        self.hold(file, &value)?;
        Ok(value)
    }

    /// The same, as a type of ours. What is embedded is read straight into it, which is half the work of going through
    /// JSON values.
    pub fn typed<T: DeserializeOwned>(&mut self, file: &DataFile) -> Result<T> {
        let read = match file.format {
            DataFormat::Json => serde_json::from_str(&file.text),
            DataFormat::Yaml => serde_json::from_value(self.read(file)?),
        };
        read.map_err(|error| in_file(file, &error.to_string()))
    }

    /// The same, for a kind of file that `build.rs` embeds in another shape: `Written` is how people write it.
    pub fn converted<Written, T>(&mut self, file: &DataFile) -> Result<T>
    where
        Written: DeserializeOwned,
        T: DeserializeOwned + TryFrom<Written, Error = String>,
    {
        match file.format {
            DataFormat::Json => self.typed(file),
            DataFormat::Yaml => {
                self.typed::<Written>(file)?.try_into().map_err(|reason: String| in_file(file, &reason))
            }
        }
    }

    fn hold(&mut self, file: &DataFile, value: &Value) -> Result<()> {
        let violation = self.validator(file.schema)?.iter_errors(value).next().map(|found| found.to_owned());
        if let Some(violation) = violation {
            let (pointer, reason) = self.explain(&violation);
            let at = if pointer.is_empty() { "the file".to_owned() } else { format!("`{pointer}`") };
            return Err(Error::new(format!("catalog file {}{}: {at}: {reason}", file.name, line(file, &pointer))));
        }
        Ok(())
    }

    fn validator(&mut self, schema: Schema) -> Result<&jsonschema::Validator> {
        match self.validators.entry(schema) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => Ok(entry.insert(build(schema, &self.profiles)?)),
        }
    }

    /// Where a file breaks its schema, as a JSON pointer, and why.
    fn explain(&self, violation: &ValidationError) -> (String, String) {
        let pointer = violation.instance_path().to_string();
        match violation.kind() {
            ValidationErrorKind::Format { format } => (pointer, self.misread(format, violation)),
            // A key that may not be: the error in it knows the key, this one the map that holds it.
            ValidationErrorKind::PropertyNames { error } => {
                let key = error.instance().as_str().unwrap_or_default();
                (format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), self.explain(error).1)
            }
            _ => (pointer, violation.to_string()),
        }
    }

    /// Why a text is not of a format of ours, in the words of the one who reads it.
    fn misread(&self, format: &str, violation: &ValidationError) -> String {
        let reader = FORMATS.iter().find(|(name, _)| *name == format);
        let text = violation.instance().as_str().unwrap_or_default();
        let error = reader.and_then(|(_, read)| read(text, &self.profiles).err());
        error.unwrap_or_else(|| violation.to_string())
    }
}

/// Reads a text for the sake of the error alone; the second argument are the names of the profiles.
type Reader = fn(&str, &[String]) -> std::result::Result<(), String>;

/// What `format` may say in our schemas. Each is the reader that the catalog uses afterwards, so that what passes
/// here cannot fail there, where lines are not known any more.
const FORMATS: [(&str, Reader); 6] = [
    ("windows", |text, _| text.parse::<Windows>().map(|_| ())),
    ("chart-version", |text, _| match text.parse::<ChartVersion>() {
        Ok(version) if version.to_string() != text => Err(format!("write `{version}`")),
        other => other.map(|_| ()),
    }),
    ("key-path", |text, _| match text.parse::<KeyPath>()?.segments().first() {
        Some(Segment::Key(_)) => Ok(()),
        _ => Err("a key path begins with a key".to_owned()),
    }),
    ("keys", |text, _| match text.parse::<KeyPath>()?.segments() {
        [] => Err("a key is needed here".to_owned()),
        steps if steps.iter().all(|step| matches!(step, Segment::Key(_))) => Ok(()),
        _ => Err("only keys may stand here, no places in lists".to_owned()),
    }),
    ("line", |text, _| match text.is_empty() || text.contains(char::is_control) {
        true => Err("one line of text is needed here, for the head of a rendered file".to_owned()),
        false => Ok(()),
    }),
    ("profile", |text, profiles| {
        let names = || profiles.iter().map(String::as_str);
        if names().any(|name| name == text) {
            return Ok(());
        }
        Err(suggest::unknown("profile", text, names()).to_string())
    }),
];

fn parse(file: &DataFile) -> Result<Value> {
    match file.format {
        DataFormat::Json => serde_json::from_str(&file.text)
            .map_err(|error| Error::new(format!("catalog file {} cannot be read: {error}", file.name))),
        DataFormat::Yaml => {
            sound(file)?;
            serde_yaml::from_str(&file.text).map_err(|error| {
                let place = error.location().map(|at| format!(":{}", at.line())).unwrap_or_default();
                Error::new(format!("catalog file {}{place} cannot be read: {error}", file.name))
            })
        }
    }
}

/// Refuses what the reader of the values takes too long for, or takes in silence: deep nesting and repeated keys.
fn sound(file: &DataFile) -> Result<()> {
    let at = |span: Span| {
        let place = Lines::new(&file.text).position(&file.text, span.start);
        format!("catalog file {}:{}", file.name, place.line)
    };
    let tree = yaml::parse::parse(&file.text).map_err(|error| {
        Error::new(format!("{} cannot be read: {}", at(error.span), error.message)).help(error.help)
    })?;
    for (id, _) in tree.nodes() {
        let mut seen = BTreeSet::new();
        for pair in tree.pairs(id) {
            if let Some(key) = tree.text(pair.key)
                && !seen.insert(key)
            {
                return Err(Error::new(format!("{}: `{key}` is set twice", at(tree.node(pair.key).span))));
            }
        }
    }
    Ok(())
}

/// `:LINE` of the node at a JSON pointer. The embedded copy is not the text that people wrote, so it has no lines.
fn line(file: &DataFile, pointer: &str) -> String {
    match file.format {
        DataFormat::Yaml => format!(":{}", place::line_of(&file.text, pointer)),
        DataFormat::Json => String::new(),
    }
}

fn build(schema: Schema, profiles: &[String]) -> Result<jsonschema::Validator> {
    let text: Value = serde_json::from_str(schema.text())
        .map_err(|error| Error::new(format!("schema {schema:?} is not JSON: {error}")))?;
    let mut options = jsonschema::options().should_validate_formats(true).should_ignore_unknown_formats(false);
    for (name, reader) in FORMATS {
        let profiles = profiles.to_vec();
        options = options.with_format(name, move |text: &str| reader(text, &profiles).is_ok());
    }
    options.build(&text).map_err(|error| Error::new(format!("schema {schema:?} is not a schema: {error}")))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::files;
    use super::*;

    fn read(schema: Schema, text: &str) -> Result<Value> {
        let file =
            DataFile { name: "x.yaml".to_owned(), text: text.to_owned().into(), format: DataFormat::Yaml, schema };
        Checker { profiles: vec!["demo".to_owned(), "medium".to_owned()], ..Checker::default() }.read(&file)
    }

    fn erratum(versions: &str, profile: &str, leaf: &str) -> String {
        format!(
            "errata:\n  - id: x\n    versions: {versions}\n    profiles: [{profile}]\n    default: true\n    \
             reason: r\n    source: s\n    leaves:\n      - {{{leaf}}}\n"
        )
    }

    #[test]
    fn every_file_that_is_embedded_keeps_to_its_schema() {
        let directory = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/profiles"));
        let names = files::every_embedded();
        let read = |file: &DataFile| {
            let name = file.name.trim_start_matches("profiles/");
            files::from_path(file.schema, &directory.join(name)).unwrap()
        };
        let files: Vec<DataFile> = names.iter().map(read).collect();
        let mut checker = Checker::default();
        let heads = files.iter().filter(|file| file.schema == Schema::Profile).map(|file| parse(file).unwrap());
        checker.profiles = heads.map(|head| head["profile"].as_str().unwrap().to_owned()).collect();
        assert!(checker.profiles.len() > 1 && files.len() > 30, "{} files", files.len());
        for (file, embedded) in files.iter().zip(&names) {
            let value = checker.read(file).unwrap_or_else(|error| panic!("{error}"));
            // The defaults are embedded in a shape of their own: see the test beside them.
            if file.schema != Schema::Defaults {
                assert_eq!(parse(embedded).unwrap(), value, "{}", file.name);
            }
        }
        let broken = Value::Null;
        assert!(files.iter().all(|file| checker.hold(file, &broken).is_err()), "a schema that takes anything");
    }

    #[test]
    fn what_only_our_readers_refuse_has_a_line_too() {
        let services = "module: m\nservices:\n  a:\n    versions: 0.9.0..\n    sizing:\n      ";
        let version = "is not a chart version: write three numbers, such as 0.45.0";
        let cases = [
            (Schema::Errata, erratum("0.9..", "demo", "path: a, ours: 1"), format!("x.yaml:3: `/errata/0/versions`: `0.9` {version}")),
            (Schema::Errata, erratum("0.9.0..", "medum", "path: a, ours: 1"), "x.yaml:4: `/errata/0/profiles/0`: unknown profile `medum` (did you mean `medium`?); valid: demo, medium".to_owned()),
            (Schema::Errata, erratum("0.9.0..", "demo", "path: a..b, ours: 1"), "x.yaml:9: `/errata/0/leaves/0/path`: key path `a..b` has an empty key (a dot inside a key is written `\\.`)".to_owned()),
            (Schema::Errata, erratum("0.9.0..", "demo", "path: a, ours: {dmo: 1}"), "x.yaml:9: `/errata/0/leaves/0/ours/dmo`: unknown profile `dmo` (did you mean `demo`?); valid: demo, medium".to_owned()),
            (Schema::Charts, "releases:\n  0.17.0: 2024-05-31\n  0.017.1: 2024-05-31\n".to_owned(), format!("x.yaml:3: `/releases/0.017.1`: `0.017.1` {version}")),
            (Schema::Services, format!("{services}cpu: {{dmo: 1}}\n"), "x.yaml:6: `/services/a/sizing/cpu/dmo`: unknown profile `dmo` (did you mean `demo`?); valid: demo, medium".to_owned()),
            (Schema::Services, format!("{services}values: {{list: [{{in: 1.0, is: 1}}]}}\n"), "x.yaml:6: `/services/a/sizing/values/list/0/in`: 1.0 is not of type \"string\"".to_owned()),
            (Schema::Services, format!("{services}values: {{list: [{{in: '..1', is: 1}}]}}\n"), format!("x.yaml:6: `/services/a/sizing/values/list/0/in`: `1` {version}")),
        ];
        for (schema, text, expected) in cases {
            let error = read(schema, &text).unwrap_err().to_string();
            assert_eq!(error, format!("catalog file {expected}"), "{text}");
        }
        assert!(
            read(Schema::Errata, &erratum("0.9.0..0.10.0, 0.12.0..", "demo", "path: 'a[0].b', ours: {demo: 1}"))
                .is_ok()
        );
    }
}
