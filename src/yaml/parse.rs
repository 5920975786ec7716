//! Text to [`Tree`]. The only file that names the parser we use.

use std::borrow::Cow;
use std::collections::HashMap;

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, StructureStyle, Tag as ParsedTag};

use super::causes::{self, Cause, explain};
use super::checks;
use super::error::SyntaxError;
use super::places;
use super::span::Span;
use super::tree::{Anchor, Comment, Document, Kind, Node, NodeId, Pair, Properties, Style, Tag, Tree};

/// Parses all documents of a text. An empty text has no documents.
///
/// # Errors
/// The first thing that is not YAML as Helm's reader takes it, or a limit (depth, nodes).
pub fn parse(text: &str) -> Result<Tree, SyntaxError> {
    let mut tree = Tree::default();
    let whole = Part { span: Span::new(0, text.len()), end_line: false };
    parse_part(&mut tree, text, whole)?;
    Ok(tree)
}

/// A piece of a text that is parsed on its own: no anchors come in or go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    pub span: Span,
    /// Read as if a line break stood at the end, when there is none (Helm 4 does this).
    pub end_line: bool,
}

/// Parses one piece of `text` and adds its documents and comments to `tree`; spans are those of the whole text.
///
/// # Errors
/// As [`parse`]. Documents that were complete before the error are in the tree.
pub fn parse_part(tree: &mut Tree, text: &str, part: Part) -> Result<(), SyntaxError> {
    let span = part.span;
    if let Some((at, cause)) = checks::forbidden_character(text, span) {
        return Err(explain(cause, at, text));
    }
    if let Some(at) = checks::lone_document_end(text, span) {
        return Err(explain(Cause::LoneDocumentEnd, at, text));
    }
    let slice = text.get(span.start..span.end).unwrap_or("");
    let mut input = checks::without_flow_tabs(slice).map_or(Cow::Borrowed(slice), Cow::Owned);
    if part.end_line && !input.ends_with('\n') {
        input.to_mut().push('\n');
    }
    let mut builder = Builder::new(tree, text, part);
    let result = builder.run(&input);
    builder.finish();
    result
}

/// A list or map that is still open: its node, and its children so far.
struct Open {
    id: NodeId,
    children: Vec<NodeId>,
    flow: bool,
}

struct Builder<'tree> {
    tree: &'tree mut Tree,
    text: &'tree str,
    part: Part,
    /// Whether there is any tab to look for.
    has_tab: bool,
    open: Vec<Open>,
    root: Option<NodeId>,
    document: (usize, bool),
    has_document: bool,
    anchors: HashMap<usize, NodeId>,
    last_node: Option<NodeId>,
    /// How many nodes belong to complete documents.
    complete: usize,
    /// End of the last scalar or alias, of the last comment, and of the last token of any kind.
    scalar_end: usize,
    token_end: usize,
}

impl<'tree> Builder<'tree> {
    fn new(tree: &'tree mut Tree, text: &'tree str, part: Part) -> Builder<'tree> {
        let complete = tree.nodes.len();
        let start = part.span.start;
        Builder {
            tree,
            text,
            part,
            has_tab: text.get(start..part.span.end).is_some_and(|part| part.contains('\t')),
            open: Vec::new(),
            root: None,
            document: (start, false),
            has_document: false,
            anchors: HashMap::new(),
            last_node: None,
            complete,
            scalar_end: start,
            token_end: start,
        }
    }

    fn run(&mut self, input: &str) -> Result<(), SyntaxError> {
        let options = granit_parser::options! {
            emit_comments: true,
            emit_anchor_events: true,
            emit_unresolved_aliases: true,
            flow_nesting_limit: causes::MAX_DEPTH,
            block_nesting_limit: causes::MAX_DEPTH,
            max_buffered_comment_events: causes::MAX_COMMENTS,
            simple_key_max_lookahead: causes::MAX_KEY,
        };
        for event in Parser::new_from_str_with_options(input, options) {
            match event {
                Ok((event, place)) => {
                    let span = self.span(place.start.byte_offset(), place.end.byte_offset());
                    let tag_start = place.tag_start.and_then(|marker| marker.byte_offset()).map(|at| self.absolute(at));
                    self.take(event, span, tag_start)?;
                }
                Err(error) => {
                    let at = self.absolute(error.marker().byte_offset().unwrap_or(input.len()));
                    let cause = self.cause(&error, at);
                    // The mistake is nearly always a quote that was never closed.
                    let at = if cause == Cause::QuoteIndent { self.opening_quote(at).unwrap_or(at) } else { at };
                    return Err(explain(cause, at, self.text));
                }
            }
        }
        Ok(())
    }

    fn absolute(&self, offset: usize) -> usize {
        (self.part.span.start + offset).min(self.part.span.end)
    }

    fn span(&self, start: Option<usize>, end: Option<usize>) -> Span {
        let start = self.absolute(start.unwrap_or(0));
        Span::new(start, self.absolute(end.unwrap_or(0)).max(start))
    }

    fn fail(&self, cause: Cause, at: usize) -> SyntaxError {
        explain(cause, at, self.text)
    }

    fn take(&mut self, event: Event, span: Span, tag_start: Option<usize>) -> Result<(), SyntaxError> {
        match event {
            Event::DocumentStart(explicit, version) => {
                if version.is_some_and(|version| (version.major, version.minor) != (1, 1)) {
                    let at = self.text.get(..span.start).and_then(|before| before.rfind("%YAML")).unwrap_or(span.start);
                    return Err(self.fail(Cause::YamlVersion, at));
                }
                let gap = Span::new(self.token_end.min(span.start), span.start);
                if let Some(at) = checks::unknown_directive(self.text, gap) {
                    return Err(self.fail(Cause::BadDirective, at));
                }
                self.document = (span.start, explicit);
                self.token_end = span.end.max(self.token_end);
            }
            Event::DocumentEnd => self.end_document(span)?,
            Event::Comment(..) => {
                let before = self.text.get(..span.start).unwrap_or("").trim_end_matches([' ', '\t']);
                let own_line = before.is_empty() || before.ends_with(['\n', '\r', super::lines::BOM]);
                self.check_tabs(span)?;
                self.tree.comments.push(Comment { span, own_line });
                self.token_end = span.end.max(self.token_end);
            }
            Event::Anchor(_, name) => self.name_anchor(&name, span)?,
            Event::Alias(target) => {
                let name = self.text.get(span.start + 1..span.end).unwrap_or("").to_string();
                self.check_anchor_name(&name, span)?;
                let Some(target) = self.anchors.get(&target).copied() else {
                    return Err(self.fail(Cause::UndefinedAlias(name), span.start));
                };
                self.check_tabs(span)?;
                self.add(Kind::Alias { name, target }, span, None)?;
                self.scalar_end = span.end;
            }
            Event::UnresolvedAlias(name) => return Err(self.fail(Cause::UndefinedAlias(name.into_owned()), span.start)),
            Event::Scalar(text, style, anchor, tag) => {
                let tag = self.tag(tag.as_deref(), tag_start.unwrap_or(span.start))?;
                let id = self.scalar(text, style, span, tag)?;
                self.define_anchor(anchor, id);
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.check_tabs(span)?;
                let tag = self.tag(tag.as_deref(), tag_start.unwrap_or(span.start))?;
                let flow = style == StructureStyle::Flow;
                let id = self.add(Kind::List { items: Vec::new(), flow }, span, tag)?;
                self.define_anchor(anchor, id);
                self.open(id, flow, span)?;
            }
            Event::MappingStart(style, anchor, tag) => {
                self.check_tabs(span)?;
                let tag = self.tag(tag.as_deref(), tag_start.unwrap_or(span.start))?;
                let flow = style == StructureStyle::Flow;
                let id = self.add(Kind::Map { pairs: Vec::new(), flow }, span, tag)?;
                self.define_anchor(anchor, id);
                self.open(id, flow, span)?;
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            // Without any document, nothing before has looked at the blank lines.
            Event::StreamEnd if !self.has_document => self.check_blank_lines(self.part.span.end)?,
            _ => {}
        }
        Ok(())
    }

    /// Helm's reader ends a tag at a blank only, so `!a,` is one tag; the parser ends it at a comma or bracket.
    fn tag(&self, tag: Option<&ParsedTag>, start: usize) -> Result<Option<Tag>, SyntaxError> {
        let Some(tag) = tag else { return Ok(None) };
        let rest = self.text.get(start..self.part.span.end).unwrap_or("");
        let written = rest.split([' ', '\t', '\n', '\r']).next().unwrap_or("");
        if !checks::is_tag(written) {
            return Err(self.fail(Cause::BadTag, start));
        }
        Ok(Some(Tag { name: format!("{}{}", tag.handle(), tag.suffix()), start }))
    }

    fn scalar(
        &mut self,
        text: Cow<str>,
        style: ScalarStyle,
        span: Span,
        tag: Option<Tag>,
    ) -> Result<NodeId, SyntaxError> {
        let mut text = text.into_owned();
        let (style, span) = match style {
            // The parser writes "~" for a value that is not there.
            ScalarStyle::Plain if span.start == span.end => {
                text.clear();
                let key = self.pending_key().filter(|_| tag.is_none()).map(|key| self.tree.node(key).span);
                let place = key.map_or(span, |key| places::after_colon(self.text, self.part.span, key));
                (Style::Plain, place)
            }
            ScalarStyle::Plain => (Style::Plain, span),
            ScalarStyle::SingleQuoted => (Style::Single, span),
            ScalarStyle::DoubleQuoted => {
                let quoted = self.text.get(span.start..span.end).unwrap_or("");
                if let Some((offset, cause)) = checks::bad_escape(quoted) {
                    return Err(self.fail(cause, span.start + offset));
                }
                (Style::Double, span)
            }
            ScalarStyle::Literal | ScalarStyle::Folded => {
                let at_end = span.end == self.part.span.end && !self.part.end_line;
                if at_end && places::line_break_is_invented(self.text, self.part.span, span, &text) {
                    text.pop();
                }
                let style = if style == ScalarStyle::Literal { Style::Literal } else { Style::Folded };
                let from = self.token_end.max(tag.as_ref().map_or(0, |tag| tag.start));
                (style, places::block_scalar(self.text, self.part.span, from, span))
            }
        };
        self.check_tabs(span)?;
        self.check_flow(style, span)?;
        self.scalar_end = span.end;
        self.add(Kind::Scalar { text, style }, span, tag)
    }

    /// Between brackets YAML 1.1 ends plain scalars earlier than 1.2 does.
    fn check_flow(&self, style: Style, span: Span) -> Result<(), SyntaxError> {
        if span.start == span.end || !self.open.last().is_some_and(|open| open.flow) {
            return Ok(());
        }
        let part = self.part.span;
        let before = self.text.get(part.start..span.start).unwrap_or("");
        let scalar = self.text.get(span.start..span.end).unwrap_or("");
        let after = self.text.get(span.end..part.end).unwrap_or("");
        if checks::long_key_in_flow(before, scalar, after) {
            return Err(self.fail(Cause::KeyOverLines, span.start));
        }
        match checks::plain_in_flow(scalar, after) {
            Some((offset, cause)) if style == Style::Plain => Err(self.fail(cause, span.start + offset)),
            _ => Ok(()),
        }
    }

    /// The key that waits for its value, when the innermost open node is a map.
    fn pending_key(&self) -> Option<NodeId> {
        let open = self.open.last()?;
        let is_map = matches!(self.tree.node(open.id).kind, Kind::Map { .. });
        if is_map && open.children.len() % 2 == 1 { open.children.last().copied() } else { None }
    }

    /// In block context a tab cannot indent: Helm refuses it, the parser lets some pass.
    fn check_tabs(&self, span: Span) -> Result<(), SyntaxError> {
        if !self.has_tab || self.open.last().is_some_and(|open| open.flow) {
            return Ok(());
        }
        if checks::tab_before(self.text, self.part.span, span.start, self.scalar_end) {
            return Err(self.fail(Cause::TabIndent, span.start));
        }
        self.check_blank_lines(span.start)
    }

    /// Looks at the lines between the last token and `end`.
    fn check_blank_lines(&self, end: usize) -> Result<(), SyntaxError> {
        if !self.has_tab {
            return Ok(());
        }
        match checks::blank_line_with_tab(self.text, Span::new(self.token_end, end.max(self.token_end))) {
            Some(at) => Err(self.fail(Cause::TabIndent, at)),
            None => Ok(()),
        }
    }

    fn add(&mut self, kind: Kind, span: Span, tag: Option<Tag>) -> Result<NodeId, SyntaxError> {
        if self.tree.nodes.len() >= causes::MAX_NODES {
            return Err(self.fail(Cause::TooManyNodes, span.start));
        }
        let id = NodeId(self.tree.nodes.len() as u32);
        let properties = tag.map(|tag| Box::new(Properties { tag: Some(tag), anchor: None }));
        self.token_end = span.end.max(self.token_end);
        self.tree.nodes.push(Node { kind, span, properties });
        match self.open.last_mut() {
            Some(open) => open.children.push(id),
            None => self.root = Some(id),
        }
        self.last_node = Some(id);
        Ok(id)
    }

    fn open(&mut self, id: NodeId, flow: bool, span: Span) -> Result<(), SyntaxError> {
        if self.open.len() >= causes::MAX_DEPTH {
            return Err(self.fail(Cause::TooDeep, span.start));
        }
        let flow = flow || self.open.last().is_some_and(|open| open.flow);
        self.open.push(Open { id, children: Vec::new(), flow });
        Ok(())
    }

    fn close(&mut self, span: Span) {
        let Some(done) = self.open.pop() else { return };
        let last_end = done.children.last().map(|id| self.tree.node(*id).span.end);
        let node = &mut self.tree.nodes[done.id.0 as usize];
        let flow = match &mut node.kind {
            Kind::List { items, flow } => {
                *items = done.children;
                *flow
            }
            Kind::Map { pairs, flow } => {
                *pairs = done.children.chunks_exact(2).map(|pair| Pair { key: pair[0], value: pair[1] }).collect();
                *flow
            }
            Kind::Scalar { .. } | Kind::Alias { .. } => false,
        };
        // A block ends where its last entry ends, not where the parser noticed it.
        let end = if flow { span.end } else { last_end.unwrap_or(node.span.end) };
        node.span.end = end.max(node.span.start);
        self.token_end = self.token_end.max(node.span.end);
    }

    fn define_anchor(&mut self, anchor: usize, id: NodeId) {
        if anchor != 0 {
            self.anchors.insert(anchor, id);
        }
    }

    fn name_anchor(&mut self, name: &str, span: Span) -> Result<(), SyntaxError> {
        self.check_anchor_name(name, span)?;
        if let Some(id) = self.last_node {
            let properties = self.tree.nodes[id.0 as usize].properties.get_or_insert_default();
            properties.anchor = Some(Anchor { name: name.to_string(), span });
        }
        Ok(())
    }

    /// Names as Helm's reader takes them, and no bracket right behind; the parser would take any character but blanks.
    fn check_anchor_name(&self, name: &str, span: Span) -> Result<(), SyntaxError> {
        let valid =
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-');
        let bracket_follows = self.text.get(span.end..).is_some_and(|rest| rest.starts_with(['[', '{']));
        if valid && !bracket_follows { Ok(()) } else { Err(self.fail(Cause::AnchorName, span.start)) }
    }

    fn end_document(&mut self, span: Span) -> Result<(), SyntaxError> {
        self.check_blank_lines(span.start)?;
        self.has_document = true;
        let (start, explicit) = self.document;
        if let Some(root) = self.root.take() {
            let end = span.end.max(start);
            self.tree.documents.push(Document { root, span: Span::new(start, end), explicit });
        }
        self.complete = self.tree.nodes.len();
        self.token_end = span.end.max(self.token_end);
        self.scalar_end = self.token_end;
        Ok(())
    }

    /// Forgets the nodes of a document that an error cut short, and sorts the comments by place.
    fn finish(self) {
        self.tree.nodes.truncate(self.complete);
        self.tree.comments.sort_by_key(|comment| comment.span);
    }

    fn cause(&self, error: &ScanError, at: usize) -> Cause {
        match error.kind() {
            ErrorKind::TabInBlockIndentation
            | ErrorKind::TabInIndentation
            | ErrorKind::TabNotAllowed
            | ErrorKind::TabInPlainScalar
            | ErrorKind::TabAtBlockScalarStart => Cause::TabIndent,
            ErrorKind::UnclosedQuotedScalar | ErrorKind::DocumentIndicatorInQuotedScalar => Cause::UnclosedQuote,
            ErrorKind::InvalidQuotedScalarIndent | ErrorKind::InvalidFlowScalarIndent => Cause::QuoteIndent,
            ErrorKind::InvalidTrailingSingleQuotedScalar | ErrorKind::InvalidTrailingDoubleQuotedScalar => {
                Cause::AfterQuote
            }
            ErrorKind::UnknownQuotedScalarEscape | ErrorKind::InvalidUnicodeEscape => self.escape_cause(at),
            ErrorKind::InvalidQuotedScalarHexEscape => Cause::BadHexEscape,
            ErrorKind::InvalidLowSurrogateHexEscape
            | ErrorKind::InvalidLowSurrogate
            | ErrorKind::MissingLowSurrogate
            | ErrorKind::UnpairedLowSurrogate => Cause::SurrogateEscape,
            ErrorKind::UnclosedFlowCollection { open } => Cause::UnclosedBracket(*open),
            ErrorKind::MismatchedFlowCollectionEnd { open, close } => {
                Cause::WrongBracket { open: *open, close: *close }
            }
            ErrorKind::MisplacedFlowCollectionEnd => Cause::StrayBracket,
            ErrorKind::ExpectedFlowMappingSeparator
            | ErrorKind::ExpectedFlowSequenceSeparator
            | ErrorKind::InvalidColonPlacement
            | ErrorKind::FlowMappingValueAdjacentCollection => Cause::FlowSeparator,
            ErrorKind::UnexpectedEofImplicitFlowMapping => Cause::FlowComma,
            ErrorKind::BlockEntryInFlowCollection | ErrorKind::PlainScalarStartsWithDashFlowIndicator => {
                Cause::DashInFlow
            }
            ErrorKind::UnexpectedCharacter { character } => Cause::ReservedStart(*character),
            ErrorKind::MappingValueNotAllowed | ErrorKind::MappingKeyNotAllowed if self.key_is_long(at) => {
                Cause::KeyTooLong
            }
            ErrorKind::MappingValueNotAllowed | ErrorKind::MappingKeyNotAllowed => Cause::SecondColon,
            ErrorKind::ExpectedBlockMappingKey | ErrorKind::InvalidIndentation => Cause::KeyExpected,
            ErrorKind::ExpectedBlockSequenceEntry => Cause::DashExpected,
            ErrorKind::BlockSequenceEntryNotAllowed | ErrorKind::InvalidBlockEntryWhitespace => Cause::DashNotAllowed,
            ErrorKind::SimpleKeyExpected | ErrorKind::InvalidSimpleKey => Cause::MissingColon,
            ErrorKind::ZeroBlockScalarIndent
            | ErrorKind::InvalidBlockScalarHeader
            | ErrorKind::InvalidBlockScalarIndent => Cause::BlockHeader,
            ErrorKind::MissingAnchorOrAliasName => Cause::AnchorName,
            ErrorKind::ExpectedTagBang
            | ErrorKind::InvalidGlobalTagCharacter
            | ErrorKind::InvalidTagTerminator
            | ErrorKind::MissingTagUri
            | ErrorKind::UnclosedVerbatimTag
            | ErrorKind::InvalidTagEscape
            | ErrorKind::UndeclaredTagHandle => Cause::BadTag,
            ErrorKind::MissingDocumentEndBeforeDirective
            | ErrorKind::InvalidDirectiveTerminator
            | ErrorKind::InvalidDirectiveName
            | ErrorKind::MissingDirectiveName
            | ErrorKind::DuplicateVersionDirective
            | ErrorKind::DuplicateTagDirective
            | ErrorKind::ExpectedTagDirectiveBang
            | ErrorKind::InvalidTagDirectiveTerminator => Cause::BadDirective,
            ErrorKind::UnsupportedYamlMajorVersion
            | ErrorKind::MissingYamlVersion
            | ErrorKind::MissingYamlVersionSeparator => Cause::YamlVersion,
            ErrorKind::ExpectedDocumentStart if self.complete == 0 => Cause::BadDirective,
            ErrorKind::ExpectedDocumentStart | ErrorKind::InvalidDocumentEnd => Cause::DocumentEnd,
            ErrorKind::BomInsideDocument => Cause::InnerByteOrderMark,
            ErrorKind::CommentNotSeparated => Cause::CommentSpace,
            ErrorKind::CommentInterceptedScalar => Cause::CommentInText,
            ErrorKind::RecursionLimitExceeded => Cause::TooDeep,
            ErrorKind::TooManyComments => Cause::TooManyComments,
            ErrorKind::UnexpectedEof | ErrorKind::UnexpectedEofFlowMapping | ErrorKind::UnexpectedEofFlowSequence => {
                Cause::UnexpectedEnd
            }
            _ => Cause::Other,
        }
    }

    /// The parser points at the opening quote; look for the escape behind it.
    fn escape_cause(&self, at: usize) -> Cause {
        let quoted = self.text.get(at..self.part.span.end).unwrap_or("");
        checks::bad_escape(quoted).map_or(Cause::UnknownEscape(' '), |(_, cause)| cause)
    }

    /// The quote that opens the text in which line `at` stands: the first one behind the last token.
    fn opening_quote(&self, at: usize) -> Option<usize> {
        let between = self.text.get(self.token_end..at)?;
        between.find(['"', '\'']).map(|offset| self.token_end + offset)
    }

    fn key_is_long(&self, at: usize) -> bool {
        let before = self.text.get(self.part.span.start..at).unwrap_or("");
        let line = before.rsplit(['\n', '\r']).next().unwrap_or("");
        line.chars().count() >= causes::MAX_KEY
    }
}
