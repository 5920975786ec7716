//! A key as one step of a path: a text that many paths share.

use std::borrow::Borrow;
use std::cell::RefCell;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;

use super::quick::QuickSet;

/// The text of a key. Each text is kept once for the rest of the process, so that a copy costs nothing: values files
/// write the same few hundred keys thousands of times, and never more than their own size.
#[derive(Clone, Copy, Debug, Eq, PartialOrd, Ord)]
pub struct Name(&'static str);

/// Names of one thread are equal where they are the same text in memory; those of two threads have to be read.
impl PartialEq for Name {
    #[inline]
    fn eq(&self, other: &Name) -> bool {
        std::ptr::eq(self.0, other.0) || self.0 == other.0
    }
}

impl Hash for Name {
    #[inline]
    fn hash<State: Hasher>(&self, state: &mut State) {
        self.0.hash(state);
    }
}

thread_local! {
    /// The texts of this thread: a second thread keeps its own, and neither waits.
    static NAMES: RefCell<QuickSet<&'static str>> = RefCell::new(QuickSet::default());
}

fn kept(text: &str) -> &'static str {
    NAMES.with_borrow_mut(|names| match names.get(text) {
        Some(kept) => kept,
        None => {
            let text: &'static str = Box::leak(text.into());
            names.insert(text);
            text
        }
    })
}

impl Name {
    /// The text.
    pub fn as_str(&self) -> &str {
        self.0
    }
}

impl Deref for Name {
    type Target = str;

    fn deref(&self) -> &str {
        self.0
    }
}

impl Borrow<str> for Name {
    fn borrow(&self) -> &str {
        self.0
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Name {
        Name(kept(text))
    }
}

impl From<&String> for Name {
    fn from(text: &String) -> Name {
        Name(kept(text))
    }
}

impl From<String> for Name {
    fn from(text: String) -> Name {
        Name(kept(&text))
    }
}

impl From<&Name> for Name {
    fn from(name: &Name) -> Name {
        *name
    }
}

impl PartialEq<str> for Name {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl PartialEq<&str> for Name {
    fn eq(&self, other: &&str) -> bool {
        self.0 == *other
    }
}

impl PartialEq<String> for Name {
    fn eq(&self, other: &String) -> bool {
        self.0 == other.as_str()
    }
}

impl PartialEq<Name> for str {
    fn eq(&self, other: &Name) -> bool {
        self == other.0
    }
}

impl PartialEq<Name> for &str {
    fn eq(&self, other: &Name) -> bool {
        *self == other.0
    }
}

impl PartialEq<Name> for String {
    fn eq(&self, other: &Name) -> bool {
        *self == other.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(formatter)
    }
}
