//! Whether edits of whole lines need no proof, because nothing of what stays can read otherwise. A proof reads the
//! whole file anew; a file may hold a thousand keys to be moved.

use super::original::Original;
use crate::yaml::edit::{Edit, apply};

/// Whether it is certain that `edits`, each of which takes whole lines of one entry away or puts such lines in, change
/// no other entry. Not certain is nothing bad.
pub fn certain(original: &Original, edits: &[Edit]) -> bool {
    let behind_text = |edit: &Edit| original.is_behind_block_text(edit.span.start);
    original.survey().simple && !edits.iter().any(behind_text) && apply(original.text(), edits).is_ok()
}
