//! What a running optimiser is made from.

use super::{Colony, Method, OnFailure, Optimizer, Pace, Polish, Swarm, SwarmOf, Threads};
use crate::{
    error::Error,
    problem::{Problem, Scatter},
    rng::Seed,
    topology::Topology,
};
use std::{fmt::Debug, sync::Arc};

/// Something that can be set to work on `P`: a colony, a colony that starts again when it has
/// converged, a portfolio of several.
pub trait Recipe<P: Problem>: Sized {
    /// What does the work.
    type Running: Optimizer<P>;

    /// Makes it ready for its first round.
    ///
    /// # Errors
    /// Those of [`Swarm::new`], and of the settings.
    fn start(self, problem: &P, seed: Seed, settings: &Settings) -> Result<Self::Running, Error>;

    /// What does the work, its type forgotten.
    fn boxed<'p>(running: Self::Running) -> Box<dyn Optimizer<P> + 'p>
    where
        P: 'p;

    /// What tables call the method and its topology under these settings.
    fn names(&self, settings: &Settings) -> (String, String);
}

/// What can be said of a run besides the method.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// Who hears whom; the method's own topology if none.
    pub topology: Option<Arc<dyn Topology>>,
    /// Where the first points are drawn from.
    pub scatter: Scatter,
    /// On how many threads.
    pub threads: Threads,
    /// Which candidates get the problem's local search.
    pub polish: Polish,
    /// What is done when an evaluation gives no cost.
    pub on_failure: OnFailure,
    /// When results are taken in.
    pub pace: Pace,
}

impl Settings {
    pub(super) fn topology_for(&self, method: &impl Method) -> Box<dyn Topology> {
        match &self.topology {
            Some(chosen) => Box::new(Arc::clone(chosen)),
            None => method.canonical_topology(),
        }
    }
}

impl<P, C> Recipe<P> for C
where
    P: Problem,
    C: Colony<P::Space, P::Fitness>,
{
    type Running = SwarmOf<P, C>;

    fn start(self, problem: &P, seed: Seed, settings: &Settings) -> Result<SwarmOf<P, C>, Error> {
        let topology = settings.topology_for(&self);
        Swarm::new(problem, self, topology, seed)?.with_settings(problem.space(), settings)
    }
    fn boxed<'p>(running: SwarmOf<P, C>) -> Box<dyn Optimizer<P> + 'p>
    where
        P: 'p,
    {
        Box::new(running)
    }
    fn names(&self, settings: &Settings) -> (String, String) {
        (C::NAME.to_owned(), settings.topology_for(self).name())
    }
}
