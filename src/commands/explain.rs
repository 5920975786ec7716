//! `smpgen explain`: the page of a rule.

use super::Status;
use super::output::Console;
use crate::args::Explain;
use crate::error::Result;
use crate::rules;
use crate::suggest;

pub fn run(args: &Explain, console: &mut Console) -> Result<Status> {
    let found = rules::ALL.iter().find(|rule| rule.id == args.rule);
    let rule = found.ok_or_else(|| suggest::unknown("rule", &args.rule, rules::ALL.iter().map(|rule| rule.id)))?;
    console.data(rule.page)?;
    Ok(Status::Clean)
}
