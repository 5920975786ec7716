//! Our own YAML tree: every key and value with its bytes, every duplicate key, every comment.
//!
//! Nodes live in one arena and name each other by [`NodeId`]. An alias stays an alias: expanding
//! it is the reader's business, because only the reader knows how much expansion is too much.

use super::path::{KeyPath, Segment};
use super::span::Span;

/// Index of a node in its [`Tree`]. Only the parser makes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub(super) u32);

/// All documents of one text, in order of appearance.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    pub(super) nodes: Vec<Node>,
    pub documents: Vec<Document>,
    /// Every comment of the text, sorted by place.
    pub comments: Vec<Comment>,
}

/// One YAML document.
#[derive(Clone, Debug)]
pub struct Document {
    /// The content. An empty document has an empty plain scalar here.
    pub root: NodeId,
    /// From the document's first byte (`---` if there is one) to its end.
    pub span: Span,
    /// Whether `---` opens it.
    pub explicit: bool,
}

/// One node: a scalar, a list, a map or an alias.
#[derive(Clone, Debug)]
pub struct Node {
    pub kind: Kind,
    /// The node's text without tag and anchor; quotes are inside, and so is the `|` or `>` of a block scalar.
    /// An empty value has an empty span just after the colon or dash it belongs to.
    pub span: Span,
    /// Boxed because almost no node has a tag or an anchor.
    pub properties: Option<Box<Properties>>,
}

/// What may stand before a node: `!tag` and `&anchor`.
#[derive(Clone, Debug, Default)]
pub struct Properties {
    pub tag: Option<Tag>,
    pub anchor: Option<Anchor>,
}

/// A tag with its handle resolved: `!!str` is `tag:yaml.org,2002:str`, `!foo` is `!foo`, `!` is `!`.
#[derive(Clone, Debug)]
pub struct Tag {
    pub name: String,
    /// Where the tag starts in the text.
    pub start: usize,
}

/// `&name`, span with the ampersand.
#[derive(Clone, Debug)]
pub struct Anchor {
    pub name: String,
    pub span: Span,
}

/// What a node is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// The text after quotes, escapes and line folding. An empty value is an empty plain text.
    Scalar {
        text: String,
        style: Style,
    },
    List {
        items: Vec<NodeId>,
        flow: bool,
    },
    /// Pairs as written: duplicates and merge keys `<<` are still there.
    Map {
        pairs: Vec<Pair>,
        flow: bool,
    },
    Alias {
        name: String,
        target: NodeId,
    },
}

/// A key and its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    pub key: NodeId,
    pub value: NodeId,
}

/// How a scalar is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    Plain,
    Single,
    Double,
    /// `|`
    Literal,
    /// `>`
    Folded,
}

/// A comment: span from `#` to the end of the line, without the line break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comment {
    pub span: Span,
    /// Nothing but blanks stands before it on its line.
    pub own_line: bool,
}

impl Tree {
    /// The node with this id. Ids of another tree are a mistake of the caller.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// Every node, in order of appearance (children after their parent's start).
    pub fn nodes(&self) -> impl Iterator<Item = (NodeId, &Node)> {
        (0u32..).map(NodeId).zip(&self.nodes)
    }

    /// The first node that starts at byte `offset` or behind it. Nodes stand in the order of their starts.
    pub fn first_from(&self, offset: usize) -> NodeId {
        NodeId(self.nodes.partition_point(|node| node.span.start < offset) as u32)
    }

    /// Every node that starts before byte `offset`, from there backwards.
    pub fn backwards_from(&self, offset: usize) -> impl Iterator<Item = &Node> {
        self.nodes.iter().take(self.first_from(offset).0 as usize).rev()
    }

    /// The node itself, or the one that an alias stands for.
    pub fn resolve(&self, id: NodeId) -> NodeId {
        match self.node(id).kind {
            Kind::Alias { target, .. } => target,
            _ => id,
        }
    }

    /// The pairs of a map (through an alias), or nothing.
    pub fn pairs(&self, id: NodeId) -> &[Pair] {
        match &self.node(self.resolve(id)).kind {
            Kind::Map { pairs, .. } => pairs,
            _ => &[],
        }
    }

    /// The items of a list (through an alias), or nothing.
    pub fn items(&self, id: NodeId) -> &[NodeId] {
        match &self.node(self.resolve(id)).kind {
            Kind::List { items, .. } => items,
            _ => &[],
        }
    }

    /// The text of a scalar (through an alias).
    pub fn text(&self, id: NodeId) -> Option<&str> {
        match &self.node(self.resolve(id)).kind {
            Kind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }

    /// The pair at `path` below `root`, by the text of the keys, the last of equal keys. A list item and
    /// the root itself have no pair: their `key` is none. Merge keys are not followed.
    pub fn find(&self, root: NodeId, path: &KeyPath) -> Option<Found> {
        let mut found = Found { key: None, value: root };
        for segment in path.segments() {
            found = match segment {
                Segment::Key(name) => {
                    let pair = self.pairs(found.value).iter().rev().find(|pair| self.text(pair.key) == Some(name))?;
                    Found { key: Some(pair.key), value: pair.value }
                }
                Segment::Index(index) => Found { key: None, value: *self.items(found.value).get(*index)? },
            };
        }
        Some(found)
    }
}

impl Node {
    /// The resolved tag, if one is written.
    pub fn tag(&self) -> Option<&Tag> {
        self.properties.as_ref()?.tag.as_ref()
    }

    /// The anchor, if one is written.
    pub fn anchor(&self) -> Option<&Anchor> {
        self.properties.as_ref()?.anchor.as_ref()
    }
}

/// What [`Tree::find`] gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    pub key: Option<NodeId>,
    pub value: NodeId,
}
