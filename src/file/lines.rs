//! A file that grows by whole lines.

use super::unmarked;
use crate::error::Error;
use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// A file to which lines are appended, locked against other processes.
#[derive(Debug)]
pub(crate) struct Lines {
    path: PathBuf,
    file: Mutex<File>,
}

impl Lines {
    /// Opens a file, or creates it, and reads its lines: `read` takes each line and its number. A line
    /// left unfinished by a killed process is cut off if it begins with one of `heads`, or is a
    /// beginning of one. The file is locked against other processes.
    pub fn open<T>(
        path: &Path,
        heads: &[&str],
        read: impl Fn(&str, usize) -> Result<T, Error>,
    ) -> Result<(Self, Vec<T>), Error> {
        let failed = |e| Error::io(path, e);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut file =
            OpenOptions::new().read(true).append(true).create(true).open(path).map_err(failed)?;
        file.try_lock().map_err(|e| match e {
            TryLockError::WouldBlock => failed(io::Error::other("another process writes it")),
            TryLockError::Error(e) => failed(e),
        })?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let mut lines = Vec::new();
        for (line, text) in (1..).zip(bytes[..whole].split(|byte| *byte == b'\n')) {
            let text = String::from_utf8_lossy(text);
            let text = if line == 1 { unmarked(&text) } else { &text };
            if !text.trim().is_empty() {
                lines.push(read(text, line)?);
            }
        }
        // Nothing is cut off from a file with other content.
        let rest = String::from_utf8_lossy(&bytes[whole..]);
        let rest = if whole == 0 { unmarked(&rest) } else { &rest };
        if !heads.iter().any(|head| rest.starts_with(head) || head.starts_with(rest)) {
            read(rest, lines.len() + 1)?;
        }
        file.set_len(whole as u64).map_err(failed)?;
        Ok((Lines { path: path.to_owned(), file: Mutex::new(file) }, lines))
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Appends a line, its newline included. The line is on disk when this returns.
    pub fn append(&self, line: &str) -> Result<(), Error> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        let before = file.metadata().map_err(|e| Error::io(&self.path, e))?.len();
        // One write: a process that is killed leaves whole lines and at most one unfinished line.
        let written = file.write_all(line.as_bytes()).and_then(|()| file.sync_data());
        written.map_err(|e| {
            // The next line must not be joined to a part of this one. If that fails as well, the first
            // error says why.
            let _ = file.set_len(before);
            Error::io(&self.path, e)
        })
    }

    /// Opens a file to which nothing can be appended.
    #[cfg(all(test, feature = "experiment"))]
    pub fn read_only(path: &Path) -> Self {
        Lines { path: path.to_owned(), file: Mutex::new(File::open(path).unwrap()) }
    }
}
