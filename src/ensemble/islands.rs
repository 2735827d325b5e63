//! Islands as a method.

use super::{Archipelago, member_methods::MemberMethods};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Space},
    rng::Seed,
    run::{Solve, Solver},
    swarm::{IntoOptimizer, Settings, Threads},
    topology::Topology,
};
use serde_json::{Map, Value};
use std::sync::Arc;

/// Swarms of any kind on islands: each searches by itself and sends its best at regular intervals to the
/// islands that it informs (island model: Whitley, Rana & Heckendorn 1999, Journal of Computing and
/// Information Technology 7(1)).
///
/// # Topology
///
/// The topology joins the islands: it determines which island informs which. Each member keeps its own for
/// its agents.
///
/// # Cost
///
/// A round is one round of each member.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | every, the rounds between two migrations | 10 | ≥ 1 |
/// | members | none | ≥ 1 |
///
/// Settings of the islands, such as [`on_failure`](Solve::on_failure), apply to every member that does not set
/// them itself; [`threads`](Solve::threads) sets the number of threads on which the islands run.
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let hills = Function::Rastrigin.in_dimensions(6)?.shifted(Seed(1));
/// let islands = Islands::on(Ring::new(1))
///     .every(20)
///     .with(ParticleSwarm::new(20))
///     .with(ArtificialBeeColony::new(10))
///     .with(CovarianceSwarm::default().restarts(Restarts::Growing(2.0)));
/// let outcome = islands.solve(&hills, Seed(1), Evaluations(60_000).or(Target(1e-8)))?;
/// assert!(outcome.value()? <= 1e-8);
/// # Ok::<(), swarmopt::Error>(())
/// ```
pub struct Islands<S: Space, F: Fitness = f64> {
    topology: Arc<dyn Topology>,
    interval: u64,
    members: MemberMethods<S, F>,
}

impl<S: Space, F: Fitness> Islands<S, F> {
    /// Creates an empty set of islands, to be joined by `topology`.
    pub fn on(topology: impl Topology + 'static) -> Self {
        Islands { topology: Arc::new(topology), interval: 10, members: MemberMethods::default() }
    }

    /// Sets the number of rounds between two migrations. Default: 10.
    #[must_use]
    pub fn every(self, rounds: u64) -> Self {
        Islands { interval: rounds, ..self }
    }

    /// Adds an island on which `method` searches.
    #[must_use]
    pub fn with<M>(mut self, method: M) -> Self
    where
        M: Solve<Watch = ()>,
        M::Method: IntoOptimizer<S, F> + Send + Sync + 'static,
    {
        self.members.push(method);
        self
    }
}

impl<S: Space, F: Fitness> IntoOptimizer<S, F> for Islands<S, F> {
    type Optimizer = Archipelago<S, F>;

    fn into_optimizer(
        self,
        problem: &DynProblem<'_, S, F>,
        seed: Seed,
        settings: &Settings,
    ) -> Result<Archipelago<S, F>, Error> {
        let topology = settings.topology.clone().unwrap_or(self.topology);
        let threads = Threads::Sequential;
        let members = self.members.build("islands", problem, seed, settings, threads)?;
        let mut islands = Archipelago::new(Box::new(topology), self.interval, seed)?;
        for island in members {
            islands.add_boxed(island);
        }
        Ok(islands.with_threads(settings.threads))
    }
    fn names(&self, settings: &Settings) -> (String, String) {
        let topology = settings.topology.as_ref().unwrap_or(&self.topology);
        (format!("islands of {}", self.members.names()), topology.name())
    }
    fn parameters(&self) -> Map<String, Value> {
        self.members.parameters("every", self.interval)
    }
}

impl<S: Space, F: Fitness> Solve for Islands<S, F> {
    type Method = Self;
    type Watch = ();

    fn solver(self) -> Solver<Self> {
        Solver::new(self)
    }
}
