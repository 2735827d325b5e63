//! The conversion of a method and its settings into a running optimiser.

use super::{Optimizer, Settings, Swarm};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Space},
    rng::Seed,
    swarm::{Colony, Method},
};
use serde_json::{Map, Value};

/// A method from which an optimiser can be built: a colony, a colony with restarts, islands or a portfolio.
pub trait IntoOptimizer<S: Space, F: Fitness = f64>: Sized {
    /// The optimiser.
    type Optimizer: Optimizer<S, F> + 'static;

    /// Builds the optimiser, ready for its first round.
    ///
    /// # Errors
    /// Returns the errors of [`Swarm::new`] and of the settings.
    fn into_optimizer(
        self,
        problem: &DynProblem<'_, S, F>,
        seed: Seed,
        settings: &Settings,
    ) -> Result<Self::Optimizer, Error>;

    /// Returns the names of the method and of its topology under these settings, for tables.
    fn names(&self, settings: &Settings) -> (String, String);

    /// Returns the parameters by name. Default: none.
    fn parameters(&self) -> Map<String, Value> {
        Map::new()
    }
}

/// Returns the parameters of a method by name.
pub(crate) fn parameters_of(method: &impl Method) -> Map<String, Value> {
    match serde_json::to_value(method) {
        Ok(Value::Object(fields)) => fields,
        _ => Map::new(),
    }
}

impl<S: Space, C: Colony<S, F>, F: Fitness> IntoOptimizer<S, F> for C {
    type Optimizer = Swarm<S, C, F>;

    fn into_optimizer(
        self,
        problem: &DynProblem<'_, S, F>,
        seed: Seed,
        settings: &Settings,
    ) -> Result<Swarm<S, C, F>, Error> {
        Swarm::new(problem, self, seed, settings.clone())
    }
    fn names(&self, settings: &Settings) -> (String, String) {
        (C::NAME.to_owned(), settings.topology_for(self).name())
    }
    fn parameters(&self) -> Map<String, Value> {
        parameters_of(self)
    }
}
