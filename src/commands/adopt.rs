//! `smpgen adopt`: a grown values file as a short overlay over the profile nearest to it.

use serde_json::{Value, json};

use super::carried::{counted, safe, save_new, short, shown_name};
use super::output::Console;
use super::rebase::errata;
use super::{Status, chain, render, syntax};
use crate::args::{Adopt, Format, TextOrJson};
use crate::catalog::Catalog;
use crate::error::{Error, Result};
use crate::mask::masked_json;
use crate::report::diff::masked_text;
use crate::report::table::{Align, table};
use crate::upgrade::adopt::{Addition, Candidate, Choice, Overlay, TakenBack, nearest, overlay};
use crate::upgrade::meaning::settings;
use crate::upgrade::text::Text;
use crate::yaml::lines::BOM;

pub fn run(catalog: &Catalog, args: &Adopt, console: &mut Console) -> Result<Status> {
    let choice = Choice {
        profile: args.profile.as_deref().map(|name| catalog.profile(name)).transpose()?,
        chart_version: args
            .chart_version
            .as_deref()
            .map(|text| render::chart_version(catalog, Some(text)))
            .transpose()?,
        errata: errata(&args.errata)?,
    };
    let source = chain::source(&args.file)?;
    let file = Text::read(source.name(), source.text()).map_err(|error| syntax::error(&source, &error))?;
    if let Some((span, why)) = file.refusal() {
        let position = source.position(span.start);
        return Err(Error::new(format!("{}:{}:{}: {why}", source.name(), position.line, position.column))
            .help("mend that first; `smpgen lint` says how, where it can be mended"));
    }
    if settings(file.values()).is_empty() {
        return Err(Error::new(format!("{}: sets no value", source.name()))
            .help("there is nothing to compare with the profiles: `smpgen render --profile NAME` makes one"));
    }
    let candidates = nearest(catalog, file.values(), &choice)?;
    let Some(best) = candidates.first() else { return Err(Error::new("the catalog has no profile")) };
    let overlay = overlay(file, best, catalog.defaults()?, args.keep_additions)?;
    let text = with_header(&overlay, best, &args.errata);
    let second = candidates.get(1);
    if let Some(path) = &args.output {
        save_new(path, &text, console)?;
    }
    match args.format {
        TextOrJson::Text if args.output.is_none() => console.data(&masked_text(&text))?,
        TextOrJson::Text => {}
        TextOrJson::Json => console.structured(Format::Json, &structured(args, best, second, &overlay, &text))?,
    }
    tell(args, best, second, &overlay, &text, console);
    let open =
        overlay.additions.iter().any(|addition| matches!(addition.taken_back, TakenBack::Null | TakenBack::ByHand(_)));
    Ok(if open { Status::Differs } else { Status::Clean })
}

/// `0.45.0`, or `0.42.0 to 0.43.1` where a profile is the same in several versions.
fn versions(candidate: &Candidate) -> String {
    match candidate.first == candidate.last {
        true => candidate.last.to_string(),
        false => format!("{} to {}", candidate.first, candidate.last),
    }
}

fn with_header(overlay: &Overlay, best: &Candidate, errata: &str) -> String {
    let body = overlay.text.trim_start_matches(BOM);
    let header = format!(
        "# Overlay over the profile {} of chart {} (errata: {errata}). Give it after override-{}.yaml.\n",
        best.profile, best.last, best.profile
    );
    let null = overlay.additions.iter().any(|addition| addition.taken_back == TakenBack::Null);
    let why = if null { "# null takes back what the profile sets, and the chart's default with it.\n" } else { "" };
    let all = format!("{header}{why}\n{body}");
    match body.contains("\r\n") {
        true => all.replace("\r\n", "\n").replace('\n', "\r\n"),
        false => all,
    }
}

/// How near, what was taken back, and what to do with it, for the person at the terminal.
fn tell(args: &Adopt, best: &Candidate, second: Option<&Candidate>, overlay: &Overlay, text: &str, console: &Console) {
    let near = |candidate: &Candidate| {
        format!(
            "{} of chart {}: {} of {} equal, {} beyond them",
            candidate.profile,
            versions(candidate),
            candidate.equal,
            counted(candidate.equal + candidate.differing),
            candidate.additions
        )
    };
    console.note(&format!("nearest is {} (errata: {})", near(best), args.errata));
    if let Some(second) = second {
        console.note(&format!("second is {}", near(second)));
    }
    let count = |wanted: fn(&TakenBack) -> bool| overlay.additions.iter().filter(|one| wanted(&one.taken_back)).count();
    console.note(&format!("the overlay sets {} of the file", counted(overlay.kept)));
    let errata = if args.errata == "default" { String::new() } else { format!(" --errata {}", args.errata) };
    console.note(&format!(
        "the profile under it: smpgen render --profile {} --chart-version {}{errata}",
        best.profile, best.last
    ));
    let defaults = count(|taken| matches!(taken, TakenBack::Default(_)));
    if defaults > 0 {
        console.note(&format!("{} of the profile taken back with the chart's default", counted(defaults)));
    }
    let stays = count(|taken| *taken == TakenBack::Stays);
    if stays > 0 {
        console.note(&format!("{} of the profile that the file does not set: kept, as asked for", counted(stays)));
    }
    let open: Vec<&Addition> = overlay
        .additions
        .iter()
        .filter(|one| matches!(one.taken_back, TakenBack::Null | TakenBack::ByHand(_)))
        .collect();
    if !open.is_empty() {
        let row = |addition: &&Addition| {
            let how = match &addition.taken_back {
                TakenBack::ByHand(why) => format!("by hand: {why}"),
                _ if addition.path.to_string().starts_with("global.") => {
                    "null; sub-charts still see their default".to_owned()
                }
                _ => "null".to_owned(),
            };
            vec![format!("  {}", addition.path), short(&addition.path, &addition.value), how]
        };
        let rows: Vec<Vec<String>> = open.iter().map(row).collect();
        let head = [("  path", Align::Left), ("profile", Align::Right), ("taken back with", Align::Left)];
        console.warning(&format!(
            "{} that the profile sets and the file does not; null takes the sub-chart's default away too: \
             set each to what runs now, or give --keep-additions\n{}",
            counted(open.len()),
            safe(&table(&head, &rows)).trim_end()
        ));
    }
    if args.output.is_none() && masked_text(text).trim_end() != text.replace("\r\n", "\n").trim_end() {
        console.warning("secrets are shown as ***: write the overlay with -o FILE");
    }
}

fn structured(args: &Adopt, best: &Candidate, second: Option<&Candidate>, overlay: &Overlay, text: &str) -> Value {
    let candidate = |candidate: &Candidate| {
        json!({
            "profile": candidate.profile, "chart_version": candidate.last, "since": candidate.first,
            "equal": candidate.equal, "differing": candidate.differing, "additions": candidate.additions,
        })
    };
    let addition = |addition: &Addition| {
        let (how, why) = match &addition.taken_back {
            TakenBack::AsDefault => ("as the default", None),
            TakenBack::Default(_) => ("default", None),
            TakenBack::Null => ("null", None),
            TakenBack::Stays => ("stays", None),
            TakenBack::ByHand(why) => ("by hand", Some(why)),
        };
        let value = masked_json(&addition.path, addition.value.clone());
        json!({"path": addition.path.to_string(), "profile": value, "taken_back": how, "reason": why})
    };
    json!({
        "version": 1, "file": shown_name(&args.file), "errata": args.errata, "nearest": candidate(best),
        "second": second.map(candidate), "kept": overlay.kept,
        "additions": overlay.additions.iter().map(addition).collect::<Vec<_>>(), "overlay": masked_text(text),
        "written": args.output.as_ref().map(|path| path.display().to_string()),
    })
}
