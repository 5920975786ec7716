//! The half of `helm` that combines values: `--set`, coalescing, the command line. Expected results come from the
//! Go code of helm v3.21.4 and v4.2.4; `helm_real.rs` compares with the programs themselves.

mod coalesce;
mod command_line;
mod strvals;
mod support;
