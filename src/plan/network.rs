//! How the platform is reached: its address, and who routes to it.

use super::address::{self, Address};
use super::draft::Draft;
use super::names;
use crate::catalog::version::ChartVersion;
use crate::error::quoted;
use crate::spec::Spec;
use crate::spec::network::{NetworkSpec, Route};
use crate::spec::problem::Problem;

/// The first chart with Envoy Gateway.
const GATEWAY_API_SINCE: (u64, u64) = (0, 44);
/// The class that the bundled controller serves.
const BUNDLED_CLASS: &str = "harness";
/// The Secret that the chart takes the certificate from, where none is named.
const TLS_SECRET: &str = "harness-cert";
/// The Service of the proxy that Envoy Gateway makes. Services of the platform call each other through it.
const PROXY: &str = "envoy-gateway-proxy-envoy-gateway";
/// Where Istio looks for certificates, where the spec names no gateway.
const ISTIO_NAMESPACE: &str = "istio-system";

/// What in the spec contradicts itself, the route or the chart version.
pub fn problems(spec: &Spec, version: &ChartVersion) -> Vec<Problem> {
    let Some(network) = &spec.network else { return Vec::new() };
    let mut out = Vec::new();
    let address = match address::parse("network.url", &network.url) {
        Ok(address) => Some(address),
        Err(problem) => {
            out.push(problem);
            None
        }
    };
    for (index, host) in network.hosts.iter().enumerate() {
        let path = format!("network.hosts[{index}]");
        out.extend(address::host_name(&path, host.strip_prefix("*.").unwrap_or(host)));
    }
    out.extend(foreign_keys(network));
    if let Some(address) = &address {
        out.extend(tls(network, address));
        out.extend(route(network, address, version));
    }
    out
}

/// Keys that the route does not use: what they say would be lost.
fn foreign_keys(network: &NetworkSpec) -> Vec<Problem> {
    let route = network.route;
    let is_ingress = route == Route::Ingress;
    let mut out = Vec::new();
    let mut only = |is_set: bool, key: &str, for_route: Route| {
        if is_set && route != for_route {
            let message = format!("is for route {}, and the route is {}", word(for_route), word(route));
            out.push(Problem::at(&format!("network.{key}"), message).help("leave it out, or choose that route"));
        }
    };
    only(network.class_name.is_some(), "className", Route::Ingress);
    only(network.bundled_controller.is_some(), "bundledController", Route::Ingress);
    only(network.load_balancer_ip.is_some(), "loadBalancerIp", Route::Ingress);
    only(network.istio_gateway.is_some(), "istioGateway", Route::Istio);
    if route == Route::External {
        for (is_set, key) in [(network.tls_secret.is_some(), "tlsSecret"), (!network.hosts.is_empty(), "hosts")] {
            if is_set {
                let message = "has no effect: with route external the chart makes no route, so it needs no hosts and no certificate";
                out.push(Problem::at(&format!("network.{key}"), message));
            }
        }
    }
    if is_ingress && network.load_balancer_ip.is_some() && !is_bundled(network) {
        out.push(
            Problem::at("network.loadBalancerIp", "is the address of the bundled controller, which is not installed")
                .help("set it on the controller that serves the class, or write `bundledController: true`"),
        );
    }
    if is_ingress && network.bundled_controller == Some(false) && class(network) == BUNDLED_CLASS {
        out.push(
            Problem::at("network.bundledController", "nothing else serves the class `harness`")
                .help("name the class of your own controller in `className`"),
        );
    }
    if is_ingress && network.bundled_controller == Some(true) && class(network) != BUNDLED_CLASS {
        out.push(
            Problem::at(
                "network.bundledController",
                format!("the bundled controller serves the class `harness`, not {}", quoted(class(network))),
            )
            .help("leave `className` out, or write `bundledController: false`"),
        );
    }
    out.extend(network.class_name.as_ref().and_then(|name| names::object("network.className", name)));
    out.extend(
        network
            .load_balancer_ip
            .as_ref()
            .filter(|ip| ip.parse::<core::net::IpAddr>().is_err())
            .map(|ip| Problem::at("network.loadBalancerIp", format!("{} is no IP address", quoted(ip)))),
    );
    out.extend(network.istio_gateway.as_ref().filter(|name| gateway(name).is_none()).map(|name| {
        Problem::at("network.istioGateway", format!("{} does not name a gateway", quoted(name)))
            .help("write namespace and name, such as istio-system/public")
    }));
    out.extend(network.tls_secret.as_ref().and_then(|name| names::secret("network.tlsSecret", name).err()));
    out
}

fn tls(network: &NetworkSpec, address: &Address) -> Vec<Problem> {
    let mut out = Vec::new();
    if network.tls_secret.is_some() && !address.https {
        out.push(
            Problem::at("network.tlsSecret", "is a certificate, and `network.url` is http")
                .help("write https in `network.url`, or leave `tlsSecret` out"),
        );
    }
    if network.tls_terminated_outside == Some(true) && !address.https {
        out.push(
            Problem::at("network.tlsTerminatedOutside", "there is no TLS to end: `network.url` is http")
                .help("write https in `network.url`: it is the address that people use"),
        );
    }
    if network.tls_terminated_outside == Some(true) && network.tls_secret.is_some() {
        out.push(
            Problem::at("network.tlsSecret", "has no effect: TLS ends in front of the cluster")
                .help("leave it out, or leave `tlsTerminatedOutside` out"),
        );
    }
    out
}

fn route(network: &NetworkSpec, address: &Address, version: &ChartVersion) -> Vec<Problem> {
    let mut out = Vec::new();
    match network.route {
        Route::GatewayApi => {
            if version.minor_line() < GATEWAY_API_SINCE {
                out.push(
                    Problem::at("network.route", format!("chart {version} has no Gateway API: it came with 0.44.0"))
                        .help("choose route ingress or istio, or a newer chart"),
                );
            }
            if address.is_ip() {
                out.push(
                    Problem::at(
                        "network.url",
                        "with route gateway-api an IP address reaches nothing: routes match host names",
                    )
                    .help("use a name, such as one below sslip.io that holds the address"),
                );
            }
        }
        Route::Istio if network.istio_gateway.is_none() && (!address.https || ends_outside(network)) => out.push(
            Problem::at("network.istioGateway", "the gateway that the chart makes serves https only, on port 443")
                .help("name a gateway of your own that serves http, such as istio-system/public"),
        ),
        _ => {}
    }
    out
}

/// Sets the address and the route.
pub fn set(draft: &mut Draft, network: &NetworkSpec, namespace: &str) -> Result<(), Problem> {
    let address = address::parse("network.url", &network.url)?;
    draft.explain(
        "global.loadbalancerURL",
        network.url.as_str(),
        &["Services use it as it stands, so it ends without a slash."],
    );
    match network.route {
        Route::Ingress => ingress(draft, network, &address, namespace),
        Route::GatewayApi => gateway_api(draft, network, &address, namespace),
        Route::Istio => istio(draft, network, &address),
        Route::External => draft.need(
            "Network",
            vec![format!("Something outside this chart routes {} to the services of the platform.", network.url)],
            Vec::new(),
        ),
    }
    Ok(())
}

fn ingress(draft: &mut Draft, network: &NetworkSpec, address: &Address, namespace: &str) {
    draft.set("global.ingress.enabled", true);
    draft.set("global.ingress.className", class(network));
    // A rule of an Ingress cannot name an IP address: one without a host takes every request.
    let hosts = if address.is_ip() { with_more(vec![String::new()], network) } else { hosts(network, address) };
    draft.set("global.ingress.hosts", hosts);
    ingress_tls(draft, network, address, namespace);
    if !is_bundled(network) {
        let class = class(network);
        draft.need(
            "Network",
            vec![format!("An ingress controller serves the class `{class}`.")],
            vec![format!("kubectl get ingressclass {class}")],
        );
        return;
    }
    let nginx = "platform.bootstrap.networking.nginx";
    draft.set(&format!("{nginx}.create"), true);
    draft.set(&format!("{nginx}.loadBalancerEnabled"), true);
    if let Some(ip) = &network.load_balancer_ip {
        draft.set(&format!("{nginx}.loadBalancerIP"), ip.as_str());
    }
    draft.set("platform.bootstrap.networking.defaultbackend.create", true);
    let points = match address.is_ip() {
        true => format!("The cluster gives a Service of type LoadBalancer the address {}.", address.host),
        false => format!(
            "The cluster has load balancers for Services, and {} leads to the one of the ingress controller.",
            address.host
        ),
    };
    draft.need("Network", vec![points], vec![format!("kubectl get service harness-ingress-controller -n {namespace}")]);
}

fn gateway_api(draft: &mut Draft, network: &NetworkSpec, address: &Address, namespace: &str) {
    draft.explain(
        "global.ingress.enabled",
        true,
        &["Also with the Gateway API: the chart makes its routes only where this is true."],
    );
    let mut hosts = hosts(network, address);
    hosts.push(PROXY.to_owned());
    draft.explain(
        "global.ingress.hosts",
        hosts,
        &["The last one is for services that call each other through the proxy."],
    );
    draft.set("global.ingress.ingressGatewayServiceUrl", format!("http://{PROXY}"));
    ingress_tls(draft, network, address, namespace);
    draft.set("global.gatewayAPI.enabled", true);
    draft.set("global.gatewayAPI.create", true);
    draft.set("platform.envoy-gateway.enabled", true);
    draft.explain(
        "platform.envoy-gateway.deployCRDsJob.enabled",
        true,
        &["Keep it true afterwards too: it installs the kinds that the routes are made of."],
    );
    draft.need(
        "Network",
        vec![
            format!("The cluster has load balancers for Services, and {} leads to the one of `{PROXY}`.", address.host),
            "Coming from NGINX, upgrade twice: first with `global.gatewayAPI.enabled: false`, then with this file as it is."
                .to_owned(),
            "Annotations of the NGINX Service do not carry over to the Service of the proxy.".to_owned(),
        ],
        vec![format!("kubectl get service {PROXY} -n {namespace}")],
    );
}

fn istio(draft: &mut Draft, network: &NetworkSpec, address: &Address) {
    draft.set("global.istio.enabled", true);
    let hosts = if address.is_ip() { with_more(vec!["*".to_owned()], network) } else { hosts(network, address) };
    draft.set("global.istio.hosts", hosts.clone());
    draft.set("global.istio.virtualService.hosts", hosts);
    let mut needs = vec!["Istio is installed.".to_owned()];
    let mut commands = Vec::new();
    if let Some(name) = &network.istio_gateway {
        draft.explain(
            "global.istio.gateway.create",
            false,
            &["The chart names a gateway of others only where it makes none itself."],
        );
        draft.set("global.istio.virtualService.gateways", vec![name.as_str()]);
        needs.push(format!("The gateway `{name}` serves {}.", network.url));
        if let Some((namespace, name)) = gateway(name) {
            commands.push(format!("kubectl get gateways.networking.istio.io {name} -n {namespace}"));
        }
        draft.need("Network", needs, commands);
        return;
    }
    draft.need("Network", needs, commands);
    let secret = tls_secret(network);
    draft.set("global.istio.tls.credentialName", secret);
    certificate(draft, secret, ISTIO_NAMESPACE, "in the namespace where the pods of Istio's ingress gateway run");
}

/// The part that Ingress and Gateway API share.
fn ingress_tls(draft: &mut Draft, network: &NetworkSpec, address: &Address, namespace: &str) {
    if !address.https || ends_outside(network) {
        let why = if address.https { "TLS ends in front of the cluster." } else { "The address is http." };
        draft.explain("global.ingress.tls.enabled", false, &[why]);
        return;
    }
    let secret = tls_secret(network);
    draft.set("global.ingress.tls.enabled", true);
    draft.set("global.ingress.tls.secretName", secret);
    certificate(draft, secret, namespace, "in the namespace of the release");
}

fn certificate(draft: &mut Draft, secret: &str, namespace: &str, place: &str) {
    draft.need(
        "Certificate",
        vec![format!("The Secret `{secret}` of type tls holds certificate and key, {place}.")],
        vec![format!("kubectl create secret tls {secret} -n {namespace} --cert=<file with the certificate> --key=<file with its key>")],
    );
}

/// The host of the address, then the further ones, each once.
fn hosts(network: &NetworkSpec, address: &Address) -> Vec<String> {
    with_more(vec![address.host.clone()], network)
}

fn with_more(mut hosts: Vec<String>, network: &NetworkSpec) -> Vec<String> {
    for host in &network.hosts {
        if !hosts.contains(host) {
            hosts.push(host.clone());
        }
    }
    hosts
}

fn class(network: &NetworkSpec) -> &str {
    network.class_name.as_deref().unwrap_or(BUNDLED_CLASS)
}

fn is_bundled(network: &NetworkSpec) -> bool {
    network.bundled_controller.unwrap_or_else(|| class(network) == BUNDLED_CLASS)
}

fn ends_outside(network: &NetworkSpec) -> bool {
    network.tls_terminated_outside == Some(true)
}

fn tls_secret(network: &NetworkSpec) -> &str {
    network.tls_secret.as_deref().unwrap_or(TLS_SECRET)
}

/// Namespace and name of a gateway.
fn gateway(text: &str) -> Option<(&str, &str)> {
    let (namespace, name) = text.split_once('/')?;
    let good = |name: &str| names::object("", name).is_none();
    (good(namespace) && good(name)).then_some((namespace, name))
}

fn word(route: Route) -> &'static str {
    match route {
        Route::Ingress => "ingress",
        Route::Istio => "istio",
        Route::GatewayApi => "gateway-api",
        Route::External => "external",
    }
}
