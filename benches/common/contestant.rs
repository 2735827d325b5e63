//! The one signature that every swarm is called through.

use crate::objective::Objective;
use std::error::Error;

/// Dimensions of every objective.
pub const DIMENSIONS: usize = 30;
/// Particles of every swarm.
pub const PARTICLES: usize = 40;
/// The lower bound in every dimension.
pub const LOWER: f64 = -5.0;
/// The upper bound in every dimension.
pub const UPPER: f64 = 5.0;

/// The best cost found, or why there is none.
pub type Best = Result<f64, Box<dyn Error + Send + Sync>>;

/// How long to search, and from which seed.
#[derive(Clone, Copy, Debug)]
pub struct Task {
    /// Evaluations of the whole swarm, the first one included.
    pub rounds: usize,
    /// For the contestants that take one.
    pub seed: u64,
}

impl Task {
    /// Rounds after the first: for swarms that count how often they move.
    pub fn moves(self) -> usize {
        self.rounds.saturating_sub(1)
    }

    /// For swarms that count evaluations.
    pub fn evaluations(self) -> usize {
        PARTICLES * self.rounds
    }
}

/// A swarm in the race.
pub trait Contestant {
    /// Its name in the table and on the command line: crate, version, variant.
    const NAME: &'static str;

    /// Minimises `objective` over [[`LOWER`], [`UPPER`]] in [`DIMENSIONS`] dimensions with
    /// [`PARTICLES`] particles on one thread, everything else as the crate has it by default.
    ///
    /// # Errors
    /// Whatever the crate reports.
    fn minimize<O: Objective>(objective: O, task: Task) -> Best;
}
