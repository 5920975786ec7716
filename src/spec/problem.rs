//! A mistake in what a spec says, by the key path of the value that is wrong.

use crate::error::Error;
use crate::yaml::path::KeyPath;

/// A mistake in a spec. Whoever read the spec knows the place: a line of `smp.yaml`, or a flag.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The value that is wrong, or that is missing: `datastores.mongo.hosts`.
    pub path: KeyPath,
    /// What is wrong, without the path.
    pub message: String,
    /// What to write.
    pub help: Option<String>,
}

impl Problem {
    /// A mistake at `path`, written as `a.b.c`.
    pub fn at(path: &str, message: impl Into<String>) -> Problem {
        let path = path.parse().unwrap_or_default();
        Problem { path, message: message.into(), help: None }
    }

    /// The same with what to write.
    pub fn help(mut self, help: impl Into<String>) -> Problem {
        self.help = Some(help.into());
        self
    }
}

impl Problem {
    /// A mistake that was found without the spec, in the value at `path`.
    pub fn of(path: &str, error: Error) -> Problem {
        Problem { help: error.remedy().map(str::to_owned), ..Problem::at(path, error.message()) }
    }
}

impl From<Error> for Problem {
    /// A mistake that is in no single value of the spec.
    fn from(error: Error) -> Problem {
        Problem::of("", error)
    }
}

impl From<Problem> for Error {
    /// For a spec that is no file: the path stands before the message.
    fn from(problem: Problem) -> Error {
        let error = match problem.path.is_root() {
            true => Error::new(problem.message),
            false => Error::new(format!("`{}`: {}", problem.path, problem.message)),
        };
        match problem.help {
            Some(help) => error.help(help),
            None => error,
        }
    }
}
