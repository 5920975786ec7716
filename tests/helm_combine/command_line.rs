//! Reading a helm command.

use smpgen::helm::command_line::{CommandError, HelmCommand, ReuseValues, Verb, read};
use smpgen::helm::strvals::SetKind;

fn parse(line: &str) -> Result<HelmCommand, CommandError> {
    read(&line.split_whitespace().map(String::from).collect::<Vec<_>>())
}

fn good(line: &str) -> HelmCommand {
    parse(line).unwrap_or_else(|error| panic!("{line}: {error}"))
}

#[test]
fn a_whole_upgrade() {
    let command = good(
        "helm upgrade my-release harness/harness -n ns -f a.yaml -f b.yaml,c.yaml --set x=y --timeout 10m --install \
         --set-json=a={} --version 0.45.0 --reuse-values --wait --atomic --dry-run=server --values=d.yaml --set x=z",
    );
    assert_eq!(command.verb, Verb::Upgrade);
    assert_eq!(command.release.as_deref(), Some("my-release"));
    assert_eq!(command.chart.as_deref(), Some("harness/harness"));
    assert_eq!(command.namespace.as_deref(), Some("ns"));
    assert_eq!(command.version.as_deref(), Some("0.45.0"));
    assert_eq!(command.files, ["a.yaml", "b.yaml", "c.yaml", "d.yaml"]);
    let sets = [(SetKind::Set, "x=y"), (SetKind::SetJson, "a={}"), (SetKind::Set, "x=z")];
    assert_eq!(command.sets, sets.map(|(kind, text)| (kind, text.to_string())));
    assert!(command.install);
    assert_eq!(command.reuse_values, ReuseValues::Reuse);
}

#[test]
fn verbs_and_their_words() {
    let cases = [
        ("helm install r c", Verb::Install, Some("r"), Some("c")),
        ("install --generate-name c", Verb::Install, None, Some("c")),
        ("helm install -g c", Verb::Install, None, Some("c")),
        ("helm template c", Verb::Template, None, Some("c")),
        ("helm template r c", Verb::Template, Some("r"), Some("c")),
        ("helm lint ./c", Verb::Lint, None, Some("./c")),
        ("helm lint", Verb::Lint, None, None),
        ("helm diff upgrade r c -C 3 --allow-unreleased -D 0.5", Verb::DiffUpgrade, Some("r"), Some("c")),
        ("HELM_X=1 /usr/local/bin/helm --kube-context k -n a upgrade r c", Verb::Upgrade, Some("r"), Some("c")),
        ("helm upgrade --server-side auto r c", Verb::Upgrade, Some("r"), Some("c")),
        ("helm install --server-side r c", Verb::Install, Some("r"), Some("c")),
        ("helm upgrade -- -r c", Verb::Upgrade, Some("-r"), Some("c")),
        ("helm upgrade --wait r c --dry-run", Verb::Upgrade, Some("r"), Some("c")),
    ];
    for (line, verb, release, chart) in cases {
        let command = good(line);
        assert_eq!(
            (command.verb, command.release.as_deref(), command.chart.as_deref()),
            (verb, release, chart),
            "{line}"
        );
    }
}

#[test]
fn letters_and_equal_signs() {
    assert_eq!(good("helm upgrade r c -fa.yaml -f=b.yaml -if c.yaml -f -").files, ["a.yaml", "b.yaml", "c.yaml", "-"]);
    assert!(good("helm upgrade r c -if c.yaml").install);
    assert!(!good("helm upgrade r c -i --install=false").install);
    assert_eq!(good("helm upgrade r c -nx").namespace.as_deref(), Some("x"));
    let sets = good("helm upgrade r c --set=a=b=c --set a.b={x,y}").sets;
    assert_eq!(sets, [(SetKind::Set, "a=b=c".to_string()), (SetKind::Set, "a.b={x,y}".to_string())]);
    let words = ["helm", "upgrade", "r", "c", "-f", "\"a,b.yaml\",c.yaml"].map(String::from);
    assert_eq!(read(&words).map(|command| command.files), Ok(vec!["a,b.yaml".to_string(), "c.yaml".to_string()]));
}

#[test]
fn reset_beats_reuse() {
    let reuse = |flags: &str| good(&format!("helm upgrade r c {flags}")).reuse_values;
    assert_eq!(reuse(""), ReuseValues::Unset);
    assert_eq!(reuse("--reuse-values --reset-values"), ReuseValues::Reset);
    assert_eq!(reuse("--reset-then-reuse-values"), ReuseValues::ResetThenReuse);
    assert_eq!(reuse("--reuse-values=false"), ReuseValues::Unset);
}

#[test]
fn mistakes_are_named() {
    let cases = [
        ("", 0, "there is no helm command"),
        ("helm", 1, "there is no helm command"),
        ("kubectl apply", 0, "`kubectl` is no helm command"),
        ("helm pull c", 1, "`pull` is no helm command"),
        ("helm diff revision r", 2, "`helm diff revision`"),
        ("helm upgrade r c --valeus a.yaml", 4, "`--valeus`"),
        ("helm upgrade r c -z", 4, "`-z`"),
        ("helm upgrade r c -f", 5, "`--values` needs a value"),
        ("helm upgrade r c --install=maybe", 4, "`--install` is on or off"),
        ("helm upgrade r", 3, "a release and a chart"),
        ("helm upgrade", 2, "names no chart"),
        ("helm install c", 3, "--generate-name"),
        ("helm install -g r c", 3, "--generate-name"),
        ("helm upgrade r c d", 4, "a word too many"),
        ("helm upgrade r c -f a\"b", 4, "double quote"),
    ];
    for (line, word, part) in cases {
        let error = parse(line).expect_err(line);
        assert!(error.message.contains(part), "{line}: {}", error.message);
        assert_eq!(error.word, word, "{line}: {}", error.message);
    }
}

#[test]
fn the_chart_itself_may_name_its_version() {
    for (chart, wanted) in [
        ("./harness-0.44.0.tgz --version 0.30.0", Some("0.44.0")),
        ("oci://registry.acme.io/smp/harness:0.44.0", Some("0.44.0")),
        ("oci://registry.acme.io:5000/smp/harness --version 0.44.0", Some("0.44.0")),
        ("harness/harness", None),
        // Another chart that has ours inside has its own numbers.
        ("acme-smp-1.2.0.tgz", None),
        ("harness-latest.tgz --version 0.44.0", Some("0.44.0")),
    ] {
        let command = good(&format!("helm upgrade r {chart}"));
        assert_eq!(command.chart_version(), wanted, "{chart}");
    }
}
