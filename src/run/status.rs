//! The status of a run.

use crate::problem::Sense;
use std::time::Duration;

/// The status of a run after a round, as stop criteria and observers see it.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Status {
    /// The number of rounds completed.
    pub rounds: u64,
    /// The number of evaluations, including those that failed.
    pub evaluations: u64,
    /// The number of rounds since the best last improved.
    pub stagnation: u64,
    /// The number of evaluations that gave no cost.
    pub failures: u64,
    /// The number of candidates left without a cost: failures that were not retried.
    pub lost: u64,
    /// The best value, in the user's sense; `None` until a feasible point is known.
    pub best: Option<f64>,
    /// The least violation of the constraints, while no point known is feasible.
    pub violation: Option<f64>,
    /// Whether the problem is to minimize or to maximize.
    pub sense: Sense,
    /// The time since this run, or its resumption, began.
    pub elapsed: Duration,
    /// The progress of the run in [0, 1], as given by its stop criterion.
    pub progress: f64,
}

impl Status {
    /// Returns whether the best is at least as good as `value`.
    pub fn reaches(&self, value: f64) -> bool {
        self.best.is_some_and(|best| self.sense.turn(best) <= self.sense.turn(value))
    }
}
