//! Today: the only place of smpgen that looks at the clock. Only the last day of a waiver depends on it.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::error::{Error, Result};
use crate::lint::date::Date;

/// Takes the place of the clock, written `2026-03-31`: for tests, and for runs that must give the same every day.
const VARIABLE: &str = "SMPGEN_TODAY";

const SECONDS_OF_A_DAY: u64 = 24 * 60 * 60;

/// The day in UTC, or that of `SMPGEN_TODAY`.
pub fn today() -> Result<Date> {
    match std::env::var(VARIABLE) {
        Ok(text) if !text.is_empty() => text.parse().map_err(|error| Error::new(format!("{VARIABLE}: {error}"))),
        _ => {
            // A clock before 1970 is wrong, and then no waiver has ended.
            let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs());
            Ok(Date::from_days(seconds / SECONDS_OF_A_DAY))
        }
    }
}
