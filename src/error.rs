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

/// The result of everything that can fail for the user's sake.
pub type Result<T> = std::result::Result<T, Error>;
