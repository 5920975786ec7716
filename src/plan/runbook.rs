//! The order of things when the sites of a warm standby change places.

use serde::Serialize;

use crate::catalog::Catalog;
use crate::catalog::failover::{Failover, ProviderFailover, StoreFailover};
use crate::spec::network::Route;
use crate::spec::problem::Problem;
use crate::spec::{RecoverySpec, Spec, StandbyMode};

/// What a failover moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Application and databases: what a lost region needs.
    WithDatabases,
    /// The application alone, which then talks to its databases across regions.
    ApplicationOnly,
}

/// One of the two sites, with the commands that are for it.
#[derive(Clone, Debug)]
pub struct Side {
    /// `primary` or `standby`, whichever of them serves.
    pub name: String,
    pub region: Option<String>,
    /// `kubectl --context eu -n harness`
    pub kubectl: String,
    /// The helm command that makes it serve.
    pub serve: String,
    /// The helm command that makes it wait, where there is one.
    pub wait: Option<String>,
}

/// What a runbook is asked for.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    pub spec: &'a Spec,
    pub recovery: Option<&'a RecoverySpec>,
    pub mode: StandbyMode,
    pub scope: Scope,
    /// Whether this is the way back.
    pub back: bool,
    /// The site that serves now.
    pub from: Side,
    /// The site that takes over.
    pub to: Side,
    /// The command that compares the sites, and the one that prints the runbook of the way back (or forth).
    pub compare: String,
    pub other_way: String,
}

/// A runbook, ready to be printed.
#[derive(Clone, Debug, Serialize)]
pub struct Runbook {
    pub title: String,
    pub facts: Vec<(String, String)>,
    pub notes: Vec<String>,
    pub sections: Vec<Section>,
}

/// One part of it.
#[derive(Clone, Debug, Serialize)]
pub struct Section {
    pub title: String,
    pub steps: Vec<Step>,
}

/// One thing to do.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Step {
    /// What to do, in Markdown, on one line.
    pub text: String,
    pub commands: Vec<String>,
    /// Whether it cannot be undone.
    pub irreversible: bool,
}

impl Step {
    fn new(text: impl Into<String>) -> Step {
        Step { text: text.into(), ..Step::default() }
    }

    fn run<const N: usize>(text: impl Into<String>, commands: [String; N]) -> Step {
        Step { text: text.into(), commands: commands.to_vec(), irreversible: false }
    }
}

/// The runbook for `request`.
///
/// # Errors
/// A store whose provider has no row in the catalog.
pub fn runbook(catalog: &Catalog, request: &Request) -> Result<Runbook, Problem> {
    let stores = stores(catalog, request.spec)?;
    let known = catalog.failover()?;
    let sections = vec![
        before(request, &stores),
        cut(request),
        databases(request, &stores),
        activate(request),
        wait(request),
        route(request),
        after(request),
        back(request, &stores),
        rehearse(request, known),
    ];
    let what = match request.scope {
        Scope::WithDatabases => "application and databases",
        Scope::ApplicationOnly => "application only",
    };
    let way = if request.back { "Failback" } else { "Failover" };
    Ok(Runbook {
        title: format!("{way} of the Harness Self-Managed Platform: {what}"),
        facts: facts(request, &stores),
        notes: notes(request, known),
        sections,
    })
}

type Stores<'c> = Vec<(&'c StoreFailover, &'c str, &'c ProviderFailover)>;

fn stores<'c>(catalog: &'c Catalog, spec: &Spec) -> Result<Stores<'c>, Problem> {
    let all = &spec.datastores;
    let version = spec.chart_version.as_ref().unwrap_or(catalog.newest());
    // TimescaleDB left the chart with 0.37.0; from then on PostgreSQL holds its data.
    let timescale = all.timescaledb.as_ref().filter(|_| version.minor_line() < (0, 37));
    let named = [
        ("mongo", &all.mongo.provider),
        ("postgres", &all.postgres.provider),
        ("redis", &all.redis.provider),
        ("timescaledb", timescale.map_or(&None, |store| &store.provider)),
        ("objectStorage", &all.object_storage.provider),
    ];
    let mut out = Vec::new();
    for (store, provider) in named {
        let Some(provider) = provider else { continue };
        let found = catalog.failover()?.stores.get(store);
        let row = found.and_then(|store| Some((store, store.providers.get_key_value(provider)?)));
        let Some((store, (name, row))) = row else {
            let message = format!("smpgen knows no way to move `{provider}` to another site");
            return Err(Problem::at(&format!("datastores.{store}.provider"), message));
        };
        out.push((store, name.as_str(), row));
    }
    Ok(out)
}

fn named(side: &Side) -> String {
    match &side.region {
        Some(region) => format!("the {} ({region})", side.name),
        None => format!("the {}", side.name),
    }
}

fn facts(request: &Request, stores: &Stores) -> Vec<(String, String)> {
    let fact = |name: &str, value: String| (name.to_owned(), value);
    let target = |text: Option<&String>| text.map_or("not stated in smp.yaml (`recovery`)".to_owned(), String::clone);
    let recovery = request.recovery;
    let mut out = vec![
        fact("From", named(&request.from)),
        fact("To", named(&request.to)),
        fact("Standby waits as", request.mode.word().to_owned()),
    ];
    out.extend(stores.iter().map(|(store, provider, _)| (store.title.clone(), (*provider).to_owned())));
    out.push(fact("Target: time to recover (RTO)", target(recovery.and_then(|recovery| recovery.rto.as_ref()))));
    out.push(fact("Target: data that may be lost (RPO)", target(recovery.and_then(|recovery| recovery.rpo.as_ref()))));
    out
}

fn notes(request: &Request, known: &Failover) -> Vec<String> {
    let mut out = vec![
        format!("The targets are yours. {}", known.vendor.failover),
        "Steps marked **cannot be undone** need the word of whoever answers for the data.".to_owned(),
    ];
    if request.mode == StandbyMode::DrFlags {
        out.push("The documented values `global.dr.*` are in the commands. No chart that is public reads them, so the standby may run pods against the same databases while it waits: go by what `kubectl get pods` shows there.".to_owned());
    }
    out
}

fn before(request: &Request, stores: &Stores) -> Section {
    let Request { from, to, .. } = request;
    let hash = |side: &Side| format!("{} get secret harness-secrets -o jsonpath='{{.data}}' | sha256sum", side.kubectl);
    let mut steps = vec![
        Step::run("Both sites are the same installation. The command ends with status 0.", [request.compare.clone()]),
        Step::run(
            format!("{} answers, and its nodes are ready.", capital(&named(to))),
            [format!("{} get nodes", to.kubectl), format!("{} get deployments,pods", to.kubectl)],
        ),
        Step::run(
            "The Secrets that the chart generates are the same at both sites: what one encrypted, the other must read. \
             Both lines show the same sum. Where the other cluster is lost, compare with the copy you keep.",
            [hash(from), hash(to)],
        ),
    ];
    for (store, provider, row) in stores {
        let whose = if row.own { " (of the provider, not of the platform's documentation)" } else { "" };
        steps.push(Step::new(format!("{} ({provider}) is in step{whose}. {}", store.title, row.check)));
    }
    steps.push(Step::new(match request.scope {
        Scope::WithDatabases => "Somebody has decided that the databases move too: from then on the way back is a failover of its own.",
        Scope::ApplicationOnly => "The databases at the old side are up, and stay there. Where they are not, this runbook is the wrong one: take the one with the databases.",
    }));
    section("Before", steps)
}

fn cut(request: &Request) -> Section {
    let from = &request.from;
    let who = named(from);
    let mut steps = vec![Step::run(
        format!(
            "Cut the traffic to {who} first, so that both clusters never write at the same time: take it out of DNS or of the load balancer in front. These are its addresses."
        ),
        [format!("{} get ingress,services", from.kubectl)],
    )];
    let scaled = format!("{} scale deployment,statefulset --all --replicas=0", from.kubectl);
    match &from.wait {
        Some(wait) => steps.push(Step::run(
            format!("Take {who} down: every service without a pod. Releases, Secrets and volumes stay, and the same files without the last one bring it back."),
            [wait.clone()],
        )),
        None => steps.push(Step::run(
            format!("Take {who} down: every workload without a pod. An autoscaler leaves a workload alone that has none. Releases, Secrets and volumes stay."),
            [scaled],
        )),
    }
    steps.push(Step::run(
        "No pod of the platform is left. Jobs that have ended may be.",
        [format!("{} get pods", from.kubectl)],
    ));
    steps.push(Step::new(format!(
        "If {who} cannot be reached, keep it from writing when it comes back: take the databases' users away from it, or its network. Then go on."
    )));
    steps.push(Step::new(
        "The documentation removes the old side with `helm uninstall` instead. That **cannot be undone**: generated Secrets go with it. It is not needed here.",
    ));
    section("Cut traffic and stop the old side", steps)
}

fn databases(request: &Request, stores: &Stores) -> Section {
    if request.scope == Scope::ApplicationOnly {
        return section(
            "The databases stay",
            vec![
                Step::new(
                    "Promote nothing. The application will reach its databases across regions, with the latency of that way for every query.",
                ),
                Step::new("Every host of a datastore answers from the cluster that takes over."),
            ],
        );
    }
    let mut steps = vec![Step::new("In this order, each before the next. Nothing of the platform runs meanwhile.")];
    for (store, provider, row) in stores {
        if request.back {
            steps.push(Step {
                text: format!("**{}** ({provider}): {}", store.title, row.back),
                commands: Vec::new(),
                irreversible: row.back_irreversible,
            });
            continue;
        }
        for step in &row.promote {
            steps.push(Step {
                text: format!("**{}** ({provider}): {}", store.title, step.action),
                commands: Vec::new(),
                irreversible: step.irreversible,
            });
        }
    }
    steps.push(Step::new("Every host of a datastore in smp.yaml now leads to a server that takes writes, from the cluster that takes over."));
    section(if request.back { "Move the databases back" } else { "Promote the databases" }, steps)
}

fn activate(request: &Request) -> Section {
    let to = &request.to;
    let mut steps = Vec::new();
    if request.mode == StandbyMode::DrFlags {
        // Helm sets the number of pods only where no autoscaler has it; an autoscaler leaves 0 alone.
        steps.push(Step::run(
            format!(
                "Where {} was scaled to 0 by an earlier runbook: autoscalers leave 0 alone. One pod each wakes them up; helm sets the other numbers.",
                named(to)
            ),
            [format!("{} scale deployment,statefulset --all --replicas=1", to.kubectl)],
        ));
    }
    steps.push(Step::run(
        format!("Make {} serve. These are the files that were rendered; the order counts.", named(to)),
        [to.serve.clone()],
    ));
    section("Activate", steps)
}

fn wait(request: &Request) -> Section {
    let kubectl = &request.to.kubectl;
    let mut steps = vec![Step::run(
        "Wait until every Deployment is available. The command has no time limit of its own: yours is the target above.",
        [format!("{kubectl} wait deployment --all --for=condition=Available --timeout=-1s")],
    )];
    if request.mode == StandbyMode::ZeroPods {
        steps.push(Step::run(
            "No workload is left at 0, and no autoscaler shows `ScalingDisabled`: one whose workload has 0 replicas does nothing.",
            [format!("{kubectl} get deployments,statefulsets,hpa")],
        ));
    }
    steps.push(Step::run("No pod restarts again and again.", [format!("{kubectl} get pods")]));
    section("Wait", steps)
}

fn route(request: &Request) -> Section {
    let to = &request.to;
    let network = request.spec.network.as_ref();
    let objects = match network.map(|network| network.route).unwrap_or_default() {
        Route::Istio => "virtualservices,services",
        Route::GatewayApi => "gateways,httproutes,services",
        Route::Ingress | Route::External => "ingress,services",
    };
    let url = network.map_or("the platform's address".to_owned(), |network| format!("`{}`", network.url));
    section(
        "Route traffic",
        vec![
            Step::run(format!("These are the addresses of {}.", named(to)), [format!("{} get {objects}", to.kubectl)]),
            Step::new(format!(
                "Lead {url} to them, in DNS or in the load balancer in front. Delegates keep their address and come by themselves."
            )),
        ],
    )
}

fn after(request: &Request) -> Section {
    let (from, to) = (&request.from, &request.to);
    section(
        "After",
        vec![
            Step::new(
                "Somebody signs in; the newest pipeline execution from before is there; a new one runs to its end; its log can be read.",
            ),
            Step::new("Delegates are connected."),
            Step::run(format!("{} still has no pods.", capital(&named(from))), [format!("{} get pods", from.kubectl)]),
            Step::run(
                format!("Warnings at {} say nothing new.", named(to)),
                [format!("{} get events --field-selector type=Warning", to.kubectl)],
            ),
            Step::new(
                "Note when traffic stopped and when it came back, and what was lost: these are your own figures for the targets.",
            ),
        ],
    )
}

fn back(request: &Request, stores: &Stores) -> Section {
    let mut steps = Vec::new();
    let databases = request.scope == Scope::WithDatabases && !request.back;
    if databases {
        steps.push(Step::new("The documentation does not describe the way back. It is a failover in the other direction, once the databases are replicated again:"));
        for (store, provider, row) in stores {
            steps.push(Step::new(format!("**{}** ({provider}): {}", store.title, row.back)));
        }
    }
    let what = if request.back { "The runbook of the next failover:" } else { "The runbook of the way back:" };
    steps.push(Step::run(what, [request.other_way.clone()]));
    if let (Some(wait), true) = (&request.from.wait, request.back) {
        steps.push(Step::run(
            format!("{} waits again. The command is the one that took it down.", capital(&named(&request.from))),
            [wait.clone()],
        ));
    }
    section(if request.back { "The standby waits again" } else { "Failback" }, steps)
}

fn rehearse(request: &Request, known: &Failover) -> Section {
    let recovery = request.recovery;
    let cadence = |text: Option<&String>, what: &str| match text {
        Some(text) => Step::new(format!("{what}: {text}.")),
        None => Step::new(format!("{what}: not stated in smp.yaml (`recovery`).")),
    };
    let traffic = recovery.and_then(|recovery| recovery.traffic_rehearsal.as_ref());
    let database = recovery.and_then(|recovery| recovery.database_rehearsal.as_ref());
    section(
        "Rehearse",
        vec![
            cadence(traffic, "Traffic (the application alone)"),
            cadence(database, "Databases too"),
            Step::new(known.vendor.rehearsal.clone()),
        ],
    )
}

fn section(title: &str, steps: Vec<Step>) -> Section {
    Section { title: title.to_owned(), steps }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}
