//! The policy for candidates whose evaluation gave no cost.

use crate::{
    problem::{Cut, DynProblem, Fitness, Space, guarded},
    rng::Stream,
    swarm::Candidate,
};
use serde::{Deserialize, Serialize};

/// The policy for evaluations that give no cost: an error, a panic, a value that is not a number, or a
/// [timeout](crate::problem::Within). The run goes on under every policy; the criterion
/// [`Failing`](crate::run::Failing) ends it.
///
/// Every attempt counts as an evaluation and stays within the budget.
///
/// ```
/// use swarmopt::prelude::*;
/// use std::sync::atomic::{AtomicU64, Ordering};
/// let calls = AtomicU64::new(0);
/// let flaky = Boxed::cube(-1.0..=1.0, 2)?.try_minimize(|x| match calls.fetch_add(1, Ordering::Relaxed) % 3 {
///     0 => Err("the licence server is busy"),
///     _ => Ok(x[0] * x[0] + x[1] * x[1]),
/// });
/// let swarm = ParticleSwarm::new(10).threads(Threads::Sequential).on_failure(OnFailure::Retry(2));
/// let outcome = swarm.solve(&flaky, Seed(1), Evaluations(3_000))?;
/// assert!(outcome.failures.errors > 900 && outcome.failures.lost() < 10);
/// assert!(outcome.best().unwrap().value < 1e-9);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum OnFailure {
    /// The point ranks last. A run in which all first points fail ends with
    /// [`Error::AllFailed`](crate::Error::AllFailed).
    #[default]
    WorstCost,
    /// The point ranks last, and the run goes on even if all first points fail: for objectives that are feasible
    /// in few places only.
    Persist,
    /// The point is evaluated again, up to this many times: for simulators that fail occasionally.
    Retry(u32),
    /// Another point, drawn uniformly from the space, is evaluated instead, up to this many times: for objectives
    /// that are not defined everywhere.
    Resample(u32),
}

impl OnFailure {
    /// Returns whether a failed candidate gets another attempt.
    pub(super) fn tries_again(self) -> bool {
        matches!(self, OnFailure::Retry(_) | OnFailure::Resample(_))
    }
}

/// An order for further attempts: the policy, the key of its random stream and the evaluations it may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RetryOrder {
    pub(crate) policy: OnFailure,
    pub(crate) key: u64,
    pub(crate) allowance: u64,
}

impl<X: Clone, F: Fitness> Candidate<X, F> {
    /// Tries a failed candidate again, as ordered and until `cut`. Returns whether it moved.
    pub(super) fn retry<S: Space<Point = X>>(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        order: RetryOrder,
        cut: Option<Cut<'_>>,
    ) -> bool {
        let mut attempts = Attempts::new(order);
        while !cut.is_some_and(|cut| cut()) && attempts.begin(problem.space(), self) {
            self.judge(guarded(|| problem.evaluate(&self.point)));
        }
        attempts.end(self)
    }
}

/// The attempts left to a failed candidate, whoever evaluates it.
#[derive(Clone, Debug)]
pub(super) struct Attempts<X> {
    left: u64,
    /// Whether each attempt is at another point.
    elsewhere: bool,
    rng: Stream,
    /// The point before the first attempt elsewhere.
    start: Option<X>,
}

impl<X: Clone> Attempts<X> {
    pub fn new(order: RetryOrder) -> Self {
        let (attempts, elsewhere) = match order.policy {
            OnFailure::WorstCost | OnFailure::Persist => (0, false),
            OnFailure::Retry(attempts) => (attempts, false),
            OnFailure::Resample(attempts) => (attempts, true),
        };
        let left = u64::from(attempts).min(order.allowance);
        Attempts { left, elsewhere, rng: Stream::from_key(order.key), start: None }
    }

    /// Begins another attempt if the candidate has failed and one is left: its point is then to be evaluated, and
    /// the evaluation is counted already. Returns whether it has begun.
    pub fn begin<S: Space<Point = X>, F>(
        &mut self,
        space: &S,
        candidate: &mut Candidate<X, F>,
    ) -> bool {
        if self.left == 0 {
            return false;
        }
        let Some(failure) = candidate.failure.take() else { return false };
        self.left -= 1;
        candidate.retried.get_or_insert_default().count(*failure);
        if self.elsewhere {
            self.start.get_or_insert_with(|| candidate.point.clone());
            space.sample_into(&mut self.rng, &mut candidate.point);
        }
        candidate.evaluations += 1;
        true
    }

    /// Ends the attempts. A candidate that has failed everywhere is back at its first point. Returns whether it
    /// moved.
    pub fn end<F>(self, candidate: &mut Candidate<X, F>) -> bool {
        let Some(start) = self.start else { return false };
        let moved = candidate.failure.is_none();
        if !moved {
            candidate.point = start;
        }
        moved
    }
}
