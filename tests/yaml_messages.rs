//! What a person reads about a broken values file: the place, our words, and a remedy.

use smpgen::helm::read::read;
use smpgen::helm::value::LayerId;
use smpgen::helm::version::HelmVersion;
use smpgen::yaml::source::Source;

/// Input, `line:column`, and how the message starts.
const CASES: [(&str, &str, &str); 54] = [
    ("a:\n\tb: 1", "2:1", "a tab is used for indentation"),
    ("a:\n  - b\n \t- c", "3:2", "a tab is used for indentation"),
    ("a: 1\n\t\nb: 2", "2:1", "a tab is used for indentation"),
    ("-\ta: 1", "1:2", "a tab is used for indentation"),
    ("a: |\n\tx", "2:1", "a tab is used for indentation"),
    ("a: \"x", "1:4", "the text opened by this quote never ends"),
    ("a: 'x\nb: 1", "1:4", "this quote is not closed before a line that is not indented"),
    ("a: \"x\" y\nb: 1", "1:8", "something follows the closing quote"),
    ("a: \"\\/\"", "1:5", "`\\/` is a JSON escape"),
    ("a: \"x\\ud83d\\ude00\"", "1:6", "a surrogate escape"),
    ("a: \"\\q\"", "1:4", "unknown escape in double quotes"),
    ("a: \"\\x4\"", "1:4", "an escape needs exactly"),
    ("a: [1", "1:4", "`[` is never closed"),
    ("a: {b: {c: 1}", "1:4", "`{` is never closed"),
    ("a: [x}", "1:4", "`[` is closed by `}`"),
    ("x: ]", "1:4", "a closing bracket without an opening one"),
    ("a: [1, 2\nb: 3\n", "2:2", "a comma or the closing bracket is missing"),
    ("a: {x: 1\nb: 2\n", "1:8", "a key between brackets runs into the next line"),
    ("a: [1,,2]", "1:7", "two commas in a row"),
    ("a: [http://x?y=1]", "1:13", "`?` between brackets must be quoted"),
    ("a: {b:}", "1:6", "a colon between brackets needs a space"),
    ("a: [1, - 2]", "1:8", "`- ` cannot stand inside brackets"),
    ("a: @x", "1:4", "a value cannot start with `@`"),
    ("a: `x`", "1:4", "a value cannot start with ``` unless"),
    ("a: %x", "1:4", "a value cannot start with `%`"),
    ("a: {{ .Values.x }}", "1:5", "`{{ … }}` without quotes reads as a map"),
    ("a: {{ .Values.x }}-y", "1:4", "a template expression is not quoted"),
    ("a: b: c", "1:5", "a second `: ` in one value"),
    ("a: 1\n b: 2", "2:3", "this key is indented below a key that already has a value"),
    ("a\nb: 1", "2:2", "a key cannot start here, because the line above is not finished"),
    ("a:\n  b: 1\n c: 2", "3:2", "the indentation fits no level above"),
    ("a: [1] x", "1:8", "something follows a finished value"),
    ("a: -", "1:4", "a list entry cannot start here"),
    ("- a\nb: 1", "2:1", "this line stands beside list entries and is none"),
    ("a: 1\nfoo\nb: 2", "2:1", "a key without `:`"),
    ("a: 1\nb:2\nc: 3", "2:1", "a space is missing after the colon"),
    ("a:b", "1:1", "the file is not a map of keys and values"),
    ("a: | x\n y", "1:4", "a block text starts wrongly"),
    ("a: *", "1:4", "an anchor or alias name"),
    ("a: *nope", "1:4", "alias `*nope` has no anchor `&nope` before it"),
    ("a: &a [*a]", "1:8", "an anchor contains an alias of itself"),
    ("a: !x!y z", "1:4", "a tag (`!…`) is malformed or unknown"),
    ("a: !!int x", "1:10", "the value does not fit its tag"),
    ("%FOO\na: 1", "1:1", "a line that starts with % is a directive"),
    ("%YAML 1.2\n---\na: 1", "1:1", "Helm reads YAML 1.1 only"),
    ("...\n", "1:1", "`...` ends a document that has not begun"),
    ("a: \u{1}", "1:4", "the control character U+0001 is not allowed"),
    ("a: x\u{2028}y", "1:5", "the invisible character U+2028 counts as a line break"),
    ("\u{FEFF}a: 1\n\u{FEFF}b: 1", "2:1", "a byte order mark (U+FEFF) inside the text"),
    ("a: [b]#c", "1:7", "a comment needs a space before #"),
    ("~: 1", "1:1", "a key is empty or null"),
    ("? [a]\n: 1", "1:3", "a map or a list is used as a key"),
    ("a: -.inf", "1:4", "infinity and NaN are no values in Helm"),
    ("<<: 3", "1:5", "`<<` takes a map, or a list of maps"),
];

#[test]
fn every_mistake_has_a_place_words_and_a_remedy() {
    let mut wrong = Vec::new();
    for (text, place, message) in CASES {
        let source = Source::from_text("case", text);
        let Err(error) = read(&source, LayerId(0), HelmVersion::V3) else {
            wrong.push(format!("{text:?}: accepted"));
            continue;
        };
        let position = source.position(error.span.start);
        let found = format!("{}:{}", position.line, position.column);
        if found != place || !error.message.starts_with(message) || error.help.is_empty() {
            wrong.push(format!("{text:?}: {found}: {}", error.message));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_long_key_is_named_as_such() {
    let source = Source::from_text("case", format!("{}: 1", "k".repeat(1100)));
    let error = read(&source, LayerId(0), HelmVersion::V3).expect_err("the key is too long");
    assert_eq!(error.message, "a key is longer than 1,024 characters");
}

#[test]
fn helm_4_wants_separators_alone_on_their_line() {
    let source = Source::from_text("case", "a: 1\n--- {b: 2}\n");
    assert!(read(&source, LayerId(0), HelmVersion::V3).is_ok());
    let error = read(&source, LayerId(0), HelmVersion::V4).expect_err("text after ---");
    assert_eq!(source.position(error.span.start).line, 2);
}
