//! smpgen: renders, lints and checks Helm values of the Harness Self-Managed Platform.

pub mod heap;
pub mod helm;
pub mod quantity;
pub mod yaml;

/// Runs the command line of this process and gives its exit status.
pub fn run() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
