//! What comes out of a run.

use super::{History, Reason};
use crate::problem::{Failures, Sense, lossless};
use serde::{Deserialize, Serialize};
use std::{fmt, time::Duration};

/// A point and what it is worth.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Solution<X> {
    /// The point.
    pub point: X,
    /// Its value, in the user's sense.
    #[serde(with = "lossless")]
    pub value: f64,
}

/// What comes out of a run. Prints as a short readable text.
#[derive(Clone, Debug)]
pub struct Outcome<X> {
    pub(super) best: Option<Solution<X>>,
    /// The problem, as it calls itself.
    pub problem: String,
    /// The method, as it calls itself.
    pub method: String,
    /// The topology, as it calls itself.
    pub topology: String,
    /// The best value possible, where the problem knows it.
    pub optimum: Option<f64>,
    /// Whether values were to fall or to rise.
    pub sense: Sense,
    /// Why the run ended.
    pub reason: Reason,
    /// Points whose fitness became known, those inside local search included.
    pub evaluations: u64,
    /// Rounds completed.
    pub rounds: u64,
    /// Evaluations that gave no value, by kind.
    pub failures: Failures,
    /// How long it took, since the start or the resumption.
    pub elapsed: Duration,
    /// Why the last checkpoint could not be written, if it could not.
    pub trouble: Option<String>,
    pub(super) history: History,
}

impl<X> Outcome<X> {
    /// The best point found; none if nothing could be evaluated.
    pub fn best(&self) -> Option<&Solution<X>> {
        self.best.as_ref()
    }

    /// How the best value changed.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// How far the best value is from the optimum, not below 0; none where either is unknown.
    pub fn error(&self) -> Option<f64> {
        let (best, optimum) = (self.best.as_ref()?.value, self.optimum?);
        Some((self.sense.turn(best) - self.sense.turn(optimum)).max(0.0))
    }
}

impl<X> fmt::Display for Outcome<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.best {
            Some(best) => write!(f, "best {}", best.value)?,
            None => write!(f, "nothing found")?,
        }
        write!(
            f,
            " on {} by {}, {}\n{} evaluations in {} rounds, {:.3?}; stopped by: {}",
            self.problem,
            self.method,
            self.topology,
            self.evaluations,
            self.rounds,
            self.elapsed,
            self.reason
        )?;
        if self.failures.total() > 0 {
            write!(f, "\nfailed evaluations: {}", self.failures)?;
        }
        if let Some(trouble) = &self.trouble {
            write!(f, "\nno checkpoint: {trouble}")?;
        }
        Ok(())
    }
}
