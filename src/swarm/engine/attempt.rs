//! The evaluation of one candidate: attempts, local search, and how both are undone.

use super::{PolishOrder, RetryOrder};
use crate::{
    problem::{Allowance, Cut, DynProblem, Failure, Fitness, Space, guarded},
    rng::Stream,
    swarm::Candidate,
};

impl<X, F: Fitness> Candidate<X, F> {
    /// Saves what an evaluation changes, so that [`forget`](Self::forget) can undo it.
    pub(super) fn remember(&mut self)
    where
        X: Clone,
    {
        match &mut self.before {
            Some((point, fitness)) => {
                point.clone_from(&self.point);
                fitness.clone_from(&self.fitness);
            }
            None => self.before = Some((self.point.clone(), self.fitness.clone())),
        }
    }

    /// Restores the candidate to its state when [`remember`](Self::remember) was called: not evaluated.
    pub(super) fn forget(&mut self) {
        if let Some((point, fitness)) = self.before.take() {
            (self.point, self.fitness, self.evaluations) = (point, fitness, 0);
            (self.failure, self.retried) = (None, None);
        }
    }

    /// Evaluates the candidate. A cost that the agent knows already is not computed again, but counts as an
    /// evaluation, because budgets count the points whose cost became known.
    #[inline]
    pub(super) fn evaluate<S: Space<Point = X>>(&mut self, problem: &DynProblem<'_, S, F>) {
        match self.fitness.clone() {
            Some(known) => self.take(Ok(known)),
            None => self.take(guarded(|| problem.evaluate(&self.point))),
        }
    }

    /// Makes further attempts if the evaluation failed, then does local search, as ordered and until `cut`.
    /// Returns whether the candidate moved.
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
        let moved = retry.is_some_and(|order| self.retry(problem, order, cut));
        self.polish_after_attempts(problem, polish, cut) || moved
    }

    /// Does local search as ordered, within what the attempts have left. Returns whether the candidate moved.
    pub(super) fn polish_after_attempts<S: Space<Point = X>>(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        order: Option<PolishOrder>,
        cut: Option<Cut<'_>>,
    ) -> bool
    where
        X: Clone,
    {
        let Some(order) = order else { return false };
        let retried = self.retried.as_ref().map_or(0, |retried| retried.total());
        let allowance = order.allowance.saturating_sub(retried);
        self.polish(problem, PolishOrder { allowance, ..order }, cut)
    }

    /// Records the outcome of an evaluation and counts it.
    #[inline]
    pub(super) fn take(&mut self, outcome: Result<F, Failure>) {
        self.evaluations += 1 + self.inner_evaluations;
        self.judge(outcome);
    }

    /// Records the outcome of an evaluation without counting it.
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
        let cost = before.clone();
        let mut rng = Stream::from_key(order.key);
        let mut allowance = Allowance::new(order.allowance).until(cut);
        let after =
            guarded(|| Ok(problem.improve(&mut self.point, cost, &mut allowance, &mut rng)));
        self.evaluations = self.evaluations.saturating_add(allowance.spent());
        let mut failures = allowance.into_failures();
        let moved = match after.and_then(|after| lawful(problem, &self.point, &before, after)) {
            Ok(after) => {
                let moved = after != before;
                self.fitness = Some(after);
                moved
            }
            Err(failure) => {
                failures.count(failure);
                false
            }
        };
        if !moved {
            self.point = start; // an equal tour is no move, and a panic may leave an invalid point
        }
        failures.inside = failures.total();
        if failures.inside > 0 {
            *self.retried.get_or_insert_default().as_mut() += &failures;
        }
        moved
    }
}

/// Returns the cost after local search, or a failure if it is not a number or the point lies outside the space.
fn lawful<S: Space, F: Fitness>(
    problem: &DynProblem<'_, S, F>,
    point: &S::Point,
    before: &F,
    after: F,
) -> Result<F, Failure> {
    if !after.is_valid() {
        return Err(Failure::NotANumber);
    }
    if after != *before && !problem.space().contains(point) {
        let why = problem.space().why_outside(point).unwrap_or_default();
        return Err(Failure::Error(format!("local search left the space: {why}")));
    }
    Ok(after)
}
