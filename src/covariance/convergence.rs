//! When the search with a distribution has converged.

use crate::{
    problem::Fitness,
    swarm::{RecentBests, rounding},
};
use serde::{Deserialize, Serialize};

/// The best costs of the last rounds, and whether the search has converged.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Convergence {
    recent: RecentBests,
    /// The best cost of the first round without penalties: the scale of the costs.
    first: Option<f64>,
    pub over: bool,
}

/// Costs that differ by no more than this share of the improvement so far, or by rounding, are equal.
/// TolFun of Auger & Hansen (2005) is 10⁻¹² in the unit of the costs, whatever that is.
const SAME_COST: f64 = 1e-20;

/// The largest factor by which a round reduces a cost. If it falls further, the cost before was a penalty.
const PENALTY: f64 = 1e10;

impl Convergence {
    /// Notes the best cost of a round. The search has converged when those of the last rounds are equal.
    pub(super) fn note<F: Fitness>(&mut self, best: &F, dimensions: usize, agents: usize) {
        let (cost, recent) = (best.scalar(), &mut self.recent);
        let penalized = !recent.compares_with(best)
            || recent.last().is_some_and(|last| last.abs() / PENALTY > cost.abs());
        recent.note(best, dimensions, agents);
        let best = cost;
        if !best.is_finite() {
            return;
        }
        if penalized {
            self.first = None;
        }
        let first = *self.first.get_or_insert(best);
        let same = rounding(best).max(SAME_COST * (first - best).abs());
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
        late.note(&f64::INFINITY, 5, 10);
        for round in 0..100 {
            falling.note(&(1e-9 * f64::from(100 - round)), 5, 10);
            flat.note(&7.0, 5, 10);
            late.note(&(1e-9 * f64::from(100 - round)), 5, 10);
            unknown.note(&(if round % 20 == 0 { f64::INFINITY } else { 7.0 }), 5, 10);
            assert_eq!(flat.over, round >= 24);
        }
        assert!(!falling.over && !unknown.over && !late.over);
    }

    #[test]
    fn what_a_point_that_is_not_allowed_costs_is_no_way_come() {
        for penalty in [f64::INFINITY, f64::NAN, 1e300, 1e30] {
            let mut convergence = Convergence::default();
            (0..3).for_each(|_| convergence.note(&penalty, 5, 10));
            for round in 0..100 {
                convergence.note(&(50.0 * 0.9_f64.powi(round)), 5, 10);
                let text = serde_json::to_string(&convergence).unwrap();
                convergence = serde_json::from_str(&text).unwrap();
                assert_eq!(convergence.first, Some(50.0));
            }
            assert!(!convergence.over, "{penalty}");
        }
    }
}
