//! The studentized range at infinite degrees of freedom.

use statrs::distribution::{Continuous, ContinuousCDF, Normal};

/// The step of the trapezoidal rule, whose error on so smooth a function is below rounding, and the end
/// of the range, where the density is 10⁻³².
const STEP: f64 = 1.0 / 32.0;
const END: f64 = 12.0;
/// The widest range considered: wider ranges of standard normal numbers have a negligible probability.
const WIDEST: f64 = 80.0;

/// Returns the range that `k` ≥ 2 independent standard normal numbers exceed with probability `alpha`,
/// to about nine digits for α ≥ 10⁻¹².
pub(super) fn studentized_range(k: usize, alpha: f64) -> f64 {
    let (mut low, mut high) = (0.0, WIDEST);
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if exceeds(middle, k) > alpha {
            low = middle;
        } else {
            high = middle;
        }
    }
    0.5 * (low + high)
}

/// Returns P(range > q) = 1 − k ∫ φ(z) [Φ(z) − Φ(z − q)]ᵏ⁻¹ dz. As k ∫ φ Φᵏ⁻¹ is 1, that is
/// k ∫ φ Φᵏ⁻¹ (1 − [1 − Φ(z − q) / Φ(z)]ᵏ⁻¹) dz, which keeps its digits where it is small.
fn exceeds(q: f64, k: usize) -> f64 {
    let (normal, others) = (Normal::standard(), k as f64 - 1.0);
    let steps = (END / STEP) as i32;
    let integrand = |step: i32| {
        let z = f64::from(step) * STEP;
        let below = normal.cdf(z);
        let outside = normal.cdf(z - q) / below;
        -normal.pdf(z) * below.powf(others) * (others * (-outside).ln_1p()).exp_m1()
    };
    k as f64 * STEP * (-steps..=steps).map(integrand).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_those_of_demsar() {
        // Demšar (2006), table 5 (a): the quantiles over √2.
        let at_5 = [1.960, 2.343, 2.569, 2.728, 2.850, 2.949, 3.031, 3.102, 3.164];
        let at_10 = [1.645, 2.052, 2.291, 2.459, 2.589, 2.693, 2.780, 2.855, 2.920];
        for (alpha, table) in [(0.05, at_5), (0.10, at_10)] {
            for (k, expected) in (2..).zip(table) {
                let found = studentized_range(k, alpha) / 2.0_f64.sqrt();
                // The table is cut or rounded from a table of q with fewer digits.
                assert!((found - expected).abs() < 1.1e-3, "{k}: {found} {expected}");
            }
        }
    }

    #[test]
    fn the_range_of_two_is_that_of_a_normal_difference() {
        for alpha in [0.9, 0.05, 1e-6, 1e-12] {
            let q = studentized_range(2, alpha);
            let found = 2.0 * Normal::standard().sf(q / 2.0_f64.sqrt());
            assert!((found / alpha - 1.0).abs() < 1e-8, "{alpha}: {found}");
        }
    }

    #[test]
    fn every_range_exceeds_zero_and_more_numbers_range_wider() {
        for k in [2, 3, 10, 1000] {
            assert!((exceeds(0.0, k) - 1.0).abs() < 1e-10, "{k}");
            assert!(studentized_range(k, 0.05) < studentized_range(k + 1, 0.05));
        }
    }
}
