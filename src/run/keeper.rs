//! What every solver keeps of its run: the history, and a checkpoint from time to time.

use super::{Checkpoint, Every, History, Observer, Reason, Status};
use crate::{
    error::Error,
    file::try_replace,
    problem::{Problem, Sense},
    swarm::Optimizer,
};
use std::{
    ffi::OsString,
    fs, io,
    ops::ControlFlow,
    path::{Path, PathBuf},
};

/// Where checkpoints go, how often, and how many are kept.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    pub path: PathBuf,
    pub every: Every,
    pub kept: usize,
}

/// Where a run goes on.
#[derive(Clone, Debug)]
pub(super) enum Resume {
    /// At this checkpoint.
    At(PathBuf),
    /// At the newest whole one of those kept there; at the beginning where there is none.
    Newest(PathBuf),
}

/// Stands before the user's observers and sees to what they are to be told later.
pub(super) struct Keeper<O> {
    pub problem: String,
    pub sense: Sense,
    pub history: History,
    pub plan: Option<Plan>,
    pub last: Status,
    /// Why a checkpoint could not be written, the last time.
    pub trouble: Option<Error>,
    pub observer: O,
}

/// `run.json`, then `run.json.1`, which is older, and so on.
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
    /// Refuses a plan that cannot be carried out, before anything is evaluated.
    pub fn check(&self) -> Result<(), Error> {
        match self.every {
            Every::Rounds(0) => {
                return Err(Error::parameter("rounds between checkpoints", 0, "at least 1"));
            }
            Every::Evaluations(0) => {
                return Err(Error::parameter("evaluations between checkpoints", 0, "at least 1"));
            }
            _ => {}
        }
        try_replace(&self.path)
    }

    /// Writes the newest; at every moment there is a whole one under the first name.
    fn write(&self, checkpoint: &Checkpoint) -> Result<(), Error> {
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

/// A second name for a file, or a second file where the disk knows no second names.
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

    /// The checkpoint to go on from; none to begin anew.
    pub fn read(&self) -> Result<Option<Checkpoint>, Error> {
        let path = match self {
            Resume::At(path) => return Checkpoint::read(path).map(Some),
            Resume::Newest(path) => path,
        };
        let mut first = None;
        for age in 0.. {
            match Checkpoint::read(name(path, age)) {
                Ok(whole) => return Ok(Some(whole)),
                // The first name may be missing where a file was lost; the second ends the row.
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

impl<O> Keeper<O> {
    /// Writes a checkpoint. Where that fails the run goes on: what it finds is worth more than the file.
    fn checkpoint<P: Problem>(&mut self, swarm: &dyn Optimizer<P>)
    where
        O: Observer<P>,
    {
        self.trouble = self.write(swarm).err();
    }

    fn write<P: Problem>(&self, swarm: &dyn Optimizer<P>) -> Result<(), Error>
    where
        O: Observer<P>,
    {
        let Some(plan) = &self.plan else { return Ok(()) };
        let mut observers = serde_json::Map::new();
        self.observer.save(&mut observers);
        let checkpoint = Checkpoint::named(&self.problem, self.sense, swarm, &self.history)?;
        plan.write(&checkpoint.with_observers(observers))
    }
}

impl<P: Problem, O: Observer<P>> Observer<P> for Keeper<O> {
    fn on_start(&mut self, status: &Status, swarm: &dyn Optimizer<P>) {
        self.last = *status;
        self.observer.on_start(status, swarm);
    }
    fn on_round(
        &mut self,
        status: &Status,
        swarm: &dyn Optimizer<P>,
    ) -> Result<ControlFlow<()>, Error> {
        self.history.note(status.evaluations, status.best);
        let flow = self.observer.on_round(status, swarm)?;
        if self.plan.as_ref().is_some_and(|plan| plan.every.due(&self.last, status)) {
            self.last = *status;
            self.checkpoint(swarm);
        }
        Ok(flow)
    }
    fn on_end(
        &mut self,
        status: &Status,
        swarm: &dyn Optimizer<P>,
        reason: &Reason,
    ) -> Result<(), Error> {
        self.last = *status;
        self.checkpoint(swarm);
        self.observer.on_end(status, swarm, reason)
    }
}
