//! Recombination weights and learning rates, all functions of the dimensions and the population
//! (Hansen 2016, "The CMA evolution strategy: a tutorial", arXiv:1604.00772, table 1).

/// The learning rates, and the weight of each rank.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Rates {
    /// The weights by rank. Those of the better half are positive and sum to 1, the others negative.
    pub weights: Vec<f64>,
    /// μ_eff: the effective number of agents that determine the mean.
    pub effective: f64,
    /// c_σ: the rate of the path that sets the step.
    pub step_path: f64,
    /// d_σ: the damping of the changes of the step.
    pub damping: f64,
    /// c_c: the rate of the path that stretches the covariance.
    pub shape_path: f64,
    /// c_1: the rate at which the covariance learns from the path.
    pub rank_one: f64,
    /// c_μ: the rate at which the covariance learns from a round's points.
    pub rank_many: f64,
    /// E‖N(0, I)‖.
    pub expected_length: f64,
}

impl Rates {
    /// Computes the rates for `n` dimensions and λ ≥ 2 agents. A diagonal covariance has only n numbers
    /// to learn and learns (n + 2) / 3 times as fast (Ros & Hansen 2008, eq. 5).
    pub(super) fn new(n: usize, agents: usize, diagonal: bool) -> Self {
        let (n, lambda) = (n as f64, agents as f64);
        // Eq. 49; positive for the better half.
        let raw = (1..=agents).map(|i| ((lambda + 1.0) / 2.0).ln() - (i as f64).ln());
        let mut weights: Vec<f64> = raw.collect();
        let mass = |w: &[f64], sign: f64| {
            let part = w.iter().filter(|w| **w * sign > 0.0);
            part.fold((0.0, 0.0), |(sum, squares), w| (sum + w.abs(), squares + w * w))
        };
        let (good, good_squares) = mass(&weights, 1.0);
        let (bad, bad_squares) = mass(&weights, -1.0);
        let effective = good * good / good_squares;
        let effective_bad = if bad > 0.0 { bad * bad / bad_squares } else { 0.0 };

        let faster = if diagonal { (n + 2.0) / 3.0 } else { 1.0 };
        let rank_one = (faster * 2.0 / ((n + 1.3).powi(2) + effective)).min(1.0);
        let many =
            2.0 * (0.25 + effective + 1.0 / effective - 2.0) / ((n + 2.0).powi(2) + effective);
        let rank_many = (faster * many).min(1.0 - rank_one);

        // Eqs. 50–53: negative weights no larger than keep the covariance positive definite.
        let most_bad = (1.0 + rank_one / rank_many)
            .min(1.0 + 2.0 * effective_bad / (effective + 2.0))
            .min((1.0 - rank_one - rank_many) / (n * rank_many));
        for w in &mut weights {
            *w *=
                if *w > 0.0 { 1.0 / good } else { most_bad.max(0.0) / bad.max(f64::MIN_POSITIVE) };
        }
        let step_path = (effective + 2.0) / (n + effective + 5.0);
        Rates {
            weights,
            effective,
            step_path,
            damping: 1.0
                + 2.0 * (((effective - 1.0) / (n + 1.0)).max(0.0).sqrt() - 1.0).max(0.0)
                + step_path,
            shape_path: (4.0 + effective / n) / (n + 4.0 + 2.0 * effective / n),
            rank_one,
            rank_many,
            expected_length: n.sqrt() * (1.0 - 1.0 / (4.0 * n) + 1.0 / (21.0 * n * n)),
        }
    }

    /// Returns the number of evaluations after which the covariance is decomposed again: this spreads
    /// O(n³) work to O(n²) per evaluation, and the distribution hardly changes meanwhile (ibid., B.2).
    pub(super) fn decomposition_lasts(&self, n: usize) -> u64 {
        let learning = (self.rank_one + self.rank_many) * n as f64;
        (0.5 * self.weights.len() as f64 / learning) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    /// The values of `pycma` 4.4 for n = 10, λ = 10, but for c_σ, which there has another formula.
    #[test]
    fn rates_are_those_of_the_tutorial() {
        let rates = Rates::new(10, 10, false);
        let weights = [
            0.456_272_646_903,
            0.270_753_097_002,
            0.162_231_117_159,
            0.085_233_547_100,
            0.025_509_591_836,
            -0.080_012_607_581,
            -0.221_764_160_999,
            -0.344_554_941_785,
            -0.452_864_086_378,
            -0.549_749_917_697,
        ];
        for (w, known) in rates.weights.iter().zip(weights) {
            assert_relative_eq!(*w, known, max_relative = 1e-9);
        }
        assert_relative_eq!(rates.effective, 3.167_299_281_411, max_relative = 1e-12);
        assert_relative_eq!(rates.shape_path, 0.294_990_383_036, max_relative = 1e-11);
        assert_relative_eq!(rates.rank_one, 0.015_283_824_525, max_relative = 1e-10);
        assert_relative_eq!(rates.rank_many, 0.023_551_776_650, max_relative = 1e-10);
        // (μ_eff + 2) / (n + μ_eff + 5), and 1 more.
        assert_relative_eq!(rates.step_path, 0.284_428_6, max_relative = 1e-6);
        assert_relative_eq!(rates.damping, 1.284_428_6, max_relative = 1e-6);
    }

    #[test]
    fn better_ranks_weigh_more_and_the_covariance_stays_positive() {
        for (n, agents) in [(1, 2), (1, 50), (2, 6), (30, 14), (5, 400), (1000, 24)] {
            for diagonal in [false, true] {
                let rates = Rates::new(n, agents, diagonal);
                let good: f64 = rates.weights.iter().filter(|w| **w > 0.0).sum();
                let bad: f64 = rates.weights.iter().filter(|w| **w < 0.0).sum();
                assert_relative_eq!(good, 1.0, max_relative = 1e-12);
                assert!(rates.weights.is_sorted_by(|a, b| a >= b));
                let kept = 1.0 - rates.rank_one - rates.rank_many * (1.0 + bad);
                assert!(kept + rates.rank_many * bad * n as f64 >= -1e-12, "{n} {agents}");
                assert!(rates.rank_one > 0.0 && rates.rank_one + rates.rank_many <= 1.0);
            }
        }
    }
}
