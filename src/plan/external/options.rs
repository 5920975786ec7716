//! Options of a connection string: `a=b&c=d`.

use super::check::word;
use crate::spec::problem::Problem;

/// Endings of options that hold a secret, in lower case.
const SECRET: [&str; 7] = ["password", "passwd", "pwd", "token", "secret", "properties", "accesskey"];

/// Longest text of options. Comparing them takes time with the square of their number.
const LONGEST: usize = 1024;

/// The options in `text`, in order. `own` are those that the spec has a setting for, each with its name there.
///
/// # Errors
/// Where the text is no list of options, or holds a credential. Nothing of it is shown.
pub fn options<'a>(path: &str, text: &'a str, own: &[(&str, &str)]) -> Result<Vec<(&'a str, &'a str)>, Problem> {
    let wrong = |message: &str| Err(Problem::at(path, message).help("write `name=value`, and several joined by `&`"));
    if text.len() > LONGEST {
        return wrong("is longer than 1024 characters");
    }
    if text.starts_with(['?', '&']) {
        return wrong("begins with `?` or `&`: the chart writes the `?` itself");
    }
    if text.contains("://") || text.contains('@') {
        return wrong("holds credentials (not shown): these are only the options behind the `?`");
    }
    let mut found: Vec<(&str, &str)> = Vec::new();
    for option in text.split('&') {
        let Some((name, value)) = option.split_once('=').filter(|(name, value)| !name.is_empty() && !value.is_empty())
        else {
            return wrong("holds something that is no `name=value`");
        };
        word(path, name, "_").map_err(|problem| problem.help("write `name=value`, and several joined by `&`"))?;
        word(path, value, "-_.,:%/").map_err(|problem| problem.help("write what a URI needs escaped as `%40`"))?;
        let lower = name.to_ascii_lowercase();
        if SECRET.iter().any(|ending| lower.ends_with(ending)) {
            return Err(Problem::at(
                path,
                "holds a credential (not shown): it would stand in the values in clear text",
            )
            .help("leave the option out: user and password come from the Secret"));
        }
        if let Some((_, setting)) = own.iter().find(|(own, _)| own.eq_ignore_ascii_case(name)) {
            return Err(
                Problem::at(path, format!("holds what `{setting}` says")).help(format!("write it as `{setting}`"))
            );
        }
        if found.iter().any(|(other, _)| other.eq_ignore_ascii_case(name)) {
            return wrong("holds one option twice");
        }
        found.push((name, value));
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_pairs_and_no_secrets() {
        let own = [("replicaSet", "replicaSet")];
        assert_eq!(options("p", "a=1&b=x%40", &own), Ok(vec![("a", "1"), ("b", "x%40")]));
        for text in [
            "",
            "?a=1",
            "&a=1",
            "a=1&",
            "a=1&&b=2",
            "a",
            "=CANARY",
            "a=",
            "a=1 b=CANARY",
            "password=CANARY",
            "a=1&tlsCertificateKeyFilePassword=CANARY",
            "authMechanismProperties=AWS_SESSION_TOKEN:CANARY",
            "mongodb://u:CANARY@h",
            "replicaset=CANARY",
            "a=1&A=2",
            "a=$(CANARY)",
            "a=CANARY#",
        ] {
            let problem = options("p", text, &own).expect_err(text);
            assert!(!format!("{problem:?}").contains("CANARY"), "{problem:?}");
        }
    }
}
