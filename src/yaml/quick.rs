//! Maps and sets by key path or node that are filled once per file, with a hash several times as fast as the usual one.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::OnceLock;

/// A map that hashes quickly.
pub type QuickMap<K, V> = HashMap<K, V, Quick>;

/// A set that hashes quickly.
pub type QuickSet<T> = HashSet<T, Quick>;

/// Two numbers drawn when the process starts: no file can be written so that its keys collide.
#[derive(Clone, Copy)]
pub struct Quick {
    start: u64,
    factor: u64,
}

impl Default for Quick {
    fn default() -> Quick {
        static DRAWN: OnceLock<(u64, u64)> = OnceLock::new();
        let (start, factor) = *DRAWN.get_or_init(|| {
            let random = RandomState::new();
            (random.hash_one(1), random.hash_one(2) | 1)
        });
        Quick { start, factor }
    }
}

impl BuildHasher for Quick {
    type Hasher = Folding;

    #[inline]
    fn build_hasher(&self) -> Folding {
        Folding { state: self.start, factor: self.factor }
    }
}

/// Multiplies each eight bytes into the state and folds the product's halves together, as wyhash does.
pub struct Folding {
    state: u64,
    factor: u64,
}

impl Folding {
    #[inline]
    fn add(&mut self, number: u64) {
        let product = u128::from(self.state ^ number) * u128::from(self.factor);
        // Both halves are wanted, without what does not fit.
        self.state = (product as u64) ^ ((product >> 64) as u64) ^ self.state.rotate_left(23);
    }
}

impl Hasher for Folding {
    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        let (eights, rest) = bytes.as_chunks::<8>();
        for eight in eights {
            self.add(u64::from_le_bytes(*eight));
        }
        let rest = rest.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
        self.add(rest ^ (bytes.len() as u64) << 56);
    }

    #[inline]
    fn write_u8(&mut self, number: u8) {
        self.add(u64::from(number));
    }

    #[inline]
    fn write_u32(&mut self, number: u32) {
        self.add(u64::from(number));
    }

    #[inline]
    fn write_u64(&mut self, number: u64) {
        self.add(number);
    }

    #[inline]
    fn write_usize(&mut self, number: usize) {
        self.add(number as u64);
    }

    #[inline]
    fn finish(&self) -> u64 {
        self.state
    }
}

#[cfg(test)]
mod tests {
    use super::super::path::KeyPath;
    use super::*;

    #[test]
    fn paths_are_told_apart() {
        let paths: Vec<KeyPath> = (0..10_000)
            .map(|number| KeyPath::of(["a", "b"]).index(number % 100).key(format!("k{}", number / 100)))
            .collect();
        let hashes: HashSet<u64> = paths.iter().map(|path| Quick::default().hash_one(path)).collect();
        assert!(hashes.len() > 9_990, "{} of 10000", hashes.len());
        let low: HashSet<u64> = hashes.iter().map(|hash| hash % 1024).collect();
        assert!(low.len() > 1000, "{} of 1024 buckets", low.len());
        let set: QuickSet<&KeyPath> = paths.iter().collect();
        assert!(paths.iter().all(|path| set.contains(path)) && !set.contains(&KeyPath::of(["a"])));
    }
}
