//! The parameters of learning from exemplars.

use crate::error::{Error, require, require_share};
use serde::{Deserialize, Serialize};

/// The parameters common to the comprehensive learning swarms.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Learning {
    /// The learning probability of the first particle and of the last.
    pub probability: (f64, f64),
    /// The exponent of the rise from the first probability to the last: the larger, the more
    /// particles are near the first.
    pub steepness: f64,
    /// The number of challenges turned away after which exemplars are chosen again.
    pub gap: u32,
    /// Whether a challenge that the particle wins resets this count to 0.
    pub in_a_row: bool,
    /// The highest speed, as a share of the width of each dimension.
    pub speed_limit: f64,
}

impl Learning {
    pub(super) fn check(&self) -> Result<(), Error> {
        for p in [self.probability.0, self.probability.1] {
            require_share("learning_probability", p)?;
        }
        require(self.gap > 0, "refreshing_gap", self.gap, "at least 1")?;
        let (share, allowed) = (self.speed_limit, "a positive share of the width");
        require(share > 0.0 && share.is_finite(), "speed_limit", share, allowed)
    }

    /// Returns the count of failures after another challenge, which left the personal best with
    /// `trials`.
    pub(super) fn count(&self, failures: u32, trials: u32) -> u32 {
        match trials {
            0 if self.in_a_row => 0,
            0 => failures,
            _ => failures.saturating_add(1),
        }
    }

    /// Returns the learning probability of particle `i` of `n`, counted from 0: most particles learn
    /// little (Liang et al. 2006, eq. 10, from 0.05 to 0.5).
    pub(super) fn probability(&self, i: usize, n: usize) -> f64 {
        let (least, most) = self.probability;
        let place = i as f64 / (n.max(2) - 1) as f64;
        least + (most - least) * f64::exp_m1(self.steepness * place) / f64::exp_m1(self.steepness)
    }
}

/// Defines the setters of a swarm that keeps [`Learning`] in the field given.
macro_rules! learning_setters {
    ($swarm:ty, $($field:ident).+) => {
        impl $swarm {
            /// Sets the number of challenges a personal best turns away before its particle chooses new
            /// exemplars. Default: 7 for CLPSO, 6 for HCLPSO.
            #[must_use]
            pub fn refreshing_gap(mut self, challenges: u32) -> Self {
                self.$($field).+.gap = challenges;
                self
            }

            /// Sets the probability that a dimension has another particle as its exemplar, for the first
            /// particle and for the last. Default: 0, 0.5 for CLPSO; 0, 0.25 for HCLPSO.
            #[must_use]
            pub fn learning_probability(mut self, first: f64, last: f64) -> Self {
                self.$($field).+.probability = (first, last);
                self
            }

            /// Sets the highest speed in each dimension, as a share of its width. Default: 0.2.
            #[doc(alias = "velocity clamp")]
            #[doc(alias = "vmax")]
            #[must_use]
            pub fn speed_limit(mut self, share: f64) -> Self {
                self.$($field).+.speed_limit = share;
                self
            }
        }
    };
}
pub(super) use learning_setters;

#[cfg(test)]
mod tests {
    use super::*;

    fn learning(first: f64, last: f64, steepness: f64) -> Learning {
        let probability = (first, last);
        Learning { probability, steepness, gap: 7, in_a_row: false, speed_limit: 0.2 }
    }

    #[test]
    fn failures_count_in_all_or_in_a_row() {
        let trials = [1, 2, 0, 1, 0, 0, 1]; // lost twice, won, lost, won twice, lost
        let after = |in_a_row| {
            let learning = Learning { in_a_row, ..learning(0.0, 0.5, 5.0) };
            trials.into_iter().fold(0, |failures, trials| learning.count(failures, trials))
        };
        assert_eq!((after(false), after(true)), (4, 1));
    }

    #[test]
    fn the_learning_probability_rises_exponentially() {
        let of = |i| learning(0.05, 0.5, 10.0).probability(i, 30);
        assert_eq!(of(0), 0.05);
        // 0.05 + 0.45 (e^(10 · 14/29) − 1) / (e^10 − 1)
        assert!((of(14) - 0.052_531_573_761).abs() < 1e-12 && (of(29) - 0.5).abs() < 1e-15);
        let of = |i| learning(0.0, 0.5, 5.0).probability(i, 30);
        // 0.5 (e^(5 · 14/29) − 1) / (e^5 − 1)
        assert!((of(14) - 0.034516164196).abs() < 1e-9 && (of(29) - 0.5).abs() < 1e-15);
        assert_eq!(learning(0.05, 0.5, 10.0).probability(0, 1), 0.05);
    }
}
