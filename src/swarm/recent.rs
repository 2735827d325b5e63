//! The best costs of the last rounds, which show how fast a swarm still converges.

use serde::{Deserialize, Serialize};
use std::collections::VecDeque;

/// The best cost of each of the last rounds.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct RecentBests(VecDeque<f64>);

impl RecentBests {
    /// Records the best cost of a round of `agents` agents in `n` dimensions. A cost that is not finite clears the
    /// record.
    pub(crate) fn note(&mut self, best: f64, n: usize, agents: usize) {
        if !best.is_finite() {
            self.0.clear();
            return;
        }
        let window = window(n, agents);
        while self.0.len() >= window {
            self.0.pop_front();
        }
        self.0.reserve_exact(window - self.0.len());
        self.0.push_back(best);
    }

    /// Returns the difference between the highest and the lowest cost; `None` until the window is full.
    pub(crate) fn range(&self, n: usize, agents: usize) -> Option<f64> {
        let first = *self.0.front()?;
        let ends = self.0.iter().fold((first, first), |(l, h), c| (l.min(*c), h.max(*c)));
        (self.0.len() >= window(n, agents)).then_some(ends.1 - ends.0)
    }

    pub(crate) fn last(&self) -> Option<f64> {
        self.0.back().copied()
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

/// Returns the window in rounds: 10 + 30 n / λ for λ agents (Auger & Hansen 2005).
fn window(n: usize, agents: usize) -> usize {
    10 + 30 * n / agents.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_full_window_has_a_range() {
        let mut recent = RecentBests::default();
        for round in 0..40 {
            recent.note(100.0 - f64::from(round), 5, 10);
            let full = round >= 24; // 10 + 30 · 5 / 10 rounds
            assert_eq!(recent.range(5, 10), full.then_some(24.0), "{round}");
        }
        recent.note(f64::INFINITY, 5, 10);
        assert_eq!((recent.range(5, 10), recent.last()), (None, None));
    }
}
