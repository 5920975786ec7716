//! `smpgen charts`: the chart versions, or what is in one.

use serde_json::{Value, json};

use super::Status;
use super::output::Console;
use crate::args::{Charts, Format};
use crate::catalog::Catalog;
use crate::catalog::erratum::Erratum;
use crate::catalog::version::ChartVersion;
use crate::error::Result;
use crate::plan::{self, ErrataChoice, Request};
use crate::report::table::{Align, table};

pub fn run(catalog: &Catalog, args: &Charts, console: &mut Console) -> Result<Status> {
    match &args.version {
        Some(version) => show(catalog, &catalog.chart_version(version)?, args.format, console),
        None => list(catalog, args.format, console),
    }
}

/// Number of charts in a version, not counting the stores and parts of `bootstrap`.
fn service_count(catalog: &Catalog, version: &ChartVersion) -> usize {
    let services = catalog.modules.iter().flat_map(|module| &module.services);
    services.filter(|service| service.is_chart() && service.versions.contains(version)).count()
}

fn list(catalog: &Catalog, format: Format, console: &mut Console) -> Result<Status> {
    let mut rows = Vec::new();
    let mut before: Option<Vec<Value>> = None;
    for release in &catalog.releases {
        let sizes = shipped_sizes(catalog, &release.version)?;
        let changed = before.as_ref().is_none_or(|before| *before != sizes);
        before = Some(sizes);
        rows.push((release, service_count(catalog, &release.version), changed));
    }
    if format == Format::Table {
        let cells = |(release, services, changed): &(&crate::catalog::Release, usize, bool)| {
            let mark = if *changed { "changed" } else { "" };
            vec![release.version.to_string(), release.date.clone(), services.to_string(), mark.to_owned()]
        };
        let head =
            [("chart", Align::Left), ("released", Align::Left), ("services", Align::Right), ("profiles", Align::Left)];
        console.data(&table(&head, &rows.iter().map(cells).collect::<Vec<_>>()))?;
    } else {
        let item = |(release, services, changed): &(&crate::catalog::Release, usize, bool)| json!({"chart_version": release.version, "date": release.date, "services": services, "profiles_changed": changed});
        console.structured(format, &json!({"version": 1, "charts": rows.iter().map(item).collect::<Vec<_>>()}))?;
    }
    Ok(Status::Clean)
}

/// What the four profiles of `version` set, as shipped.
fn shipped_sizes(catalog: &Catalog, version: &ChartVersion) -> Result<Vec<Value>> {
    let values = |profile| {
        let request = Request {
            profile,
            chart_version: version.clone(),
            modules: Vec::new(),
            errata: ErrataChoice::None,
            storage: Vec::new(),
        };
        plan::plan(catalog, &request).map(|plan| Value::Object(plan.values))
    };
    catalog.profiles.iter().map(values).collect()
}

fn show(catalog: &Catalog, version: &ChartVersion, format: Format, console: &mut Console) -> Result<Status> {
    let modules: Vec<_> = catalog.modules.iter().filter(|module| module.exists_in(version)).collect();
    let sized = |service: &crate::catalog::module::Service| {
        service.sizing.as_ref().is_some_and(|sizing| sizing.holds_for(version, &service.versions))
    };
    if format == Format::Table {
        let mut rows = Vec::new();
        for module in &modules {
            for service in module.services.iter().filter(|service| service.versions.contains(version)) {
                let flags: Vec<String> = [module.flag(version), service.flag(version)].into_iter().flatten().collect();
                rows.push(vec![
                    format!("{}.{}", module.name, service.name),
                    if sized(service) { "yes" } else { "no" }.to_owned(),
                    if flags.is_empty() { "always".to_owned() } else { flags.join(" and ") },
                    service.versions.to_string(),
                ]);
            }
        }
        let head = [
            ("service", Align::Left),
            ("sized", Align::Left),
            ("switched on by", Align::Left),
            ("in chart", Align::Left),
        ];
        let count = match service_count(catalog, version) {
            1 => "1 service".to_owned(),
            count => format!("{count} services"),
        };
        let errata = errata_text(catalog, version);
        console.data(&format!("Chart {version}: {count}.\n\n{}\n{errata}", table(&head, &rows)))?;
        return Ok(Status::Clean);
    }
    let item = |module: &&crate::catalog::module::Module| {
        let services = module.services.iter().filter(|service| service.versions.contains(version));
        let services: Vec<Value> = services
            .map(|service| {
                json!({
                    "service": service.name, "flag": service.flag(version), "sized": sized(service),
                    "chart": service.is_chart(), "versions": service.versions.to_string(),
                })
            })
            .collect();
        json!({"module": module.name, "flag": module.flag(version), "services": services})
    };
    let modules: Vec<Value> = modules.iter().map(item).collect();
    let document = json!({
        "version": 1, "chart_version": version, "services": service_count(catalog, version), "modules": modules,
        "errata": errata(catalog, version),
    });
    console.structured(format, &document)?;
    Ok(Status::Clean)
}

fn errata_text(catalog: &Catalog, version: &ChartVersion) -> String {
    let errata = catalog.errata_in(version);
    if errata.is_empty() {
        return "No errata: nothing in the profiles of this version is corrected.\n".to_owned();
    }
    let row = |(erratum, profiles): (&Erratum, Vec<&str>)| {
        let chosen = erratum.chosen.as_ref().map(|how| format!(" (we chose {how})")).unwrap_or_default();
        vec![
            erratum.id.clone(),
            if erratum.default { "on" } else { "off" }.to_owned(),
            profiles.join(", "),
            format!("{}{chosen}", erratum.reason),
        ]
    };
    let head = [("erratum", Align::Left), ("default", Align::Left), ("profiles", Align::Left), ("reason", Align::Left)];
    let rows: Vec<Vec<String>> = errata.into_iter().map(row).collect();
    format!(
        "Errata: corrections of the profiles that this version ships. Those that are off need --errata.\n\n{}",
        table(&head, &rows)
    )
}

fn errata(catalog: &Catalog, version: &ChartVersion) -> Vec<Value> {
    let item = |(erratum, profiles): (&Erratum, Vec<&str>)| {
        json!({
            "id": erratum.id, "default": erratum.default, "profiles": profiles,
            "reason": erratum.reason, "chosen": erratum.chosen, "source": erratum.source,
        })
    };
    catalog.errata_in(version).into_iter().map(item).collect()
}
