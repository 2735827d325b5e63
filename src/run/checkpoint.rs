//! Checkpoints: a run written down so that another process goes on with the same bits.

use super::History;
use crate::{
    error::{Error, damaged},
    problem::{DynProblem, Fitness, Sense, Space, another_cost},
    swarm::Optimizer,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::path::Path;

/// A run written down. It holds no objective: it is resumed by building the same solver again, on a
/// problem of the same name, sense and space. What differs is refused by name; see
/// [`Origin`](crate::swarm::Origin).
///
/// A file is two lines of JSON: the version of the format with a sum over the second line (CRC-32),
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

const VERSION: u32 = 4;

/// The first line of a file.
#[derive(Serialize, Deserialize)]
struct Head {
    version: u32,
    crc32: String,
}

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

    /// What observers want to know when the run goes on.
    #[must_use]
    pub(crate) fn with_observers(self, observers: Map<String, Value>) -> Self {
        Checkpoint { observers, ..self }
    }

    pub(crate) fn observers(&self) -> &Map<String, Value> {
        &self.observers
    }

    /// Makes `swarm`, built as the one written down, go on from there. The history until then.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] if it is of a problem with another name or sense; those of [`Optimizer::load`].
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

    /// Reads a file.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be read, [`Error::Checkpoint`] if it is none, of another version or
    /// damaged.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|e| Error::io(path, e))?;
        let wrong = |found: String| Error::Checkpoint {
            expected: format!("a whole checkpoint of version {VERSION} in {}", path.display()),
            found,
        };
        let line = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
        let (head, run) = bytes.split_at(line);
        // The version first: what else there is depends on it.
        let Version { version } = serde_json::from_slice(head).map_err(|e| wrong(e.to_string()))?;
        if version != VERSION {
            return Err(wrong(format!("version {version}")));
        }
        let head: Head = serde_json::from_slice(head).map_err(|e| wrong(e.to_string()))?;
        if head.crc32 != sum(run) {
            return Err(wrong("one that was cut short or changed".to_owned()));
        }
        serde_json::from_slice(run).map_err(|e| wrong(e.to_string()))
    }

    /// Writes a file: a temporary one first, which then takes the name, so that a crash leaves the
    /// old checkpoint or the new one, never half of one.
    ///
    /// # Errors
    /// [`Error::Io`] if it cannot be written.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        let json = |e: serde_json::Error| Error::io(path, e.into());
        let run = format!("\n{}\n", serde_json::to_string(self).map_err(json)?);
        let head = Head { version: VERSION, crc32: sum(run.as_bytes()) };
        let head = serde_json::to_string(&head).map_err(json)?;
        crate::file::replace(path, |draft| std::fs::write(draft, head + &run))
    }
}

/// Evaluates the best point of a swarm that was just restored once more, and refuses the checkpoint if the
/// problem gives it another cost: then it belongs to another objective, whatever its name. An
/// evaluation that fails proves nothing, nor does one by an objective with a state.
pub(super) fn recheck<S: Space, F: Fitness>(
    swarm: &dyn Optimizer<S, F>,
    problem: &DynProblem<'_, S, F>,
    history: &History,
) -> Result<(), Error> {
    let Some(best) = swarm.best() else { return Ok(()) };
    let (was, first) = (best.fitness.scalar(), history.records().first());
    let scale = first.map_or(0.0, |record| record.1);
    let Some(now) = another_cost(problem, &best.point, was, scale) else { return Ok(()) };
    let value = |cost| format!("value {} at the best point", problem.sense().turn(cost));
    Err(damaged(value(now), value(was)))
}

fn sum(bytes: &[u8]) -> String {
    format!("{:08x}", crc32fast::hash(bytes))
}
