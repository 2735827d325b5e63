//! A colony with restarts as a method.

use super::{RestartingSwarm, Restarts};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Space},
    rng::Seed,
    run::{Solve, Solver},
    swarm::{Colony, IntoOptimizer, Method, Settings, parameters_of},
};
use serde_json::{Map, Value};

/// A colony with restarts, created by [`restarts`](crate::ensemble::Restart::restarts).
#[derive(Clone, Debug)]
pub struct WithRestarts<C> {
    colony: C,
    restarts: Restarts,
}

impl<C: Method> WithRestarts<C> {
    /// Creates a colony that is restarted according to `restarts`.
    pub fn new(colony: C, restarts: Restarts) -> Self {
        WithRestarts { colony, restarts }
    }
}

/// Adds restarts to every method.
pub trait Restart: Solve<Method: Method> {
    /// Restarts the swarm whenever it has converged.
    fn restarts(self, restarts: Restarts) -> Solver<WithRestarts<Self::Method>, Self::Watch> {
        self.solver().map_method(|colony| WithRestarts::new(colony, restarts))
    }
}

impl<M: Solve<Method: Method>> Restart for M {}

impl<S: Space, C: Colony<S, F>, F: Fitness> IntoOptimizer<S, F> for WithRestarts<C> {
    type Optimizer = RestartingSwarm<S, C, F>;

    fn into_optimizer(
        self,
        problem: &DynProblem<'_, S, F>,
        seed: Seed,
        settings: &Settings,
    ) -> Result<Self::Optimizer, Error> {
        RestartingSwarm::new(self.colony, self.restarts, problem, seed, settings.clone())
    }
    fn names(&self, settings: &Settings) -> (String, String) {
        self.restarts.names(&self.colony, settings)
    }
    fn parameters(&self) -> Map<String, Value> {
        parameters_of(&self.colony)
    }
}
