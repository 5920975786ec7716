//! `smpgen recommend`: the profile for a load, what decided, and how much room is left.

use serde_json::{Map, Value, json};

use super::output::Console;
use super::{Status, load};
use crate::args::{Format, Recommend};
use crate::catalog::Catalog;
use crate::catalog::profile::Dimension;
use crate::error::Result;
use crate::report::table::{Align, table};

pub fn run(catalog: &Catalog, args: &Recommend, console: &mut Console) -> Result<Status> {
    let load = load::parse(&args.users, &args.ci, &args.cd)?;
    let choice = load::smallest(catalog, &load)?;
    let profile = choice.profile;
    if args.format == Format::Table {
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
        console.data(&format!(
            "{}: {}.\n\n{}\n{next}\n",
            profile.name,
            load::why(&choice, &load),
            table(&head, &Dimension::ALL.map(row)),
        ))?;
        return Ok(Status::Clean);
    }
    let headroom: Map<String, Value> = Dimension::ALL
        .iter()
        .map(|dimension| {
            let (asked, limit) = (load.get(*dimension), profile.load.get(*dimension));
            (name(*dimension), json!({"asked": asked, "limit": limit, "headroom": limit - asked}))
        })
        .collect();
    let decided: Vec<String> = choice.decided_by.iter().map(|dimension| name(*dimension)).collect();
    let next = choice.next.map(|next| json!({"profile": next.name, "load": next.load}));
    console.structured(
        args.format,
        &json!({"version": 1, "profile": profile.name, "decided_by": decided, "load": headroom, "next": next}),
    )?;
    Ok(Status::Clean)
}

fn name(dimension: Dimension) -> String {
    match dimension {
        Dimension::Users => "users",
        Dimension::Ci => "ci",
        Dimension::Cd => "cd",
    }
    .to_owned()
}
