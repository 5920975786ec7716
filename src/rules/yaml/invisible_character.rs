//! Characters that nobody sees in a key, or where a machine compares the value: the key or value is another one.

use crate::catalog::value_types::{ValueType, ValueTypes};
use crate::lint::charts::is_chart;
use crate::lint::context::{Context, File};
use crate::lint::finding::{Findings, Severity};
use crate::lint::fix::{Fix, Safety};
use crate::lint::rule::Rule;
use crate::lint::walk::{Entry, entries};
use crate::lint::written_scalars::scalars;
use crate::yaml::edit::Edit;
use crate::yaml::path::{KeyPath, Segment};
use crate::yaml::style::quote;

pub const RULE: Rule = Rule {
    id: "invisible-character",
    family: "yaml",
    severity: Severity::Error,
    fixable: true,
    versions: "",
    page: include_str!("invisible_character.md"),
    check,
};

/// Letters of other alphabets that look like Latin ones, and those.
const LOOKALIKES: [(char, char); 22] = [
    ('а', 'a'),
    ('с', 'c'),
    ('ԁ', 'd'),
    ('е', 'e'),
    ('һ', 'h'),
    ('і', 'i'),
    ('ј', 'j'),
    ('ӏ', 'l'),
    ('ո', 'n'),
    ('о', 'o'),
    ('р', 'p'),
    ('ѕ', 's'),
    ('у', 'y'),
    ('х', 'x'),
    ('ο', 'o'),
    ('α', 'a'),
    ('ν', 'v'),
    ('А', 'A'),
    ('Е', 'E'),
    ('О', 'O'),
    ('С', 'C'),
    ('Р', 'P'),
];

fn check(cx: &Context, out: &mut Findings) {
    let Ok(types) = cx.catalog.value_types() else { return };
    for file in cx.files() {
        for entry in entries(&file) {
            key(cx, types, &file, entry, out);
        }
        values(cx, types, &file, out);
    }
}

fn key(cx: &Context, types: &ValueTypes, file: &File, entry: &Entry, out: &mut Findings) {
    // Nearly every key, and none that is reported here.
    let Some(name) = entry.path.last_key().filter(|name| !name.is_ascii()) else { return };
    let Some(map) = entry.path.parent() else { return };
    let invisible = name.chars().find(|char| is_invisible(*char));
    let foreign = || name.chars().find(|char| !char.is_ascii() && char.is_alphabetic());
    let Some(bad) = invisible.or_else(|| foreign().filter(|_| is_known_table(cx, types, &map, name))) else { return };
    let span = file.reading.tree.node(entry.pair.key).span;
    let cleaned = cleaned(name);
    let known = cleaned.is_ascii() && is_known(cx, types, &map.key(cleaned.as_str()));
    let what = if is_invisible(bad) { "an invisible" } else { "a foreign" };
    let mut finding = RULE
        .at(
            file.at(span),
            format!("the key `{}` holds {what} {}, so it is another key for Helm", cleaned_for_eyes(name), named(bad)),
        )
        .path(&entry.path)
        .help("type the key again");
    if !cleaned.is_empty() && cleaned != name {
        let safety = if known { Safety::Safe } else { Safety::Unsafe };
        finding = finding.fix(replacement(file, span, &cleaned, safety));
    }
    out.push(finding);
}

fn values(_: &Context, types: &ValueTypes, file: &File, out: &mut Findings) {
    for scalar in scalars(file).iter().filter(|scalar| !scalar.text.is_ascii()) {
        let Some(bad) = scalar.text.chars().find(|char| is_invisible(*char)) else { continue };
        if !matches!(
            types.at(&scalar.path),
            Some(ValueType::Word | ValueType::Quantity | ValueType::Number | ValueType::Bool)
        ) {
            continue;
        }
        let span = file.reading.tree.node(scalar.node).span;
        let cleaned: String = scalar.text.chars().filter(|char| !is_invisible(*char)).collect();
        out.push(
            RULE.at(file.at(span), format!("the value of `{}` holds an invisible {}", scalar.path, named(bad)))
                .path(&scalar.path)
                .severity(Severity::Warning)
                .help("type the value again")
                .fix(replacement(file, span, &cleaned, Safety::Unsafe)),
        );
    }
}

fn replacement(file: &File, span: crate::yaml::span::Span, text: &str, safety: Safety) -> Fix {
    let edit = Edit::replace(span, quote(text));
    Fix {
        safety,
        title: "remove what cannot be seen".to_owned(),
        layer: file.layer.id,
        edits: vec![edit],
        touches: Vec::new(),
    }
}

/// Zero-width characters, the no-break space, the byte order mark, and marks that turn the direction of writing.
fn is_invisible(char: char) -> bool {
    matches!(char, '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{A0}' | '\u{FEFF}' | '\u{61C}'
        | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn named(char: char) -> String {
    let name = match char {
        '\u{200B}' => "zero width space",
        '\u{200C}' => "zero width non-joiner",
        '\u{200D}' => "zero width joiner",
        '\u{2060}' => "word joiner",
        '\u{A0}' => "no-break space",
        '\u{FEFF}' => "byte order mark",
        _ if is_invisible(char) => "mark of writing direction",
        _ => return format!("letter `{char}` (U+{:04X})", u32::from(char)),
    };
    format!("U+{:04X} ({name})", u32::from(char))
}

/// Without invisible characters, and with Latin letters for those that look like them.
fn cleaned(name: &str) -> String {
    let latin = |char: char| LOOKALIKES.iter().find(|(other, _)| *other == char).map_or(char, |(_, latin)| *latin);
    name.chars().filter(|char| !is_invisible(*char)).map(latin).collect()
}

/// For a message: invisible characters are left out.
fn cleaned_for_eyes(name: &str) -> String {
    name.chars().filter(|char| !is_invisible(*char)).collect()
}

/// Whether `map` has keys of the chart only: the root, `global`, a module and what is below, but for open maps.
/// Keys that only hold anchors (`x-…`) are the user's own.
fn is_known_table(cx: &Context, types: &ValueTypes, map: &KeyPath, name: &str) -> bool {
    let Some(Segment::Key(root)) = map.segments().first() else { return map.is_root() && !name.starts_with("x-") };
    let chart = root == "global" || cx.catalog.modules.iter().any(|module| module.name == *root);
    chart && !types.is_open(map)
}

fn is_known(cx: &Context, types: &ValueTypes, path: &KeyPath) -> bool {
    is_chart(cx, path)
        || cx.defaults.get(path, &cx.chart_version).is_some()
        || path.last_key().is_some_and(|key| types.knows(key))
}
