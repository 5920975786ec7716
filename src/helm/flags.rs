//! The flags of the helm commands that take values: what each does for us, and whether it has a value.
//!
//! Source: `--help` and the code of helm v3.21.4 and v4.2.4, and of the diff plugin 3.9.

use super::strvals::SetKind;

/// What a flag means to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    Values,
    Set(SetKind),
    Namespace,
    Version,
    Install,
    GenerateName,
    ResetValues,
    ReuseValues,
    ResetThenReuseValues,
    /// Nothing: it is passed over.
    Other,
}

/// Whether a flag takes the next word as its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Takes {
    /// It is on or off; a value only with `=`.
    Nothing,
    /// A value, in the next word or with `=`.
    Value,
    /// A value only with `=`, which need not be `true` or `false`.
    OptionalValue,
}

/// A flag by its long name.
pub(super) struct Flag {
    pub name: &'static str,
    pub takes: Takes,
    pub meaning: Meaning,
}

/// Flags that matter to us, and those whose value is optional.
const KNOWN: &[(&str, Takes, Meaning)] = &[
    ("values", Takes::Value, Meaning::Values),
    ("set", Takes::Value, Meaning::Set(SetKind::Set)),
    ("set-string", Takes::Value, Meaning::Set(SetKind::SetString)),
    ("set-json", Takes::Value, Meaning::Set(SetKind::SetJson)),
    ("set-file", Takes::Value, Meaning::Set(SetKind::SetFile)),
    ("set-literal", Takes::Value, Meaning::Set(SetKind::SetLiteral)),
    ("namespace", Takes::Value, Meaning::Namespace),
    ("version", Takes::Value, Meaning::Version),
    ("install", Takes::Nothing, Meaning::Install),
    ("generate-name", Takes::Nothing, Meaning::GenerateName),
    ("name-template", Takes::Value, Meaning::GenerateName),
    ("reset-values", Takes::Nothing, Meaning::ResetValues),
    ("reuse-values", Takes::Nothing, Meaning::ReuseValues),
    ("reset-then-reuse-values", Takes::Nothing, Meaning::ResetThenReuseValues),
    ("dry-run", Takes::OptionalValue, Meaning::Other),
    ("wait", Takes::OptionalValue, Meaning::Other),
];

/// Other flags with a value.
const WITH_VALUE: &[&str] = &[
    "api-versions",
    "burst-limit",
    "ca-file",
    "cert-file",
    "color",
    "colour",
    "content-cache",
    "context",
    "description",
    "find-renames",
    "history-max",
    "key-file",
    "keyring",
    "kube-apiserver",
    "kube-as-group",
    "kube-as-user",
    "kube-ca-file",
    "kube-context",
    "kube-tls-server-name",
    "kube-token",
    "kube-version",
    "kubeconfig",
    "labels",
    "output",
    "output-dir",
    "password",
    "post-renderer",
    "post-renderer-args",
    "qps",
    "registry-config",
    "repo",
    "repository-cache",
    "repository-config",
    "show-only",
    "suppress",
    "suppress-annotation",
    "suppress-label",
    "suppress-output-line-regex",
    "timeout",
    "username",
];

/// Other flags without one.
const WITHOUT_VALUE: &[&str] = &[
    "allow-unreleased",
    "atomic",
    "cleanup-on-fail",
    "create-namespace",
    "debug",
    "dependency-update",
    "detailed-exitcode",
    "devel",
    "disable-openapi-validation",
    "disable-validation",
    "enable-dns",
    "force",
    "force-conflicts",
    "force-replace",
    "help",
    "hide-notes",
    "hide-secret",
    "include-crds",
    "include-tests",
    "insecure-skip-tls-verify",
    "is-upgrade",
    "kube-insecure-skip-tls-verify",
    "no-color",
    "no-hooks",
    "normalize-manifests",
    "pass-credentials",
    "plain-http",
    "quiet",
    "recreate-pods",
    "release-name",
    "render-subchart-notes",
    "replace",
    "rollback-on-failure",
    "show-secrets",
    "show-secrets-decoded",
    "skip-crds",
    "skip-schema-validation",
    "skip-tests",
    "strict",
    "strip-trailing-cr",
    "suppress-secrets",
    "take-ownership",
    "three-way-merge",
    "validate",
    "verify",
    "wait-for-jobs",
    "with-subcharts",
];

/// The one-letter names.
const LETTERS: &[(char, &str)] = &[
    ('a', "api-versions"),
    ('C', "context"),
    ('D', "find-renames"),
    ('f', "values"),
    ('g', "generate-name"),
    ('h', "help"),
    ('i', "install"),
    ('l', "labels"),
    ('n', "namespace"),
    ('o', "output"),
    ('q', "suppress-secrets"),
    ('s', "show-only"),
];

/// The flag of a long name, without dashes.
pub(super) fn by_name(name: &str, upgrade: bool) -> Option<Flag> {
    if let Some((name, takes, meaning)) = KNOWN.iter().find(|(known, ..)| *known == name) {
        return Some(Flag { name, takes: *takes, meaning: *meaning });
    }
    // `helm upgrade` of Helm 4 wants true, false or auto; `helm install` has a switch of the same name.
    if name == "server-side" {
        let takes = if upgrade { Takes::Value } else { Takes::Nothing };
        return Some(Flag { name: "server-side", takes, meaning: Meaning::Other });
    }
    let found = |names: &[&'static str]| names.iter().find(|known| **known == name).copied();
    if let Some(name) = found(WITH_VALUE) {
        return Some(Flag { name, takes: Takes::Value, meaning: Meaning::Other });
    }
    found(WITHOUT_VALUE).map(|name| Flag { name, takes: Takes::Nothing, meaning: Meaning::Other })
}

/// The long names of all flags.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    KNOWN.iter().map(|(name, ..)| *name).chain(WITH_VALUE.iter().copied()).chain(WITHOUT_VALUE.iter().copied())
}

/// The flag of a letter.
pub(super) fn by_letter(letter: char, upgrade: bool) -> Option<Flag> {
    let (_, name) = LETTERS.iter().find(|(known, _)| *known == letter)?;
    by_name(name, upgrade)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_stands_in_one_table_and_every_letter_has_a_name() {
        let mut names: Vec<&str> = KNOWN.iter().map(|(name, ..)| *name).collect();
        names.extend(WITH_VALUE);
        names.extend(WITHOUT_VALUE);
        names.push("server-side");
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        for (letter, name) in LETTERS {
            assert!(by_name(name, false).is_some(), "-{letter}");
        }
    }
}
