//! The evaluation of candidates in a step.

use super::{Limits, Polish, batch::together, memory::Seat, orders::Orders};
use crate::problem::{DynProblem, Fitness, Space};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

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
    pub fn evaluate(&self, i: usize, seat: &mut Seat<S::Point, F>) {
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
        if seat.candidate.cost().value() <= target {
            self.reached.fetch_min(i, Relaxed);
        }
    }

    /// Evaluates all waiting candidates in one call.
    pub fn evaluate_all(&self, seats: &mut [Seat<S::Point, F>]) {
        together(self.problem, seats, |i, seat| self.complete(i, seat));
    }

    /// Makes further attempts if the evaluation failed, and does local search.
    #[inline]
    fn complete(&self, i: usize, seat: &mut Seat<S::Point, F>) {
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
