//! A values file's text as Helm reads it.

use super::decode::{Collision, Decoded, decode};
use super::merge::merge_into;
use super::split::split;
use super::value::{LayerId, Node, Origin, Value};
use super::version::HelmVersion;
use super::wrapped;
use crate::yaml::error::SyntaxError;
use crate::yaml::parse::{Part, parse_part};
use crate::yaml::source::Source;
use crate::yaml::span::Span;
use crate::yaml::tree::{Kind, NodeId, Style, Tree};

/// A values file as Helm holds it, and what a linter wants to know besides.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Always a map; an empty file is an empty map.
    pub root: Node,
    /// Everything that was parsed, also documents that Helm ignores.
    pub tree: Tree,
    /// The roots in `tree` that Helm reads: one in Helm 3, one for each `---` part in Helm 4.
    pub roots: Vec<NodeId>,
    /// In order of their places.
    pub notes: Vec<Note>,
    /// Whether a map has a key twice, also by a merge key.
    pub repeats: bool,
}

/// Something Helm does with a file in silence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Helm 3 stops after the first document, and both versions stop at `...`.
    IgnoredDocuments {
        span: Span,
        /// Where the ignored part is not even valid YAML.
        error: Option<SyntaxError>,
    },
    /// The first key is indented, and a later line is less indented: Helm drops that line and everything below.
    IgnoredContent { span: Span },
    /// Two keys are one after reading; Helm keeps one of them by chance.
    CollidingKeys(Collision),
    /// The first line of `helm get values` output, which is no YAML of its own. Helm would read it as a key.
    HelmHeading { span: Span },
}

impl Note {
    /// The bytes it is about.
    pub fn span(&self) -> Span {
        match self {
            Note::IgnoredDocuments { span, .. } | Note::IgnoredContent { span } | Note::HelmHeading { span } => *span,
            Note::CollidingKeys(collision) => collision.second,
        }
    }
}

/// Reads one values file the way `helm -f` does.
///
/// Helm 3 takes the first document, Helm 4 merges all. JSON is read as the YAML it nearly is, as Helm does:
/// the escapes `\/` and `\ud83d\ude00` are errors here too.
///
/// # Errors
/// What Helm refuses, and a few things it takes that nobody means (see `tests/helm_yaml.rs`).
pub fn read(source: &Source, layer: LayerId, helm: HelmVersion) -> Result<Reading, SyntaxError> {
    let text = source.text();
    let mut notes = Vec::new();
    let mut start = 0;
    if let Some(heading) = wrapped::heading(text) {
        notes.push(Note::HelmHeading { span: heading });
        start = heading.end;
    }
    let parts = match helm {
        HelmVersion::V3 => vec![Span::new(start, text.len())],
        HelmVersion::V4 => split(text, start)?,
    };
    let empty = Origin { layer, key: None, value: Span::new(start, text.len()) };
    let mut reading = Reading {
        root: Node { value: Value::Map(Default::default()), origin: empty, losers: Vec::new() },
        tree: Tree::default(),
        roots: Vec::new(),
        notes,
        repeats: false,
    };
    for span in parts {
        reading.add(text, Part { span, end_line: helm == HelmVersion::V4 }, layer)?;
    }
    reading.notes.sort_by_key(Note::span);
    Ok(reading)
}

impl Reading {
    /// Reads one part and merges its first document.
    fn add(&mut self, text: &str, part: Part, layer: LayerId) -> Result<(), SyntaxError> {
        let before = self.tree.documents.len();
        let error = parse_part(&mut self.tree, text, part).err();
        let documents = self.tree.documents.get(before..).unwrap_or(&[]);
        let Some(first) = documents.first() else { return error.map_or(Ok(()), Err) };
        let (root, end) = (first.root, first.span.end);
        let later = documents.iter().skip(1).find(|document| !is_empty(&self.tree, document.root));
        let ignored = match (later.map(|document| document.span.start), error) {
            (Some(start), error) => Some(Note::IgnoredDocuments { span: Span::new(start, part.span.end), error }),
            (None, Some(error)) => Some(ignored_by(error, text, end, part.span.end)),
            (None, None) => None,
        };
        self.notes.extend(ignored);
        let Decoded { mut node, collisions, repeats } = decode(&self.tree, root, layer)?;
        self.notes.extend(collisions.into_iter().map(Note::CollidingKeys));
        self.repeats |= repeats;
        self.roots.push(root);
        match node.value {
            Value::Map(_) => {}
            Value::Null => node.value = Value::Map(Default::default()),
            _ => {
                return Err(SyntaxError::new(
                    node.origin.value,
                    "the file is not a map of keys and values",
                    "write `key: value` lines; the colon needs a space after it",
                ));
            }
        }
        if self.roots.len() == 1 {
            self.root = node;
        } else {
            merge_into(&mut self.root, node);
        }
        Ok(())
    }
}

/// Whether it is certain that Helm 3 and Helm 4 read `text` alike, without reading it once more. `reading` is what
/// one of them made of it.
pub fn versions_agree(text: &str, reading: &Reading) -> bool {
    let whole = || split(text, 0).is_ok_and(|pieces| pieces == [Span::new(0, text.len())]);
    reading.notes.is_empty() && (text.ends_with('\n') || ends_plainly(text, reading)) && whole()
}

/// Whether it is certain that a line break at the end of `text`, which has none, changes nothing: only a block text
/// takes it in, and only blanks and tabs could stand before it in vain.
pub fn ends_plainly(text: &str, reading: &Reading) -> bool {
    let last_line = text.rsplit('\n').next().unwrap_or_default();
    let scalars = reading.tree.nodes().filter_map(|(_, node)| match node.kind {
        Kind::Scalar { style, .. } => Some((node.span.start, style)),
        _ => None,
    });
    let last = scalars.max_by_key(|(start, _)| *start);
    reading.notes.is_empty()
        && !last_line.trim().is_empty()
        && !last_line.contains(['\t', '\r'])
        && !last.is_some_and(|(_, style)| matches!(style, Style::Literal | Style::Folded))
}

/// What an error behind the first document means: Helm never sees it.
fn ignored_by(error: SyntaxError, text: &str, document_end: usize, end: usize) -> Note {
    let between = text.get(document_end..error.span.start).unwrap_or("");
    let separated = between.lines().chain(text.get(error.span.start..).unwrap_or("").lines().take(1));
    let new_document =
        separated.into_iter().any(|line| line.starts_with("---") || line.starts_with("...") || line.starts_with('%'));
    if new_document {
        Note::IgnoredDocuments { span: Span::new(document_end, end), error: Some(error) }
    } else {
        Note::IgnoredContent { span: Span::new(error.span.start, end) }
    }
}

fn is_empty(tree: &Tree, root: NodeId) -> bool {
    matches!(&tree.node(root).kind, Kind::Scalar { text, .. } if text.is_empty())
}
