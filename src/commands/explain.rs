//! `smpgen explain`: the page of a rule.

use super::Status;
use super::output::Console;
use crate::args::Explain;
use crate::error::{Error, Result, quoted};
use crate::rules;
use crate::suggest;

pub fn run(args: &Explain, console: &mut Console) -> Result<Status> {
    let found = rules::ALL.iter().find(|rule| rule.id == args.rule);
    let rule = found.ok_or_else(|| unknown(&args.rule))?;
    console.data(rule.page)?;
    Ok(Status::Clean)
}

/// Not with all the rules there are: more than a screen of them would hide the guess.
fn unknown(name: &str) -> Error {
    let guess = suggest::nearest(&name.replace('_', "-"), rules::ALL.iter().map(|rule| rule.id));
    let family = rules::ALL.iter().find(|rule| rule.family == name).map(|rule| rule.family);
    match (family, guess) {
        _ if name.is_empty() => Error::new("the name of the rule is empty"),
        (Some(family), _) => Error::new(format!("`{family}` is a family of rules, not a rule")),
        (None, Some(guess)) => Error::new(format!("unknown rule {} (did you mean `{guess}`?)", quoted(name))),
        (None, None) => Error::new(format!("unknown rule {}", quoted(name))),
    }
    .help("`smpgen rules` lists all")
}
