//! What ends a command with exit status 2: a mistake in its usage or in its input.

use std::fmt;

/// A mistake that smpgen cannot work around: what is wrong and where, in one line, and what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    message: String,
    help: Option<String>,
}

impl Error {
    /// An error of one line that says what is wrong and where.
    pub fn new(message: impl Into<String>) -> Error {
        Error { message: message.into(), help: None }
    }

    /// What is wrong and where, without what to do.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What to do, where it is known.
    pub fn remedy(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The same error with a second line that says what to do.
    pub fn help(mut self, help: impl Into<String>) -> Error {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)?;
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}

/// What the user wrote, in backticks: control characters as escapes, and no more than a line can show.
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 60;
    let shown: String = text.chars().take(LONGEST).flat_map(show).collect();
    let more = if text.chars().nth(LONGEST).is_some() { "…" } else { "" };
    format!("`{shown}{more}`")
}

/// `text` with its control characters as escapes.
pub fn one_line(text: &str) -> String {
    text.chars().flat_map(show).collect()
}

fn show(char: char) -> Vec<char> {
    if char.is_control() { char.escape_default().collect() } else { vec![char] }
}

/// The result of everything that can fail for the user's sake.
pub type Result<T> = std::result::Result<T, Error>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_user_wrote_is_one_short_line() {
        assert_eq!(quoted("1 Gi"), "`1 Gi`");
        assert_eq!(quoted("a\n\u{1b}[31m"), r"`a\n\u{1b}[31m`");
        assert_eq!(quoted(&"ä".repeat(61)), format!("`{}…`", "ä".repeat(60)));
    }
}
