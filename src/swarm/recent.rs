//! The best costs of the last rounds, which show how fast a swarm still converges.

use crate::problem::Fitness;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// The best cost of each of the last rounds; while no point is feasible, the least violation.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct RecentBests {
    bests: VecDeque<f64>,
    infeasible: bool,
}

impl RecentBests {
    /// Records the best cost of a round of `agents` agents in `n` dimensions. A cost that is not finite clears the
    /// record, and so does the first feasible one.
    pub(crate) fn note<F: Fitness>(&mut self, best: &F, n: usize, agents: usize) {
        if !self.compares_with(best) || !best.scalar().is_finite() {
            self.clear();
        }
        self.infeasible = !best.is_feasible();
        let best = best.scalar();
        if !best.is_finite() {
            return;
        }
        let window = window(n, agents);
        while self.bests.len() >= window {
            self.bests.pop_front();
        }
        self.bests.reserve_exact(window - self.bests.len());
        self.bests.push_back(best);
    }

    /// Returns whether the record and this fitness are both costs or both violations.
    pub(crate) fn compares_with<F: Fitness>(&self, best: &F) -> bool {
        best.is_feasible() != self.infeasible
    }

    /// Returns the difference between the highest and the lowest cost; `None` until the window is full.
    pub(crate) fn range(&self, n: usize, agents: usize) -> Option<f64> {
        let first = *self.bests.front()?;
        let ends = self.bests.iter().fold((first, first), |(l, h), c| (l.min(*c), h.max(*c)));
        (self.bests.len() >= window(n, agents)).then_some(ends.1 - ends.0)
    }

    pub(crate) fn last(&self) -> Option<f64> {
        self.bests.back().copied()
    }

    pub(crate) fn clear(&mut self) {
        self.bests.clear();
    }
}

/// Returns the window in rounds: 10 + 30 n / λ for λ agents (Auger & Hansen 2005).
fn window(n: usize, agents: usize) -> usize {
    10 + 30 * n / agents.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Constrained;

    #[test]
    fn only_a_full_window_has_a_range() {
        let mut recent = RecentBests::default();
        for round in 0..40 {
            recent.note(&(100.0 - f64::from(round)), 5, 10);
            let full = round >= 24; // 10 + 30 · 5 / 10 rounds
            assert_eq!(recent.range(5, 10), full.then_some(24.0), "{round}");
        }
        recent.note(&f64::INFINITY, 5, 10);
        assert_eq!((recent.range(5, 10), recent.last()), (None, None));
    }

    #[test]
    fn costs_and_violations_are_not_compared() {
        let mut recent = RecentBests::default();
        let of = |g: f64| Constrained::new(7.0, vec![g]);
        (0..30).for_each(|i| recent.note(&of(30.0 - f64::from(i)), 5, 10));
        assert_eq!((recent.range(5, 10), recent.last()), (Some(24.0), Some(1.0)));
        recent.note(&of(0.0), 5, 10);
        assert_eq!((recent.range(5, 10), recent.last()), (None, Some(7.0)));
        assert!(recent.compares_with(&of(-1.0)) && !recent.compares_with(&of(1.0)));
    }
}
