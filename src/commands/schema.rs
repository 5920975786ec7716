//! `smpgen schema`: the JSON Schema of a file that smpgen reads.

use super::Status;
use super::output::Console;
use crate::args::{Format, Schema, SchemaName};
use crate::error::Result;
use crate::spec;

pub fn run(args: &Schema, console: &mut Console) -> Result<Status> {
    match args.name {
        SchemaName::Spec => console.structured(Format::Json, &spec::schema::schema())?,
    }
    Ok(Status::Clean)
}
