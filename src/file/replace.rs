//! Files that are written whole or not at all.

use crate::error::Error;
use std::{
    ffi::OsStr,
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process,
    sync::atomic::{AtomicU64, Ordering},
};

/// A folder for drafts, which is removed with all that is in it when it is dropped.
struct Aside(PathBuf);

/// Writes a file: `write` makes a draft of the same name in a temporary folder beside it, which then
/// replaces the file, so that a crash leaves the old file or the new one, never a part of one. Missing
/// parent folders are created.
pub(crate) fn replace(
    path: &Path,
    write: impl FnOnce(&Path) -> io::Result<()>,
) -> Result<(), Error> {
    let failed = |e| Error::io(path, e);
    let (folder, aside) = aside(path).map_err(failed)?;
    let draft = aside.0.join(path.file_name().unwrap_or(OsStr::new("draft")));
    write(&draft).map_err(failed)?;
    File::open(&draft).and_then(|file| file.sync_all()).map_err(failed)?;
    fs::rename(&draft, path).map_err(failed)?;
    // The new name has to survive a loss of power as well; not every system lets a folder be opened.
    if let Ok(folder) = File::open(folder) {
        folder.sync_all().map_err(failed)?;
    }
    Ok(())
}

/// Checks that [`replace`] could write a file of this name, and leaves no file behind.
pub(crate) fn try_replace(path: &Path) -> Result<(), Error> {
    let failed = |e| Error::io(path, e);
    if path.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    if path.file_name().is_none() {
        return Err(failed(io::ErrorKind::InvalidFilename.into()));
    }
    let (_, aside) = aside(path).map_err(failed)?;
    fs::write(aside.0.join("draft"), "").map_err(failed)
}

/// Creates a folder for drafts in the folder of a file, and returns both.
fn aside(path: &Path) -> io::Result<(&Path, Aside)> {
    static CREATED: AtomicU64 = AtomicU64::new(0);
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    fs::create_dir_all(folder)?;
    loop {
        // Two processes of the same number may write to one folder over a network.
        let number = CREATED.fetch_add(1, Ordering::Relaxed);
        let aside = folder.join(format!(".draft-{}-{number}", process::id()));
        match fs::create_dir(&aside) {
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {}
            created => return created.map(|()| (folder, Aside(aside))),
        }
    }
}

impl Drop for Aside {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_file_is_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/folder/file");
        for text in ["first", "the second"] {
            replace(&path, |draft| std::fs::write(draft, text)).unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        let failed = replace(&path, |draft| {
            std::fs::write(draft, "half")?;
            Err(io::Error::other("the disk is full"))
        });
        assert!(matches!(failed, Err(Error::Io { .. })), "{failed:?}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "the second");
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        let taken = replace(path.parent().unwrap(), |draft| std::fs::write(draft, "x"));
        assert!(matches!(taken, Err(Error::Io { .. })), "{taken:?}");
    }
}
