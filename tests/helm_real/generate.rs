//! Chains by chance, the same ones in every run.

use serde_json::{Map, Value as Json, json};
use smpgen::helm::strvals::SetKind;

use crate::case::Case;

/// A small generator of random numbers (xorshift): the same seed gives the same numbers on every machine.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.max(1))
    }

    /// A number below `limit`.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The upper half is the better one. It fits any usize, and so does a remainder of it.
        ((self.0 >> 32) as usize) % limit
    }

    fn pick<'a, T>(&mut self, choices: &'a [T]) -> &'a T {
        &choices[self.below(choices.len())]
    }
}

/// Paths that mean something to the umbrella, and some that do not.
const PATHS: &[&str] = &[
    "own",
    "own.text",
    "own.list",
    "own.map",
    "own.map.b",
    "own.map.b.c",
    "own.map.z",
    "own.empty",
    "own.nothing",
    "nothing",
    "scalar",
    "scalar.below",
    "list",
    "number",
    "new",
    "new.a.b",
    "exported",
    "exported.a",
    "imported.small",
    "global",
    "global.text",
    "global.map",
    "global.map.a",
    "global.map.b",
    "global.map.b.c",
    "global.map.b.new",
    "global.nothing",
    "global.list",
    "global.new.a.b",
    "global.alphaOnly",
    "global.gamma.enabled",
    "global.alpha.enabled",
    "global.bee.enabled",
    "tags.front",
    "tags.back",
    "alpha",
    "alpha.enabled",
    "alpha.replicas",
    "alpha.dropped",
    "alpha.map",
    "alpha.map.b",
    "alpha.map.b.c",
    "alpha.nothing",
    "alpha.list",
    "alpha.new",
    "alpha.global",
    "alpha.global.text",
    "alpha.global.map.b.x",
    "alpha.global.map.b",
    "alpha.gamma",
    "alpha.gamma.enabled",
    "alpha.gamma.memory",
    "alpha.gamma.cpu",
    "alpha.gamma.map.b",
    "alpha.gamma.global.map",
    "alpha.gamma.global.text",
    "alpha.gamma.new",
    "bee",
    "bee.replicas",
    "bee.exports.data.scalar",
    "bee.sizes.small",
    "bee.global",
    "bee.global.map.b.bee",
    "beta.replicas",
    "gamma.memory",
];

fn value(random: &mut Random) -> Json {
    let choices = [
        Json::Null,
        Json::Null,
        Json::Null,
        json!(0),
        json!(7),
        json!(1_000_000),
        json!(1.5),
        json!("x"),
        json!(""),
        json!(true),
        json!(false),
        json!([]),
        json!([9, null]),
        json!([{"a": null}]),
        json!({}),
        json!({"a": null}),
        json!({"z": 1}),
        json!({"b": {"c": null, "e": 5}}),
        json!({"b": null, "a": {"deep": 1}}),
        json!({"b": 3}),
    ];
    random.pick(&choices).clone()
}

fn put(map: &mut Map<String, Json>, path: &str, value: Json) {
    match path.split_once('.') {
        None => {
            map.insert(path.to_string(), value);
        }
        Some((key, rest)) => {
            let inner = map.entry(key).or_insert_with(|| json!({}));
            if !inner.is_object() {
                *inner = json!({});
            }
            if let Json::Object(inner) = inner {
                put(inner, rest, value);
            }
        }
    }
}

fn values(random: &mut Random) -> Json {
    let mut map = Map::new();
    for _ in 0..=random.below(6) {
        let path = *random.pick(PATHS);
        let value = match path {
            // A subchart that is not a map ends all; once in a while is enough.
            "alpha" | "bee" | "alpha.gamma" if random.below(4) > 0 => json!({}),
            path if path.ends_with("enabled") || path.starts_with("tags") => {
                random.pick(&[json!(true), json!(false), json!("false"), Json::Null]).clone()
            }
            _ => value(random),
        };
        put(&mut map, path, value);
    }
    Json::Object(map)
}

fn file(random: &mut Random) -> String {
    match random.below(5) {
        0 => values(random).to_string(),
        1 => format!("{}---\n{}", yaml(&values(random)), yaml(&values(random))),
        2 if random.below(4) == 0 => String::new(),
        _ => yaml(&values(random)),
    }
}

fn yaml(values: &Json) -> String {
    serde_yaml::to_string(values).expect("generated values can be written")
}

fn flag(random: &mut Random) -> (SetKind, String) {
    let path = random.pick(PATHS).to_string();
    let path = match random.below(4) {
        0 => format!("{path}[{}]", random.below(4)),
        1 => format!("{path}.added"),
        _ => path,
    };
    let kind = *random.pick(&[
        SetKind::Set,
        SetKind::Set,
        SetKind::Set,
        SetKind::SetString,
        SetKind::SetJson,
        SetKind::SetLiteral,
        SetKind::SetFile,
    ]);
    let value = match kind {
        SetKind::SetJson => value(random).to_string(),
        SetKind::SetFile => "1.yaml".to_string(),
        _ => random.pick(&["1", "0", "null", "true", "text", "", "{1,x,null}", "{}", "1.5", "1000000"]).to_string(),
    };
    (kind, format!("{path}={value}"))
}

/// One to three files and up to three flags. Every fifth chain has no flag that can go wrong.
pub fn chain(random: &mut Random, number: usize) -> Case {
    let files = (1..=1 + random.below(3)).map(|number| (format!("{number}.yaml"), file(random))).collect();
    let flags = if number.is_multiple_of(5) { 0 } else { random.below(4) };
    let sets = (0..flags).map(|_| flag(random)).collect();
    Case { files, sets, flags_first: random.below(2) == 0 }
}
