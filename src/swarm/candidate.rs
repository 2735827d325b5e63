//! A proposal on its way from an agent through the evaluation into the colony.

use super::{RetryOrder, Slot};
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

/// Names a candidate handed out by [`ask`](super::Optimizer::ask).
pub type Ticket = u64;

/// A candidate handed out, to be evaluated anywhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "X: Serialize + DeserializeOwned, F: Fitness")]
pub struct Asked<X, F = f64> {
    /// What to tell the result under.
    pub ticket: Ticket,
    /// The point to evaluate.
    pub point: X,
    /// Its cost where the agent knows it already: there is nothing left to compute.
    #[serde(with = "lossless::option")]
    pub fitness: Option<F>,
    /// The cost below which the result changes what other agents follow; `None` if any result does. A caller
    /// who does not trust a result evaluates it again where it is below.
    #[serde(default = "nothing", with = "lossless::option")]
    pub to_beat: Option<F>,
    /// The local search it is to have, if any.
    pub polish: Option<PolishOrder>,
    /// What is to be done if it fails, if anything.
    #[serde(default)]
    pub retry: Option<RetryOrder>,
}

fn nothing<T>() -> Option<T> {
    None
}

/// An order for local search: the key of its random stream and the evaluations it may spend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolishOrder {
    pub(crate) key: u64,
    pub(crate) allowance: u64,
}

/// A result handed back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "X: Serialize + DeserializeOwned, F: Fitness")]
pub struct Told<X, F = f64> {
    /// The ticket it was asked under.
    pub ticket: Ticket,
    /// Its cost, or why there is none.
    #[serde(with = "lossless::result")]
    pub fitness: Result<F, Failure>,
    /// Where local search moved the point.
    pub moved: Option<X>,
    /// Points whose fitness became known, at least 1.
    pub evaluations: u64,
    /// The attempts that failed and were followed by another.
    #[serde(default)]
    pub retried: Option<Box<Failures>>,
}

impl<X, F> Told<X, F> {
    /// The result of one evaluation: a cost, lower being better.
    pub fn new(ticket: Ticket, fitness: F) -> Self {
        Told { ticket, fitness: Ok(fitness), moved: None, evaluations: 1, retried: None }
    }

    /// An evaluation that failed. It is counted, and its point ranks last.
    pub fn failed(ticket: Ticket, why: Failure) -> Self {
        Told { ticket, fitness: Err(why), moved: None, evaluations: 1, retried: None }
    }
}

impl<X> Told<X, f64> {
    /// The result of one evaluation of a problem: a value in the user's own sense, as the closure
    /// given to `minimize` or `maximize` would return it.
    ///
    /// ```
    /// use swarmopt::prelude::*;
    /// let profit = Boxed::cube(0.0..=1.0, 2)?.maximize(|x| x[0] + x[1]);
    /// let mut swarm = ParticleSwarm::default().build(&profit, Seed(1))?;
    /// for _ in 0..50 {
    ///     let asked = swarm.ask(&profit, &Limits::NONE)?;
    ///     let told = asked.iter().map(|a| Told::value(&profit, a.ticket, a.point[0] + a.point[1]));
    ///     swarm.tell(&profit, told.collect())?;
    /// }
    /// assert_eq!(swarm.best().unwrap().point, [1.0, 1.0]);
    /// # Ok::<(), swarmopt::Error>(())
    /// ```
    pub fn value<S: Space<Point = X>>(
        problem: &DynProblem<'_, S>,
        ticket: Ticket,
        value: f64,
    ) -> Self {
        Told::new(ticket, problem.sense().turn(value))
    }
}

impl<X: Clone, F: Fitness> Asked<X, F> {
    /// Evaluates the candidate and does the local search it is to have: exactly what a
    /// [`step`](super::Optimizer::step) does, so that a run by ask and tell gives the same bits.
    pub fn evaluate<S: Space<Point = X>>(self, problem: &DynProblem<'_, S, F>) -> Told<X, F> {
        self.evaluate_until(problem, None)
    }

    /// As [`evaluate`](Self::evaluate); local search ends early where `cut` says so.
    pub(crate) fn evaluate_until<S: Space<Point = X>>(
        self,
        problem: &DynProblem<'_, S, F>,
        cut: Option<Cut<'_>>,
    ) -> Told<X, F> {
        let ticket = self.ticket;
        let mut candidate = Candidate::at(self.point);
        candidate.fitness = self.fitness;
        candidate.evaluate(problem);
        let moved = candidate.complete(problem, self.retry, self.polish, cut);
        let fitness = match candidate.failure.take() {
            Some(failure) => Err(*failure),
            None => Ok(candidate.cost()),
        };
        let moved = moved.then_some(candidate.point);
        let Candidate { evaluations, retried, .. } = candidate;
        Told { ticket, fitness, moved, evaluations, retried }
    }
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
