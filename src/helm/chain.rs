//! A chain: the values files and `--set` flags of one helm command, in the order in which Helm merges them.

use super::merge::merge_into;
use super::read::{Reading, read};
use super::strvals::{ReadFile, SetFlag, SetKind, apply};
use super::value::{LayerId, Node, NodeMap, Origin, Value};
use super::version::HelmVersion;
use crate::yaml::error::SyntaxError;
use crate::yaml::lines::Position;
use crate::yaml::source::Source;
use crate::yaml::span::Span;

/// What a layer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LayerKind {
    /// A values file, `-f`.
    File,
    /// A flag of the `--set` family.
    Set(SetKind),
    /// The values.yaml of a chart or subchart. It is no part of a chain, but origins lead to it.
    Defaults,
}

/// One file or flag.
#[derive(Clone, Debug)]
pub struct Layer {
    pub id: LayerId,
    pub kind: LayerKind,
    /// Its text, and its name: a file's as the user wrote it, a flag's with its dashes (`--set`).
    pub source: Source,
}

/// A place for people: file or flag, line and column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    pub name: &'a str,
    pub kind: LayerKind,
    pub position: Position,
}

/// A layer that Helm refuses, and why and where in its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainError {
    pub layer: LayerId,
    pub error: SyntaxError,
}

impl std::fmt::Display for ChainError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.error.fmt(formatter)
    }
}

impl std::error::Error for ChainError {}

/// A chain as Helm holds it.
#[derive(Clone, Debug)]
pub struct Merged {
    /// The user's values: always a map.
    pub values: Node,
    /// Each values file by itself, in the order of the chain.
    pub readings: Vec<(LayerId, Reading)>,
}

/// Puts files and flags into Helm's order: files as given, then all `--set-json`, `--set`, `--set-string`,
/// `--set-file`, `--set-literal`, each kind as given. How kinds are mixed on the command line does not matter.
pub fn layers(files: Vec<Source>, sets: &[(SetKind, String)]) -> Vec<Layer> {
    let files = files.into_iter().map(|source| (LayerKind::File, source));
    let sets = SetKind::IN_ORDER.iter().flat_map(|kind| {
        let of_kind = sets.iter().filter(move |(other, _)| other == kind);
        of_kind.map(|(kind, text)| (LayerKind::Set(*kind), Source::from_text(kind.flag(), text.as_str())))
    });
    files.chain(sets).zip(0..).map(|((kind, source), id)| Layer { id: LayerId(id), kind, source }).collect()
}

/// Where a value was written: at its key where it has one, else at itself. None when its layer is not among `layers`.
pub fn place(layers: &[Layer], origin: Origin) -> Option<Place<'_>> {
    let layer = layers.iter().find(|layer| layer.id == origin.layer)?;
    let start = origin.key.unwrap_or(origin.value).start;
    Some(Place { name: layer.source.name(), kind: layer.kind, position: layer.source.position(start) })
}

/// Reads and merges the layers of a chain in their order, as `MergeValues` of Helm's `pkg/cli/values` does.
///
/// `read_file` gives the content of a file that `--set-file` names. Layers of kind `Defaults` are passed over.
/// Fails at the first layer that Helm refuses.
pub fn merge_chain(layers: &[Layer], version: HelmVersion, read_file: ReadFile) -> Result<Merged, ChainError> {
    let mut values: Option<Node> = None;
    let mut readings = Vec::new();
    for layer in layers {
        let fail = |error| ChainError { layer: layer.id, error };
        match layer.kind {
            LayerKind::Defaults => {}
            LayerKind::File => {
                let reading = read(&layer.source, layer.id, version).map_err(fail)?;
                let root = reading.root.clone();
                match &mut values {
                    Some(base) => merge_into(base, root),
                    None => values = Some(root),
                }
                readings.push((layer.id, reading));
            }
            LayerKind::Set(kind) => {
                let base = values.get_or_insert_with(|| empty_map(layer.id));
                let flag = SetFlag { kind, text: layer.source.text(), layer: layer.id, version };
                apply(base, flag, &mut *read_file).map_err(fail)?;
            }
        }
    }
    let first = layers.first().map_or(LayerId(0), |layer| layer.id);
    Ok(Merged { values: values.unwrap_or_else(|| empty_map(first)), readings })
}

fn empty_map(layer: LayerId) -> Node {
    let origin = Origin { layer, key: None, value: Span::default() };
    Node { value: Value::Map(NodeMap::default()), origin, losers: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::span::Span;

    fn merge_texts(files: &[&str], sets: &[(SetKind, &str)]) -> (Vec<Layer>, Result<Node, ChainError>) {
        let files = files.iter().zip(1..).map(|(text, number)| Source::from_text(format!("{number}.yaml"), *text));
        let sets: Vec<_> = sets.iter().map(|(kind, text)| (*kind, text.to_string())).collect();
        let layers = layers(files.collect(), &sets);
        let merged = merge_chain(&layers, HelmVersion::V4, &mut |path| Ok(format!("<{path}>")));
        (layers, merged.map(|merged| merged.values))
    }

    fn get<'a>(node: &'a Node, key: &str) -> &'a Node {
        match &node.value {
            Value::Map(entries) => &entries[key],
            other => panic!("not a map: {other:?}"),
        }
    }

    #[test]
    fn kinds_of_flags_have_a_fixed_order() {
        let (layers, merged) = merge_texts(
            &[r#"{"a": "file"}"#],
            &[
                (SetKind::SetLiteral, "e=literal"),
                (SetKind::SetFile, "d=path,e=path"),
                (SetKind::SetString, "c=1,d=1"),
                (SetKind::Set, "b=1,c=2"),
                (SetKind::SetJson, r#"a="json",b="json""#),
            ],
        );
        let merged = merged.expect("the chain is fine");
        let text = |text: &str| Value::String(text.to_string());
        assert_eq!(get(&merged, "a").value, text("json"));
        assert_eq!(get(&merged, "b").value, Value::Number(crate::helm::value::Number::Int(1)));
        assert_eq!(get(&merged, "c").value, text("1"));
        assert_eq!(get(&merged, "d").value, text("<path>"));
        assert_eq!(get(&merged, "e").value, text("literal"));
        let names: Vec<&str> = layers.iter().map(|layer| layer.source.name()).collect();
        assert_eq!(names, ["1.yaml", "--set-json", "--set", "--set-string", "--set-file", "--set-literal"]);
    }

    #[test]
    fn origins_lead_to_file_or_flag_line_and_column() {
        let (layers, merged) = merge_texts(&["{\n  \"a\": 1,\n  \"b\": 2\n}"], &[(SetKind::Set, "x.y=1,a=2")]);
        let merged = merged.expect("the chain is fine");
        let at = |node: &Node| {
            let place = place(&layers, node.origin).expect("the layer is there");
            (place.name.to_string(), place.position.line, place.position.column)
        };
        assert_eq!(at(get(&merged, "b")), ("1.yaml".to_string(), 3, 3));
        assert_eq!(at(get(&merged, "a")), ("--set".to_string(), 1, 7));
        assert_eq!(at(&get(&merged, "a").losers[0]), ("1.yaml".to_string(), 2, 3));
        assert_eq!(at(get(get(&merged, "x"), "y")), ("--set".to_string(), 1, 3));
    }

    #[test]
    fn an_error_names_its_layer_and_place() {
        let (_, merged) = merge_texts(&[r#"{"a": 1}"#, "null"], &[(SetKind::Set, "ok=1"), (SetKind::Set, "b=1,a.x=1")]);
        let error = merged.expect_err("a is a number");
        assert_eq!((error.layer, error.error.span), (LayerId(3), Span::new(4, 5)));
        let (_, merged) = merge_texts(&[], &[]);
        assert_eq!(merged.map(|node| node.value), Ok(Value::Map(NodeMap::default())));
    }
}
