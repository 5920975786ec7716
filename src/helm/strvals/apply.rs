//! Applies the text of one flag to a tree, step by step as Helm's parser does.

use super::scan::{Escapes, Piece, Scanner};
use super::typed::typed_value;
use super::{ReadFile, SetFlag, SetKind, json};
use crate::helm::merge::replace;
use crate::helm::value::{Node, NodeMap, Origin, Value};
use crate::helm::version::HelmVersion;
use crate::yaml::error::SyntaxError;
use crate::yaml::span::Span;

/// Helm's limit for the dots of one key.
const MAX_DOTS: usize = 30;
/// Helm's largest list index.
const MAX_INDEX: usize = 65_536;
/// Our limit for steps into the tree (dots and indexes together). Helm has none for indexes,
/// and a flag of a thousand `[0]` would only exhaust the stack.
const MAX_STEPS: usize = 128;
/// Our limit for the nulls that one flag may fill lists with: four indexes of the largest kind.
const MAX_FILLED: usize = 4 * MAX_INDEX;

/// How a step ended: with more text to read, or with all of it read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    Next,
    End,
}

/// What follows the `=`.
enum Given {
    /// A value; more may follow.
    Value(Node),
    /// Nothing at all: the flag ends there, and the value is an empty text.
    Nothing(Node),
}

pub(super) struct Applier<'a> {
    scanner: Scanner<'a>,
    flag: SetFlag<'a>,
    read_file: ReadFile<'a>,
    filled: usize,
    /// Byte after the value that was read last, before the comma that may follow it.
    value_end: usize,
}

impl<'a> Applier<'a> {
    pub(super) fn new(flag: SetFlag<'a>, read_file: ReadFile<'a>) -> Applier<'a> {
        Applier { scanner: Scanner::new(flag.text), flag, read_file, filled: 0, value_end: 0 }
    }

    /// Applies all of the flag's assignments.
    pub(super) fn run(&mut self, entries: &mut NodeMap) -> Result<(), SyntaxError> {
        while self.key(entries, 0, 0)? == Flow::Next {}
        Ok(())
    }

    /// Reads one key and what follows it. `dots` counts the dots before it, `steps` the dots and indexes.
    fn key(&mut self, entries: &mut NodeMap, dots: usize, steps: usize) -> Result<Flow, SyntaxError> {
        let piece = match self.flag.kind {
            SetKind::SetLiteral => self.scanner.until(&['=', '[', '.'], Escapes::None),
            _ => self.scanner.until(&['=', '[', ',', '.'], Escapes::Backslash),
        };
        match piece.stop {
            None if piece.text.is_empty() => Ok(Flow::End),
            Some('=') => {
                let (node, flow) = match self.value(Some(piece.span))? {
                    Given::Value(node) => (node, Flow::Next),
                    Given::Nothing(node) => (node, Flow::End),
                };
                set(entries, piece.text, node);
                Ok(flow)
            }
            Some('.') => self.key_of_map(entries, piece, dots + 1, steps + 1),
            Some('[') => self.key_of_list(entries, piece, dots, steps + 1),
            None => fail(piece.span, "a key has no value", "write `key=value`; a comma inside a value is `\\,`"),
            Some(_) => fail(
                piece.span,
                "a key has no value before the comma",
                "write `key=value`; a comma inside a value is `\\,`",
            ),
        }
    }

    /// `name.`: goes on inside the map of that name.
    fn key_of_map(
        &mut self,
        entries: &mut NodeMap,
        piece: Piece,
        dots: usize,
        steps: usize,
    ) -> Result<Flow, SyntaxError> {
        if dots > MAX_DOTS {
            return fail(
                piece.span,
                format!("a key has more than {MAX_DOTS} dots"),
                "put values this deep into a file; a dot inside a key is `\\.`",
            );
        }
        self.check_steps(steps, piece.span)?;
        let start = self.scanner.position();
        let (flow, empty, made) = match entries.get_mut(&piece.text) {
            Some(Node { value: Value::Map(inner), .. }) => {
                let flow = self.key(inner, dots, steps)?;
                (flow, inner.is_empty(), None)
            }
            Some(other) => return not_a(piece.span, "map", &piece.text, other),
            None => {
                let mut inner = NodeMap::default();
                let flow = self.key(&mut inner, dots, steps)?;
                (flow, inner.is_empty(), Some(inner))
            }
        };
        if empty && flow == Flow::Next {
            return fail(piece.span, "the dot after this key leads nowhere", "write `key.inner=value`");
        }
        if let Some(inner) = made.filter(|_| !empty) {
            let node = self.node(Value::Map(inner), Some(piece.span), start);
            set(entries, piece.text, node);
        }
        Ok(flow)
    }

    /// `name[`: goes on inside the list of that name.
    fn key_of_list(
        &mut self,
        entries: &mut NodeMap,
        piece: Piece,
        dots: usize,
        steps: usize,
    ) -> Result<Flow, SyntaxError> {
        let start = self.scanner.position().saturating_sub(1);
        let Some((index, index_span)) = self.index()? else {
            return Ok(Flow::End);
        };
        match entries.get_mut(&piece.text) {
            Some(Node { value: Value::List(items), .. }) => {
                let length = items.len();
                let flow = self.item(items, index, index_span, dots, steps)?;
                if piece.text.is_empty() {
                    // A key without a name cannot be set, so its list cannot grow.
                    items.truncate(length);
                }
                Ok(flow)
            }
            Some(other) => not_a(piece.span, "list", &piece.text, other),
            None => {
                let mut items = Vec::new();
                let flow = self.item(&mut items, index, index_span, dots, steps)?;
                let node = self.node(Value::List(items), Some(piece.span), start);
                set(entries, piece.text, node);
                Ok(flow)
            }
        }
    }

    /// Reads `3]`. None when the flag ends before the bracket: Helm 4 takes that for the end of the flag.
    fn index(&mut self) -> Result<Option<(usize, Span)>, SyntaxError> {
        let piece = match self.flag.kind {
            SetKind::SetLiteral => self.scanner.until(&[']'], Escapes::None),
            _ => self.scanner.until(&[']'], Escapes::Backslash),
        };
        if piece.stop.is_none() {
            return match self.flag.version {
                HelmVersion::V3 => fail(piece.span, "a list index has no `]`", "write `key[0]=value`"),
                HelmVersion::V4 => Ok(None),
            };
        }
        match piece.text.parse::<i64>() {
            Ok(index) if index < 0 => {
                fail(piece.span, "a list index is negative", "count from 0; the end of a list cannot be reached")
            }
            // What is beyond any memory is refused later, like every index over the limit.
            Ok(index) => Ok(Some((usize::try_from(index).unwrap_or(usize::MAX), piece.span))),
            Err(_) => fail(piece.span, "a list index is no whole number", "write `key[0]=value`"),
        }
    }

    /// Reads what follows `[index]` and puts it into the list.
    fn item(
        &mut self,
        items: &mut Vec<Node>,
        index: usize,
        index_span: Span,
        dots: usize,
        steps: usize,
    ) -> Result<Flow, SyntaxError> {
        self.check_steps(steps, index_span)?;
        let start = self.scanner.position();
        let piece = match self.flag.kind {
            SetKind::SetLiteral => self.scanner.until(&['[', '.', '='], Escapes::None),
            _ => self.scanner.until(&['[', '.', '='], Escapes::Backslash),
        };
        if !piece.text.is_empty() {
            return fail(piece.span, "unexpected text after a list index", "after `]` comes `=`, `.` or `[`");
        }
        match piece.stop {
            Some('=') => {
                let (Given::Value(node) | Given::Nothing(node)) = self.value(None)?;
                self.set_item(items, index, index_span, node)?;
                Ok(Flow::Next)
            }
            Some('[') => {
                let Some((next, next_span)) = self.index()? else {
                    return Ok(Flow::End);
                };
                if let Some(Node { value: Value::List(inner), .. }) = items.get_mut(index) {
                    let flow = self.item(inner, next, next_span, dots, steps + 1)?;
                    return self.check_index(index, index_span, flow);
                }
                if let Some(other) = items.get(index).filter(|node| node.value != Value::Null) {
                    return not_a(index_span, "list", &format!("[{index}]"), other);
                }
                let mut inner = Vec::new();
                let flow = self.item(&mut inner, next, next_span, dots, steps + 1)?;
                if flow == Flow::Next {
                    let node = self.node(Value::List(inner), None, start);
                    self.set_item(items, index, index_span, node)?;
                }
                Ok(flow)
            }
            Some(_) => {
                let start = self.scanner.position();
                if let Some(item) = items.get_mut(index) {
                    let is_map = matches!(item.value, Value::Map(_));
                    if !is_map {
                        // Here, unlike everywhere else, Helm replaces what is not a map without a word.
                        replace(item, self.node(Value::Map(NodeMap::default()), None, start));
                    }
                    if let Value::Map(inner) = &mut item.value {
                        let flow = self.key(inner, dots, steps + 1)?;
                        if !is_map {
                            item.origin.value.end = self.value_end.max(start);
                        }
                        return self.check_index(index, index_span, flow);
                    }
                }
                let mut inner = NodeMap::default();
                let flow = self.key(&mut inner, dots, steps + 1)?;
                // `a[0].b=` at the end of the flag: Helm loses the map.
                if flow == Flow::Next {
                    let node = self.node(Value::Map(inner), None, start);
                    self.set_item(items, index, index_span, node)?;
                }
                Ok(flow)
            }
            // `a[0]` at the end of the flag: nothing is set, but the list is there.
            None => Ok(Flow::End),
        }
    }

    /// Reads the value after `=`.
    fn value(&mut self, key: Option<Span>) -> Result<Given, SyntaxError> {
        let start = self.scanner.position();
        self.value_end = start;
        let given = match self.flag.kind {
            SetKind::SetLiteral => {
                let text = self.scanner.rest().to_string();
                let span = Span::new(start, start + text.len());
                self.scanner.jump(span.end);
                Given::Value(self.node_at(Value::String(text), key, span))
            }
            SetKind::SetJson if self.scanner.skip_empty_value() => {
                Given::Value(self.node_at(Value::Null, key, Span::new(start, start)))
            }
            SetKind::SetJson => {
                let (node, end) = json::read_prefix(self.flag.text, self.scanner.position(), key, self.flag.layer)?;
                self.scanner.jump(end);
                self.scanner.skip_empty_value();
                Given::Value(node)
            }
            SetKind::Set | SetKind::SetString | SetKind::SetFile => match self.scanner.peek() {
                None => Given::Nothing(self.node_at(Value::String(String::new()), key, Span::new(start, start))),
                Some('{') => Given::Value(self.list(key)?),
                Some(_) => {
                    let piece = self.scanner.until(&[','], Escapes::Backslash);
                    Given::Value(self.scalar(&piece, key)?)
                }
            },
        };
        let (Given::Value(node) | Given::Nothing(node)) = &given;
        self.value_end = node.origin.value.end;
        Ok(given)
    }

    /// Reads `{a,b}` and one comma after it. `{}` holds one empty text.
    fn list(&mut self, key: Option<Span>) -> Result<Node, SyntaxError> {
        let start = self.scanner.position();
        self.scanner.next();
        let mut items = Vec::new();
        loop {
            let piece = self.scanner.until(&[',', '}'], Escapes::Backslash);
            if piece.stop.is_none() {
                return fail(Span::new(start, piece.span.end), "a list has no `}`", "write `key={a,b}`");
            }
            items.push(self.scalar(&piece, None)?);
            if piece.stop == Some('}') {
                let node = self.node_at(Value::List(items), key, Span::new(start, self.scanner.position()));
                if self.scanner.peek() == Some(',') {
                    self.scanner.next();
                }
                return Ok(node);
            }
        }
    }

    fn scalar(&mut self, piece: &Piece, key: Option<Span>) -> Result<Node, SyntaxError> {
        let value = match self.flag.kind {
            SetKind::Set => typed_value(&piece.text),
            SetKind::SetFile => match (self.read_file)(&piece.text) {
                Ok(content) => Value::String(content),
                Err(reason) => {
                    return {
                        fail(
                            piece.span,
                            format!("the file cannot be read: {reason}"),
                            "give the path of a file after the `=`",
                        )
                    };
                }
            },
            SetKind::SetString | SetKind::SetJson | SetKind::SetLiteral => Value::String(piece.text.clone()),
        };
        Ok(self.node_at(value, key, piece.span))
    }

    fn set_item(&mut self, items: &mut Vec<Node>, index: usize, span: Span, node: Node) -> Result<(), SyntaxError> {
        self.check_index(index, span, Flow::Next)?;
        if let Some(item) = items.get_mut(index) {
            replace(item, node);
            return Ok(());
        }
        self.filled += index - items.len();
        if self.filled > MAX_FILLED {
            return fail(
                span,
                format!("the flag fills lists with more than {MAX_FILLED} nulls"),
                "put long lists into a file",
            );
        }
        let null = self.node_at(Value::Null, None, span);
        items.resize(index, null);
        items.push(node);
        Ok(())
    }

    fn check_index(&self, index: usize, span: Span, flow: Flow) -> Result<Flow, SyntaxError> {
        if flow == Flow::Next && index > MAX_INDEX {
            return fail(
                span,
                format!("a list index is over Helm's limit of {MAX_INDEX}"),
                "put long lists into a file",
            );
        }
        Ok(flow)
    }

    fn check_steps(&self, steps: usize, span: Span) -> Result<(), SyntaxError> {
        if steps > MAX_STEPS {
            return fail(
                span,
                format!("a key is nested more than {MAX_STEPS} levels deep"),
                "put values this deep into a file",
            );
        }
        Ok(())
    }

    /// A node made on the way to a value: its text goes from `start` to the end of that value.
    fn node(&self, value: Value, key: Option<Span>, start: usize) -> Node {
        let end = if self.value_end >= start { self.value_end } else { self.scanner.position() };
        self.node_at(value, key, Span::new(start, end))
    }

    fn node_at(&self, value: Value, key: Option<Span>, span: Span) -> Node {
        Node { value, origin: Origin { layer: self.flag.layer, key, value: span }, losers: Vec::new() }
    }
}

/// Sets a key, which keeps its place in the map and what was there before. A key without a name is ignored.
fn set(entries: &mut NodeMap, key: String, node: Node) {
    if key.is_empty() {
        return;
    }
    match entries.get_mut(&key) {
        Some(slot) => replace(slot, node),
        None => {
            entries.insert(key, node);
        }
    }
}

/// The key is in the values already, so it may be named.
fn not_a<T>(span: Span, wanted: &str, key: &str, node: &Node) -> Result<T, SyntaxError> {
    let found = match &node.value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::List(_) => "a list",
        Value::Map(_) => "a map",
    };
    fail(
        span,
        format!("`{key}` is {found} already, not a {wanted}"),
        "Helm replaces a whole value only; set the key above it",
    )
}

fn fail<T>(span: Span, message: impl Into<String>, help: &str) -> Result<T, SyntaxError> {
    Err(SyntaxError::new(span, message, help))
}
