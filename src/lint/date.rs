//! Days, for waivers that end.

use std::fmt;
use std::str::FromStr;

/// A day of the Gregorian calendar, written `2026-03-31`. Earlier days sort first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    year: u32,
    month: u32,
    day: u32,
}

impl Date {
    /// The day that is `days` after 1970-01-01.
    pub fn from_days(days: u64) -> Date {
        // Counted from 0000-03-01, so that the leap day ends a year (Howard Hinnant, "chrono-compatible low-level
        // date algorithms"). The largest number of days stays far below the range of 64 bits.
        let shifted = days.min(400_000_000) + 719_468;
        let era = shifted / 146_097;
        let of_era = shifted % 146_097;
        let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
        let month_from_march = (5 * of_year + 2) / 153;
        let day = of_year - (153 * month_from_march + 2) / 5 + 1;
        let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
        let year = year_of_era + era * 400 + u64::from(month <= 2);
        let small = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        Date { year: small(year), month: small(month), day: small(day) }
    }
}

/// How many days a month has.
fn days_of(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => 31,
    }
}

impl FromStr for Date {
    type Err = String;

    /// Reads `2026-03-31`, with all its digits. The error says what a date looks like.
    fn from_str(text: &str) -> Result<Date, String> {
        let wrong = || format!("`{text}` is no date: write year, month and day, such as 2026-03-31");
        let number = |part: &str, digits: usize| {
            let whole = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
            part.parse::<u32>().ok().filter(|_| whole).ok_or_else(wrong)
        };
        let mut parts = text.split('-');
        let (Some(year), Some(month), Some(day), None) = (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(wrong());
        };
        let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
        match (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day) {
            true => Ok(Date { year, month, day }),
            false => Err(format!("`{text}` is no day of the calendar")),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_as_calendars_do() {
        for (days, text) in [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (11_017, "2000-03-01"),
            (20_454, "2026-01-01"),
            (47_540, "2100-02-28"),
            (47_541, "2100-03-01"),
        ] {
            assert_eq!(Date::from_days(days).to_string(), text);
            assert_eq!(text.parse(), Ok(Date::from_days(days)));
        }
        assert!(Date::from_days(u64::MAX) > Date::from_days(0));
    }

    #[test]
    fn only_days_of_the_calendar_are_dates() {
        for text in ["2026-02-29", "2100-02-29", "2026-13-01", "2026-00-01", "2026-04-31"] {
            assert!(text.parse::<Date>().is_err_and(|error| error.contains("calendar")), "{text}");
        }
        for text in ["", "2026-1-1", "26-01-01", "2026-01-01-", "2026-01-+1", "01.02.2026", "tomorrow"] {
            assert!(text.parse::<Date>().is_err_and(|error| error.contains("no date")), "{text}");
        }
        assert_eq!("2000-02-29".parse::<Date>().map(|date| date.to_string()), Ok("2000-02-29".to_owned()));
    }
}
