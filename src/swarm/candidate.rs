//! A proposal on its way from an agent through the evaluation into the colony.

use super::{PolishOrder, RetryOrder, Slot};
use crate::{
    problem::{Allowance, Cut, DynProblem, Failure, Failures, Fitness, Space, guarded, lossless},
    rng::Stream,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// What an agent proposes. The buffer is the agent's own from round to round: `point` enters
/// [`propose`](super::Agent::propose) as the agent left it, local search included, so a particle's
/// position needs no second home.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "X: Serialize + DeserializeOwned, F: Fitness")]
pub struct Candidate<X, F = f64> {
    /// The slot it challenges.
    pub slot: usize,
    /// Where it is.
    pub point: X,
    /// Its cost: set by the agent if it knows it already, else by the evaluation.
    #[serde(with = "lossless::option")]
    pub fitness: Option<F>,
    /// Takes its slot whatever its cost: a scout, a restart, a tour of this round.
    pub fresh: bool,
    /// Evaluations that the agent spent on its way to the point.
    #[serde(default)]
    pub inner_evaluations: u64,
    /// Points whose fitness became known on the way: 0 before the evaluation, then 1, what
    /// the agent spent, and those inside local search.
    pub evaluations: u64,
    /// Why there is no cost, if the evaluation failed. Boxed, as it seldom is there.
    pub failure: Option<Box<Failure>>,
    /// The attempts that failed and were followed by another.
    #[serde(default)]
    pub(super) retried: Option<Box<Failures>>,
    /// The point and what was known of its cost before the evaluation, where that may be undone.
    #[serde(skip)]
    before: Option<(X, Option<F>)>,
}

impl<X, F: Fitness> Candidate<X, F> {
    /// A candidate of which only the point is known.
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

    /// The cost; the worst there is while it is unknown.
    #[inline]
    pub fn cost(&self) -> F {
        self.fitness.unwrap_or(F::WORST)
    }

    /// Ready to be written again. The point stays.
    #[inline]
    pub(super) fn clear(&mut self) {
        (self.fitness, self.fresh, self.evaluations) = (None, false, 0);
        self.inner_evaluations = 0;
        (self.failure, self.retried) = (None, None);
    }

    pub(super) fn to_slot(&self) -> Slot<X, F>
    where
        X: Clone,
    {
        Slot { point: self.point.clone(), fitness: self.cost(), trials: 0 }
    }

    /// Makes it the best, in the memory of the one before.
    #[cold]
    pub(super) fn copy_to(&self, best: &mut Option<Slot<X, F>>)
    where
        X: Clone,
    {
        match best {
            None => *best = Some(self.to_slot()),
            Some(best) => {
                best.point.clone_from(&self.point);
                (best.fitness, best.trials) = (self.cost(), 0);
            }
        }
    }

    /// Notes what an evaluation changes, so that [`forget`](Self::forget) can undo it.
    pub(super) fn remember(&mut self)
    where
        X: Clone,
    {
        match &mut self.before {
            Some((point, fitness)) => {
                point.clone_from(&self.point);
                *fitness = self.fitness;
            }
            None => self.before = Some((self.point.clone(), self.fitness)),
        }
    }

    /// Makes the candidate as it was when [`remember`](Self::remember) was called: not evaluated.
    pub(super) fn forget(&mut self) {
        if let Some((point, fitness)) = self.before.take() {
            (self.point, self.fitness, self.evaluations) = (point, fitness, 0);
            (self.failure, self.retried) = (None, None);
        }
    }

    /// Makes the cost known. A cost the agent knows is not computed again; it counts all the same,
    /// as budgets are in points whose fitness became known.
    #[inline]
    pub(super) fn evaluate<S: Space<Point = X>>(&mut self, problem: &DynProblem<'_, S, F>) {
        match self.fitness {
            Some(known) => self.take(Ok(known)),
            None => self.take(guarded(|| problem.evaluate(&self.point))),
        }
    }

    /// Makes other attempts if the evaluation failed, then does local search, as ordered and until `cut`;
    /// returns whether the candidate moved.
    pub(super) fn complete<S: Space<Point = X>>(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        retry: Option<RetryOrder>,
        polish: Option<PolishOrder>,
        cut: Option<Cut<'_>>,
    ) -> bool
    where
        X: Clone,
    {
        let mut moved = retry.is_some_and(|order| self.retry(problem, order, cut));
        if let Some(order) = polish {
            let retried = self.retried.as_ref().map_or(0, |retried| retried.total());
            let allowance = order.allowance.saturating_sub(retried);
            moved |= self.polish(problem, PolishOrder { allowance, ..order }, cut);
        }
        moved
    }

    /// Takes in the outcome of an evaluation.
    #[inline]
    pub(super) fn take(&mut self, outcome: Result<F, Failure>) {
        self.evaluations += 1 + self.inner_evaluations;
        self.judge(outcome);
    }

    /// The cost, or that there is none.
    #[inline]
    pub(super) fn judge(&mut self, outcome: Result<F, Failure>) {
        match outcome {
            Ok(fitness) if fitness.is_valid() => self.fitness = Some(fitness),
            Ok(_) => self.fail(Failure::NotANumber),
            Err(failure) => self.fail(failure),
        }
    }

    #[cold]
    fn fail(&mut self, failure: Failure) {
        self.fitness = Some(F::WORST);
        self.failure = Some(Box::new(failure));
    }

    /// Does local search on an evaluated candidate, to its end or until `cut`, and returns whether it moved.
    /// Evaluations that fail on the way are counted as failures inside local search; the candidate keeps its cost.
    pub(super) fn polish<S: Space<Point = X>>(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        order: PolishOrder,
        cut: Option<Cut<'_>>,
    ) -> bool
    where
        X: Clone,
    {
        if self.failure.is_some() || order.allowance == 0 {
            return false;
        }
        let (before, start) = (self.cost(), self.point.clone());
        let mut rng = Stream::from_key(order.key);
        let mut allowance = Allowance::new(order.allowance).until(cut);
        let after =
            guarded(|| Ok(problem.improve(&mut self.point, before, &mut allowance, &mut rng)));
        self.evaluations = self.evaluations.saturating_add(allowance.spent());
        let mut failures = allowance.into_failures();
        let moved = match after.and_then(|after| lawful(problem, &self.point, before, after)) {
            Ok(after) => {
                self.fitness = Some(after);
                after != before
            }
            Err(failure) => {
                failures.count(failure);
                false
            }
        };
        if !moved {
            self.point = start; // an equal tour is no move, and what a panic left is no point
        }
        failures.inside = failures.total();
        if failures.inside > 0 {
            *self.retried.get_or_insert_default().as_mut() += &failures;
        }
        moved
    }
}

/// What local search ended with, unless that is no cost or a point outside the space.
fn lawful<S: Space, F: Fitness>(
    problem: &DynProblem<'_, S, F>,
    point: &S::Point,
    before: F,
    after: F,
) -> Result<F, Failure> {
    if !after.is_valid() {
        return Err(Failure::NotANumber);
    }
    if after != before && !problem.space().contains(point) {
        let why = problem.space().why_outside(point).unwrap_or_default();
        return Err(Failure::Error(format!("local search left the space: {why}")));
    }
    Ok(after)
}
