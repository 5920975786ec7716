//! From a YAML tree to Helm's values, the way go-yaml v2 decodes: duplicates, merge keys, aliases, tags, keys.
//!
//! Source: `decode.go` of go-yaml v2.4, and `convertToJSONableObject` of sigs.k8s.io/yaml v1.6.0.

use std::collections::HashMap;

use super::scalar::{self, Resolved, Scalar, TagError};
use super::value::{LayerId, Node, NodeMap, Number, Origin, Value};
use crate::yaml::error::SyntaxError;
use crate::yaml::quick::Quick;
use crate::yaml::span::Span;
use crate::yaml::tree::{Kind, NodeId, Pair, Style, Tree};

/// How many levels a value may have after aliases are expanded. Go allows 10,000; we keep our stack small.
const MAX_LEVELS: usize = 256;

/// How many values aliases may add, and how many bytes of text. Helm's own guard allows some hundred thousand.
const MAX_ALIASED_VALUES: usize = 100_000;
const MAX_ALIASED_BYTES: usize = 16 * 1024 * 1024;

const MERGE_TAG: &str = "tag:yaml.org,2002:merge";

/// Two keys that Go holds apart (such as `1` and `"1"`) and JSON does not: which one Helm keeps is random.
/// We keep the later one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collision {
    pub key: String,
    pub first: Span,
    pub second: Span,
}

/// One document as Helm holds it.
#[derive(Clone, Debug)]
pub struct Decoded {
    pub node: Node,
    pub collisions: Vec<Collision>,
    /// Whether a map has a key twice, also by a merge key.
    pub repeats: bool,
}

/// Decodes one document.
///
/// The value of an alias has the alias as its place; what is inside has its place at the anchor. Of equal keys
/// the last one wins whole, at the place in the order of the first one.
///
/// # Errors
/// Keys that Helm refuses, wrong content for a tag, infinite numbers, merge keys without a map, and aliases that
/// contain themselves or expand to too much.
pub fn decode(tree: &Tree, root: NodeId, layer: LayerId) -> Result<Decoded, SyntaxError> {
    let mut decoder = Decoder {
        tree,
        layer,
        decoded: 0,
        aliased: 0,
        aliased_bytes: 0,
        open_aliases: Vec::new(),
        levels: 0,
        collisions: Vec::new(),
        repeats: false,
    };
    let node = decoder.value(root, None)?;
    refuse_infinite(&node)?;
    Ok(Decoded { node, collisions: decoder.collisions, repeats: decoder.repeats })
}

struct Decoder<'tree> {
    tree: &'tree Tree,
    layer: LayerId,
    /// Values decoded so far, and how many of them below an alias.
    decoded: usize,
    aliased: usize,
    aliased_bytes: usize,
    open_aliases: Vec<NodeId>,
    levels: usize,
    collisions: Vec<Collision>,
    repeats: bool,
}

/// A map while its pairs come in.
struct Entries {
    values: NodeMap,
    /// The type of each key that was not a text.
    types: HashMap<String, KeyType>,
}

impl Entries {
    fn with_capacity(pairs: usize) -> Entries {
        Entries { values: NodeMap::with_capacity_and_hasher(pairs, Quick::default()), types: HashMap::new() }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum KeyType {
    Text,
    Bool,
    Int,
    Float,
}

impl Decoder<'_> {
    fn value(&mut self, id: NodeId, key: Option<Span>) -> Result<Node, SyntaxError> {
        self.count(id)?;
        let node = self.tree.node(id);
        let origin = Origin { layer: self.layer, key, value: node.span };
        let value = match &node.kind {
            Kind::Alias { target, .. } => {
                let target = *target;
                self.through_alias(id, |decoder| decoder.value(target, key))?.value
            }
            Kind::Scalar { text, style } => self.scalar(id, text, *style)?,
            Kind::List { items, .. } => {
                let items = self.nested(id, |decoder| {
                    items.iter().map(|item| decoder.value(*item, None)).collect::<Result<Vec<Node>, SyntaxError>>()
                })?;
                Value::List(items)
            }
            Kind::Map { pairs, .. } => {
                let mut entries = Entries::with_capacity(pairs.len());
                self.nested(id, |decoder| decoder.pairs(pairs, &mut entries))?;
                Value::Map(entries.values)
            }
        };
        Ok(Node { value, origin, losers: Vec::new() })
    }

    fn scalar(&mut self, id: NodeId, text: &str, style: Style) -> Result<Value, SyntaxError> {
        if !self.open_aliases.is_empty() {
            self.aliased_bytes += text.len();
        }
        Ok(match self.resolved(id, text, style)? {
            Resolved::Decoded(text) => Value::String(text),
            Resolved::Scalar(scalar) => match scalar {
                Scalar::Null => Value::Null,
                Scalar::Bool(value) => Value::Bool(value),
                Scalar::Int(value) => Value::Number(Number::Float(value as f64)),
                Scalar::Unsigned(value) => Value::Number(Number::Float(value as f64)),
                Scalar::Float(value) => Value::Number(Number::Float(value)),
                Scalar::Text => Value::String(text.to_string()),
            },
        })
    }

    fn resolved(&self, id: NodeId, text: &str, style: Style) -> Result<Resolved, SyntaxError> {
        let node = self.tree.node(id);
        let tag = node.tag().map(|tag| tag.name.as_str());
        scalar::resolve_node(text, style, tag).map_err(|error| match error {
            TagError::WrongContent => {
                self.fail(id, "the value does not fit its tag", "remove the tag (`!!…`), or write a value of that type")
            }
            TagError::Base64 => {
                self.fail(id, "a `!!binary` value is not valid base64", "encode it again, or remove the tag")
            }
        })
    }

    fn pairs(&mut self, pairs: &[Pair], entries: &mut Entries) -> Result<(), SyntaxError> {
        for pair in pairs {
            if self.is_merge(pair.key) {
                self.merge(pair.value, entries)?;
                continue;
            }
            let (name, key_type) = self.key(pair.key)?;
            let key_span = self.tree.node(pair.key).span;
            let value = self.value(pair.value, Some(key_span))?;
            if let Some(earlier) = entries.values.get(&name) {
                let earlier_type = entries.types.get(&name).copied().unwrap_or(KeyType::Text);
                if earlier_type != key_type {
                    let first = earlier.origin.key.unwrap_or(earlier.origin.value);
                    self.collisions.push(Collision { key: name.clone(), first, second: key_span });
                }
            }
            if key_type != KeyType::Text {
                entries.types.insert(name.clone(), key_type);
            }
            self.repeats |= entries.values.insert(name, value).is_some();
        }
        Ok(())
    }

    /// Plain `<<`, or tagged `!!merge`; quoted it is an ordinary key.
    fn is_merge(&self, key: NodeId) -> bool {
        let node = self.tree.node(key);
        let Kind::Scalar { text, style } = &node.kind else { return false };
        let tag = node.tag().map(|tag| tag.name.as_str());
        text == "<<" && (tag == Some(MERGE_TAG) || tag == Some("!") || (tag.is_none() && *style == Style::Plain))
    }

    /// Pairs of the merged map overwrite what is there: Helm takes `<<` in document order.
    fn merge(&mut self, value: NodeId, entries: &mut Entries) -> Result<(), SyntaxError> {
        match &self.tree.node(value).kind {
            // The first of a list wins, so it comes last.
            Kind::List { items, .. } => items.iter().rev().try_for_each(|item| self.merge_map(*item, entries)),
            _ => self.merge_map(value, entries),
        }
    }

    fn merge_map(&mut self, id: NodeId, entries: &mut Entries) -> Result<(), SyntaxError> {
        let target = self.tree.resolve(id);
        let Kind::Map { pairs, .. } = &self.tree.node(target).kind else {
            return Err(self.fail(
                id,
                "`<<` takes a map, or a list of maps",
                "put an alias of a map here (`<<: *name`), or quote the key \"<<\" if it is no merge",
            ));
        };
        self.count(id)?;
        if target == id {
            return self.nested(id, |decoder| decoder.pairs(pairs, entries));
        }
        self.through_alias(id, |decoder| {
            decoder.count(target)?;
            decoder.nested(target, |decoder| decoder.pairs(pairs, entries))
        })
    }

    fn key(&mut self, id: NodeId) -> Result<(String, KeyType), SyntaxError> {
        self.count(id)?;
        let target = self.tree.resolve(id);
        let Kind::Scalar { text, style } = &self.tree.node(target).kind else {
            let template = matches!(self.tree.node(target).kind, Kind::Map { flow: true, .. });
            return Err(if template {
                let help = "values files are not templates; as text it needs quotes: \"{{ … }}\"";
                self.fail(id, "`{{ … }}` without quotes reads as a map that is used as a key", help)
            } else {
                self.fail(id, "a map or a list is used as a key", "write a text as the key")
            });
        };
        if !self.open_aliases.is_empty() {
            self.aliased_bytes += text.len();
        }
        let scalar = match self.resolved(target, text, *style)? {
            Resolved::Decoded(text) => return Ok((text, KeyType::Text)),
            Resolved::Scalar(scalar) => scalar,
        };
        let key_type = match scalar {
            Scalar::Bool(_) => KeyType::Bool,
            Scalar::Int(_) => KeyType::Int,
            Scalar::Float(_) => KeyType::Float,
            Scalar::Null | Scalar::Unsigned(_) | Scalar::Text => KeyType::Text,
        };
        match scalar::key_text(scalar, text) {
            Some(name) => Ok((name, key_type)),
            None if scalar == Scalar::Null => {
                Err(self.fail(id, "a key is empty or null", "write the key, or put it in quotes"))
            }
            None => Err(self.fail(id, "a number is too large to be a key", "put the key in quotes")),
        }
    }

    fn nested<T>(
        &mut self,
        id: NodeId,
        inside: impl FnOnce(&mut Self) -> Result<T, SyntaxError>,
    ) -> Result<T, SyntaxError> {
        self.levels += 1;
        if self.levels > MAX_LEVELS {
            return Err(self.fail(
                id,
                "more than 256 levels of nesting",
                "aliases repeat each other here; write the values out",
            ));
        }
        let result = inside(self);
        self.levels -= 1;
        result
    }

    fn through_alias<T>(
        &mut self,
        id: NodeId,
        inside: impl FnOnce(&mut Self) -> Result<T, SyntaxError>,
    ) -> Result<T, SyntaxError> {
        if self.open_aliases.contains(&id) {
            return Err(self.fail(id, "an anchor contains an alias of itself", "write the value out"));
        }
        self.open_aliases.push(id);
        let result = inside(self);
        self.open_aliases.pop();
        result
    }

    /// Go's guard against alias bombs, and our own smaller one.
    fn count(&mut self, id: NodeId) -> Result<(), SyntaxError> {
        self.decoded += 1;
        self.aliased += usize::from(!self.open_aliases.is_empty());
        let ratio = self.aliased as f64 / self.decoded as f64;
        let refused_by_go = self.aliased > 100 && self.decoded > 1000 && ratio > allowed_alias_ratio(self.decoded);
        if refused_by_go || self.aliased > MAX_ALIASED_VALUES || self.aliased_bytes > MAX_ALIASED_BYTES {
            return Err(self.fail(
                id,
                "aliases expand to too many values",
                "write the values out instead of using aliases",
            ));
        }
        Ok(())
    }

    fn fail(&self, id: NodeId, message: &str, help: &str) -> SyntaxError {
        let place = self.open_aliases.first().copied().unwrap_or(id);
        SyntaxError::new(self.tree.node(place).span, message, help)
    }
}

/// `allowedAliasRatio` of go-yaml: 99 % up to 400,000 values, then falling to 10 % at 4,000,000.
fn allowed_alias_ratio(decoded: usize) -> f64 {
    const LOW: f64 = 400_000.0;
    const HIGH: f64 = 4_000_000.0;
    let decoded = decoded as f64;
    if decoded <= LOW {
        0.99
    } else if decoded >= HIGH {
        0.10
    } else {
        0.99 - 0.89 * (decoded - LOW) / (HIGH - LOW)
    }
}

/// Infinity and NaN cannot become JSON. A dropped duplicate may hold one, so this looks at what is left.
fn refuse_infinite(node: &Node) -> Result<(), SyntaxError> {
    match &node.value {
        Value::Number(Number::Float(value)) if !value.is_finite() => Err(SyntaxError::new(
            node.origin.value,
            "infinity and NaN are no values in Helm",
            "put the value in quotes if it is text",
        )),
        Value::List(items) => items.iter().try_for_each(refuse_infinite),
        Value::Map(entries) => entries.values().try_for_each(refuse_infinite),
        _ => Ok(()),
    }
}
