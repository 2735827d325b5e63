//! The orders that a candidate takes along: further attempts and local search.

use super::{
    OnFailure, Polish, PolishOrder, RetryOrder,
    memory::{Memory, Seat},
};
use crate::{problem::Fitness, rng::Streams, swarm::context::lane};

/// The orders for further attempts and local search, and the evaluations they may use.
#[derive(Clone, Copy)]
pub(super) struct Orders {
    pub policy: OnFailure,
    pub polish: Polish,
    pub streams: Streams,
    /// The number of evaluations that each agent may use beyond that of its candidate.
    pub allowance: u64,
}

impl Orders {
    /// Returns the orders for the candidate of seat `i`: further attempts if it fails, and local search.
    pub fn of<X, F>(
        &self,
        i: usize,
        seat: &Seat<X, F>,
    ) -> (Option<RetryOrder>, Option<PolishOrder>) {
        let Orders { policy, polish, streams, allowance } = *self;
        let round = streams.round(seat.ask);
        let allowance = allowance.saturating_sub(seat.candidate.inner_evaluations);
        let retry = || RetryOrder { policy, key: lane::retry(round, i), allowance };
        let polish = polish.key(round, i).map(|key| PolishOrder { key, allowance });
        (policy.tries_again().then(retry), polish)
    }
}

impl<X, F: Fitness> Memory<X, F> {
    /// Returns the orders for candidates of a round that may use `budget` evaluations.
    pub(super) fn orders(&self, budget: u64) -> Orders {
        let (policy, polish) = (self.settings.on_failure, self.settings.polish);
        Orders { policy, polish, streams: self.streams, allowance: self.allowance(budget) }
    }

    /// Returns the number of evaluations that each agent may use beyond that of its candidate.
    fn allowance(&self, budget: u64) -> u64 {
        let seats = self.seats.len() as u64;
        match budget {
            u64::MAX => u64::MAX,
            left => left.saturating_sub(seats) / seats,
        }
    }
}
