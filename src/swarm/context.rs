//! The context in which a colony takes in results.

use super::Slot;
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

/// The lanes of a round besides those of agents 0, 1, 2, ….
pub(super) mod lane {
    pub(crate) const POLISH: u64 = 1 << 40;
    pub(crate) const SHARE: u64 = 2 << 40;
    pub(crate) const POLISH_BEST: u64 = 3 << 40;
    pub(crate) const WIRE: u64 = 4 << 40;
    pub(crate) const SCATTER: u64 = 5 << 40;
    const RETRY: u64 = 6 << 40;
    pub(crate) const COLONY: u64 = 7 << 40;

    /// Returns the key of the stream from which other points for a seat are drawn.
    pub(crate) fn retry(round: super::RoundStreams, seat: usize) -> u64 {
        round.key(RETRY + seat as u64)
    }
}
