//! Checkpoints: files from which another process resumes a run with the same bits.

use super::History;
use crate::{
    checksum::Checksum,
    error::{Error, damaged},
    problem::{DynProblem, Fitness, Sense, Space, another_fitness, described},
    swarm::Optimizer,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::path::Path;

/// The saved state of a run, without its objective. To resume, build the same solver again on a problem of the
/// same name, sense and space; the error names what differs. See [`Origin`](crate::swarm::Origin).
///
/// A file is two lines of JSON: the version of the format with a checksum of the second line,
/// and the run. One that was cut short or changed by a single bit is refused.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Checkpoint {
    problem: String,
    sense: Sense,
    swarm: Value,
    #[serde(with = "super::history::whole")]
    history: History,
    observers: Map<String, Value>,
}

const VERSION: u32 = 5;

/// The first line of a file.
#[derive(Serialize, Deserialize)]
struct Head {
    version: u32,
    checksum: String,
}

/// The part of the first line that is read before the version is known.
#[derive(Deserialize)]
struct Version {
    version: u32,
}

impl Checkpoint {
    /// Creates a checkpoint of a swarm and its history.
    ///
    /// # Errors
    /// Those of [`Optimizer::save`].
    pub fn of<S: Space, F: Fitness>(
        swarm: &dyn Optimizer<S, F>,
        problem: &DynProblem<'_, S, F>,
        history: &History,
    ) -> Result<Self, Error> {
        Self::named(problem.name(), problem.sense(), swarm, history)
    }

    pub(super) fn named<S: Space, F: Fitness>(
        problem: &str,
        sense: Sense,
        swarm: &dyn Optimizer<S, F>,
        history: &History,
    ) -> Result<Self, Error> {
        let (problem, history, observers) = (problem.to_owned(), history.clone(), Map::new());
        Ok(Checkpoint { problem, sense, swarm: swarm.save()?, history, observers })
    }

    /// Adds the state of the observers.
    #[must_use]
    pub(super) fn with_observers(self, observers: Map<String, Value>) -> Self {
        Checkpoint { observers, ..self }
    }

    /// Returns what the swarm [saved](Optimizer::save).
    #[cfg(feature = "nats")]
    pub(crate) fn swarm(&self) -> &Value {
        &self.swarm
    }

    pub(crate) fn observers(&self) -> &Map<String, Value> {
        &self.observers
    }

    /// Restores `swarm`, which was built like the saved one, and returns the history of the saved run.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] if the saved problem has another name or sense; those of [`Optimizer::load`].
    pub fn restore<S: Space, F: Fitness>(
        self,
        swarm: &mut dyn Optimizer<S, F>,
        problem: &DynProblem<'_, S, F>,
    ) -> Result<History, Error> {
        if self.problem != problem.name() {
            let (expected, found) = (problem.name().to_owned(), self.problem);
            return Err(Error::Checkpoint { expected, found });
        }
        if self.sense != problem.sense() {
            let (expected, found) = (problem.sense(), self.sense);
            return Err(damaged(format!("a run to {expected}"), format!("a run to {found}")));
        }
        self.history.check()?;
        swarm.load(problem, self.swarm)?;
        Ok(self.history)
    }

    /// Reads a checkpoint from a file.
    ///
    /// # Errors
    /// [`Error::Io`] if the file cannot be read, [`Error::Checkpoint`] if it is not a checkpoint, has another
    /// version or is damaged.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
        let wrong = |found: String| Error::Checkpoint {
            expected: format!("a whole checkpoint of version {VERSION} in {}", path.display()),
            found,
        };
        let line = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
        let (head, run) = bytes.split_at(line);
        // The version first: the rest of the format depends on it.
        let Version { version } = serde_json::from_slice(head).map_err(|e| wrong(e.to_string()))?;
        if version != VERSION {
            return Err(wrong(format!("version {version}")));
        }
        let head: Head = serde_json::from_slice(head).map_err(|e| wrong(e.to_string()))?;
        if head.checksum != Checksum::of(run).to_string() {
            return Err(wrong("one that was cut short or changed".to_owned()));
        }
        serde_json::from_slice(run).map_err(|e| wrong(e.to_string()))
    }

    /// Writes the checkpoint to a file. It writes a temporary file and renames it, so that a crash leaves either
    /// the old checkpoint or the new one, never a part of one.
    ///
    /// # Errors
    /// [`Error::Io`] if the file cannot be written.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        let json = |e: serde_json::Error| Error::io(path, e.into());
        let run = format!("\n{}\n", serde_json::to_string(self).map_err(json)?);
        let head = Head { version: VERSION, checksum: Checksum::of(run.as_bytes()).to_string() };
        let head = serde_json::to_string(&head).map_err(json)?;
        crate::file::replace(path, |draft| std::fs::write(draft, head + &run))
    }
}

/// Evaluates the best point of a swarm that was just restored again, and refuses the checkpoint if the
/// problem gives it another cost, because the checkpoint then belongs to another objective. A failed
/// evaluation or an objective with a state proves nothing.
pub(super) fn recheck<S: Space, F: Fitness>(
    swarm: &dyn Optimizer<S, F>,
    problem: &DynProblem<'_, S, F>,
    history: &History,
) -> Result<(), Error> {
    let Some(best) = swarm.best() else { return Ok(()) };
    let (was, first) = (&best.fitness, history.records().first());
    let scale = first.map_or(0.0, |record| record.1);
    let both = (was.cost(), was.violation());
    let Some(now) = another_fitness(problem, &best.point, both, scale) else { return Ok(()) };
    let value =
        |fitness| format!("value {} at the best point", described(fitness, problem.sense()));
    Err(damaged(value(&now), value(was)))
}
