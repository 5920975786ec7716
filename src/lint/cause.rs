//! Places for findings about a value that is missing because of another one.

use super::absent;
use super::context::Context;
use super::finding::Location;
use crate::yaml::path::KeyPath;

/// Where `path` is set, else where `cause`, the value that makes it matter, is; else where `path` would have to be
/// written. None only where nothing was given at all.
pub fn place(cx: &Context, path: &KeyPath, cause: &KeyPath) -> Option<Location> {
    let set = cx.set(path).or_else(|| cx.set(cause)).map(|node| cx.at_key(node));
    set.or_else(|| absent::place(cx, path))
}

/// The text at `path`, set or default, without blanks around it; none for what is no text.
pub fn text(cx: &Context, path: &KeyPath) -> Option<String> {
    cx.effective(path)?.value.as_str().map(|text| text.trim().to_owned())
}
