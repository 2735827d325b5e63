//! The conversion of a method and its settings into a running optimiser.

use super::{OnFailure, Optimizer, Pace, Polish, Swarm, Threads};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Initialization, Space},
    rng::Seed,
    swarm::{Colony, Method},
    topology::Topology,
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{fmt::Debug, sync::Arc};

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

/// The settings of a run besides the method. [`Solve`](crate::run::Solve) has a setter for each.
///
/// A checkpoint holds those that a resumed run must share and that are in no other part of it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Settings {
    /// The topology. `None`: the method's own.
    #[serde(skip)]
    pub topology: Option<Arc<dyn Topology>>,
    /// The initialization, which draws the first points.
    #[serde(skip)]
    pub initialization: Initialization,
    /// The threads on which agents propose and candidates are evaluated; they never change the result.
    #[serde(skip)]
    pub threads: Threads,
    /// The candidates that get the problem's local search.
    pub polish: Polish,
    /// The policy for evaluations that give no cost.
    #[serde(default)]
    pub on_failure: OnFailure,
    /// The pace at which results are taken in.
    pub pace: Pace,
}

impl Settings {
    /// Returns these settings with defaults replaced by the settings of the whole. The threads are always those of
    /// the whole.
    #[must_use]
    pub(crate) fn within(self, whole: &Settings) -> Settings {
        let usual = Settings::default();
        fn or<T: PartialEq>(own: T, usual: T, whole: T) -> T {
            if own == usual { whole } else { own }
        }
        Settings {
            topology: self.topology.or_else(|| whole.topology.clone()),
            initialization: or(self.initialization, usual.initialization, whole.initialization),
            threads: whole.threads,
            polish: or(self.polish, usual.polish, whole.polish),
            on_failure: or(self.on_failure, usual.on_failure, whole.on_failure),
            pace: or(self.pace, usual.pace, whole.pace),
        }
    }

    pub(crate) fn topology_for(&self, method: &impl Method) -> Box<dyn Topology> {
        match &self.topology {
            Some(chosen) => Box::new(Arc::clone(chosen)),
            None => method.canonical_topology(),
        }
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
