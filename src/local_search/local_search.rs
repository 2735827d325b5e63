//! The trait of local searches, and a problem that has one.

use crate::{
    problem::{Allowance, EvaluationMode, Failure, Point, Problem, Sense, forward},
    rng::Stream,
};
use std::fmt::Debug;

/// A local search on problems of type `P`.
///
/// ```
/// use swarmopt::prelude::*;
/// let tsp = Tsp::read("examples/data/berlin52.tsp")?;
/// let outcome = MaxMinAntSystem::default()
///     .ants(10)
///     .polish(Polish::All)
///     .solve(&TwoOpt.on(tsp), Seed(1), Rounds(30))?;
/// assert_eq!(outcome.best().unwrap().value, 7542.0);
/// # Ok::<(), swarmopt::Error>(())
/// ```
pub trait LocalSearch<P: Problem>: Debug + Send + Sync {
    /// Improves `x`, whose cost is `fitness`, in place within `allowance`, and returns its new cost.
    /// Ends soon after the allowance is exhausted. Each search documents what counts as an evaluation: a
    /// point whose cost became known, by difference or in full.
    fn improve(
        &self,
        problem: &P,
        x: &mut Point<P>,
        fitness: P::Fitness,
        allowance: &mut Allowance<'_>,
        rng: &mut Stream,
    ) -> P::Fitness;

    /// Adds this local search to a problem.
    fn on(self, problem: P) -> Memetic<P, Self>
    where
        Self: Sized,
    {
        Memetic { problem, search: self }
    }
}

/// A problem with a local search. Created by [`LocalSearch::on`].
#[derive(Clone, Debug)]
pub struct Memetic<P, L> {
    problem: P,
    search: L,
}

impl<P, L> Memetic<P, L> {
    /// Returns the problem without the search.
    pub fn problem(&self) -> &P {
        &self.problem
    }
}

impl<P: Problem, L: LocalSearch<P>> Problem for Memetic<P, L> {
    forward!(self => self.problem, about, evaluation, starts);

    fn improve(
        &self,
        x: &mut Point<P>,
        fitness: P::Fitness,
        allowance: &mut Allowance<'_>,
        rng: &mut Stream,
    ) -> P::Fitness {
        self.search.improve(&self.problem, x, fitness, allowance, rng)
    }
    fn local_search(&self) -> Option<String> {
        Some(format!("{:?}", self.search))
    }
}
