//! The evaluation of candidates in a step, and the orders for further attempts and local search.

use super::{Limits, OnFailure, Polish, PolishOrder, RetryOrder, batch::together, memory::Seat};
use crate::{
    problem::{DynProblem, Fitness, Space},
    rng::Streams,
    swarm::context::lane,
};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

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
    pub fn of<A, X, F>(
        &self,
        i: usize,
        seat: &Seat<A, X, F>,
    ) -> (Option<RetryOrder>, Option<PolishOrder>) {
        let Orders { policy, polish, streams, allowance } = *self;
        let round = streams.round(seat.ask);
        let allowance = allowance.saturating_sub(seat.candidate.inner_evaluations);
        let retry = || RetryOrder { policy, key: lane::retry(round, i), allowance };
        let polish = polish.key(round, i).map(|key| PolishOrder { key, allowance });
        (policy.tries_again().then(retry), polish)
    }
}

/// The evaluations of one step.
pub(super) struct Evaluation<'a, S: Space, F: Fitness> {
    problem: &'a DynProblem<'a, S, F>,
    limits: &'a Limits<'a>,
    orders: Orders,
    /// The number of candidates left without a cost.
    lost: AtomicU64,
    /// The index of the first seat that reached the target: later seats have their turn in the next step.
    reached: AtomicUsize,
}

impl<'a, S: Space, F: Fitness> Evaluation<'a, S, F> {
    pub fn new(problem: &'a DynProblem<'a, S, F>, limits: &'a Limits<'a>, orders: Orders) -> Self {
        let (lost, reached) = (AtomicU64::new(0), AtomicUsize::new(usize::MAX));
        Evaluation { problem, limits, orders, lost, reached }
    }

    /// Returns whether the clock, the stop flag or the failures leave the rest for a later step.
    #[inline]
    pub fn is_cut(&self) -> bool {
        self.limits.cuts()
            || self.limits.failures < u64::MAX && self.lost.load(Relaxed) >= self.limits.failures
    }

    /// Returns whether [`is_cut`](Self::is_cut) may ever return `true`.
    pub fn can_be_cut(&self) -> bool {
        self.limits.cut.is_some() || self.limits.failures < u64::MAX
    }

    /// Returns the index of the first seat that reached the target; `usize::MAX` if none has.
    pub fn reached(&self) -> usize {
        self.reached.load(Relaxed)
    }

    /// Evaluates the candidate of seat `i` if it is waiting, no seat up to it has reached the target and the step
    /// is not cut.
    #[inline]
    pub fn evaluate<A>(&self, i: usize, seat: &mut Seat<A, S::Point, F>) {
        if !seat.is_waiting() || self.is_cut() {
            return;
        }
        let Some(target) = self.limits.target else {
            seat.candidate.evaluate(self.problem);
            return self.complete(i, seat);
        };
        if i >= self.reached() {
            return;
        }
        seat.candidate.remember();
        seat.candidate.evaluate(self.problem);
        self.complete(i, seat);
        if seat.candidate.cost().scalar() <= target {
            self.reached.fetch_min(i, Relaxed);
        }
    }

    /// Evaluates all waiting candidates in one call.
    pub fn evaluate_all<A>(&self, seats: &mut [Seat<A, S::Point, F>]) {
        together(self.problem, seats, |i, seat| self.complete(i, seat));
    }

    /// Makes further attempts if the evaluation failed, and does local search.
    #[inline]
    fn complete<A>(&self, i: usize, seat: &mut Seat<A, S::Point, F>) {
        if seat.candidate.failure.is_none() && self.orders.polish == Polish::None {
            return;
        }
        let (retry, polish) = self.orders.of(i, seat);
        let cut = || self.is_cut();
        let cut = self.can_be_cut().then_some(&cut as _);
        seat.candidate.complete(self.problem, retry, polish, cut);
        self.lost.fetch_add(u64::from(seat.candidate.failure.is_some()), Relaxed);
    }
}
