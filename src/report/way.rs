//! The way of an upgrade, below the findings.

use serde_json::{Map, Value, json};

use super::format::Format;
use super::text::{counted, printable};
use crate::lint::finding::Severity;
use crate::lint::outcome::Outcome;
use crate::lint::way::{NewDefault, Verdict, Way, WayStop};

/// What JSON says about the way, beside the findings.
pub fn json(way: &Way) -> Map<String, Value> {
    let stop = |stop: &WayStop| {
        json!({
            "version": stop.version,
            "range": stop.range,
            "gates": stop.gates,
            "why": stop.why,
            "finish": stop.finish,
            "services_appear": stop.appear,
            "services_vanish": stop.vanish,
            "verdict": stop.verdict.words(),
            "findings": stop.findings,
        })
    };
    let default = |default: &NewDefault| json!({"path": default.path, "before": default.before, "after": default.after, "risk": default.risk});
    let mut out = Map::new();
    out.insert("from".to_owned(), json!(way.from));
    out.insert("to".to_owned(), json!(way.to));
    out.insert("path".to_owned(), way.stops.iter().map(|stop| json!(stop.range)).collect());
    out.insert("stops".to_owned(), way.stops.iter().map(stop).collect());
    out.insert("jump_findings".to_owned(), json!(way.whole));
    out.insert("new_defaults".to_owned(), way.defaults.iter().map(default).collect());
    out.insert("verdict".to_owned(), json!(way.verdict.words()));
    out
}

/// What a format for people says about the way, the verdict on the last line; formats for machines say nothing.
pub fn section(format: Format, outcome: &Outcome, way: &Way) -> String {
    match format {
        Format::Human => human(outcome, way),
        Format::Concise => concise(outcome, way),
        Format::Markdown => markdown(outcome, way),
        Format::Json | Format::Sarif | Format::Github | Format::Gitlab | Format::Junit => String::new(),
    }
}

fn human(outcome: &Outcome, way: &Way) -> String {
    let mut out = format!("\nfrom {} to {}: {}\n", way.from, way.to, counted(way.stops.len(), "step"));
    for (number, stop) in way.stops.iter().enumerate() {
        let range = if stop.range == stop.version { String::new() } else { format!(" (any of {})", stop.range) };
        out.push_str(&format!("  {}. {}{range}: {}\n", number + 1, stop.version, told(outcome, stop)));
        for why in &stop.why {
            out.push_str(&format!("     why: {}\n", printable(why)));
        }
        let blockers = blockers(outcome, stop);
        if !blockers.is_empty() {
            out.push_str(&format!("     findings: {}\n", blockers.join(", ")));
        }
        for (what, services) in [("new services", &stop.appear), ("services that leave", &stop.vanish)] {
            if !services.is_empty() {
                out.push_str(&format!("     {what}: {}\n", services.join(", ")));
            }
        }
        for finish in &stop.finish {
            out.push_str(&format!("     before going on: {}\n", printable(finish)));
        }
    }
    out.push_str(&defaults(way));
    out.push_str(&format!("{}\n", verdict(outcome, way)));
    out
}

fn concise(outcome: &Outcome, way: &Way) -> String {
    let line = |stop: &WayStop| {
        let blockers = match blockers(outcome, stop) {
            blockers if blockers.is_empty() => String::new(),
            blockers => format!(": {}", blockers.join(", ")),
        };
        format!("stop {} ({}): {}{blockers}\n", stop.version, stop.range, told(outcome, stop))
    };
    let mut out: String = way.stops.iter().map(line).collect();
    out.push_str(&defaults(way));
    out.push_str(&format!("{}\n", verdict(outcome, way)));
    out
}

fn markdown(outcome: &Outcome, way: &Way) -> String {
    let mut out = "\n#### way\n\n| step | any of | before going on | verdict |\n| --- | --- | --- | --- |\n".to_owned();
    for stop in &way.stops {
        let finish = stop.finish.join("; ").replace('|', "&#124;");
        out.push_str(&format!("| {} | {} | {finish} | {} |\n", stop.version, stop.range, told(outcome, stop)));
    }
    out.push_str(&format!("\n**{}**\n", verdict(outcome, way)));
    out
}

/// The verdict on a stop, with the numbers of findings.
fn told(outcome: &Outcome, stop: &WayStop) -> String {
    let severities = [Severity::Error, Severity::Warning, Severity::Info];
    let count = |severity: &Severity| {
        let of = |index: &&usize| outcome.findings.get(**index).is_some_and(|finding| finding.severity == *severity);
        stop.findings.iter().filter(of).count()
    };
    let counts: Vec<String> = severities
        .iter()
        .map(|severity| (count(severity), severity.word()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| counted(count, word))
        .collect();
    match counts.is_empty() {
        true => stop.verdict.words().to_owned(),
        false => format!("{} ({})", stop.verdict.words(), counts.join(", ")),
    }
}

/// The rules whose findings stand in the way of a stop, or are warned of there, the worst first, each once.
fn blockers(outcome: &Outcome, stop: &WayStop) -> Vec<&'static str> {
    let mut rules = Vec::new();
    for severity in [Severity::Error, Severity::Warning] {
        for finding in stop.findings.iter().filter_map(|index| outcome.findings.get(*index)) {
            if finding.severity == severity && !rules.contains(&finding.rule) {
                rules.push(finding.rule);
            }
        }
    }
    rules
}

/// How many defaults change, or which.
fn defaults(way: &Way) -> String {
    let count = way.defaults.len();
    if count == 0 {
        return String::new();
    }
    let head = format!("{} of the chart changed that no layer sets", counted(count, "further default"));
    if !way.list_defaults {
        return format!("{head}; -v lists them\n");
    }
    let shown = |value: &Option<Value>| value.as_ref().map_or_else(|| "nothing".to_owned(), Value::to_string);
    let line = |default: &NewDefault| {
        let text = format!("{}: {} -> {}", default.path, shown(&default.before), shown(&default.after));
        format!("  {} risk  {}\n", default.risk, printable(&text))
    };
    way.defaults.iter().map(line).fold(format!("{head}:\n"), |out, line| out + &line)
}

/// The last line: the verdict on the whole.
fn verdict(outcome: &Outcome, way: &Way) -> String {
    let (from, to) = (&way.from, &way.to);
    let name = |index: &usize| outcome.findings.get(*index).map(|finding| finding.rule);
    let skips = way.whole.iter().filter_map(name).any(|rule| rule == "skipped-required-stop");
    let list = |stops: Vec<&WayStop>, between: &str| {
        stops.iter().map(|stop| stop.version.as_str()).collect::<Vec<_>>().join(between)
    };
    let blocked: Vec<&WayStop> = way.stops.iter().filter(|stop| stop.verdict == Verdict::Blocked).collect();
    let why = match (skips && way.stops.len() > 1, way.verdict) {
        (true, _) => format!(": not in one step, go to {}", list(way.stops.iter().collect(), ", then ")),
        (false, Verdict::Blocked) if way.stops.len() > 1 && !blocked.is_empty() => {
            format!(": at {}", list(blocked, ", "))
        }
        _ => String::new(),
    };
    let verdict = match way.verdict {
        Verdict::Blocked => "is blocked",
        Verdict::Warnings => "is allowed with warnings",
        Verdict::Clear => "is clear",
    };
    format!("{from} to {to} {verdict}{why}")
}
