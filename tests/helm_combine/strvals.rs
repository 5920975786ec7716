//! The grammar of the `--set` family.

use serde_json::Value as Json;
use smpgen::helm::strvals::{SetFlag, SetKind, apply};
use smpgen::helm::value::{LayerId, Node, Number, Value};
use smpgen::helm::version::HelmVersion;
use smpgen::yaml::error::SyntaxError;

use crate::support::{at, layers, node, to_json};

fn set(kind: SetKind, base: &str, text: &str, version: HelmVersion) -> Result<Node, SyntaxError> {
    let mut base = node(0, base);
    let flag = SetFlag { kind, text, layer: LayerId(1), version };
    let mut read_file = |path: &str| match path {
        "" => Err("no such file".to_string()),
        path => Ok(format!("<{path}>")),
    };
    apply(&mut base, flag, &mut read_file).map(|()| base)
}

/// Compares numbers by value: Helm's JSON does not tell `1` from `1.0`.
fn same(found: &Json, expected: &Json) -> bool {
    match (found, expected) {
        (Json::Number(found), Json::Number(expected)) => found.as_f64() == expected.as_f64(),
        (Json::Array(found), Json::Array(expected)) => {
            found.len() == expected.len() && found.iter().zip(expected).all(|(found, expected)| same(found, expected))
        }
        (Json::Object(found), Json::Object(expected)) => {
            found.len() == expected.len()
                && found.iter().all(|(key, value)| expected.get(key).is_some_and(|expected| same(value, expected)))
        }
        (found, expected) => found == expected,
    }
}

/// Checks cases of (base, flag, expected values or `error`) in both versions of Helm.
fn check(kind: SetKind, cases: &[(&str, &str, &str)]) {
    for (base, text, expected) in cases {
        for version in [HelmVersion::V3, HelmVersion::V4] {
            let found = set(kind, base, text, version);
            match (&found, *expected) {
                (Err(error), "error") => {
                    assert!(text.get(error.span.start..error.span.end).is_some(), "{text}: {error:?}");
                }
                (Ok(found), expected) if expected != "error" => {
                    let expected: Json = serde_json::from_str(expected).expect("expected values are JSON");
                    assert!(same(&to_json(found), &expected), "{base} {text}: {} not {expected}", to_json(found));
                }
                _ => panic!("{kind:?} {base} {text}: {found:?}, not {expected}"),
            }
        }
    }
}

#[test]
fn set_types_only_a_few_texts() {
    check(
        SetKind::Set,
        &[
            ("{}", "a=1", r#"{"a":1}"#),
            ("{}", "a=1.5,b=1e3,c=0x10,d=007,e=yes", r#"{"a":"1.5","b":"1e3","c":"0x10","d":"007","e":"yes"}"#),
            ("{}", "a=TRUE,b=False,c=Null,d=0", r#"{"a":true,"b":false,"c":null,"d":0}"#),
            ("{}", "a=9223372036854775808", r#"{"a":"9223372036854775808"}"#),
            ("{}", "a=", r#"{"a":""}"#),
            ("{}", "a=,b=1", r#"{"a":"","b":1}"#),
            ("{}", "a={1,2,x}", r#"{"a":[1,2,"x"]}"#),
            ("{}", "a={}", r#"{"a":[""]}"#),
            ("{}", r"a={x\,y,null}", r#"{"a":["x,y",null]}"#),
            ("{}", "a={1}b=2", r#"{"a":[1],"b":2}"#),
            ("{}", r"a\.b=1,c=b\,c", r#"{"a.b":1,"c":"b,c"}"#),
            ("{}", r"a=x\", r#"{"a":"x"}"#),
        ],
    );
    let found = set(SetKind::Set, "{}", "a=9007199254740993", HelmVersion::V3).expect("a number");
    assert_eq!(at(&found, "a").value, Value::Number(Number::Int(9_007_199_254_740_993)), "not rounded to a float");
}

#[test]
fn what_a_flag_may_leave_out() {
    check(
        SetKind::Set,
        &[
            ("{}", "", "{}"),
            ("{}", "a=1,", r#"{"a":1}"#),
            ("{}", "=5", "{}"),
            ("{}", ".b=1", "{}"),
            ("{}", "a.", "{}"),
            ("{}", "a.=1", "error"),
            ("{}", "a=1,,b=2", "error"),
            ("{}", "a..b=1", "error"),
            ("{}", "a", "error"),
            ("{}", "a,b=1", "error"),
            ("{}", "a={1,2", "error"),
        ],
    );
}

#[test]
fn lists_are_edited_by_index() {
    check(
        SetKind::Set,
        &[
            (r#"{"a":[1]}"#, "a[3]=9", r#"{"a":[1,null,null,9]}"#),
            (r#"{"a":[1,2]}"#, "a[0]=x", r#"{"a":["x",2]}"#),
            (r#"{"a":[{"x":1}]}"#, "a[0].y=2", r#"{"a":[{"x":1,"y":2}]}"#),
            (r#"{"a":[5]}"#, "a[0].y=2", r#"{"a":[{"y":2}]}"#),
            (r#"{"a":[null]}"#, "a[0][1]=2", r#"{"a":[[null,2]]}"#),
            (r#"{"a":[5]}"#, "a[0][1]=2", "error"),
            ("{}", "a[0]", r#"{"a":[]}"#),
            ("{}", "a[0].b=", r#"{"a":[]}"#),
            ("{}", "a[0]=", r#"{"a":[""]}"#),
            (r#"{"a":[{}]}"#, "a[0].b=", r#"{"a":[{"b":""}]}"#),
            (r#"{"a":1}"#, "a[0]=1", "error"),
            ("{}", "a[-1]=1", "error"),
            ("{}", "a[x]=1", "error"),
            ("{}", "a[0]b=1", "error"),
            ("{}", "a[65537]=1", "error"),
            ("{}", "a[99999999999999999999]=1", "error"),
            (r#"{"":[1]}"#, "[0]=2", r#"{"":[2]}"#),
            (r#"{"":[1]}"#, "[1]=2", r#"{"":[1]}"#),
        ],
    );
}

#[test]
fn an_index_without_its_bracket_ends_the_flag_in_helm_4_only() {
    assert!(set(SetKind::Set, "{}", "a[0", HelmVersion::V3).is_err());
    let found = set(SetKind::Set, "{}", "b=1,a[0", HelmVersion::V4).expect("Helm 4 does not mind");
    assert_eq!(to_json(&found).to_string(), r#"{"b":1}"#);
}

#[test]
fn maps_are_entered_and_scalars_are_not() {
    check(
        SetKind::Set,
        &[
            (r#"{"a":{"x":1}}"#, "a.b=2", r#"{"a":{"x":1,"b":2}}"#),
            (r#"{"a":1}"#, "a.b=2", "error"),
            (r#"{"a":null}"#, "a.b=2", "error"),
            (r#"{"a":[]}"#, "a.b=2", "error"),
            (r#"{"a":{"x":1}}"#, "a=2", r#"{"a":2}"#),
        ],
    );
}

#[test]
fn the_limits_end_in_errors() {
    let dots = |count: usize| format!("a{}=1", ".a".repeat(count));
    assert!(set(SetKind::Set, "{}", &dots(30), HelmVersion::V3).is_ok());
    assert!(set(SetKind::Set, "{}", &dots(31), HelmVersion::V3).is_err());
    let indexes = |count: usize| format!("a{}=1", "[0]".repeat(count));
    assert!(set(SetKind::Set, "{}", &indexes(100), HelmVersion::V3).is_ok());
    assert!(set(SetKind::Set, "{}", &indexes(100_000), HelmVersion::V3).is_err());
    let maps_in_lists = format!("a{}=1", "[0].a".repeat(50_000));
    assert!(set(SetKind::Set, "{}", &maps_in_lists, HelmVersion::V3).is_err());
    assert!(set(SetKind::Set, "{}", "a[65536]=1", HelmVersion::V3).is_ok());
    let filled: Vec<String> = (0..1000).map(|number| format!("a{number}[65536]=1")).collect();
    assert!(set(SetKind::Set, "{}", &filled.join(","), HelmVersion::V3).is_err());
    let nested = format!("a={}", "[".repeat(100_000));
    assert!(set(SetKind::SetJson, "{}", &nested, HelmVersion::V3).is_err());
}

#[test]
fn set_string_never_types() {
    check(
        SetKind::SetString,
        &[("{}", "a=1,b=true,c=null", r#"{"a":"1","b":"true","c":"null"}"#), ("{}", "a={1,2}", r#"{"a":["1","2"]}"#)],
    );
}

#[test]
fn set_json_replaces_with_json() {
    check(
        SetKind::SetJson,
        &[
            (r#"{"a":{"y":1}}"#, r#"a={"x":1}"#, r#"{"a":{"x":1}}"#),
            ("{}", r#"a=1.5e1,b="x",c=[1,{"d":null}]"#, r#"{"a":15,"b":"x","c":[1,{"d":null}]}"#),
            ("{}", "a=,b= ,c=1", r#"{"a":null,"b":null,"c":1}"#),
            ("{}", r#"a={"x":1,"x":2}"#, r#"{"a":{"x":2}}"#),
            ("{}", "a=1b=2", r#"{"a":1,"b":2}"#),
            ("{}", "a=01", "error"),
            ("{}", "a=x", "error"),
            ("{}", "a=1e400", "error"),
            ("{}", r#"a="\u00e9\ud83d\ude00\ud83d""#, "{\"a\":\"é😀\u{FFFD}\"}"),
            ("{}", r#"a="\x""#, "error"),
            (r#"{"a":[1]}"#, r#"a[1]={"b":1}"#, r#"{"a":[1,{"b":1}]}"#),
        ],
    );
}

#[test]
fn an_object_for_set_json_is_merged_by_helm_4_and_refused_by_helm_3() {
    let base = r#"{"a":{"x":1,"y":1}}"#;
    let text = r#" {"a":{"x":2},"b":null} "#;
    assert!(set(SetKind::SetJson, base, text, HelmVersion::V3).is_err());
    let found = set(SetKind::SetJson, base, text, HelmVersion::V4).expect("Helm 4 merges it");
    assert_eq!(to_json(&found).to_string(), r#"{"a":{"x":2.0,"y":1.0},"b":null}"#);
    assert_eq!(layers(&at(&found, "a.x").losers), [0]);
    assert!(set(SetKind::SetJson, base, r#"{"a":1} x"#, HelmVersion::V4).is_err());
}

#[test]
fn set_literal_has_no_escapes_and_set_file_reads() {
    check(
        SetKind::SetLiteral,
        &[
            ("{}", "a=1,b=2", r#"{"a":"1,b=2"}"#),
            ("{}", r"a\.b=x\,y", r#"{"a\\":{"b":"x\\,y"}}"#),
            ("{}", "a[1]=null", r#"{"a":[null,"null"]}"#),
            ("{}", "a,b={1}", r#"{"a,b":"{1}"}"#),
            ("{}", "a", "error"),
        ],
    );
    check(
        SetKind::SetFile,
        &[
            ("{}", "a=x.txt,b.c={y,z}", r#"{"a":"<x.txt>","b":{"c":["<y>","<z>"]}}"#),
            ("{}", "a=", r#"{"a":""}"#),
            ("{}", "a={}", "error"),
        ],
    );
}

#[test]
fn spans_and_losers() {
    let text = r"a.b=1,c\.d={x,yy},e[1].f=null";
    let found = set(SetKind::Set, r#"{"a":{"b":7},"e":[0,1]}"#, text, HelmVersion::V3).expect("a good flag");
    let shown = |node: &Node| {
        let key = node.origin.key.map(|key| &text[key.start..key.end]);
        (key, &text[node.origin.value.start..node.origin.value.end])
    };
    assert_eq!(shown(at(&found, "a.b")), (Some("b"), "1"));
    assert_eq!(layers(&at(&found, "a.b").losers), [0]);
    assert_eq!(at(&found, "a").origin.layer, LayerId(0), "the map is the file's");
    let Value::Map(entries) = &found.value else { panic!("values are a map") };
    let list = &entries["c.d"];
    assert_eq!(shown(list), (Some(r"c\.d"), "{x,yy}"));
    let Value::List(items) = &list.value else { panic!("a list") };
    assert_eq!(shown(&items[1]), (None, "yy"));
    let Value::List(items) = &at(&found, "e").value else { panic!("a list") };
    assert_eq!(shown(&items[1]), (None, "f=null"));
    assert_eq!(layers(&items[1].losers), [0], "the number that the map replaced");
    let found = set(SetKind::Set, "{}", "x.y.z=1,q=2", HelmVersion::V3).expect("a good flag");
    let x = at(&found, "x").origin;
    assert_eq!((x.key.map(|key| key.start), x.value.start, x.value.end), (Some(0), 2, 7), "`y.z=1`, no comma");
}
