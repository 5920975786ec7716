//! The load that a user writes as three numbers, and the profile that carries it.

use crate::catalog::Catalog;
use crate::catalog::profile::{Choice, Dimension, Load, choose};
use crate::error::{Error, Result, quoted};

/// The load in the three flags. Each must be a whole number from 1 on.
pub fn parse(users: &str, ci: &str, cd: &str) -> Result<Load> {
    Ok(Load { users: count("--users", users)?, ci: count("--ci", ci)?, cd: count("--cd", cd)? })
}

fn count(flag: &str, text: &str) -> Result<u64> {
    if text.is_empty() {
        return Err(Error::new(format!("{flag} is empty: write a whole number")));
    }
    let wrong = |why: &str| Err(Error::new(format!("{flag} {}: {why}", quoted(text))));
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.chars().all(|char| char.is_ascii_digit()) {
        return wrong("not a whole number");
    }
    if text.starts_with('-') {
        return wrong("a load cannot be negative");
    }
    match digits.parse::<u64>() {
        Ok(0) => wrong("must be at least 1; give 1 for what is not in use"),
        Ok(count) => Ok(count),
        Err(_) => wrong("too large to be a load"),
    }
}

/// The smallest profile that carries `load`. The error names the documented limit that is passed.
pub fn smallest<'a>(catalog: &'a Catalog, load: &Load) -> Result<Choice<'a>> {
    choose(&catalog.profiles, load).map_err(|above| {
        let Some(largest) = catalog.profiles.last() else { return Error::new("the catalog has no profile") };
        let passed = |dimension: &Dimension| {
            format!(
                "{} {} (documented limit {})",
                load.get(*dimension),
                dimension.words(),
                largest.load.get(*dimension)
            )
        };
        let passed = above.iter().map(passed).collect::<Vec<_>>().join(", ");
        Error::new(format!("no profile carries {passed}: `{}` is the largest that is documented", largest.name)).help(
            "sizes above it are not published: ask Harness for them, or divide the load among several installations",
        )
    })
}

/// Why this profile, in words: `decided by users (450 of up to 1000)`, or that the smallest one carries the load.
pub fn why(choice: &Choice, load: &Load) -> String {
    let word = |dimension: &Dimension| {
        format!("{} ({} of up to {})", dimension.words(), load.get(*dimension), choice.profile.load.get(*dimension))
    };
    let words: Vec<String> = choice.decided_by.iter().map(word).collect();
    match words.split_last() {
        None => "the smallest profile carries it".to_owned(),
        Some((last, [])) => format!("decided by {last}"),
        Some((last, others)) => format!("decided by {} and {last}", others.join(", ")),
    }
}
