//! The parameters and rules that the agents of a swarm have in common.

use super::{Agent, Board, Candidate, Context, Population, Scale, Slot};
use crate::{
    error::Error,
    problem::{Fitness, Space},
    rng::Stream,
    topology::Topology,
};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// The parameters of a search method, and nothing else. They do not change during a run; the state of a run
/// is the colony's [medium](Colony::Medium), the board and the memory of its agents.
pub trait Method:
    Clone + Debug + PartialEq + Send + Sync + Serialize + DeserializeOwned + 'static
{
    /// The name of the method in tables and checkpoints.
    const NAME: &'static str;

    /// Returns the topology of the method as published.
    fn canonical_topology(&self) -> Box<dyn Topology>;

    /// Returns the method with its population scaled, for a restart; a `scale` of 1 changes nothing. Default: the
    /// method unchanged, for a method without a population size.
    #[must_use]
    fn scaled(&self, _scale: Scale) -> Self {
        self.clone()
    }

    /// Returns the name of the parameter that follows the progress of the run, if any: a run without an end is
    /// then refused. Default: `None`.
    fn schedule(&self) -> Option<&'static str> {
        None
    }
}

/// The rules of a method on the spaces and fitness types that it can search: who its agents are, what they
/// have in common, and how results are taken in.
pub trait Colony<S: Space, F: Fitness = f64>: Method {
    /// The agent, with its private memory.
    type Agent: Agent<S, F, Self> + Clone + Debug + Serialize + DeserializeOwned;

    /// The state that all agents share: pheromone, dance floor, archive, covariance; `()` if there is none. A run
    /// creates a new one, and a checkpoint holds it.
    type Medium: Clone + Debug + Send + Sync + Serialize + DeserializeOwned;

    /// Checks the parameters, and creates the agents, the medium and the number of slots for a run.
    ///
    /// # Errors
    /// Returns [`Error::Parameter`], which names the parameter that is out of range.
    fn init(&self, space: &S) -> Result<Population<Self::Agent, Self::Medium>, Error>;

    /// Computes the parts of the medium that follow from the rest and are not kept in a checkpoint. Called after
    /// [`init`](Self::init) and after a checkpoint is loaded.
    fn prepare(&self, _medium: &mut Self::Medium, _space: &S) {}

    /// Validates a medium loaded from a checkpoint against this space and board: sizes, indices, ranges.
    ///
    /// # Errors
    /// Returns [`Error::Checkpoint`], which names the part that does not fit.
    fn check(
        &self,
        _medium: &Self::Medium,
        _space: &S,
        _board: &Board<S::Point, F>,
    ) -> Result<(), Error> {
        Ok(())
    }

    /// Writes the first point of a slot and returns `true`, or returns `false` if the slot starts empty. Default:
    /// a point drawn uniformly.
    fn seed(&self, _slot: usize, space: &S, rng: &mut Stream, out: &mut S::Point) -> bool {
        space.sample_into(rng, out);
        true
    }

    /// Takes in one evaluated candidate. Default: it [challenges](Slot::challenge) its slot.
    fn absorb(
        &self,
        _medium: &mut Self::Medium,
        board: &mut Board<S::Point, F>,
        told: &Candidate<S::Point, F>,
        _context: &Context<'_, S, F>,
    ) {
        board.challenge(told);
    }

    /// Returns the cost that a candidate has to beat to change what the colony remembers; `None` if every
    /// result changes it. Default: the cost of its slot.
    fn to_beat(&self, board: &Board<S::Point, F>, candidate: &Candidate<S::Point, F>) -> Option<F> {
        // Where violations are forgiven, a result may change the slot that does not beat it.
        let strict = |slot: &&Slot<S::Point, F>| !candidate.fresh && slot.level == 0.0;
        board.get(candidate.slot).filter(strict).map(|slot| slot.fitness.clone())
    }

    /// Ends a round: brings medium and board up to date. Also called after the first points are known.
    fn end_round(
        &self,
        _medium: &mut Self::Medium,
        _board: &mut Board<S::Point, F>,
        _context: &Context<'_, S, F>,
    ) {
    }

    /// Takes in the best of another swarm. Default: it replaces the worst slot if it is better.
    fn welcome(
        &self,
        _medium: &mut Self::Medium,
        board: &mut Board<S::Point, F>,
        guest: &Slot<S::Point, F>,
        _context: &Context<'_, S, F>,
    ) {
        board.replace_worst(guest);
    }

    /// Returns whether the swarm has converged so far that it will find nothing better and may be restarted.
    /// Default: [`Board::is_flat`].
    fn has_converged(&self, _medium: &Self::Medium, board: &Board<S::Point, F>) -> bool {
        board.is_flat()
    }

    /// Returns whether a slot is what one agent has found, kept until something better
    /// [challenges](Slot::challenge) it: only then may slots differ in how they compare points; see
    /// [`ConstraintHandling`](super::ConstraintHandling). Default: `true`.
    fn has_personal_bests(&self) -> bool {
        true
    }

    /// Returns whether a result may be taken in while others of its round are still out. Default: `false`.
    fn steady(&self) -> bool {
        false
    }
}
