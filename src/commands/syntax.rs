//! A text that cannot be read, as an error for people: place, source line, what to do.

use crate::error::Error;
use crate::mask::masked_line;
use crate::yaml::error::SyntaxError;
use crate::yaml::source::Source;

/// `FILE:LINE:COLUMN: message`, the line with a caret, and the help.
pub fn error(source: &Source, error: &SyntaxError) -> Error {
    let at = source.position(error.span.start);
    let line = source.line_text(at.line).trim_end();
    let shown = masked_line(line);
    // Behind a mask the columns are no longer those of the file: no caret is better than a wrong one.
    let caret = if shown == line { format!("\n{:>7} | {}^", "", caret_blanks(line, at.column)) } else { String::new() };
    Error::new(format!(
        "{}:{}:{}: {}\n{:>7} | {shown}{caret}",
        source.name(),
        at.line,
        at.column,
        error.message,
        at.line
    ))
    .help(error.help.clone())
}

/// What stands before a caret under `column` (from 1) of `line`: blanks, and tabs where the line has tabs.
fn caret_blanks(line: &str, column: usize) -> String {
    line.chars().take(column.saturating_sub(1)).map(|char| if char == '\t' { '\t' } else { ' ' }).collect()
}
