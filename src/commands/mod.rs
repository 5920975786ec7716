//! One file per subcommand: the only place that prints or writes.

mod chain;
mod charts;
mod clash;
mod diff;
mod explain;
mod fix;
mod helm_command;
mod inputs;
mod known;
mod lint;
mod linting;
mod load;
mod output;
mod profiles;
mod recommend;
mod render;
mod rule_list;
mod schema;
mod settings;
mod syntax;
mod today;
mod values;
mod why;
mod write;

use std::process::ExitCode;

use clap::Parser;

use crate::args::{Cli, Command};
use crate::catalog::Catalog;
use output::Console;

/// How a command ended, where nothing was wrong with its usage and input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    /// Exit status 0.
    Clean,
    /// Exit status 1: findings, or a difference.
    Differs,
}

/// Runs the command line of this process and gives its exit status: 0, 1 or 2 as the contract says.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no mistakes: clap prints them on standard output.
            let code = if error.use_stderr() { 2 } else { 0 };
            return if error.print().is_ok() || code == 0 { ExitCode::from(code) } else { ExitCode::from(2) };
        }
    };
    let mut console = Console::new(&cli.common);
    let outcome = Catalog::load(cli.common.catalog.as_deref()).and_then(|catalog| match &cli.command {
        Command::Render(args) => render::run(&catalog, args, &mut console),
        Command::Recommend(args) => recommend::run(&catalog, args, &mut console),
        Command::Profiles(args) => profiles::run(&catalog, args, &mut console),
        Command::Charts(args) => charts::run(&catalog, args, &mut console),
        Command::Diff(args) => diff::run(&catalog, args, &mut console),
        Command::Lint(args) => lint::run(&catalog, args, &mut console),
        Command::Explain(args) => explain::run(args, &mut console),
        Command::Rules(args) => rule_list::run(args, &mut console),
        Command::Schema(args) => schema::run(args, &mut console),
        Command::Values(args) => values::run(&catalog, args, &mut console),
    });
    match outcome {
        Ok(_) if console.reader_left() => ExitCode::SUCCESS,
        Ok(Status::Clean) => ExitCode::SUCCESS,
        Ok(Status::Differs) => ExitCode::from(1),
        Err(error) => {
            console.error(&error);
            ExitCode::from(2)
        }
    }
}
