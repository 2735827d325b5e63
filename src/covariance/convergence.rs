//! When a distribution has nothing more to find.

use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// The best costs of the last rounds, and whether the search is over.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Convergence {
    bests: VecDeque<f64>,
    pub over: bool,
}

/// Costs no farther apart than this, or than rounding, are equal (TolFun of Auger & Hansen 2005).
const SAME_COST: f64 = 1e-12;

impl Convergence {
    /// Notes the best and the worst cost of a round. It is over when the bests of the last
    /// 10 + 30 n / λ rounds are all equal.
    pub(super) fn note(&mut self, best: f64, dimensions: usize, agents: usize) {
        if !best.is_finite() {
            self.bests.clear(); // nothing is known of where this leads
            return;
        }
        let window = 10 + 30 * dimensions / agents;
        while self.bests.len() >= window {
            self.bests.pop_front();
        }
        self.bests.reserve_exact(window - self.bests.len());
        self.bests.push_back(best);
        let range = self.bests.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(l, h), b| {
            (if *b < l { *b } else { l }, if *b > h { *b } else { h })
        });
        let rounding = 4.0 * f64::EPSILON * best.abs();
        self.over |= self.bests.len() == window && range.1 - range.0 <= SAME_COST.max(rounding);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_full_window_of_equal_bests_ends_it() {
        let mut falling = Convergence::default();
        let mut flat = Convergence::default();
        let mut unknown = Convergence::default();
        for round in 0..100 {
            falling.note(1e-9 * f64::from(100 - round), 5, 10);
            flat.note(7.0, 5, 10);
            unknown.note(if round % 20 == 0 { f64::INFINITY } else { 7.0 }, 5, 10);
            assert_eq!(flat.over, round >= 24);
        }
        assert!(!falling.over && !unknown.over);
    }
}
