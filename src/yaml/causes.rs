//! From the cause of a syntax error to our words: what is wrong, and what to do.

use super::error::SyntaxError;
use super::span::Span;

/// What the parser or a check of ours found wrong. Fewer and plainer than a parser's own kinds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cause {
    TabIndent,
    UnclosedQuote,
    QuoteIndent,
    AfterQuote,
    UnknownEscape(char),
    BadHexEscape,
    SurrogateEscape,
    UnclosedBracket(char),
    WrongBracket { open: char, close: char },
    StrayBracket,
    FlowSeparator,
    FlowComma,
    DashInFlow,
    QuestionInFlow,
    ColonSpace,
    ReservedStart(char),
    SecondColon,
    KeyExpected,
    DashExpected,
    DashNotAllowed,
    MissingColon,
    KeyTooLong,
    KeyOverLines,
    BlockHeader,
    AnchorName,
    UndefinedAlias(String),
    BadTag,
    BadDirective,
    YamlVersion,
    DocumentEnd,
    LoneDocumentEnd,
    ControlCharacter(char),
    LineSeparator(char),
    InnerByteOrderMark,
    CommentSpace,
    CommentInText,
    TooDeep,
    TooManyNodes,
    TooManyComments,
    UnexpectedEnd,
    Other,
}

/// How deep lists and maps may nest. Go allows 10,000; real values files stay below 20.
pub(super) const MAX_DEPTH: usize = 128;

/// How many nodes one text may have: some 60 MB of tree. The chart's largest file has 2,000.
pub(super) const MAX_NODES: usize = 1_000_000;

/// How many comments may follow one another; the parser's own default fails at 97.
pub(super) const MAX_COMMENTS: usize = 1_000_000;

/// The longest key without a `? ` before it, in characters (YAML's own limit).
pub(super) const MAX_KEY: usize = 1024;

/// The error for a cause found at byte `at` of `text`.
pub(super) fn explain(cause: Cause, at: usize, text: &str) -> SyntaxError {
    let at = floor_boundary(text, at);
    let at = if cause == Cause::BadDirective { directive_above(text, at) } else { at };
    let line = Line::around(text, at);
    if line.has_bare_template() && !matches!(cause, Cause::TabIndent | Cause::ControlCharacter(_) | Cause::TooDeep) {
        let open = line.start + line.text.find("{{").unwrap_or(0);
        return SyntaxError::new(
            Span::new(open, open + 2),
            "a template expression is not quoted",
            "values files are not templates: Helm passes `{{ … }}` on as text, and only inside quotes: \"{{ … }}\"",
        );
    }
    let (message, help) = words(&cause, &line);
    SyntaxError::new(place(&cause, at, text, &line), message, help)
}

fn words(cause: &Cause, line: &Line) -> (String, String) {
    let (message, help) = match cause {
        Cause::TabIndent => {
            ("a tab is used for indentation", "YAML indents with spaces only; replace the tab by spaces")
        }
        Cause::UnclosedQuote => ("the text opened by this quote never ends", "add the closing quote"),
        Cause::QuoteIndent => (
            "this quote is not closed before a line that is not indented",
            "add the closing quote, or indent all lines of the quoted text",
        ),
        Cause::AfterQuote => (
            "something follows the closing quote",
            "put the whole value in quotes; inside double quotes write \\\" for a quote, inside single quotes ''",
        ),
        Cause::UnknownEscape('/') => {
            ("`\\/` is a JSON escape that Helm refuses in YAML", "write / alone; it needs no backslash")
        }
        Cause::UnknownEscape('\'') => ("`\\'` is no escape we accept", "inside double quotes write ' alone"),
        Cause::UnknownEscape(_) => (
            "unknown escape in double quotes",
            "write \\\\ for a backslash, or use single quotes, which have no escapes",
        ),
        Cause::BadHexEscape => {
            ("an escape needs exactly 2, 4 or 8 hexadecimal digits", "write \\xHH, \\uHHHH or \\UHHHHHHHH")
        }
        Cause::SurrogateEscape => (
            "a surrogate escape (\\uD800 to \\uDFFF) comes from JSON, and Helm refuses it in YAML",
            "write the character itself, or \\U and its eight hexadecimal digits",
        ),
        Cause::UnclosedBracket(open) => {
            let close = closing(*open);
            return (
                format!("`{open}` is never closed"),
                format!("add `{close}`, or put the value in quotes if it is text"),
            );
        }
        Cause::WrongBracket { open, close } => {
            return (
                format!("`{open}` is closed by `{close}`"),
                format!("close it with `{}`, or put the value in quotes if it is text", closing(*open)),
            );
        }
        Cause::StrayBracket => {
            ("a closing bracket without an opening one", "remove it, or put the value in quotes if it is text")
        }
        Cause::FlowSeparator => (
            "a comma or the closing bracket is missing before this",
            "separate the entries with commas, and close every { and [",
        ),
        Cause::FlowComma => ("two commas in a row", "remove one of them"),
        Cause::DashInFlow => {
            ("`- ` cannot stand inside brackets", "inside [ ] separate the entries with commas, without dashes")
        }
        Cause::QuestionInFlow => ("`?` between brackets must be quoted", "put the value in quotes"),
        Cause::ColonSpace => (
            "a colon between brackets needs a space after it",
            "write `key: value` with a space, or put the text in quotes",
        ),
        Cause::ReservedStart(character) => {
            return (
                format!("a value cannot start with `{character}` unless it is quoted"),
                format!("put it in quotes: \"{character}…\""),
            );
        }
        Cause::SecondColon if line.is_indented() && !line.has_two_colons() => (
            "this key is indented below a key that already has a value",
            "indent it like the key it belongs to, or remove the value above",
        ),
        Cause::SecondColon if !line.is_indented() && !line.has_two_colons() => (
            "a key cannot start here, because the line above is not finished",
            "write `key: value` above, with a colon after its key",
        ),
        Cause::SecondColon => {
            ("a second `: ` in one value", "put the value in quotes if the colon belongs to it, or start a new line")
        }
        Cause::KeyExpected if line.at_start => {
            ("the indentation fits no level above", "indent the line exactly like the keys it stands beside")
        }
        Cause::KeyExpected => {
            ("something follows a finished value", "put the whole value in quotes, or start a new line")
        }
        Cause::DashExpected => (
            "this line stands beside list entries and is none",
            "start the line with `- `, or indent it below the entry it belongs to",
        ),
        Cause::DashNotAllowed => (
            "a list entry cannot start here",
            "start the list on its own line below the key, or put the dash in quotes if it is text",
        ),
        Cause::MissingColon if line.text.contains(':') => ("a space is missing after the colon", "write `key: value`"),
        Cause::MissingColon => ("a key without `:`", "write `key: value`; a value that goes on must be indented"),
        Cause::KeyTooLong => ("a key is longer than 1,024 characters", "shorten the key, or put `? ` before it"),
        Cause::KeyOverLines => (
            "a key between brackets runs into the next line",
            "a comma or a closing bracket is missing at the end of this line",
        ),
        Cause::BlockHeader => (
            "a block text starts wrongly",
            "write `|` or `>` (with + or - and a digit from 1 to 9 if needed) and nothing else on that line; indent the text with spaces",
        ),
        Cause::AnchorName => (
            "an anchor or alias name may have letters, digits, - and _ only",
            "put the value in quotes if the & or * belongs to it",
        ),
        Cause::UndefinedAlias(name) => {
            return (
                format!("alias `*{name}` has no anchor `&{name}` before it"),
                "define the anchor earlier in the same document, or put the value in quotes if it is text".to_string(),
            );
        }
        Cause::BadTag => ("a tag (`!…`) is malformed or unknown", "put the value in quotes if the ! belongs to it"),
        Cause::BadDirective => (
            "a line that starts with % is a directive, and this one is not valid here",
            "remove the line, or indent and quote it if it is text",
        ),
        Cause::YamlVersion => ("Helm reads YAML 1.1 only", "remove the %YAML line, or write %YAML 1.1"),
        Cause::DocumentEnd => (
            "this line is indented less than the first key, which ends the document",
            "indent all top-level keys alike, best with no spaces at all",
        ),
        Cause::LoneDocumentEnd => ("`...` ends a document that has not begun", "remove the line"),
        Cause::ControlCharacter(character) => {
            return (
                format!("the control character U+{:04X} is not allowed", u32::from(*character)),
                "remove it; inside double quotes it can be written as an escape".to_string(),
            );
        }
        Cause::LineSeparator(character) => {
            return (
                format!("the invisible character U+{:04X} counts as a line break in Helm", u32::from(*character)),
                "remove it; inside double quotes it can be written as an escape".to_string(),
            );
        }
        Cause::InnerByteOrderMark => (
            "a byte order mark (U+FEFF) inside the text becomes part of a key or value",
            "remove this invisible character; it may stand at the very start of a file only",
        ),
        Cause::CommentSpace => ("a comment needs a space before #", "put a space before #, or the value in quotes"),
        Cause::CommentInText => {
            ("a comment interrupts a value that goes on in the next line", "put the value in quotes or on one line")
        }
        Cause::TooDeep => ("more than 128 levels of nesting", "values files need far fewer; is this the right file?"),
        Cause::TooManyNodes => {
            ("more than 1,000,000 keys and values", "values files need far fewer; is this the right file?")
        }
        Cause::TooManyComments => ("more than 1,000,000 comment lines in a row", "remove some of them"),
        Cause::UnexpectedEnd => ("the text ends too early", "close every quote and bracket"),
        Cause::Other => {
            ("this is not valid YAML", "check quotes, brackets, colons and indentation of this line and the one above")
        }
    };
    (message.to_string(), help.to_string())
}

/// The bytes to point at: the one character of the cause, or the first tab of the line.
fn place(cause: &Cause, at: usize, text: &str, line: &Line) -> Span {
    let start = match cause {
        // The parser points somewhere near; the tab itself is what the user must see.
        Cause::TabIndent => first_indent_tab(text, line.start).unwrap_or(at),
        _ => at,
    };
    let length = match cause {
        Cause::UndefinedAlias(name) => name.len() + 1,
        Cause::UnknownEscape(character) => 1 + character.len_utf8(),
        _ => text.get(start..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8),
    };
    Span::new(start, floor_boundary(text, start + length))
}

/// The first tab in the indentation of the line at `line_start` or of a later line.
fn first_indent_tab(text: &str, line_start: usize) -> Option<usize> {
    let mut start = line_start;
    for line in text.get(line_start..)?.split_inclusive(['\n', '\r']) {
        let indent = line.len() - line.trim_start_matches([' ', '\t', '-', '?']).len();
        if let Some(tab) = line.get(..indent).and_then(|blank| blank.find('\t')) {
            return Some(start + tab);
        }
        start += line.len();
    }
    None
}

/// The parser notices a lone directive at the line below it.
fn directive_above(text: &str, at: usize) -> usize {
    let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
    let above = before.rfind(['\n', '\r']).and_then(|end| {
        let line = before.get(..end)?.rfind(['\n', '\r']).map_or(0, |found| found + 1);
        before.get(line..)?.starts_with('%').then_some(line)
    });
    above.filter(|_| !after.starts_with('%')).unwrap_or(at)
}

fn closing(open: char) -> char {
    if open == '{' { '}' } else { ']' }
}

/// The nearest character boundary at or before `at`, never past the end.
fn floor_boundary(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at)
}

/// The line around an error.
struct Line<'text> {
    start: usize,
    text: &'text str,
    /// Nothing but blanks stands before the error on its line.
    at_start: bool,
}

impl<'text> Line<'text> {
    fn around(text: &'text str, at: usize) -> Line<'text> {
        let (before, after) = text.split_at_checked(at).unwrap_or((text, ""));
        let start = before.rfind(['\n', '\r']).map_or(0, |found| found + 1);
        let end = at + after.find(['\n', '\r']).unwrap_or(after.len());
        let at_start = before.get(start..).is_some_and(|head| head.trim().is_empty());
        Line { start, text: text.get(start..end).unwrap_or(""), at_start }
    }

    /// `{{` where a value starts, so outside quotes.
    fn has_bare_template(&self) -> bool {
        let Some((before, _)) = self.text.split_once("{{") else { return false };
        let before = before.trim_end();
        before.is_empty() || before.ends_with([':', '-', ',', '[', '}'])
    }

    fn is_indented(&self) -> bool {
        self.text.starts_with(' ')
    }

    fn has_two_colons(&self) -> bool {
        self.text.matches(": ").count() + usize::from(self.text.trim_end().ends_with(':')) > 1
    }
}
