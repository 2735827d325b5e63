//! The rule by which the colonies differ: which ants deposit how much.

use super::Pheromone;
use crate::{
    error::Error,
    problem::{ConstructionGraph, Fitness},
    rng::Stream,
    swarm::Slot,
    topology::Topology,
};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// The pheromone update of an ant colony: which ants deposit how much, and what evaporates.
///
/// `AntColony::new(rule)` makes a colony of any rule.
pub trait Deposit:
    Clone + Debug + PartialEq + Send + Sync + Serialize + DeserializeOwned + 'static
{
    /// The name of the colony in tables.
    const NAME: &'static str;

    /// The state of the rule besides the pheromone, kept from round to round; `()` if none.
    type Memory: Clone + Debug + Default + Send + Sync + Serialize + DeserializeOwned;

    /// Returns the topology of the method as published.
    fn canonical_topology(&self) -> Box<dyn Topology>;

    /// Checks the rule's parameters.
    ///
    /// # Errors
    /// [`Error::Parameter`] names the parameter that is out of range.
    fn check(&self) -> Result<(), Error>;

    /// Validates a memory loaded from a checkpoint, for pheromone of `cells` cells.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] says what does not fit.
    fn check_memory(&self, _memory: &Self::Memory, _cells: usize) -> Result<(), Error> {
        Ok(())
    }

    /// Returns the probability of taking the most attractive choice instead of drawing one: q₀ of the
    /// Ant Colony System. Default: 0.
    fn greed(&self) -> f64 {
        0.0
    }

    /// Returns the name of the parameter that follows the progress of the run, if one does.
    /// Default: `None`.
    fn schedule(&self) -> Option<&'static str> {
        None
    }

    /// Notes the fitness of another swarm's best, which is about to deposit. Default: does nothing.
    fn welcome<F: Fitness>(&self, _memory: &mut Self::Memory, _best: &F) {}

    /// Updates the pheromone after a round.
    fn update<S: ConstructionGraph, F: Fitness>(
        &self,
        memory: &mut Self::Memory,
        pheromone: &mut Pheromone,
        harvest: &IterationTours<'_, S, F>,
    );
}

/// The tours of a round, and what a rule needs to update the pheromone with them.
pub struct IterationTours<'a, S: ConstructionGraph, F> {
    /// The space of the tours.
    pub space: &'a S,
    /// The tours of this round.
    pub tours: &'a [Slot<S::Point, F>],
    /// The indices of those that no informant's tour beats.
    pub unbeaten: &'a [usize],
    /// The best-so-far tour; its cost is finite.
    pub best: &'a Slot<S::Point, F>,
    /// Whether this is the first update, whose best is the reference of the deposits.
    pub first: bool,
    /// The number of updates so far, this one included.
    pub round: u64,
    /// The progress of the run, in [0, 1].
    pub progress: f64,
    pub(super) stream: Stream,
}

impl<S: ConstructionGraph, F: Fitness> IterationTours<'_, S, F> {
    /// Returns a stream of random numbers for the rule, a different one in each round.
    pub fn stream(&self) -> Stream {
        self.stream.clone()
    }
}
