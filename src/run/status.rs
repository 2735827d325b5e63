//! Where a run is.

use crate::problem::Sense;
use std::time::Duration;

/// Where a run is after a round: what stop criteria and observers see.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Status {
    /// Rounds completed.
    pub rounds: u64,
    /// Points whose fitness became known.
    pub evaluations: u64,
    /// Rounds since the best last improved.
    pub stagnation: u64,
    /// Evaluations that gave no cost.
    pub failures: u64,
    /// Candidates that were left without a cost: failures that were not followed by another attempt.
    pub lost: u64,
    /// The best value, in the user's sense, once there is one.
    pub best: Option<f64>,
    /// Whether values are to fall or to rise.
    pub sense: Sense,
    /// Time since this run, or its resumption, began.
    pub elapsed: Duration,
    /// How far the run has come, in [0, 1], as its stop criterion sees it.
    pub progress: f64,
}

impl Status {
    /// Whether the best is at least as good as `value`.
    pub fn reaches(&self, value: f64) -> bool {
        self.best.is_some_and(|best| self.sense.turn(best) <= self.sense.turn(value))
    }
}
