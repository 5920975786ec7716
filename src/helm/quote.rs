//! How a text is written so that Helm reads the same text.

use std::borrow::Cow;

use super::scalar::{Scalar, resolve};
use crate::yaml::style;

/// `text` as a YAML scalar, for a key or a value, in block or flow: plain where that is safe, else in double quotes.
///
/// [`style::quote`] decides by looks, for every reader of YAML; Helm's own resolution has the last word.
pub fn quote(text: &str) -> Cow<'_, str> {
    match style::quote(text) {
        Cow::Borrowed(plain) if resolve(plain) != Scalar::Text => Cow::Owned(style::double_quoted(text)),
        written => written,
    }
}
