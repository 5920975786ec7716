//! `smpgen recommend`: the profile for a load, what decided, and how much room is left; with what is needed beside it,
//! the reference architecture.

use serde_json::{Map, Value, json};

use super::output::Console;
use super::{Status, load};
use crate::args::{Format, NeedFlags, Recommend};
use crate::catalog::Catalog;
use crate::catalog::profile::{Choice, Dimension, Load, Profile, choose};
use crate::error::Result;
use crate::plan::advice::{Advice, Needs, advise};
use crate::report::table::{Align, table};

pub fn run(catalog: &Catalog, args: &Recommend, console: &mut Console) -> Result<Status> {
    let load = load::parse(&args.users, &args.ci, &args.cd)?;
    let choice = load::smallest(catalog, &load)?;
    let Some(needs) = needs(&args.needs) else {
        let why = load::why(&choice, &load);
        match args.format {
            Format::Table => console.data(&text(&choice, &load, &why))?,
            format => console.structured(format, &Value::Object(data(&choice, &load)))?,
        }
        return Ok(Status::Clean);
    };
    let advice = advise(catalog.architectures()?, needs, choice.profile);
    let fitting: Vec<Profile> = match advice.architecture {
        Some(one) => catalog.profiles.iter().filter(|profile| one.profiles.contains(&profile.name)).cloned().collect(),
        None => Vec::new(),
    };
    // An architecture may ask for a larger profile than the load does.
    let raised = choose(&fitting, &load).ok().filter(|raised| raised.profile.name != choice.profile.name);
    let why = match (&raised, advice.architecture) {
        (Some(_), Some(one)) => format!("the smallest profile that goes with {}", one.id),
        _ => load::why(&choice, &load),
    };
    let choice = raised.as_ref().unwrap_or(&choice);
    if args.format == Format::Table {
        console.data(&format!("{}\n{}", text(choice, &load, &why), architecture_text(&advice)))?;
        return Ok(Status::Clean);
    }
    let mut map = data(choice, &load);
    let chosen = advice.architecture.map(|one| json!({"id": one.id, "title": one.title, "audience": one.audience}));
    map.insert("architecture".to_owned(), json!(chosen));
    map.insert("fell_out".to_owned(), json!(advice.fell_out));
    console.structured(args.format, &Value::Object(map))?;
    Ok(Status::Clean)
}

/// What the flags say; none where none is there, and the answer is about the load alone.
fn needs(flags: &NeedFlags) -> Option<Needs> {
    let needs = Needs {
        production: flags.production,
        ha: flags.need_ha,
        can_run_databases: flags.can_run_databases,
        cloud_databases: flags.cloud_databases,
        dr: flags.need_dr,
    };
    (needs != Needs::default()).then_some(needs)
}

fn text(choice: &Choice, load: &Load, why: &str) -> String {
    let profile = choice.profile;
    let row = |dimension: Dimension| {
        let (asked, limit) = (load.get(dimension), profile.load.get(dimension));
        let mut row = vec![dimension.words().to_owned(), asked.to_string(), limit.to_string()];
        row.push((limit - asked).to_string());
        row.extend(choice.next.map(|next| next.load.get(dimension).to_string()));
        row
    };
    let mut head = vec![
        ("", Align::Left),
        ("asked", Align::Right),
        (profile.name.as_str(), Align::Right),
        ("headroom", Align::Right),
    ];
    head.extend(choice.next.map(|next| (next.name.as_str(), Align::Right)));
    let next = match choice.next {
        Some(next) => format!("The next profile up is {}.", next.name),
        None => "There is no profile above it.".to_owned(),
    };
    format!("{}: {why}.\n\n{}\n{next}\n", profile.name, table(&head, &Dimension::ALL.map(row)))
}

fn architecture_text(advice: &Advice) -> String {
    let mut out = match advice.architecture {
        Some(one) => format!("{}: {}\n{}\n\nThe others fell out:\n", one.id, one.title, one.audience),
        None => "No reference architecture fits:\n".to_owned(),
    };
    let width = advice.fell_out.iter().map(|other| other.architecture.len()).max().unwrap_or(0);
    for other in &advice.fell_out {
        out.push_str(&format!("  {:<width$}  {}\n", other.architecture, other.reason));
    }
    out
}

fn data(choice: &Choice, load: &Load) -> Map<String, Value> {
    let profile = choice.profile;
    let headroom: Map<String, Value> = Dimension::ALL
        .iter()
        .map(|dimension| {
            let (asked, limit) = (load.get(*dimension), profile.load.get(*dimension));
            (name(*dimension), json!({"asked": asked, "limit": limit, "headroom": limit - asked}))
        })
        .collect();
    let decided: Vec<String> = choice.decided_by.iter().map(|dimension| name(*dimension)).collect();
    let next = choice.next.map(|next| json!({"profile": next.name, "load": next.load}));
    let mut map = Map::new();
    map.insert("version".to_owned(), json!(1));
    map.insert("profile".to_owned(), json!(profile.name));
    map.insert("decided_by".to_owned(), json!(decided));
    map.insert("load".to_owned(), json!(headroom));
    map.insert("next".to_owned(), json!(next));
    map
}

fn name(dimension: Dimension) -> String {
    match dimension {
        Dimension::Users => "users",
        Dimension::Ci => "ci",
        Dimension::Cd => "cd",
    }
    .to_owned()
}
