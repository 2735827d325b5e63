//! The errors of this crate. Each names the value at fault and what is allowed instead.

use crate::failure::Failure;
use serde::de::DeserializeOwned;
use serde_json::Value;
use std::{
    fmt::Display,
    path::{Path, PathBuf},
};

/// The result of a fallible call of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Any error of this crate. A *failed evaluation* is not an error: see [`Failure`].
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A parameter outside its range.
    #[error("{name} is {value}; allowed: {allowed}")]
    Parameter {
        /// The parameter's name, as its setter calls it.
        name: &'static str,
        /// The value given.
        value: String,
        /// The values that would have been accepted.
        allowed: String,
    },
    /// A box whose bounds are not finite or not in order.
    #[error(
        "dimension {dimension}: bounds {lower}..={upper}; allowed: finite numbers, lower ≤ upper"
    )]
    Bounds {
        /// The first dimension at fault, counted from 0.
        dimension: usize,
        /// Its lower bound.
        lower: f64,
        /// Its upper bound.
        upper: f64,
    },
    /// A topology that cannot join as many nodes as the colony has slots.
    #[error("the {topology} topology cannot join {nodes} nodes; allowed: {allowed}")]
    TopologySize {
        /// The topology's name.
        topology: String,
        /// The number of slots or islands it was to join.
        nodes: usize,
        /// The numbers it can join.
        allowed: String,
    },
    /// A graph with a self-loop, a repeated informant, or an informant that does not exist.
    #[error(
        "node {node} lists informant {informant} of {nodes} nodes; allowed: another node, once"
    )]
    Graph {
        /// The node whose list is at fault.
        node: usize,
        /// The informant that is not allowed.
        informant: usize,
        /// The number of nodes.
        nodes: usize,
    },
    /// An instance file that does not follow its format.
    #[error("line {line}: expected {expected}, found {found}")]
    Parse {
        /// The line at fault, counted from 1.
        line: usize,
        /// The input that the format requires there.
        expected: String,
        /// The input found there.
        found: String,
    },
    /// Data that is well formed but describes no instance: a negative distance, a ragged matrix.
    #[error("{what}: expected {expected}, found {found}")]
    Instance {
        /// The part of the instance at fault.
        what: String,
        /// The data that would have been accepted.
        expected: String,
        /// The data given.
        found: String,
    },
    /// A given point that lies outside the space.
    #[error("{what} lies outside the space: {why}")]
    Outside {
        /// The name of the point among those given.
        what: String,
        /// The first entry at fault, and what is allowed there.
        why: String,
    },
    /// A request for candidates, or for a round, before the results of open candidates have been told.
    #[error("{open} candidates are still out; tell their results first")]
    Waiting {
        /// The number of open candidates.
        open: usize,
    },
    /// A result for a ticket that was never handed out or whose result has been told already.
    #[error("ticket {0} is not out: it was never handed out or has been told already")]
    UnknownTicket(u64),
    /// The same ticket twice in one call.
    #[error("ticket {0} is told twice in one call")]
    RepeatedTicket(u64),
    /// A request or a result after the end of a session.
    #[error("the session has ended, stopped by: {reason}; its outcome is given by `finish`")]
    Ended {
        /// Why it ended.
        reason: String,
    },
    /// A colony that takes whole generations only, asked to run steadily.
    #[error("{method} takes results by whole generations, not one by one")]
    NotSteady {
        /// The method's name.
        method: &'static str,
    },
    /// A parameter that follows the progress of a run, in a run that has no end.
    #[error(
        "{schedule} of {method} changes from the start of a run to its end, and this run has none; allowed: a stop \
         criterion with Evaluations, Rounds or WallClock; by `Optimizer::ask`, a progress in the limits"
    )]
    NoEnd {
        /// The method's name.
        method: &'static str,
        /// The parameter.
        schedule: &'static str,
    },
    /// A run in which the evaluations of all first points failed.
    #[error("all of the first {evaluations} evaluations failed, the last with {last}")]
    AllFailed {
        /// The number of evaluations made.
        evaluations: u64,
        /// The failure of the last evaluation.
        last: Failure,
    },
    /// A round in which no agent proposed anything.
    #[error("no agent of {method} proposed a candidate")]
    Idle {
        /// The method's name.
        method: &'static str,
    },
    /// A file that cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A checkpoint that cannot be resumed here.
    #[error("checkpoint: expected {expected}, found {found}")]
    Checkpoint {
        /// The value that this run needs.
        expected: String,
        /// The value in the checkpoint.
        found: String,
    },
    /// A file that is compressed and has to be decompressed first.
    #[error("{}: compressed ({by}); decompress it first", path.display())]
    Compressed {
        /// The file.
        path: PathBuf,
        /// The format it is compressed in.
        by: &'static str,
    },
    /// A file of results that belongs to another experiment or another problem.
    #[error("{}: expected {expected}, found {found}", path.display())]
    Results {
        /// The file.
        path: PathBuf,
        /// The value that this experiment or problem needs.
        expected: String,
        /// The value in the file.
        found: String,
    },
    /// A handler for Ctrl-C that cannot be installed.
    #[error("Ctrl-C: {0}")]
    Interrupt(String),
    /// A messaging engine of a distributed run that cannot be reached or used.
    #[error("{doing}: {why}")]
    Engine {
        /// The operation that failed.
        doing: String,
        /// The message of the engine or its client.
        why: String,
    },
    /// A coordinator that has stopped because another one leads the run.
    #[error("run {run} is led by {leader} now")]
    Fenced {
        /// The run.
        run: String,
        /// The coordinator that leads it.
        leader: String,
    },
    /// A worker or a coordinator whose problem is not the problem of the run.
    #[error("run {run} is about {expected}; this program holds {found}")]
    Build {
        /// The run.
        run: String,
        /// The problem of the run.
        expected: String,
        /// The problem of this program.
        found: String,
    },
    /// A request for the best point of a run that found no point with a value.
    #[error("nothing was found on {problem}: {why}")]
    NothingFound {
        /// The name of the problem.
        problem: String,
        /// The reason, from the evaluations made.
        why: String,
    },
    /// A chart that cannot be drawn.
    #[error("chart: {0}")]
    Chart(String),
}

impl Error {
    /// Creates an [`Error::Parameter`]: what a method returns for a parameter outside its range.
    pub fn parameter(name: &'static str, value: impl ToString, allowed: impl Into<String>) -> Self {
        Error::Parameter { name, value: value.to_string(), allowed: allowed.into() }
    }

    #[cfg(feature = "nats")]
    pub(crate) fn engine(doing: impl Into<String>, why: impl ToString) -> Self {
        Error::Engine { doing: doing.into(), why: why.to_string() }
    }

    pub(crate) fn io(path: &Path, source: std::io::Error) -> Self {
        Error::Io { path: path.to_owned(), source }
    }
}

/// Returns an [`Error::Parameter`] for the parameter `name` unless `ok`.
pub(crate) fn require(
    ok: bool,
    name: &'static str,
    value: impl ToString,
    allowed: &str,
) -> Result<(), Error> {
    if ok { Ok(()) } else { Err(Error::parameter(name, value, allowed)) }
}

/// Validates a parameter that may be any number from 0.
pub(crate) fn require_not_negative(name: &'static str, value: f64) -> Result<(), Error> {
    require(value >= 0.0 && value.is_finite(), name, value, "0 or more")
}

/// Validates a parameter that may be any number above 0.
pub(crate) fn require_positive(name: &'static str, value: f64) -> Result<(), Error> {
    require(value > 0.0 && value.is_finite(), name, value, "more than 0")
}

/// Validates a share or a probability.
pub(crate) fn require_share(name: &'static str, value: f64) -> Result<(), Error> {
    require((0.0..=1.0).contains(&value), name, value, "0 to 1")
}

/// Validates a share or a rate that must not be 0.
pub(crate) fn require_positive_share(name: &'static str, value: f64) -> Result<(), Error> {
    require(value > 0.0 && value <= 1.0, name, value, "more than 0, at most 1")
}

/// Validates a number of rounds that must not be 0.
pub(crate) fn require_rounds(name: &'static str, rounds: impl Into<u64>) -> Result<(), Error> {
    let rounds = rounds.into();
    require(rounds > 0, name, rounds, "at least 1 round")
}

/// Validates a population size: `least` to 10,000,000.
pub(crate) fn population(name: &'static str, size: usize, least: usize) -> Result<(), Error> {
    const MOST: usize = 10_000_000;
    let allowed = format!("{least} to {MOST}");
    require((least..=MOST).contains(&size), name, size, &allowed)
}

/// Counts beyond this are damage: no run gets there, and sums of them could overflow.
const MOST: u64 = 1 << 53;

/// Returns an [`Error::Checkpoint`] unless `ok`.
pub(crate) fn sound(ok: bool, expected: impl Display, found: impl Display) -> Result<(), Error> {
    if ok { Ok(()) } else { Err(damaged(expected, found)) }
}

/// Creates an [`Error::Checkpoint`].
pub(crate) fn damaged(expected: impl Display, found: impl Display) -> Error {
    Error::Checkpoint { expected: expected.to_string(), found: found.to_string() }
}

/// Validates the length of a list in a checkpoint.
pub(crate) fn sized(name: &str, found: usize, expected: usize) -> Result<(), Error> {
    sound(found == expected, format_args!("{expected} numbers as {name}"), found)
}

/// Validates the length of a list in a checkpoint that may also be empty, as it is before its first use.
pub(crate) fn sized_or_empty(name: &str, found: usize, expected: usize) -> Result<(), Error> {
    if found == 0 { Ok(()) } else { sized(name, found, expected) }
}

/// Validates a count in a checkpoint: sums of it must not overflow.
pub(crate) fn counted(name: &str, count: u64) -> Result<(), Error> {
    sound(count <= MOST, format_args!("at most {MOST} {name}"), count)
}

/// Takes the part under `key` out of a checkpoint.
pub(crate) fn part<T: DeserializeOwned>(saved: &mut Value, key: &str) -> Result<T, Error> {
    let part = saved.get_mut(key).map(Value::take).unwrap_or_default();
    serde_json::from_value(part).map_err(|e| Error::Checkpoint {
        expected: format!("what is written as {key:?}"),
        found: e.to_string(),
    })
}
