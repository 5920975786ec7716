//! Where a command prints: data on standard output, everything else on standard error.

use std::io::{ErrorKind, Write};

use serde_json::Value;

use crate::args::{Color, Common, Format};
use crate::error::{Error, Result};
use crate::render;

/// The two streams of this process, as the common flags want them used.
pub struct Console {
    quiet: bool,
    reader_left: bool,
}

impl Console {
    /// A console for this process. Sets the choice of colour for all of it.
    pub fn new(common: &Common) -> Console {
        match common.color {
            Color::Auto => anstream::ColorChoice::Auto,
            Color::Always => anstream::ColorChoice::Always,
            Color::Never => anstream::ColorChoice::Never,
        }
        .write_global();
        Console { quiet: common.quiet, reader_left: false }
    }

    /// Data, on standard output. A reader that has gone away is no error: [`Console::reader_left`] tells.
    pub fn data(&mut self, text: &str) -> Result<()> {
        if self.reader_left {
            return Ok(());
        }
        // To look for escapes in what has none would be 2 % of a run. A block is looked at whole, which is several times
        // as fast as to stop at a byte.
        let strange =
            |block: &[u8]| block.iter().fold(false, |found, byte| found | (byte.is_ascii_control() & (*byte != b'\n')));
        let plain = !text.as_bytes().chunks(4096).any(strange);
        let mut stream: Box<dyn Write> = match plain {
            true => Box::new(std::io::stdout().lock()),
            false => Box::new(anstream::stdout().lock()),
        };
        match stream.write_all(text.as_bytes()).and_then(|()| stream.flush()) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.reader_left = true;
                Ok(())
            }
            Err(error) => Err(Error::new(format!("cannot write to standard output: {error}"))),
        }
    }

    /// `value` as JSON or YAML, on standard output.
    pub fn structured(&mut self, format: Format, value: &Value) -> Result<()> {
        let text = match (format, value) {
            (Format::Yaml, Value::Object(map)) => render::yaml(map)?,
            _ => {
                let text = serde_json::to_string_pretty(value);
                format!("{}\n", text.map_err(|error| Error::new(format!("cannot write JSON: {error}")))?)
            }
        };
        self.data(&text)
    }

    /// Whether data goes to a place that takes colour.
    pub fn color(&self) -> bool {
        anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
    }

    /// Columns of the terminal: COLUMNS, else its own, else 100.
    pub fn width(&self) -> usize {
        let variable = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let terminal = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        variable.or_else(terminal).filter(|columns| *columns > 0).unwrap_or(100)
    }

    /// A note for the person at the terminal, on standard error; nothing with `--quiet`.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.say("note", anstyle::AnsiColor::Cyan, text);
        }
    }

    /// Something that may be wrong, on standard error; nothing with `--quiet`.
    pub fn warning(&self, text: &str) {
        if !self.quiet {
            self.say("warning", anstyle::AnsiColor::Yellow, text);
        }
    }

    /// What ended the command.
    pub fn error(&self, error: &Error) {
        self.say("error", anstyle::AnsiColor::Red, &error.to_string());
    }

    /// Whether whoever read standard output stopped reading.
    pub fn reader_left(&self) -> bool {
        self.reader_left
    }

    /// A failure to write to standard error has nowhere to be told.
    fn say(&self, word: &str, color: anstyle::AnsiColor, text: &str) {
        let style = color.on_default().bold();
        let _ = writeln!(anstream::stderr(), "{style}{word}:{style:#} {text}");
    }
}
