//! Secrets never reach output: which values are secrets, and what is shown in their place.

use std::borrow::Cow;

use crate::yaml::path::{KeyPath, Segment};

/// What is shown in place of a secret.
pub const MASK: &str = "***";

/// `text`, the value at `path`, as it may be shown: [`MASK`] under a key that holds a secret, and in place of the
/// password in a URI or behind `password=`; a private key is masked whole. An empty text is no secret.
pub fn masked<'a>(path: &KeyPath, text: &'a str) -> Cow<'a, str> {
    let private_key = text.contains("-----BEGIN") && text.contains("PRIVATE KEY-----");
    let no_key = path.last_key().is_some_and(|key| holds_password_for_key(key, text));
    if private_key || no_key || (!text.is_empty() && (holds_secret(path) || in_secrets(path))) {
        return Cow::Borrowed(MASK);
    }
    let text = match without_uri_password(text) {
        Cow::Borrowed(text) => without_assigned(text),
        Cow::Owned(text) => Cow::Owned(without_assigned(&text).into_owned()),
    };
    match without_login(&text) {
        Some(text) => Cow::Owned(text),
        None => text,
    }
}

/// The longest text, in characters, that is taken for the name of a key in a Secret.
const LONGEST_KEY: usize = 63;

/// Whether a password seems to stand where the name of a key in a Secret belongs: no such name has these characters.
fn holds_password_for_key(key: &str, text: &str) -> bool {
    let legal = |character: char| character.is_ascii_alphanumeric() || "-._".contains(character);
    names_key(key) && (text.chars().nth(LONGEST_KEY).is_some() || !text.chars().all(legal))
}

/// Whether `key` takes the name of a key in a Secret.
fn names_key(key: &str) -> bool {
    key.eq_ignore_ascii_case("userKey") || key.eq_ignore_ascii_case("passwordKey")
}

/// `text` with the password masked in every `user:password@host` without a scheme; none where there is none.
fn without_login(text: &str) -> Option<String> {
    if !text.contains('@') {
        return None;
    }
    let mut out = String::new();
    for word in text.split_inclusive([' ', ',', '"', '\'', '[', ']', '{', '}']) {
        // A digest behind an image is no host.
        let login =
            word.rsplit_once('@').filter(|(before, host)| !before.contains("://") && !host.starts_with("sha256:"));
        match login
            .and_then(|(before, _)| before.split_once(':').map(|(user, password)| (user.len() + 1, password.len())))
        {
            Some((start, length)) if length > 0 => {
                out.push_str(word.get(..start)?);
                out.push_str(MASK);
                out.push_str(word.get(start + length..)?);
            }
            _ => out.push_str(word),
        }
    }
    (out != text).then_some(out)
}

/// Whether `path` is below `secrets.default`, where the charts of services keep their secrets whatever the name.
fn in_secrets(path: &KeyPath) -> bool {
    let is = |segment: &Segment, name: &str| matches!(segment, Segment::Key(key) if key == name);
    path.segments().windows(3).any(|three| is(&three[0], "secrets") && is(&three[1], "default"))
}

/// Endings of keys that hold a secret, in lower case and without `-` and `_`, by their last two letters: these settle
/// nearly every key.
const SECRET: [(&[u8; 2], &[&str]); 10] = [
    (b"al", &["credential"]),
    (b"ds", &["passwords"]),
    (b"en", &["token"]),
    (b"et", &["secret"]),
    (
        b"ey",
        &[
            "apikey",
            "accesskey",
            "secretkey",
            "privatekey",
            "licensekey",
            "authkey",
            "encryptionkey",
            "masterkey",
            "signingkey",
            "sshkey",
        ],
    ),
    (b"id", &["secretid"]),
    (b"ls", &["credentials"]),
    (b"rd", &["password"]),
    (b"se", &["passphrase"]),
    (b"wd", &["passwd", "pwd"]),
];

/// Endings of keys that only name a Secret or a key in one.
const REFERENCE: [&str; 4] = ["existingsecret", "kubernetessecret", "tlssecret", "imagepullsecret"];

/// Whether the key at the end of `path` holds a secret itself. `secretName`, `passwordKey` and the like name one.
pub fn holds_secret(path: &KeyPath) -> bool {
    let mut keys = path.segments().iter().rev().filter_map(|segment| match segment {
        Segment::Key(key) => Some(key.as_str()),
        Segment::Index(_) => None,
    });
    let Some(key) = keys.next() else { return false };
    let is = |key: &str, word: &str| letters(&lower(key)).eq(word.bytes());
    let licence = (is(key, "ng") || is(key, "cg")) && keys.next().is_some_and(|parent| is(parent, "license"));
    licence || names_secret(key)
}

/// Whether a key of this name holds a secret, wherever it is.
pub fn names_secret(key: &str) -> bool {
    let key = lower(key);
    let mut last = letters(&key).rev();
    let (Some(last), Some(before)) = (last.next(), last.next()) else { return false };
    let ends = |ending: &&str| {
        let mut letters = letters(&key).rev();
        ending.bytes().rev().all(|letter| letters.next() == Some(letter))
    };
    let secret = SECRET.iter().any(|(two, endings)| **two == [before, last] && endings.iter().any(ends));
    secret && !REFERENCE.iter().any(ends)
}

/// A key with what is no ASCII in lower case: the Kelvin sign is a `k` then.
fn lower(key: &str) -> Cow<'_, str> {
    if key.is_ascii() { Cow::Borrowed(key) } else { Cow::Owned(key.to_lowercase()) }
}

/// The bytes of a key that [`lower`] gave, in lower case, without `-` and `_`. Every line of a file comes here, and
/// characters would take ten times as long.
fn letters(key: &str) -> impl DoubleEndedIterator<Item = u8> {
    key.bytes().filter(|letter| !matches!(letter, b'-' | b'_')).map(|letter| letter.to_ascii_lowercase())
}

/// `line`, a line of a values file or the text of a `--set` flag, as it may be shown: what follows a key that holds
/// a secret is masked to the next comma or bracket, or to the end of the line, and so are passwords in URIs.
pub fn masked_line(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    // All that is looked for is ASCII, and bytes are found several times as fast as characters.
    while let Some(at) = rest.bytes().position(|byte| matches!(byte, b':' | b'=')) {
        let (before, after) = rest.split_at(at + 1);
        out.push_str(before);
        let name = last_word(&before[..at], |byte| matches!(byte, b' ' | b',' | b'{' | b'.' | b'\t'));
        let blanks = after.len() - after.trim_start().len();
        rest = after;
        let licence = name == "ng" || name == "cg";
        let value = &after[blanks..];
        if licence || names_secret(name) || (names_key(name) && holds_password_for_key(name, scalar(value))) {
            // In a block a comma is part of the value; in a flow map or a flag it ends it.
            let ends = before.ends_with('=') || out.contains(['{', '[']);
            let list = value.starts_with('[') || (value.starts_with('{') && before.ends_with('='));
            let end = match list {
                true => value.rfind(['}', ']']).map(|at| at + 1),
                false => end_of_value(value).filter(|_| ends && !value.starts_with(['"', '\''])),
            };
            let end = end.unwrap_or(value.len());
            // A comment is no value, a value that opens a block holds nothing on this line, and the keys in a flow
            // map tell for themselves.
            if end > 0 && (list || !value.starts_with(['#', '{', '|', '>'])) {
                out.push_str(&after[..blanks]);
                out.push_str(MASK);
                rest = &value[end..];
            }
        }
    }
    out.push_str(rest);
    let line = changed(out, without_uri_password);
    let line = changed(line, without_assigned);
    let line = without_login(&line).unwrap_or(line);
    changed(line, without_random)
}

/// What `change` makes of `text`.
fn changed(text: String, change: fn(&str) -> Cow<str>) -> String {
    match change(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(changed) => changed,
    }
}

/// What stands behind the last byte in `text` that `ends` a word (an ASCII one), without the quotes around it.
pub fn last_word(text: &str, ends: impl Fn(u8) -> bool) -> &str {
    let start = text.bytes().rposition(ends).map_or(0, |at| at + 1);
    text.get(start..).unwrap_or_default().trim_matches(['"', '\''])
}

/// The scalar that begins a text: in its quotes, or up to a comment or what ends it in a flow map. Cut off where it is
/// too long for a key anyway, so that a long line costs no more than its length.
fn scalar(text: &str) -> &str {
    let text = text.char_indices().nth(LONGEST_KEY + 3).map_or(text, |(end, _)| &text[..end]);
    let quote = text.chars().next().filter(|first| matches!(first, '"' | '\''));
    if let Some(quote) = quote {
        let inside = &text[1..];
        return inside.find(quote).map_or(inside, |end| &inside[..end]);
    }
    let text = text.find(" #").map_or(text, |at| &text[..at]);
    end_of_value(text).map_or(text, |end| &text[..end]).trim_end()
}

/// `text` without what follows `password=` and the like, as in the query of a URI, up to where such a value ends.
fn without_assigned(text: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('=') {
        let (before, after) = rest.split_at(at + 1);
        let is_name = |character: char| character.is_alphanumeric() || character == '-' || character == '_';
        let name = before[..at].rsplit(|character| !is_name(character)).next().unwrap_or_default();
        let end = after.find(['&', ';', ',', ' ', '"', '\'', ']', '}']).unwrap_or(after.len());
        out.push_str(before);
        let secret = end > 0 && names_secret(name);
        rest = if secret { &after[end..] } else { after };
        if secret {
            out.push_str(MASK);
        }
    }
    if out.contains(MASK) { Cow::Owned(out + rest) } else { Cow::Borrowed(text) }
}

/// Where a plain value in a flow map or a flag ends: at a comma or bracket that no backslash takes the meaning from.
fn end_of_value(value: &str) -> Option<usize> {
    let mut escaped = false;
    value.char_indices().find_map(|(at, character)| {
        let ends = !escaped && matches!(character, ',' | '}' | ']');
        escaped = !escaped && character == '\\';
        ends.then_some(at)
    })
}

/// Shortest run of base64 characters that counts as random when it has digits and letters of both cases.
const RANDOM: usize = 24;

/// `line` with every random run masked.
fn without_random(line: &str) -> Cow<'_, str> {
    let mut out = String::new();
    // Up to where `line` is in `out`, and where the next run begins.
    let (mut done, mut start) = (0, 0);
    for run in line.as_bytes().split(|byte| !(byte.is_ascii_alphanumeric() || b"+/=_".contains(byte))) {
        let end = start + run.len();
        if is_random(run) {
            out.push_str(&line[done..start]);
            out.push_str(MASK);
            done = end;
        }
        start = end + 1;
    }
    if out.is_empty() { Cow::Borrowed(line) } else { Cow::Owned(out + &line[done..]) }
}

/// Whether a run of base64 characters looks random.
fn is_random(run: &[u8]) -> bool {
    let has = |test: fn(&u8) -> bool| run.iter().any(test);
    run.len() >= RANDOM && has(u8::is_ascii_digit) && has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase)
}

/// `value`, as it may be shown: every secret in it masked. `path` is where it stands.
pub fn masked_json(path: &KeyPath, value: serde_json::Value) -> serde_json::Value {
    use serde_json::Value;
    match value {
        // An entry of `extraEnvVars`: the name says what the value is.
        Value::Object(mut map) if is_secret_variable(&map) => {
            map.insert("value".to_owned(), Value::String(MASK.to_owned()));
            Value::Object(map)
        }
        Value::Object(map) => Value::Object(
            map.into_iter().map(|(key, value)| (key.clone(), masked_json(&path.key(key), value))).collect(),
        ),
        Value::Array(items) => {
            let item = |(index, value)| masked_json(&path.index(index), value);
            Value::Array(items.into_iter().enumerate().map(item).collect())
        }
        Value::Number(number) if holds_secret(path) => Value::String(masked(path, &number.to_string()).into_owned()),
        Value::String(text) => Value::String(masked(path, &text).into_owned()),
        other => other,
    }
}

/// Whether this is `{name: DB_PASSWORD, value: …}`.
fn is_secret_variable(map: &serde_json::Map<String, serde_json::Value>) -> bool {
    let name = map.get("name").and_then(serde_json::Value::as_str);
    map.contains_key("value") && name.is_some_and(names_secret)
}

/// `scheme://user:***@host` for a text with a password in a URI.
fn without_uri_password(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("://").map(|at| at + 3) {
        let authority_end = rest[start..].find(['/', '?', '#', ' ', '"', '\'']).map_or(rest.len(), |at| start + at);
        // A password may itself hold an `@`: the last one ends it.
        let password = rest[start..authority_end].rfind('@').and_then(|at| {
            let colon = rest[start..start + at].find(':')?;
            Some((start + colon + 1, start + at))
        });
        match password {
            Some((from, to)) if from < to => {
                out.push_str(&rest[..from]);
                out.push_str(MASK);
                rest = &rest[to..];
            }
            _ => {
                out.push_str(&rest[..start]);
                rest = &rest[start..];
            }
        }
    }
    if out.is_empty() { Cow::Borrowed(text) } else { Cow::Owned(out + rest) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(path: &str, text: &str) -> String {
        masked(&path.parse().unwrap(), text).into_owned()
    }

    #[test]
    fn endings_stand_under_their_last_two_letters() {
        for (two, endings) in SECRET {
            for ending in endings {
                assert!(ending.as_bytes().ends_with(two), "{ending}");
                assert!(names_secret(&format!("x-{}_", ending.to_uppercase())), "{ending}");
            }
        }
        assert!(names_secret("TO\u{212A}EN") && !names_secret("n") && !names_secret("") && !names_secret("tlsSecret"));
    }

    #[test]
    fn secrets_are_masked_and_references_are_not() {
        for path in ["a.password", "a.MONGO_PASSWORD", "global.license.ng", "x.auth.token", "x.vault.auth.secretId"] {
            assert_eq!(shown(path, "hunter2"), "***", "{path}");
            assert_eq!(shown(path, ""), "", "{path}");
        }
        assert_eq!(shown("a.passwordKey", "keytwo p@ss"), "***");
        assert_eq!(shown("a.hosts[0]", "u:hunter2@db:1,db2:1"), "u:***@db:1,db2:1");
        for path in ["a.secretName", "a.passwordKey", "a.existingSecret", "ng.enabled", "a.tokens", "image.tag"] {
            assert_eq!(shown(path, "name"), "name", "{path}");
        }
    }

    #[test]
    fn secrets_inside_a_text_are_masked() {
        for (text, wanted) in [
            (
                "jdbc:postgresql://h/db?user=u&password=hunter2&ssl=1",
                "jdbc:postgresql://h/db?user=u&password=***&ssl=1",
            ),
            ("DB_PASSWORD=hunter2", "DB_PASSWORD=***"),
            ("Server=x;Pwd=hunter2;A=b", "Server=x;Pwd=***;A=b"),
            ("mongodb://u:hunter2@h/?token=hunter2", "mongodb://u:***@h/?token=***"),
            ("-----BEGIN RSA PRIVATE KEY-----\nhunter2\n", "***"),
            ("-Xmx2g -Dpasswords= -Da=b", "-Xmx2g -Dpasswords= -Da=b"),
            ("passwordKey=a&x=b", "passwordKey=a&x=b"),
            ("-----BEGIN CERTIFICATE-----", "-----BEGIN CERTIFICATE-----"),
        ] {
            assert_eq!(shown("a", text), wanted);
        }
        assert_eq!(shown("ff.x.secrets.default.ANY", "hunter2"), "***");
        assert_eq!(shown("ff.x.secrets.defaults", "a"), "a");
        for name in ["PLATFORM_AUTH_KEY", "db.pwd", "lookerMasterKey", "encryption-key", "passwords[0]"] {
            assert_eq!(shown(name, "hunter2"), "***", "{name}");
        }
    }

    #[test]
    fn variables_are_masked_by_their_name() {
        let shown = masked_json(
            &KeyPath::root(),
            serde_json::json!({"extraEnvVars": [{"name": "DB_PASSWORD", "value": "x"}, {"name": "A", "value": "y"}]}),
        );
        assert_eq!(
            shown["extraEnvVars"],
            serde_json::json!([{"name": "DB_PASSWORD", "value": "***"}, {"name": "A", "value": "y"}])
        );
    }

    #[test]
    fn lines_keep_their_keys_and_lose_their_secrets() {
        for (line, shown) in [
            ("  password: hunter2 # mine", "  password: ***"),
            ("  password: hunter2,more", "  password: ***"),
            ("a: {user: me, password: hunter2, b: 1}", "a: {user: me, password: ***, b: 1}"),
            ("x.token=abc,y=2", "x.token=***,y=2"),
            (r"x.token=a\,bc,y=2", "x.token=***,y=2"),
            ("x.token={a,b},y=2", "x.token=***,y=2"),
            ("  token: [a, b] # c", "  token: *** # c"),
            ("  token: [a, b,", "  token: ***"),
            ("  secret: {name: a}", "  secret: {name: a}"),
            ("    ng: eyJhbGciOi", "    ng: ***"),
            ("  passwordKey: password", "  passwordKey: password"),
            ("  secret:", "  secret:"),
            ("hosts: [redis://u:p@h:1]", "hosts: [redis://u:***@h:1]"),
            ("  \"apiKey\": \"a,b\",", "  \"apiKey\": ***"),
            ("  passwordKey: p@ss", "  passwordKey: ***"),
            ("  passwordKey: password # key of it", "  passwordKey: password # key of it"),
            ("a: {userKey: user, passwordKey: \"a b\"}", "a: {userKey: user, passwordKey: ***"),
            ("  hosts: [u:hunter2@db:1]", "  hosts: [u:***@db:1]"),
            ("  - admin:hunter2@db:5432", "  - admin:***@db:5432"),
            ("  image: repo/x:1.0@sha256:abc", "  image: repo/x:1.0@sha256:abc"),
        ] {
            assert_eq!(masked_line(line), shown);
        }
    }

    #[test]
    fn passwords_in_uris_are_masked_wherever_they_stand() {
        assert_eq!(shown("a.hosts[0]", "mongodb://u:p@h1,h2/db"), "mongodb://u:***@h1,h2/db");
        assert_eq!(shown("a.args", "x redis://:p@ss@h:1 y://u:q@z"), "x redis://:***@h:1 y://u:***@z");
        for plain in ["https://host:443/a@b", "http://user@host", "no uri", "://"] {
            assert_eq!(shown("a", plain), plain);
        }
    }
}
