//! What the agents of a swarm have in common.

use super::{Agent, Candidate, Scale, Slot, memory::lane};
use crate::{
    error::Error,
    problem::{Fitness, Space},
    rng::{RoundStreams, Stream},
    topology::{Topology, Wiring},
};
use serde::{Serialize, de::DeserializeOwned};
use std::fmt::Debug;

/// A method of search, whatever it searches: its name and its home.
pub trait Method: Clone + Debug + Send + Sync + Serialize + DeserializeOwned + 'static {
    /// What tables and checkpoints call it.
    const NAME: &'static str;

    /// The topology of the method as published.
    fn canonical_topology(&self) -> Box<dyn Topology>;

    /// The same method with another population, for a restart. One that has no such number stays
    /// as it is; a `scale` of 1 is no change.
    #[must_use]
    fn scaled(&self, _scale: Scale) -> Self {
        self.clone()
    }
}

/// Parameters, medium (pheromone, dance floor, archive) and the rules of a method, on the spaces and
/// fitness types that it can search.
pub trait Colony<S: Space, F: Fitness = f64>: Method {
    /// The searcher.
    type Agent: Agent<S, F, Self> + Clone + Debug + Serialize + DeserializeOwned;

    /// Checks the parameters, settles the sizes that depend on the space, and hatches the agents.
    ///
    /// # Errors
    /// [`Error::Parameter`] names the parameter that is out of range.
    fn found(&mut self, space: &S) -> Result<Vec<Self::Agent>, Error>;

    /// Computes what follows from parameters, medium and space and is not worth keeping in a
    /// checkpoint. Called after [`found`](Self::found) and after a checkpoint is loaded.
    fn prepare(&mut self, _space: &S) {}

    /// Whether the medium that a checkpoint held is one that rounds on this space could have left:
    /// sizes, indices, ranges. Called before a swarm takes a loaded colony over. The parameters are
    /// not looked at here: they have to pass [`found`](Self::found) once more.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] says what does not fit.
    fn check(&self, _space: &S, _board: &[Slot<S::Point, F>]) -> Result<(), Error> {
        Ok(())
    }

    /// How many slots the board has, at least 1, once founded.
    fn slots(&self) -> usize;

    /// Writes the first point of a slot; false if the colony starts from an empty board.
    fn seed(&self, _slot: usize, space: &S, rng: &mut Stream, out: &mut S::Point) -> bool {
        space.sample_into(rng, out);
        true
    }

    /// Takes in one evaluated candidate.
    fn absorb(
        &mut self,
        board: &mut Vec<Slot<S::Point, F>>,
        told: &Candidate<S::Point, F>,
        _around: &Around<'_, S, F>,
    ) {
        board[told.slot].challenge(told);
    }

    /// The cost below which a candidate leaves a trace in what the colony remembers; none if any does.
    /// Here, what its slot holds.
    fn to_beat(
        &self,
        board: &[Slot<S::Point, F>],
        candidate: &Candidate<S::Point, F>,
    ) -> Option<F> {
        board.get(candidate.slot).filter(|_| !candidate.fresh).map(|slot| slot.fitness)
    }

    /// The round is over: brings the medium up to date with the board. Called after the first points
    /// are known, too.
    fn settle(&mut self, _board: &mut Vec<Slot<S::Point, F>>, _around: &Around<'_, S, F>) {}

    /// The parameter that follows the progress of the run, if one does: a run without an end is then
    /// refused. Default: none.
    fn schedule(&self) -> Option<&'static str> {
        None
    }

    /// Takes in the best of another swarm.
    fn welcome(
        &mut self,
        board: &mut Vec<Slot<S::Point, F>>,
        guest: &Slot<S::Point, F>,
        _around: &Around<'_, S, F>,
    ) {
        replace_worst(board, guest);
    }

    /// Whether it has converged so far that it will find nothing better: time to start again. If not
    /// said otherwise, when all slots are worth the same.
    fn is_spent(&self, board: &[Slot<S::Point, F>]) -> bool {
        is_flat(board)
    }

    /// Whether a result may be taken in while others of its round are still out.
    fn steady(&self) -> bool {
        false
    }
}

/// What a colony sees while it takes candidates in.
pub struct Around<'a, S: Space, F> {
    /// Where points live.
    pub space: &'a S,
    /// Who hears whom.
    pub wiring: &'a Wiring,
    /// The best point ever, those of this round included.
    pub best: Option<&'a Slot<S::Point, F>>,
    /// How far the run has come, in [0, 1].
    pub progress: f64,
    pub(super) streams: RoundStreams,
}

impl<S: Space, F> Around<'_, S, F> {
    /// Random numbers for the colony, others in each round and the same in each call.
    pub fn stream(&self) -> Stream {
        self.streams.lane(lane::COLONY)
    }
}

/// Puts `guest` in the place of the worst slot, if it is better.
pub fn replace_worst<X: Clone, F: Fitness>(board: &mut [Slot<X, F>], guest: &Slot<X, F>) {
    let worst = board.iter_mut().max_by(|a, b| a.fitness.order(&b.fitness));
    if let Some(worst) = worst.filter(|worst| guest.fitness.beats(&worst.fitness)) {
        worst.clone_from(guest);
    }
}

/// How far apart costs of this size may be and still be equal, up to the rounding of a sum. Relative, so
/// that a swarm does the same in any unit of cost.
pub(crate) fn rounding(cost: f64) -> f64 {
    16.0 * f64::EPSILON * cost.abs()
}

/// Whether there are slots and all of them are worth the same, up to rounding.
pub fn is_flat<X, F: Fitness>(board: &[Slot<X, F>]) -> bool {
    let Some(first) = board.first().map(|slot| slot.fitness.scalar()) else { return false };
    let same = rounding(first);
    board.len() > 1 && board.iter().all(|slot| (slot.fitness.scalar() - first).abs() <= same)
}
