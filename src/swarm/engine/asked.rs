//! Candidates handed out, and results handed back.

use super::RetryOrder;
use crate::{
    problem::{Cut, DynProblem, Failure, Failures, Fitness, Space, lossless},
    swarm::Candidate,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The identifier of a candidate handed out by [`ask`](super::Optimizer::ask).
pub type Ticket = u64;

/// A candidate handed out for evaluation anywhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "X: Serialize + DeserializeOwned, F: Fitness")]
pub struct Asked<X, F = f64> {
    /// The ticket under which to tell the result.
    pub ticket: Ticket,
    /// The point to evaluate.
    pub point: X,
    /// Its cost if the agent knows it already: there is nothing left to compute.
    #[serde(with = "lossless::option")]
    pub fitness: Option<F>,
    /// The cost that the result must beat to change what other agents follow; `None`: every result does. A
    /// caller that does not trust a result evaluates the point again if its cost is lower.
    #[serde(default = "Option::default", with = "lossless::option")]
    pub to_beat: Option<F>,
    /// The order for local search, if any.
    pub polish: Option<PolishOrder>,
    /// The order for further attempts if the evaluation fails, if any.
    #[serde(default)]
    pub retry: Option<RetryOrder>,
}

/// An order for local search: the key of its random stream and the evaluations it may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolishOrder {
    pub(crate) key: u64,
    pub(crate) allowance: u64,
}

/// A result handed back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "X: Serialize + DeserializeOwned, F: Fitness")]
pub struct Told<X, F = f64> {
    /// The ticket under which the candidate was asked.
    pub ticket: Ticket,
    /// Its cost, or the reason why there is none.
    #[serde(with = "lossless::result")]
    pub fitness: Result<F, Failure>,
    /// The new point, if local search or another attempt moved the candidate.
    pub moved: Option<X>,
    /// The number of evaluations it took, at least 1.
    pub evaluations: u64,
    /// The failed attempts that were followed by another, and the failures inside local search.
    #[serde(default)]
    pub retried: Option<Box<Failures>>,
}

impl<X, F> Told<X, F> {
    /// Creates the result of one evaluation from a cost; lower is better.
    pub fn new(ticket: Ticket, fitness: F) -> Self {
        Told { ticket, fitness: Ok(fitness), moved: None, evaluations: 1, retried: None }
    }

    /// Creates the result of a candidate evaluated elsewhere; `moved`: whether its point is another one now.
    pub(super) fn of(ticket: Ticket, candidate: Candidate<X, F>, moved: bool) -> Self
    where
        F: Fitness,
    {
        let cost = candidate.cost();
        let Candidate { point, failure, evaluations, retried, .. } = candidate;
        let fitness = failure.map_or(Ok(cost), |failure| Err(*failure));
        Told { ticket, fitness, moved: moved.then_some(point), evaluations, retried }
    }

    /// Creates the result of a failed evaluation. It is counted, and its point ranks last.
    pub fn failed(ticket: Ticket, why: Failure) -> Self {
        Told { ticket, fitness: Err(why), moved: None, evaluations: 1, retried: None }
    }
}

impl<X> Told<X, f64> {
    /// Creates the result of one evaluation from a value in the problem's own sense, as the closure given to
    /// `minimize` or `maximize` returns it.
    ///
    /// ```
    /// use swarmopt::{author::*, prelude::*};
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
    /// Evaluates the candidate and carries out its orders, exactly as a [`step`](super::Optimizer::step) does, so
    /// that a run by ask and tell gives the same bits.
    pub fn evaluate<S: Space<Point = X>>(self, problem: &DynProblem<'_, S, F>) -> Told<X, F> {
        self.evaluate_until(problem, None)
    }

    /// Does the same as [`evaluate`](Self::evaluate), but ends further attempts and local search at `cut`.
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
        Told::of(ticket, candidate, moved)
    }
}
