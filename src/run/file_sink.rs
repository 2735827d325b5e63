//! Checkpoints in files: the newest, and those before it.

use super::{Checkpoint, Every, Sink, Status};
use crate::{
    error::{Error, require},
    file::try_replace,
};
use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

/// The path of the checkpoints, how often they are written, and how many are kept.
#[derive(Clone, Debug)]
pub(super) struct FileSink {
    pub path: PathBuf,
    pub every: Every,
    pub kept: usize,
}

/// Returns the name of a checkpoint by age: `run.json`, then `run.json.1`, which is older, and so on.
pub(super) fn name(path: &Path, age: usize) -> PathBuf {
    match age {
        0 => path.to_owned(),
        age => {
            let mut name = OsString::from(path);
            name.push(format!(".{age}"));
            name.into()
        }
    }
}

impl FileSink {
    /// Returns an error if no checkpoint could be written, before anything is evaluated.
    pub fn check(&self) -> Result<(), Error> {
        let (rounds, evaluations) =
            ("rounds between checkpoints", "evaluations between checkpoints");
        require(self.every != Every::Rounds(0), rounds, 0, "at least 1")?;
        require(self.every != Every::Evaluations(0), evaluations, 0, "at least 1")?;
        try_replace(&self.path)
    }
}

impl Sink for FileSink {
    fn is_due(&self, last: &Status, now: &Status) -> bool {
        self.every.due(last, now)
    }

    /// Writes the newest checkpoint. At any moment, the file of the first name is a complete checkpoint.
    fn write(&mut self, checkpoint: &Checkpoint, _: &Status) -> Result<(), Error> {
        for age in (1..self.kept).rev() {
            let (younger, older) = (name(&self.path, age - 1), name(&self.path, age));
            let moved = match age {
                1 => copy(&younger, &older),
                _ => fs::rename(&younger, &older),
            };
            match moved {
                Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(Error::io(&older, e)),
                _ => {}
            }
        }
        checkpoint.write(&self.path)
    }

    fn is_vital(&self) -> bool {
        false
    }
}

/// Links `to` to the file `from`, or copies it where the file system has no hard links.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    match fs::remove_file(to) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => return Err(e),
        _ => {}
    }
    match fs::hard_link(from, to) {
        Err(e) if e.kind() != io::ErrorKind::NotFound => fs::copy(from, to).map(|_| ()),
        done => done,
    }
}
