//! The checkpoint files that a run writes and resumes from.

use super::{Checkpoint, Every};
use crate::{
    error::{Error, require},
    file::try_replace,
};
use std::{
    ffi::OsString,
    fs, io,
    path::{Path, PathBuf},
};

/// The settings of a [`Solver`](super::Solver) about checkpoints.
#[derive(Debug, Default)]
pub(super) struct Files {
    pub checkpoint: Option<(PathBuf, Every)>,
    pub keep: Option<usize>,
    pub resume: Option<Resume>,
    pub trusts: bool,
}

impl Files {
    /// Refuses a setting that would have no effect.
    fn check(&self) -> Result<(), Error> {
        if let Some(keep) = self.keep {
            require(keep > 0, "keep", keep, "at least 1 checkpoint")?;
            let none = "nothing without a checkpoint to keep";
            require(self.checkpoint.is_some(), "keep", keep, none)?;
        }
        let resumes = self.resume.is_some() || !self.trusts;
        require(resumes, "trusting", true, "where a run is resumed")
    }

    /// Returns the plan for writing checkpoints; `None` if none are to be written.
    pub fn plan(&self) -> Result<Option<Plan>, Error> {
        self.check()?;
        let Some((path, every)) = self.checkpoint.clone() else { return Ok(None) };
        let plan = Plan { path, every, kept: self.keep.unwrap_or(1) };
        plan.check()?;
        Ok(Some(plan))
    }

    /// Refuses checkpoints where a swarm is built but not run.
    pub fn are_none(&self) -> Result<(), Error> {
        self.check()?;
        let paths = [
            self.checkpoint.as_ref().map(|(path, _)| path),
            self.resume.as_ref().map(Resume::path),
        ];
        match paths.into_iter().flatten().next() {
            Some(path) => Err(Error::parameter(
                "checkpoint",
                path.display(),
                "none where a swarm is only built",
            )),
            None => Ok(()),
        }
    }
}

/// The path of the checkpoints, how often they are written, and how many are kept.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub path: PathBuf,
    pub every: Every,
    pub kept: usize,
}

/// The checkpoint that a run is resumed from.
#[derive(Clone, Debug)]
pub(super) enum Resume {
    /// The checkpoint at this path.
    At(PathBuf),
    /// The newest readable checkpoint of those kept at this path; a new run begins if there is no file.
    Newest(PathBuf),
}

/// Returns the name of a checkpoint by age: `run.json`, then `run.json.1`, which is older, and so on.
fn name(path: &Path, age: usize) -> PathBuf {
    match age {
        0 => path.to_owned(),
        age => {
            let mut name = OsString::from(path);
            name.push(format!(".{age}"));
            name.into()
        }
    }
}

impl Plan {
    /// Returns an error if the plan cannot be carried out, before anything is evaluated.
    pub fn check(&self) -> Result<(), Error> {
        let (rounds, evaluations) =
            ("rounds between checkpoints", "evaluations between checkpoints");
        require(self.every != Every::Rounds(0), rounds, 0, "at least 1")?;
        require(self.every != Every::Evaluations(0), evaluations, 0, "at least 1")?;
        try_replace(&self.path)
    }

    /// Writes the newest checkpoint. At any moment, the file of the first name is a complete checkpoint.
    pub fn write(&self, checkpoint: &Checkpoint) -> Result<(), Error> {
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

impl Resume {
    pub fn path(&self) -> &PathBuf {
        match self {
            Resume::At(path) | Resume::Newest(path) => path,
        }
    }

    /// Reads the checkpoint to resume from; `None` means a new run.
    pub fn read(&self) -> Result<Option<Checkpoint>, Error> {
        let path = match self {
            Resume::At(path) => return Checkpoint::read(path).map(Some),
            Resume::Newest(path) => path,
        };
        let mut first = None;
        for age in 0.. {
            match Checkpoint::read(name(path, age)) {
                Ok(whole) => return Ok(Some(whole)),
                // The first file may be missing where it was lost; a later missing one ends the sequence.
                Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                    if age > 0 {
                        break;
                    }
                }
                Err(error) => drop(first.get_or_insert(error)),
            }
        }
        first.map_or(Ok(None), Err)
    }
}
