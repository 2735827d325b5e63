//! The settings about checkpoint files: what a run writes, and what it resumes from.

use super::{
    Checkpoint, Every,
    file_sink::{FileSink, name},
};
use crate::error::{Error, require};
use std::{io, path::PathBuf};

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

    /// Returns the sink of the checkpoints; `None` if none are to be written.
    pub fn sink(&self) -> Result<Option<FileSink>, Error> {
        self.check()?;
        let Some((path, every)) = self.checkpoint.clone() else { return Ok(None) };
        let sink = FileSink { path, every, kept: self.keep.unwrap_or(1) };
        sink.check()?;
        Ok(Some(sink))
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

/// The checkpoint that a run is resumed from.
#[derive(Clone, Debug)]
pub(super) enum Resume {
    /// The checkpoint at this path.
    At(PathBuf),
    /// The newest readable checkpoint of those kept at this path; a new run begins if there is no file.
    Newest(PathBuf),
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
