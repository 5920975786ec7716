//! What is wrong with waivers. Found by `lint::waiver` once every other rule has run.

pub mod expired_waiver;
pub mod invalid_waiver;
pub mod unused_waiver;

use crate::lint::context::Context;
use crate::lint::finding::{Finding, Findings};
use crate::lint::waiver::{Fault, Problem};

/// The finding for a problem.
pub fn finding(problem: Problem) -> Finding {
    let rule = match problem.fault {
        Fault::Unused => unused_waiver::RULE,
        Fault::Expired => expired_waiver::RULE,
        Fault::Invalid => invalid_waiver::RULE,
    };
    rule.at(problem.location, problem.message).help(problem.help)
}

/// A rule of this family sees nothing in a unit by itself.
fn nothing(_: &Context, _: &mut Findings) {}
