//! A table whose rows are for some key paths, searched by the last step of a path.

use std::ops::Deref;

use serde::Deserialize;

use super::pattern::Pattern;
use super::service_paths::ServicePaths;
use crate::yaml::path::KeyPath;
use crate::yaml::quick::QuickMap;

/// A row that is for some key paths.
pub trait Row {
    /// Those paths.
    fn pattern(&self) -> &Pattern;
}

impl Row for Pattern {
    fn pattern(&self) -> &Pattern {
        self
    }
}

/// Rows in the order in which they are written. A rule holds every value of every file against a table, so that few
/// rows may be looked at for each.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Vec<T>", bound(deserialize = "T: Row + Deserialize<'de>"))]
pub struct Rows<T> {
    rows: Vec<T>,
    /// Rows whose pattern ends with a key, by that key.
    by_last_key: QuickMap<String, Vec<usize>>,
    /// Rows with an alternative that ends with anything else.
    others: Vec<usize>,
}

impl<T: Row> From<Vec<T>> for Rows<T> {
    fn from(rows: Vec<T>) -> Rows<T> {
        let mut by_last_key = QuickMap::<String, Vec<usize>>::default();
        let mut others = Vec::new();
        for (index, row) in rows.iter().enumerate() {
            for key in row.pattern().last_keys() {
                let list = match key {
                    Some(key) => by_last_key.entry(key.to_owned()).or_default(),
                    None => &mut others,
                };
                if list.last() != Some(&index) {
                    list.push(index);
                }
            }
        }
        Rows { rows, by_last_key, others }
    }
}

impl<T> Deref for Rows<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.rows
    }
}

impl<T: Row> Rows<T> {
    /// The rows that are for `path`, in order.
    pub fn matching<'r, 'p>(
        &'r self,
        path: &'p KeyPath,
        services: &'p ServicePaths,
    ) -> impl Iterator<Item = &'r T> + use<'r, 'p, T> {
        let named = path.last_key().and_then(|key| self.by_last_key.get(key)).map_or(&[][..], Vec::as_slice);
        let mut named = named.iter().peekable();
        let mut others = self.others.iter().peekable();
        let indexes = std::iter::from_fn(move || match (named.peek(), others.peek()) {
            (Some(one), Some(other)) if one == other => {
                others.next();
                named.next()
            }
            (Some(one), Some(other)) if other < one => others.next(),
            (Some(_), _) => named.next(),
            (None, _) => others.next(),
        });
        let rows = indexes.filter_map(|index| self.rows.get(*index));
        rows.filter(move |row| row.pattern().matches(path, services))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_found_in_their_order() {
        let patterns = ["a.*", "**.b", "{a,c}.b", "a.{b,*}", "c.d"];
        let rows: Vec<Pattern> = patterns.iter().map(|text| Pattern::try_from((*text).to_owned()).unwrap()).collect();
        let rows = Rows::from(rows);
        let none = ServicePaths::default();
        let found = |path: &str| {
            let path: KeyPath = path.parse().unwrap();
            let of_table: Vec<*const Pattern> = rows.matching(&path, &none).map(std::ptr::from_ref).collect();
            let one_by_one: Vec<*const Pattern> =
                rows.iter().filter(|row| row.matches(&path, &none)).map(std::ptr::from_ref).collect();
            assert_eq!(of_table, one_by_one, "{path}");
            of_table.len()
        };
        assert_eq!(found("a.b"), 4);
        assert_eq!(found("c.b"), 2);
        assert_eq!(found("a[0]"), 2);
        assert_eq!(found("c.d"), 1);
        assert_eq!(found("e"), 0);
    }
}
