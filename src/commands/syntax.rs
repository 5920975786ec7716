//! A text that cannot be read, as an error for people: place, source line, what to do.

use crate::error::Error;
use crate::report::snippet::syntax_error;
use crate::yaml::error::SyntaxError;
use crate::yaml::source::Source;

/// What is wrong, the place, the line with a caret, and the help.
pub fn error(source: &Source, error: &SyntaxError) -> Error {
    let text = syntax_error(source, error);
    Error::new(text.strip_prefix("error: ").unwrap_or(&text).trim_end())
}
