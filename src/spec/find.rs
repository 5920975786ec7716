//! Where `smp.yaml` is: in a directory or above it.

use std::path::{Path, PathBuf};

use super::NAME;

/// The nearest `smp.yaml` in `directory` or above it, as a path relative to it (`../smp.yaml`).
/// `directory` must be absolute. What is called so and is no file is passed over.
pub fn find(directory: &Path) -> Option<PathBuf> {
    let mut up = PathBuf::new();
    for above in directory.ancestors() {
        if above.join(NAME).is_file() {
            return Some(up.join(NAME));
        }
        up.push("..");
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_file_wins_and_a_directory_is_none() {
        let root = tempfile::tempdir().expect("a directory");
        let deep = root.path().join("a/b");
        std::fs::create_dir_all(deep.join(NAME)).expect("made");
        std::fs::write(root.path().join(NAME), "").expect("written");
        assert_eq!(find(&deep), Some(PathBuf::from("../../smp.yaml")));
        std::fs::write(root.path().join("a").join(NAME), "").expect("written");
        assert_eq!(find(&deep), Some(PathBuf::from("../smp.yaml")));
        assert_eq!(find(&root.path().join("a")), Some(PathBuf::from(NAME)));
    }
}
