//! The portfolio as a method.

use super::{Portfolio, member_methods::MemberMethods};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Space},
    rng::Seed,
    run::{Solve, Solver},
    swarm::{IntoOptimizer, Settings},
};
use serde_json::{Map, Value};

/// A portfolio of different methods that share the evaluations by merit (algorithm portfolio: Huberman,
/// Lukose & Hogg 1997, Science 275): the member with the best point gets the most. It runs as a
/// [`Portfolio`], which documents how turns are assigned.
///
/// # Topology
///
/// Each member has its own. There is none between members: they do not exchange points.
///
/// # Cost
///
/// A round is one round of one member.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | share of a member that is behind, for each evaluation of the leader | 0.25 | (0, 1] |
/// | members | none | ≥ 1 |
///
/// Settings of the portfolio, such as [`on_failure`](Solve::on_failure), apply to every member that does not
/// set them itself.
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let ball = Boxed::cube(-5.0..=5.0, 5)?.minimize(|x| x.iter().map(|x| x * x).sum());
/// let portfolio = AlgorithmPortfolio::default()
///     .share(0.5)
///     .with(ParticleSwarm::new(20))
///     .with(ArtificialBeeColony::default());
/// let outcome = portfolio.solve(&ball, Seed(1), Evaluations(20_000))?;
/// assert!(outcome.value()? < 1e-9);
/// # Ok::<(), swarmopt::Error>(())
/// ```
pub struct AlgorithmPortfolio<S: Space, F: Fitness = f64> {
    share: f64,
    members: MemberMethods<S, F>,
}

impl<S: Space, F: Fitness> Default for AlgorithmPortfolio<S, F> {
    fn default() -> Self {
        AlgorithmPortfolio { share: 0.25, members: MemberMethods::default() }
    }
}

impl<S: Space, F: Fitness> AlgorithmPortfolio<S, F> {
    /// Sets the share of a member that is behind, for each evaluation of the leader, in (0, 1]. Default: 0.25.
    #[must_use]
    pub fn share(self, share: f64) -> Self {
        AlgorithmPortfolio { share, ..self }
    }

    /// Adds a member.
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

impl<S: Space, F: Fitness> IntoOptimizer<S, F> for AlgorithmPortfolio<S, F> {
    type Optimizer = Portfolio<S, F>;

    fn into_optimizer(
        self,
        problem: &DynProblem<'_, S, F>,
        seed: Seed,
        settings: &Settings,
    ) -> Result<Portfolio<S, F>, Error> {
        if let Some(topology) = &settings.topology {
            return Err(Error::parameter("topology", topology.name(), "none between members"));
        }
        let threads = settings.threads;
        let members = self.members.build("portfolio", problem, seed, settings, threads)?;
        let mut portfolio = Portfolio::new(self.share)?;
        for member in members {
            portfolio.add_boxed(member);
        }
        Ok(portfolio)
    }
    fn names(&self, _: &Settings) -> (String, String) {
        (format!("portfolio of {}", self.members.names()), "turns by merit".to_owned())
    }
    fn parameters(&self) -> Map<String, Value> {
        self.members.parameters("share", self.share)
    }
}

impl<S: Space, F: Fitness> Solve for AlgorithmPortfolio<S, F> {
    type Method = Self;
    type Watch = ();

    fn solver(self) -> Solver<Self> {
        Solver::new(self)
    }
}
