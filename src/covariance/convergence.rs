//! When a distribution has nothing more to find.

use crate::swarm::{RecentBests, rounding};
use serde::{Deserialize, Serialize};

/// The best costs of the last rounds, and whether the search is over.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Convergence {
    recent: RecentBests,
    /// The first best cost that was finite.
    first: Option<f64>,
    pub over: bool,
}

/// Costs no farther apart than this part of the way come so far, or than rounding, are equal. TolFun of
/// Auger & Hansen (2005) is 10⁻¹² in the unit of the costs, whatever that is.
const SAME_COST: f64 = 1e-20;

impl Convergence {
    /// Notes the best cost of a round. It is over when those of the last rounds are all equal.
    pub(super) fn note(&mut self, best: f64, dimensions: usize, agents: usize) {
        self.recent.note(best, dimensions, agents);
        if best.is_finite() {
            self.first.get_or_insert(best);
        }
        let way = self.first.map_or(0.0, |first| (first - best).abs());
        let same = rounding(best).max(SAME_COST * way);
        self.over |= self.recent.range(dimensions, agents).is_some_and(|range| range <= same);
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
        let mut late = Convergence::default();
        late.note(f64::INFINITY, 5, 10);
        for round in 0..100 {
            falling.note(1e-9 * f64::from(100 - round), 5, 10);
            flat.note(7.0, 5, 10);
            late.note(1e-9 * f64::from(100 - round), 5, 10);
            unknown.note(if round % 20 == 0 { f64::INFINITY } else { 7.0 }, 5, 10);
            assert_eq!(flat.over, round >= 24);
        }
        assert!(!falling.over && !unknown.over && !late.over);
    }
}
