//! Places for findings about something that is not there.

use super::context::{Context, File, find};
use super::finding::Location;
use super::unit::Role;
use crate::yaml::path::KeyPath;
use crate::yaml::span::Span;

/// Where `path` would have to be written: at the nearest key above it that is set, else at the start of the file
/// that is the user's own, else of the first layer. None only where nothing was given at all.
pub fn place(cx: &Context, path: &KeyPath) -> Option<Location> {
    let mut above = path.parent();
    while let Some(path) = above.filter(|path| !path.is_root()) {
        if let Some(node) = find(cx.merged(), path.segments()) {
            return Some(cx.at_key(node));
        }
        above = path.parent();
    }
    let layer = home(cx).map(|file| file.layer.id).or_else(|| cx.unit.layers.first().map(|layer| layer.id))?;
    Some(Location { layer, span: Span::new(0, 0) })
}

/// The file in which new settings belong: the last that is neither a profile nor a dump, else the last of all.
pub fn home<'a>(cx: &'a Context) -> Option<File<'a>> {
    cx.files().filter(|file| *file.role == Role::User).last().or_else(|| cx.files().last())
}
