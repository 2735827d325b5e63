//! The context in which a colony takes in results.

use super::{Slot, memory::lane};
use crate::{
    problem::Space,
    rng::{RoundStreams, Stream},
    topology::Wiring,
};

/// The context in which a colony takes in candidates and ends a round.
pub struct Context<'a, S: Space, F> {
    /// The search space.
    pub space: &'a S,
    /// The informants of each node.
    pub wiring: &'a Wiring,
    /// The best point so far, this round included.
    pub best: Option<&'a Slot<S::Point, F>>,
    /// The progress of the run, in [0, 1].
    pub progress: f64,
    pub(super) streams: RoundStreams,
}

impl<S: Space, F> Context<'_, S, F> {
    /// Returns the random stream of the colony for this round: the same in each call, another in each round.
    pub fn stream(&self) -> Stream {
        self.streams.lane(lane::COLONY)
    }
}
