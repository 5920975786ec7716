//! Changes to a values file that keep the rest of it byte for byte: entries taken away, carried, added and set.
//!
//! What is done here holds for every fix of the linter and every step of `migrate`, `rebase` and `adopt`:
//!
//! * An entry goes with its lines, and with the maps around it that hold nothing else; the root may become empty.
//! * Comments inside, behind the value, or below and deeper than the key belong to the entry. Carried, it takes them
//!   along, and those right above it that are as deep as its key. Taken away, it leaves those inside as lines of their
//!   own, as deep as its key, so that no text in a block takes them in; [`remove::Comments`] says when not. The comment
//!   that opens a file is its heading, and moves with no key.
//! * Blank lines stay, but for those inside.
//! * In a map in braces nothing is taken away or carried; `{}` makes room for what is put into it.
//! * Nothing is done inside of lists, where a key is written twice (but that the dropped twin goes), beside a merge
//!   key, and where an anchor would lose an alias, or change what an alias stands for. Anchors without use do not count.
//! * New lines end with CR LF where any line of the file does, and a last line without an end gets one when lines
//!   follow.
//!
//! What an edit says is proved by [`proof`]: the edited text is read again.

pub mod append;
pub mod block;
pub mod insert;
pub mod original;
pub mod proof;
pub mod relocate;
pub mod remove;
pub mod scalar;
pub mod target;

/// Values files are two orders of magnitude smaller; each proof reads the whole of it anew.
pub const MOST_BYTES: usize = 512 * 1024;
