//! One file per subcommand: the only place that prints or writes.

mod adopt;
mod architectures;
mod carried;
mod chain;
mod chart_directory;
mod charts;
mod check;
mod check_facts;
mod check_runbook;
mod clash;
mod counterpart;
mod database_flag;
mod deployment;
mod diff;
mod diff_side;
mod diff_sites;
mod explain;
mod failover;
mod fix;
mod gathered;
mod helm_command;
mod inputs;
mod installed;
mod known;
mod lint;
mod linting;
mod load;
mod migrate;
mod output;
mod profiles;
mod rebase;
mod recommend;
mod render;
mod reports;
mod rollout;
mod rollout_check;
mod rollout_text;
mod rule_list;
mod saved;
mod schema;
mod settings;
mod syntax;
mod today;
mod values;
mod which;
mod why;
mod write;

use std::ffi::OsString;
use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::process::ExitCode;

use clap::error::{ContextKind, ErrorKind};
use clap::{ColorChoice, CommandFactory, FromArgMatches};

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
///
/// A panic is a defect of ours, in whatever thread. It ends with 2 like every other failure, and says where it happened
/// but not with what, because its message may hold a value of the user's.
pub fn run() -> ExitCode {
    end_on_panic();
    command_line()
}

fn end_on_panic() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let _ = writeln!(io::stderr(), "error: smpgen has a defect at {place}: please report it with your command");
        // The release build would abort behind this, and an abort is no 2.
        std::process::exit(2);
    }));
}

fn command_line() -> ExitCode {
    let cli = match parse(std::env::args_os().collect()) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are no mistakes: clap prints them on standard output.
            let code = if error.use_stderr() { 2 } else { 0 };
            return match error.print() {
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => ExitCode::from(2),
                _ => ExitCode::from(code),
            };
        }
    };
    let mut console = Console::new(&cli.common);
    // The process ends right behind this: to take the catalog apart before would be 1 % of a run.
    let catalog = Catalog::load(cli.common.catalog.as_deref()).map(ManuallyDrop::new);
    let outcome = catalog.and_then(|catalog| match &cli.command {
        Command::Render(args) => render::run(&catalog, args, &mut console),
        Command::Recommend(args) => recommend::run(&catalog, args, &mut console),
        Command::Profiles(args) => profiles::run(&catalog, args, &mut console),
        Command::Architectures(args) => architectures::run(&catalog, args, &mut console),
        Command::Charts(args) => charts::run(&catalog, args, &mut console),
        Command::Diff(args) => diff::run(&catalog, args, &mut console),
        Command::Lint(args) => lint::run(&catalog, args, &mut console),
        Command::Migrate(args) => migrate::run(&catalog, args, &mut console),
        Command::Rebase(args) => rebase::run(&catalog, args, &mut console),
        Command::Adopt(args) => adopt::run(&catalog, args, &mut console),
        Command::Check(args) => check::run(&catalog, args, &mut console),
        Command::Explain(args) => explain::run(args, &mut console),
        Command::Rules(args) => rule_list::run(args, &mut console),
        Command::Schema(args) => schema::run(args, &mut console),
        Command::Values(args) => values::run(&catalog, args, &mut console),
        Command::Failover(args) => failover::run(&catalog, args, &mut console),
        Command::Rollout(args) => rollout::run(&catalog, args, &mut console),
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

/// Reads the command line. `--color` is looked up before, because help and mistakes have colours too.
fn parse(words: Vec<OsString>) -> std::result::Result<Cli, clap::Error> {
    let chosen = words.iter().enumerate().find_map(|(index, word)| match word.to_str()? {
        "--color" => words.get(index + 1)?.to_str(),
        word => word.strip_prefix("--color="),
    });
    let color = match chosen {
        Some("always") => ColorChoice::Always,
        Some("never") => ColorChoice::Never,
        _ => ColorChoice::Auto,
    };
    let mut matches = Cli::command().color(color).try_get_matches_from(words).map_err(|mut error| {
        if error.kind() == ErrorKind::UnknownArgument {
            // "to pass '-x' as a value, use '-- -x'": behind `--` we read a helm command, not a file.
            error.remove(ContextKind::Suggested);
        }
        error
    })?;
    Cli::from_arg_matches_mut(&mut matches)
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    const CHILD: &str = "SMPGEN_TEST_PANICS";

    /// Runs itself again, as a process that panics.
    #[test]
    fn a_panic_ends_with_2_and_tells_its_place_only() {
        if std::env::var_os(CHILD).is_some() {
            super::end_on_panic();
            panic!("{}", "hunter2");
        }
        let mut child = Command::new(std::env::current_exe().unwrap());
        let test = "commands::tests::a_panic_ends_with_2_and_tells_its_place_only";
        let run = child.args(["--exact", test, "--nocapture"]).env(CHILD, "1").output().unwrap();
        let said = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(2), "{said}");
        assert!(said.contains("error: smpgen has a defect at src/commands/mod.rs:"), "{said}");
        assert!(!said.contains("hunter2"), "{said}");
    }
}
