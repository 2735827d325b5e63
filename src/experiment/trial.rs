//! One run of an experiment.

use crate::{
    error::Error,
    problem::{Failure, lossless},
    rng::Seed,
    run::{History, Outcome, Reason, seconds},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;

/// One run of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Trial {
    /// The seed that reproduces the run.
    pub seed: Seed,
    /// The best value found, if any.
    #[serde(with = "lossless::option")]
    pub value: Option<f64>,
    /// The distance of the best value from the optimum, if that is known.
    #[serde(with = "lossless::option")]
    pub error: Option<f64>,
    /// The least violation of the constraints, if no point was feasible.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub violation: Option<f64>,
    /// The number of evaluations.
    pub evaluations: u64,
    /// The number of evaluations that failed.
    pub failures: u64,
    /// The wall-clock time of the run, on a machine shared with other runs.
    #[serde(rename = "seconds", with = "seconds")]
    pub elapsed: Duration,
    /// Why the run ended.
    pub reason: Reason,
    /// The best point, as JSON; see [`Trial::point`].
    pub solution: Value,
    /// The history of the best value.
    pub history: History,
    /// The last failure, if the run's first points all failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

impl Trial {
    pub(super) fn of<X: Serialize>(seed: Seed, outcome: Outcome<X>) -> Self {
        let best = outcome.best();
        Trial {
            seed,
            value: best.map(|best| best.value),
            error: outcome.error(),
            violation: outcome.closest.as_ref().map(|closest| closest.violation),
            evaluations: outcome.evaluations,
            failures: outcome.failures.total(),
            elapsed: outcome.elapsed,
            reason: outcome.reason.clone(),
            solution: best
                .and_then(|best| serde_json::to_value(&best.point).ok())
                .unwrap_or_default(),
            history: outcome.history().clone(),
            failure: None,
        }
    }

    /// Creates the trial of a run whose first points all failed, the last with `failure`.
    pub(super) fn failed(
        seed: Seed,
        evaluations: u64,
        failure: Failure,
        elapsed: Duration,
    ) -> Self {
        let mut history = History::default();
        history.note(evaluations, None);
        Trial {
            seed,
            value: None,
            error: None,
            violation: None,
            evaluations,
            failures: evaluations,
            elapsed,
            reason: Reason::Failing(evaluations),
            solution: Value::Null,
            history,
            failure: Some(failure),
        }
    }

    /// Returns the error the run would have ended with on its own, if its first points all failed.
    pub(super) fn all_failed(&self) -> Option<Error> {
        let last = self.failure.clone()?;
        Some(Error::AllFailed { evaluations: self.evaluations, last })
    }

    /// Returns the best value, if there is one that is a number.
    pub(crate) fn found(&self) -> Option<f64> {
        self.value.filter(|value| !value.is_nan())
    }

    /// Returns the best point, deserialized as the point type of the problem's space.
    pub fn point<X: serde::de::DeserializeOwned>(&self) -> Option<X> {
        serde_json::from_value(self.solution.clone()).ok()
    }
}
