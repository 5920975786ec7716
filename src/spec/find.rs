//! Where `smp.yaml` is: in a directory or above it.

use std::path::{Path, PathBuf};

use super::NAME;

/// The nearest `smp.yaml` in `directory` or above it, as a path relative to it (`../smp.yaml`).
/// `directory` must be absolute. A directory or a dead link of that name counts too: whoever reads it says so, where
/// passing over it would lint by other settings than those that somebody believes to be in force.
pub fn find(directory: &Path) -> Option<PathBuf> {
    let mut up = PathBuf::new();
    for above in directory.ancestors() {
        if above.join(NAME).symlink_metadata().is_ok() {
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
    fn the_nearest_wins_whatever_it_is() {
        let root = tempfile::tempdir().expect("a directory");
        let deep = root.path().join("a/b");
        std::fs::create_dir_all(&deep).expect("made");
        std::fs::write(root.path().join(NAME), "").expect("written");
        assert_eq!(find(&deep), Some(PathBuf::from("../../smp.yaml")));
        std::fs::write(root.path().join("a").join(NAME), "").expect("written");
        assert_eq!(find(&deep), Some(PathBuf::from("../smp.yaml")));
        assert_eq!(find(&root.path().join("a")), Some(PathBuf::from(NAME)));
        std::fs::create_dir(deep.join(NAME)).expect("made");
        assert_eq!(find(&deep), Some(PathBuf::from(NAME)));
    }
}
