//! Every scalar value of a values file as it is written, with the path that Helm gives it.

use super::context::File;
use crate::yaml::path::KeyPath;
use crate::yaml::tree::{NodeId, Style};

/// One scalar value, not a key.
#[derive(Clone, Debug)]
pub struct Scalar<'f> {
    pub path: KeyPath,
    pub node: NodeId,
    /// After quotes, escapes and folding.
    pub text: &'f str,
    pub style: Style,
}

/// Every scalar value that Helm reads of `file`, in order; what an alias stands for is visited once, at its anchor.
pub fn scalars<'f>(file: &File<'f>) -> &'f [Scalar<'f>] {
    &file.view.scalars
}
