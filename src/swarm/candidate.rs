//! The candidate: an agent's proposal on its way through the evaluation into the colony.

use crate::problem::{Failure, Failures, Fitness, lossless};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The proposal of an agent. The buffer is the agent's own from round to round: `point` enters
/// [`propose`](super::Agent::propose) as the agent's last candidate ended, local search included, so a
/// particle needs no other copy of its position.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "X: Serialize + DeserializeOwned, F: Fitness")]
pub struct Candidate<X, F = f64> {
    /// The index of the slot it challenges.
    pub slot: usize,
    /// The point.
    pub point: X,
    /// Its cost, set by the agent if it knows the cost already, otherwise by the evaluation.
    #[serde(with = "lossless::option")]
    pub fitness: Option<F>,
    /// Whether it takes its slot whatever its cost, as a scout, a restart or a tour of this round does.
    pub fresh: bool,
    /// The number of evaluations that the agent used on its way to the point.
    #[serde(default)]
    pub inner_evaluations: u64,
    /// The number of evaluations: 0 before the evaluation, then 1 plus the agent's inner evaluations, further
    /// attempts and those inside local search.
    pub evaluations: u64,
    /// The reason why there is no cost, if the evaluation failed. Boxed because it is rare.
    pub failure: Option<Box<Failure>>,
    /// The failed attempts that were followed by another, and the failures inside local search.
    #[serde(default)]
    pub(super) retried: Option<Box<Failures>>,
    /// The point, and its cost if known, before an evaluation that may be undone.
    #[serde(skip)]
    pub(super) before: Option<(X, Option<F>)>,
}

impl<X, F: Fitness> Candidate<X, F> {
    /// Creates a candidate of which only the point is known.
    pub(super) fn at(point: X) -> Self {
        Candidate {
            slot: 0,
            point,
            fitness: None,
            fresh: false,
            inner_evaluations: 0,
            evaluations: 0,
            failure: None,
            retried: None,
            before: None,
        }
    }

    /// Returns the cost, or `F::WORST` while it is unknown.
    #[inline]
    pub fn cost(&self) -> F {
        self.fitness.clone().unwrap_or(F::WORST)
    }

    /// Resets the candidate for the next proposal. The point and the slot stay.
    #[inline]
    pub(super) fn clear(&mut self) {
        (self.fitness, self.fresh, self.evaluations) = (None, false, 0);
        self.inner_evaluations = 0;
        (self.failure, self.retried) = (None, None);
    }
}
