//! Values as Helm holds them after reading, each with the place it came from.

use indexmap::IndexMap;

use crate::yaml::quick::Quick;
use crate::yaml::span::Span;

/// Index of a layer in its chain: 0 is the first file or flag that Helm merges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LayerId(pub u32);

/// Where a value was written: a layer, and byte spans in that layer's text
/// (the file's content, or the text of a `--set` flag).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Origin {
    pub layer: LayerId,
    /// The key before the value; none for a list item and for a document root.
    pub key: Option<Span>,
    pub value: Span,
}

/// A number as Go holds it on the way through Helm: values files give `Float`
/// (every number passes through JSON), `--set` gives `Int`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    Int(i64),
    Float(f64),
}

/// One value with its place and the values of earlier layers that it replaced, newest first.
#[derive(Clone, Debug, PartialEq)]
pub struct Node {
    pub value: Value,
    pub origin: Origin,
    pub losers: Vec<Node>,
}

/// A value as Helm holds it. Maps keep the order of first appearance.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    List(Vec<Node>),
    Map(NodeMap),
}

/// The entries of a map, by key. Rules look up thousands of paths in them: the usual hash took 6 % of a whole run.
pub type NodeMap = IndexMap<String, Node, Quick>;
