//! Every scalar value of a values file as it is written, with the path that Helm gives it.

use super::context::File;
pub use crate::helm::entries::Scalar;

/// Every scalar value that Helm reads of `file`, in order; what an alias stands for is visited once, at its anchor.
pub fn scalars<'f>(file: &File<'f>) -> &'f [Scalar<'f>] {
    &file.view.scalars
}
