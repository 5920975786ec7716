//! The rules of the family `network`: every row of their tables, every exception.

mod support;

#[path = "support/lint.rs"]
mod lint;

use lint::{Case, fixed, lint};
use smpgen::lint::finding::Finding;
use support::CATALOG;

const FAMILY: [&str; 9] = [
    "incomplete-airgap-setup",
    "incomplete-gateway-api",
    "ingress-and-istio",
    "ingress-tls-mismatch",
    "ingress-without-controller",
    "internal-host-not-routed",
    "invalid-public-url",
    "unreachable-installation",
    "unrouted-public-host",
];

/// A whole chain of one file. `nginx` and TLS are given, so that each table says only what it is about.
fn chain(text: &str) -> Case {
    Case { complete: true, ..alone(text) }
}

fn alone(text: &str) -> Case {
    Case { files: vec![("values.yaml".to_owned(), text.to_owned())], ..Case::default() }
}

fn found(rule: &str, case: &Case) -> Vec<Finding> {
    assert!(FAMILY.contains(&rule), "{rule}");
    lint(&CATALOG, case).into_iter().filter(|finding| finding.rule == rule).collect()
}

/// `severity path` of each finding.
fn lines(rule: &str, case: &Case) -> Vec<String> {
    let path = |finding: &Finding| finding.path.as_ref().map(ToString::to_string).unwrap_or_default();
    found(rule, case).iter().map(|finding| format!("{} {}", finding.severity.word(), path(finding))).collect()
}

/// Holds a rule to rows of a text below `global` in flow style, and what it finds in the whole chain.
fn table(rule: &str, rows: &[(&str, &[&str])]) {
    let wrong: Vec<String> = rows
        .iter()
        .filter_map(|(global, wanted)| {
            let found = lines(rule, &chain(&format!("global: {{{global}}}\n")));
            (found != *wanted).then(|| format!("{global}: wanted {wanted:?}, found {found:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn public_urls() {
    let error: &[&str] = &["error global.loadbalancerURL"];
    let warning: &[&str] = &["warning global.loadbalancerURL"];
    table(
        "invalid-public-url",
        &[
            ("loadbalancerURL: ''", error),
            ("loadbalancerURL: null", error),
            ("loadbalancerURL: '  '", error),
            ("loadbalancerURL: smp.acme.internal", error),
            ("loadbalancerURL: 'ftp://smp.acme.internal'", error),
            ("loadbalancerURL: 'https://smp.acme internal'", error),
            ("loadbalancerURL: 'https://smp.acme.internal '", error),
            ("loadbalancerURL: 'https://'", error),
            ("loadbalancerURL: 'https://smp.acme.internal/'", warning),
            ("loadbalancerURL: 'https://smp.acme.internal//'", warning),
            ("loadbalancerURL: 'https://smp.acme.internal'", &[]),
            ("loadbalancerURL: 'HTTP://10.0.0.7:8080/smp'", &[]),
            // Samples, and what is no text, are left to their own rules.
            ("loadbalancerURL: myhostname.example.com", &[]),
            ("loadbalancerURL: 'https://myhostname.example.com/'", &[]),
            ("loadbalancerURL: 7", &[]),
            ("ha: true", &[]),
        ],
    );
    assert!(lines("invalid-public-url", &alone("global: {loadbalancerURL: ''}\n")).is_empty());
}

#[test]
fn the_slash_goes_and_nothing_else() {
    for (before, after) in [
        ("global:\n  loadbalancerURL: https://a.b/ # c\n", "global:\n  loadbalancerURL: https://a.b # c\n"),
        ("global: {loadbalancerURL: 'https://a.b:8443//'}\n", "global: {loadbalancerURL: 'https://a.b:8443'}\n"),
    ] {
        let case = chain(before);
        let finding = &found("invalid-public-url", &case)[0];
        assert_eq!(finding.fix.as_ref().unwrap().safety, smpgen::lint::fix::Safety::Safe);
        assert_eq!(fixed(before, finding), after);
        assert!(found("invalid-public-url", &chain(after)).is_empty());
    }
    // An odd character might need quotes: no fix.
    assert!(found("invalid-public-url", &chain("global: {loadbalancerURL: 'https://a.b/?x=\"/'}\n"))[0].fix.is_none());
}

#[test]
fn a_password_in_the_url_is_never_shown() {
    for url in ["https://me:hunter2@smp.acme.internal/", "me:hunter2@smp.acme.internal", "https://me:hunter2@smp .x"] {
        let text = format!("global: {{loadbalancerURL: '{url}', ingress: {{enabled: true, hosts: [a.b]}}}}\n");
        for finding in lint(&CATALOG, &chain(&text)) {
            let shown = format!("{} {:?}", finding.message, finding.help);
            assert!(!shown.contains("hunter2"), "{shown}");
        }
    }
}

#[test]
fn public_hosts() {
    let url = "loadbalancerURL: 'https://SMP.acme.internal:8443/x'";
    let missing: &[&str] = &["warning global.loadbalancerURL"];
    let row = |routes: &str| format!("{url}, {routes}");
    let rows: Vec<(String, &[&str])> = [
        ("ingress: {enabled: true, hosts: [other.acme.internal]}", missing),
        ("ingress: {enabled: true, hosts: []}", missing),
        ("ingress: {enabled: true, hosts: ['*.acme.com']}", missing),
        ("ingress: {enabled: true, hosts: [smp.acme.internal]}", &[]),
        ("ingress: {enabled: true, hosts: [x, Smp.Acme.Internal]}", &[]),
        ("ingress: {enabled: true, hosts: ['*']}", &[]),
        ("ingress: {enabled: true, hosts: ['']}", &[]),
        ("ingress: {enabled: true, hosts: ['*.acme.internal']}", &[]),
        ("ingress: {enabled: true, hosts: ['*.internal']}", missing),
        ("ingress: {enabled: true, hosts: ['*']}, gatewayAPI: {enabled: true}", missing),
        ("ingress: {enabled: true, hosts: ['*.internal']}, gatewayAPI: {enabled: true}", &[]),
        ("ingress: {enabled: true, hosts: [a.b], compatibilityHosts: [smp.acme.internal]}", &[]),
        ("ingress: {enabled: true, hosts: [a.b], compatibilityHosts: [c.d]}", missing),
        ("ingress: {enabled: true, hosts: [a.b], disableHostInIngress: true}", &[]),
        ("ingress: {enabled: false, hosts: [a.b]}", &[]),
        // What is no list, or the chart's sample, is left to other rules.
        ("ingress: {enabled: true, hosts: a.b}", &[]),
        ("ingress: {enabled: true}", &[]),
        ("istio: {enabled: true, virtualService: {hosts: [a.b]}}", missing),
        ("istio: {enabled: true, virtualService: {hosts: [smp.acme.internal]}}", &[]),
        ("istio: {enabled: true, virtualService: {hosts: ['*']}}", &[]),
        ("istio: {enabled: true, virtualService: {hosts: ['*.internal']}}", &[]),
        ("istio: {enabled: false, virtualService: {hosts: ['']}}", &[]),
    ]
    .into_iter()
    .map(|(routes, wanted)| (row(routes), wanted))
    .collect();
    let rows: Vec<(&str, &[&str])> = rows.iter().map(|(text, wanted)| (text.as_str(), *wanted)).collect();
    table("unrouted-public-host", &rows);
    // Before the Gateway API came, its switch means nothing.
    let text = "global: {loadbalancerURL: 'https://a.b', ingress: {enabled: true, hosts: ['*']}, gatewayAPI: {enabled: true}}\n";
    let old = Case { chart: Some("0.43.0".to_owned()), ..chain(text) };
    assert_eq!((lines("unrouted-public-host", &chain(text)).len(), lines("unrouted-public-host", &old).len()), (1, 0));
}

#[test]
fn schemes_and_tls() {
    let tls: &[&str] = &["warning global.ingress.tls.enabled"];
    let secret: &[&str] = &["warning global.ingress.tls.secretName"];
    let default: &[&str] = &["info global.ingress.tls.secretName"];
    let on = |url: &str, tls: &str| format!("loadbalancerURL: '{url}', ingress: {{enabled: true, tls: {tls}}}");
    let rows: Vec<(String, &[&str])> = vec![
        (on("https://a.b", "{enabled: false}"), tls),
        (on("http://a.b", "{enabled: true, secretName: x}"), tls),
        (on("http://a.b", "{secretName: x}"), tls),
        (on("http://a.b", "{enabled: false}"), &[]),
        (on("https://a.b", "{enabled: true, secretName: ''}"), secret),
        (on("https://a.b", "{secretName: null}"), secret),
        (on("https://a.b", "{enabled: true, secretName: harness-cert}"), default),
        (on("https://a.b", "{enabled: true}"), default),
        (on("https://a.b", "{secretName: smp-tls}"), &[]),
        // A list, which `wrong-type` reports, and an Ingress that is off.
        (on("https://a.b", "[{secretName: x, hosts: [a.b]}]"), &[]),
        ("loadbalancerURL: 'https://a.b', ingress: {enabled: false, tls: {enabled: false}}".to_owned(), &[]),
    ];
    let rows: Vec<(&str, &[&str])> = rows.iter().map(|(text, wanted)| (text.as_str(), *wanted)).collect();
    table("ingress-tls-mismatch", &rows);
    let text = format!("global: {{{}}}\n", on("https://a.b", "{enabled: false}"));
    let mut case = chain(&text);
    case.declared.surroundings.external_tls = Some(true);
    assert!(lines("ingress-tls-mismatch", &case).is_empty());
    case.declared.surroundings.external_tls = Some(false);
    assert_eq!(lines("ingress-tls-mismatch", &case), tls);
    assert!(lines("ingress-tls-mismatch", &alone(&text)).is_empty());
}

#[test]
fn routers() {
    table(
        "ingress-and-istio",
        &[
            ("ingress: {enabled: true}, istio: {enabled: true}", &["error global.istio.enabled"]),
            ("ingress: {enabled: true}, istio: {enabled: false}", &[]),
            ("istio: {enabled: true}", &[]),
            ("ha: true", &[]),
        ],
    );
    let both = alone("global: {ingress: {enabled: true}, istio: {enabled: true}}\n");
    assert_eq!(found("ingress-and-istio", &both)[0].related.len(), 1);
    let none: &[&str] = &["warning global.ingress.enabled"];
    table(
        "unreachable-installation",
        &[
            ("ha: true", none),
            ("ingress: {enabled: false}, istio: {enabled: false}", none),
            ("gatewayAPI: {enabled: true}", none),
            ("ingress: {enabled: true}", &[]),
            ("istio: {enabled: true}", &[]),
        ],
    );
    let mut declared = chain("global: {ha: true}\n");
    declared.declared.surroundings.external_routes = Some(true);
    assert!(lines("unreachable-installation", &declared).is_empty());
    assert!(lines("unreachable-installation", &alone("global: {ha: true}\n")).is_empty());
}

#[test]
fn controllers() {
    let nginx = |create: &str| {
        format!(
            "global: {{ingress: {{enabled: true}}}}\nplatform: {{bootstrap: {{networking: {{nginx: {{create: {create}}}}}}}}}\n"
        )
    };
    let missing = ["warning platform.bootstrap.networking.nginx.create"];
    assert_eq!(lines("ingress-without-controller", &chain(&nginx("false"))), missing);
    assert!(lines("ingress-without-controller", &chain(&nginx("true"))).is_empty());
    assert!(lines("ingress-without-controller", &alone(&nginx("false"))).is_empty());
    table(
        "ingress-without-controller",
        &[
            ("ingress: {enabled: true}", &missing),
            ("ingress: {enabled: true, className: harness}", &missing),
            ("ingress: {enabled: true, className: nginx}", &[]),
            ("ingress: {enabled: false}", &[]),
            ("ingress: {enabled: true}, gatewayAPI: {enabled: true}", &[]),
        ],
    );
}

#[test]
fn hosts_between_services() {
    let url: &[&str] = &["warning global.ingress.ingressGatewayServiceUrl"];
    let istio: &[&str] = &["warning global.istio.istioGatewayServiceUrl"];
    let proxy: &[&str] = &["warning global.ingress.hosts"];
    let gateway = "gatewayAPI: {enabled: true, create: true}";
    let rows: Vec<(String, &[&str])> = vec![
        ("ingress: {enabled: true, hosts: [a.b], ingressGatewayServiceUrl: 'http://c'}".to_owned(), url),
        ("ingress: {enabled: true, hosts: [a.b], ingressGatewayServiceUrl: c}".to_owned(), url),
        ("ingress: {enabled: true, hosts: [a.b, c], ingressGatewayServiceUrl: 'http://c:80'}".to_owned(), &[]),
        ("ingress: {enabled: true, hosts: [a.b, c], ingressGatewayServiceUrl: c}".to_owned(), &[]),
        ("ingress: {enabled: true, hosts: [a.b], ingressGatewayServiceUrl: ''}".to_owned(), &[]),
        ("ingress: {enabled: true, hosts: ['*'], ingressGatewayServiceUrl: c}".to_owned(), &[]),
        ("ingress: {enabled: false, hosts: [a.b], ingressGatewayServiceUrl: c}".to_owned(), &[]),
        ("istio: {enabled: true, virtualService: {hosts: [a.b]}, istioGatewayServiceUrl: 'http://c'}".to_owned(), istio),
        ("istio: {enabled: true, virtualService: {hosts: [a.b, c]}, istioGatewayServiceUrl: c}".to_owned(), &[]),
        (format!("ingress: {{enabled: true, hosts: [a.b]}}, {gateway}"), proxy),
        (format!("ingress: {{enabled: true, hosts: ['*']}}, {gateway}"), proxy),
        (format!("ingress: {{enabled: true, hosts: [a.b, envoy-gateway-proxy-envoy-gateway]}}, {gateway}"), &[]),
        // One cause, one finding.
        (
            format!("ingress: {{enabled: true, hosts: [a.b], ingressGatewayServiceUrl: 'http://envoy-gateway-proxy-envoy-gateway'}}, {gateway}"),
            url,
        ),
        // A Gateway of one's own; with its proxy named, that has to be there.
        ("ingress: {enabled: true, hosts: [a.b]}, gatewayAPI: {enabled: true, parentRef: {name: edge}}".to_owned(), &[]),
        (
            "ingress: {enabled: true, hosts: [a.b]}, gatewayAPI: {enabled: true, parentRef: {name: edge}, proxyServiceName: p}".to_owned(),
            proxy,
        ),
    ];
    let rows: Vec<(&str, &[&str])> = rows.iter().map(|(text, wanted)| (text.as_str(), *wanted)).collect();
    table("internal-host-not-routed", &rows);
    // A file by itself may leave the switch or the hosts to another.
    let text = "global: {ingress: {hosts: [a.b], ingressGatewayServiceUrl: c}}\n";
    assert_eq!(lines("internal-host-not-routed", &alone(text)), url);
    let text = "global: {ingress: {enabled: true, ingressGatewayServiceUrl: c}}\n";
    assert!(lines("internal-host-not-routed", &alone(text)).is_empty());
}

#[test]
fn the_missing_host_is_added_behind_the_last() {
    let head = "global:\n  ingress:\n    enabled: true\n    ingressGatewayServiceUrl: http://c\n    hosts:";
    for (before, after) in [
        (" [a.b]\n", " [a.b, c]\n"),
        (" [ ]\n", " [c ]\n"),
        ("\n      - a.b # the edge\n    className: x\n", "\n      - a.b # the edge\n      - c\n    className: x\n"),
        ("\n    - 'a.b'", "\n    - 'a.b'\n    - c"),
    ] {
        let text = format!("{head}{before}");
        let finding = &found("internal-host-not-routed", &chain(&text))[0];
        assert_eq!(fixed(&text, finding), format!("{head}{after}"));
        assert!(found("internal-host-not-routed", &chain(&format!("{head}{after}"))).is_empty());
    }
    // Behind an alias stands the list of somebody else.
    let aliased = format!("x-hosts: &hosts [a.b]\n{head} *hosts\n");
    assert!(found("internal-host-not-routed", &chain(&aliased))[0].fix.is_none());
}

#[test]
fn partners_of_the_gateway_api() {
    let case = |gateway: &str, ingress: bool, envoy: bool| {
        alone(&format!(
            "global: {{ingress: {{enabled: {ingress}}}, gatewayAPI: {{{gateway}}}}}\nplatform: {{envoy-gateway: {{enabled: {envoy}}}}}\n"
        ))
    };
    let rule = "incomplete-gateway-api";
    assert_eq!(lines(rule, &case("enabled: true, create: true", false, true)), ["error global.ingress.enabled"]);
    assert_eq!(
        lines(rule, &case("enabled: true, create: true", true, false)),
        ["warning platform.envoy-gateway.enabled"]
    );
    assert_eq!(lines(rule, &case("enabled: true, create: false", true, true)), ["warning global.gatewayAPI.create"]);
    assert_eq!(lines(rule, &case("enabled: false", true, true)), ["info platform.envoy-gateway.enabled"]);
    assert!(lines(rule, &case("enabled: true, create: true", true, true)).is_empty());
    assert!(lines(rule, &case("enabled: true, create: false, parentRef: {name: edge}", true, false)).is_empty());
    assert!(lines(rule, &case("enabled: false", false, false)).is_empty());
    let old = Case { chart: Some("0.43.1".to_owned()), ..case("enabled: true", false, false) };
    assert!(lines(rule, &old).is_empty());
}

#[test]
fn dashboards_need_a_listener_of_their_own() {
    let case = |listeners: &str, domain: &str| {
        alone(&format!(
            "global: {{ngcustomdashboard: {{enabled: true}}, ingress: {{enabled: true}}, gatewayAPI: {{enabled: true, create: true, additionalListeners: {listeners}}}}}\n\
             platform: {{envoy-gateway: {{enabled: true}}, ng-custom-dashboards: {{config: {{lookerPubDomain: '{domain}'}}}}}}\n"
        ))
    };
    let listener = |name: &str, host: &str| format!("{{name: {name}, hostname: {host}}}");
    let missing = ["error global.gatewayAPI.additionalListeners"];
    for (listeners, wanted) in [
        ("[]".to_owned(), true),
        (format!("[{}]", listener("looker", "other.b")), true),
        (format!("[{}]", listener("http", "l.b")), true),
        (format!("[{}]", listener("https", "l.b")), true),
        (format!("[{}, {}]", listener("x", "l.b"), listener("x", "m.b")), true),
        ("[{hostname: l.b}]".to_owned(), true),
        (format!("[{}, {}]", listener("y", "m.b"), listener("looker", "L.b")), false),
    ] {
        let found = lines("incomplete-gateway-api", &case(&listeners, "l.b"));
        assert_eq!(found, if wanted { &missing[..] } else { &[] }, "{listeners}");
        // Without a domain it is `incomplete-looker-setup` that reports.
        assert!(lines("incomplete-gateway-api", &case(&listeners, "")).is_empty());
    }
}

#[test]
fn air_gaps() {
    let rule = "incomplete-airgap-setup";
    let registry = "error global.imageRegistry";
    let images = "info global.airgap";
    for (global, chart, wanted) in [
        ("airgap: true", "0.45.0", vec![registry, images]),
        ("airgap: 'true', imageRegistry: ''", "0.45.0", vec![images, registry]),
        ("airgap: true, imageRegistry: r.acme.internal", "0.45.0", vec![images]),
        ("airgap: true, imageRegistry: r.acme.internal", "0.37.0", vec![images]),
        ("airgap: true, imageRegistry: r.acme.internal", "0.36.0", vec![]),
        ("airgap: true, imageRegistry: r, ngcustomdashboard: {enabled: true}", "0.36.0", vec![images]),
        ("airgap: false", "0.45.0", vec![]),
        ("airgap: 'false'", "0.45.0", vec![]),
    ] {
        let case = Case { chart: Some(chart.to_owned()), ..alone(&format!("global: {{{global}}}\n")) };
        let (mut found, mut wanted) = (lines(rule, &case), wanted);
        found.sort();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{global} {chart}");
    }
    let named = |case: &Case| found(rule, case).iter().map(|finding| finding.message.clone()).collect::<String>();
    let mut case = alone("global: {airgap: true, imageRegistry: r}\n");
    let all = ["busybox:1.37.0", "helm-init-container:1.9.0", "pg-upgrader:14-to-16", "postgresql:16.14-bookworm"];
    assert!(all.iter().all(|image| named(&case).contains(image)) && !named(&case).contains("looker"));
    case.chart = Some("0.42.0".to_owned());
    assert!(named(&case).contains(all[0]) && !named(&case).contains(all[2]) && !named(&case).contains(all[3]));
    case.chart = None;
    case.declared.surroundings.first_install = Some(true);
    assert!(!named(&case).contains(all[0]) && named(&case).contains(all[1]));
    case.declared.surroundings.copied_images = all.iter().map(|image| format!("r.acme.internal/x/{image}")).collect();
    assert!(lines(rule, &case).is_empty());
}
