//! Files that are there whole or not at all.

use crate::error::Error;
use std::{fs::File, io::Write, path::Path};

/// Writes a file: a temporary one beside it first, which then takes the name, so that a crash
/// leaves the old file or the new one, never half of one. The folders above it are made.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    let failed = |e| Error::io(path, e);
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|e| failed(e.error))?;
    // The name, too, is to outlive a loss of power; not every system lets a folder be opened.
    if let Ok(folder) = File::open(folder) {
        folder.sync_all().map_err(failed)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_old_file_is_replaced_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/folder/file");
        for text in ["first", "the second"] {
            replace(&path, text.as_bytes()).unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
        let taken = replace(folder.path().join("new/folder").as_path(), b"x");
        assert!(matches!(taken, Err(Error::Io { .. })), "{taken:?}");
    }
}
