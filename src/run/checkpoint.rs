//! Checkpoints: a run written down so that another process goes on with the same bits.

use super::{History, Observer, Reason, Status};
use crate::{error::Error, problem::Problem, swarm::Optimizer};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    ops::ControlFlow,
    path::{Path, PathBuf},
    time::Duration,
};

/// How often something is done during a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Every {
    /// After so many rounds.
    Rounds(u64),
    /// After so many evaluations, at the end of the round.
    Evaluations(u64),
    /// After so much time, at the end of the round.
    Time(Duration),
}

impl Every {
    /// Whether it is due, the last time having been at `last`.
    pub(super) fn due(self, last: &Status, now: &Status) -> bool {
        match self {
            Every::Rounds(n) => now.rounds >= last.rounds.saturating_add(n),
            Every::Evaluations(n) => now.evaluations >= last.evaluations.saturating_add(n),
            Every::Time(span) => now.elapsed >= last.elapsed.saturating_add(span),
        }
    }
}

/// A run written down. It holds no objective: it is resumed by building the same solver again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Checkpoint {
    version: u32,
    swarm: Value,
    history: History,
}

const VERSION: u32 = 1;

/// All that is read of a checkpoint before its version is known.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

impl Checkpoint {
    /// Writes down a swarm and how it came there.
    ///
    /// # Errors
    /// Those of [`Optimizer::save`].
    pub fn of<P: Problem>(swarm: &dyn Optimizer<P>, history: &History) -> Result<Self, Error> {
        Ok(Checkpoint { version: VERSION, swarm: swarm.save()?, history: history.clone() })
    }

    /// Makes `swarm`, built as the one written down, go on from there. The history until then.
    ///
    /// # Errors
    /// Those of [`Optimizer::load`].
    pub fn restore<P: Problem>(
        self,
        swarm: &mut dyn Optimizer<P>,
        problem: &P,
    ) -> Result<History, Error> {
        swarm.load(problem, self.swarm)?;
        Ok(self.history)
    }

    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be read, [`Error::Checkpoint`] if it is none.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|e| Error::io(path, e))?;
        let wrong = |found: String| Error::Checkpoint {
            expected: format!("a checkpoint of version {VERSION} in {}", path.display()),
            found,
        };
        // The version first: what else there is depends on it.
        let Version { version } = serde_json::from_str(&text).map_err(|e| wrong(e.to_string()))?;
        match version {
            VERSION => serde_json::from_str(&text).map_err(|e| wrong(e.to_string())),
            other => Err(wrong(format!("version {other}"))),
        }
    }

    /// Writes a file: a temporary one first, which then takes the name, so that a crash leaves the
    /// old checkpoint or the new one, never half of one.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be written.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        let text = serde_json::to_string(self).map_err(|e| Error::io(path, e.into()))?;
        crate::file::replace(path, |draft| std::fs::write(draft, text))
    }
}

/// What every solver keeps of its run: the history, and a checkpoint from time to time.
pub(super) struct Keeper {
    pub history: History,
    pub checkpoint: Option<(PathBuf, Every)>,
    pub last: Status,
}

impl<P: Problem> Observer<P> for Keeper {
    fn on_start(&mut self, status: &Status, _: &dyn Optimizer<P>) {
        self.last = *status;
    }
    fn on_round(
        &mut self,
        status: &Status,
        swarm: &dyn Optimizer<P>,
    ) -> Result<ControlFlow<()>, Error> {
        self.history.note(status.evaluations, status.best);
        if let Some((path, every)) = &self.checkpoint
            && every.due(&self.last, status)
        {
            self.last = *status;
            Checkpoint::of(swarm, &self.history)?.write(path)?;
        }
        Ok(ControlFlow::Continue(()))
    }
    fn on_end(
        &mut self,
        status: &Status,
        swarm: &dyn Optimizer<P>,
        _: &Reason,
    ) -> Result<(), Error> {
        self.last = *status;
        match &self.checkpoint {
            Some((path, _)) => Checkpoint::of(swarm, &self.history)?.write(path),
            None => Ok(()),
        }
    }
}
