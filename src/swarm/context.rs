//! What a colony sees.

use super::{Slot, memory::lane};
use crate::{
    problem::Space,
    rng::{RoundStreams, Stream},
    topology::Wiring,
};

/// What a colony sees while it takes candidates in and ends a round.
pub struct Context<'a, S: Space, F> {
    /// Where points live.
    pub space: &'a S,
    /// Who hears whom.
    pub wiring: &'a Wiring,
    /// The best point so far, those of this round included.
    pub best: Option<&'a Slot<S::Point, F>>,
    /// How far the run has come, in [0, 1].
    pub progress: f64,
    pub(super) streams: RoundStreams,
}

impl<S: Space, F> Context<'_, S, F> {
    /// Returns random numbers for the colony: others in each round, the same in each call.
    pub fn stream(&self) -> Stream {
        self.streams.lane(lane::COLONY)
    }
}
