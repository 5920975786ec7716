//! Every key of a values file as it is written, duplicates included, with the path that Helm gives it.

use super::context::File;
pub use crate::helm::entries::{Entry, key};

/// Every pair of every map that Helm reads of `file`, parents before children. Merge keys `<<` are left out;
/// what an alias stands for is visited once, at its anchor.
pub fn entries<'f>(file: &File<'f>) -> &'f [Entry] {
    &file.view.entries
}
