//! Evaluations within an allowance.

use crate::problem::{Fitness, Point, Problem};

/// Evaluates points, and no more of them than it is allowed to.
pub(super) struct Meter<'a, P> {
    problem: &'a P,
    allowance: u64,
    spent: u64,
}

impl<'a, P: Problem> Meter<'a, P> {
    pub(super) fn new(problem: &'a P, allowance: u64) -> Self {
        Meter { problem, allowance, spent: 0 }
    }

    pub(super) fn spent(&self) -> u64 {
        self.spent
    }

    pub(super) fn is_empty(&self) -> bool {
        self.spent >= self.allowance
    }

    /// The cost of `x`; the worst there is if the evaluation fails or the allowance is spent.
    pub(super) fn cost(&mut self, x: &Point<P>) -> P::Fitness {
        if self.is_empty() {
            return P::Fitness::WORST;
        }
        self.spent += 1;
        self.problem.evaluate(x).unwrap_or(P::Fitness::WORST)
    }
}
