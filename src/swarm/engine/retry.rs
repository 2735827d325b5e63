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
        let (attempts, elsewhere) = match order.policy {
            OnFailure::WorstCost | OnFailure::Persist => return false,
            OnFailure::Retry(attempts) => (attempts, false),
            OnFailure::Resample(attempts) => (attempts, true),
        };
        let mut rng = Stream::from_key(order.key);
        let mut start = None;
        for _ in 0..u64::from(attempts).min(order.allowance) {
            if cut.is_some_and(|cut| cut()) {
                break;
            }
            let Some(failure) = self.failure.take() else { break };
            self.retried.get_or_insert_default().count(*failure);
            if elsewhere {
                start.get_or_insert_with(|| self.point.clone());
                problem.space().sample_into(&mut rng, &mut self.point);
            }
            self.evaluations += 1;
            self.judge(guarded(|| problem.evaluate(&self.point)));
        }
        let moved = start.is_some() && self.failure.is_none();
        if let Some(start) = start
            && !moved
        {
            self.point = start;
        }
        moved
    }
}
