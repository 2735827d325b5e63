//! A candidate handed out, and the result handed back.

use super::{Candidate, RetryOrder};
use crate::problem::{Cut, DynProblem, Failure, Failures, Fitness, Space, lossless};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

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
    /// The evaluations it took, at least 1.
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
