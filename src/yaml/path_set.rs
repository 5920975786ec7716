//! A set of key paths that knows what lies around and below each.

use super::path::{KeyPath, Segment};
use super::quick::QuickMap;

/// Key paths, step by step: asking costs one look-up for each step, however many there are.
#[derive(Clone, Debug, Default)]
pub struct PathSet {
    is_member: bool,
    below: QuickMap<Segment, PathSet>,
}

impl PathSet {
    /// Adds one.
    pub fn insert(&mut self, path: &KeyPath) {
        let end = path.segments().iter().fold(self, |here, step| here.below.entry(step.clone()).or_default());
        end.is_member = true;
    }

    /// How many steps of `path` lead to each member that it is or lies below, outermost first.
    pub fn around(&self, path: &KeyPath) -> impl Iterator<Item = usize> {
        let mut steps = path.segments().iter();
        let here = std::iter::successors(Some(self), move |here| here.below.get(steps.next()?));
        here.enumerate().filter(|(_, here)| here.is_member).map(|(length, _)| length)
    }

    /// Whether `path` is a member.
    pub fn contains(&self, path: &KeyPath) -> bool {
        self.at(path).is_some_and(|here| here.is_member)
    }

    /// Whether `path` is a member or lies below one.
    pub fn covers(&self, path: &KeyPath) -> bool {
        self.around(path).next().is_some()
    }

    /// Whether `path` is a member or lies above one.
    pub fn leads_through(&self, path: &KeyPath) -> bool {
        self.at(path).is_some_and(|here| here.is_member || !here.below.is_empty())
    }

    /// Whether a member lies below `path`, which may be one itself.
    pub fn leads_below(&self, path: &KeyPath) -> bool {
        self.at(path).is_some_and(|here| !here.below.is_empty())
    }

    fn at(&self, path: &KeyPath) -> Option<&PathSet> {
        path.segments().iter().try_fold(self, |here, step| here.below.get(step))
    }
}

impl<'p> FromIterator<&'p KeyPath> for PathSet {
    fn from_iter<Paths: IntoIterator<Item = &'p KeyPath>>(paths: Paths) -> PathSet {
        let mut set = PathSet::default();
        paths.into_iter().for_each(|path| set.insert(path));
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_found_from_above_and_below() {
        let path = |text: &str| text.parse::<KeyPath>().unwrap();
        let members = ["a.b", "a.b.c.d", "e[0]"].map(path);
        let set: PathSet = members.iter().collect();
        let around = |text: &str| set.around(&path(text)).collect::<Vec<usize>>();
        assert_eq!(around("a.b.c.d.e"), [2, 4]);
        assert_eq!(around("a.b.c"), [2]);
        assert_eq!(around("e[0].x"), [2]);
        assert!(set.covers(&path("a.b")) && !set.covers(&path("a")) && !set.covers(&path("e[1]")));
        assert!(set.leads_through(&path("a")) && set.leads_through(&path("e[0]")) && !set.leads_through(&path("b")));
        assert!(set.leads_below(&path("a.b")) && !set.leads_below(&path("a.b.c.d")) && !set.leads_below(&path("e[0]")));
        assert!(set.contains(&path("e[0]")) && !set.contains(&path("a.b.c")) && !set.contains(&path("e")));
        let root: PathSet = [KeyPath::root()].iter().collect();
        assert!(root.covers(&path("x")) && root.covers(&KeyPath::root()) && !PathSet::default().covers(&path("x")));
        assert!(!PathSet::default().leads_through(&KeyPath::root()) && set.leads_through(&KeyPath::root()));
    }
}
