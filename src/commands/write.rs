//! Writing files: nothing lost, nothing half written.

use std::fs::{self, Permissions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::render::digest::{self, Origin};

/// What stands where a file is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OnDisk {
    Missing,
    /// A text file, and what it is to us.
    File {
        text: String,
        origin: Origin,
    },
    /// A file that is not text, which cannot be ours.
    Binary,
}

/// Looks at what stands at `path`. A directory, or what cannot be read, is an error.
pub fn look(path: &Path) -> Result<OnDisk> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => {
            return Err(elsewhere(format!("{} is a directory", path.display())));
        }
        Ok(metadata) if !metadata.is_file() => {
            return Err(elsewhere(format!("{} is not a regular file", path.display())));
        }
        Ok(_) => {}
        // Writing would put a file in the place of the link.
        Err(_) if fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink()) => {
            return Err(Error::new(format!("{} is a link that leads to no file", path.display()))
                .help("remove the link, or choose another place"));
        }
        // A file where a directory should be is found out, and said, when the directory is made.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(OnDisk::Missing);
        }
        Err(error) => return Err(unreadable(path, &error)),
    }
    match fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => Ok(OnDisk::File { origin: digest::origin(&text), text }),
        Ok(Err(_)) => Ok(OnDisk::Binary),
        Err(error) => Err(unreadable(path, &error)),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Error {
    elsewhere(format!("cannot read {}: {error}", path.display()))
}

fn elsewhere(message: String) -> Error {
    Error::new(message).help("choose another place")
}

/// Why `path` must not be overwritten, if anything is lost by it.
pub fn refusal(path: &Path, on_disk: &OnDisk) -> Option<Error> {
    let why = match on_disk {
        OnDisk::File { origin: Origin::Edited, .. } => "was edited since smpgen rendered it",
        OnDisk::File { origin: Origin::Foreign, .. } | OnDisk::Binary => "was not rendered by smpgen",
        OnDisk::Missing | OnDisk::File { origin: Origin::Untouched, .. } => return None,
    };
    Some(Error::new(format!("{} {why}: nothing was written", path.display())).help(
        "move your own values to your-override.yaml and render with --force, or render elsewhere with -o; \
         --check shows the difference",
    ))
}

/// Writes `text` to `path` in one step: a temporary file beside it takes its place. A link stays a link,
/// and the file it points at keeps its permissions and, as far as this process may, its owner.
///
/// # Errors
/// A file that nobody may write: taking its place would get round its protection, as no editor does unasked.
pub fn atomically(path: &Path, text: &str) -> Result<()> {
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    let directory = match target.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
        _ => PathBuf::from("."),
    };
    let failed = |error: std::io::Error| {
        if error.kind() == ErrorKind::NotFound {
            return Error::new(format!("cannot write {}: no directory {}", path.display(), directory.display()))
                .help("make it, or choose another place");
        }
        // The kind alone: the whole text names the temporary file, which is another one each time.
        Error::new(format!("cannot write {}: {}", path.display(), error.kind()))
            .help("the file, if there was one, is as it was; choose another place")
    };
    let old = fs::metadata(&target).ok();
    if old.as_ref().is_some_and(|found| found.permissions().readonly()) {
        return Err(Error::new(format!("cannot write {}: it is read-only", path.display()))
            .help(format!("it is as it was; `chmod u+w {}` lets it be written", path.display())));
    }
    let permissions = old.as_ref().map_or(Permissions::from_mode(0o666), fs::Metadata::permissions);
    let mut file = tempfile::Builder::new()
        .prefix(".smpgen-")
        .permissions(permissions.clone())
        .tempfile_in(&directory)
        .map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    if let Some(old) = old {
        // Under sudo the file would be root's from now on. Who may not give files away writes under the own name.
        let _ = fchown(file.as_file(), Some(old.uid()), Some(old.gid()));
        // The mode of a new file is cut by the umask; that of an old one is kept whole.
        file.as_file().set_permissions(permissions).map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&target).map_err(|error| failed(error.error))?;
    Ok(())
}
