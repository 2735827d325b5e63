//! The comparison of two independent samples.

use super::{ranks::Ranks, sample};
use crate::error::Error;
use statrs::distribution::{ContinuousCDF, Normal};

/// The Wilcoxon rank-sum test, also known as the Mann–Whitney U test (Wilcoxon, *Biometrics Bulletin*
/// 1945; Mann & Whitney, *Annals of Mathematical Statistics* 1947): two-sided, of two independent
/// samples.
///
/// p is exact if one of the samples holds at most 8 numbers and no two numbers are equal; otherwise it
/// comes from the normal approximation with corrections for ties and continuity. This is the rule of
/// scipy's `mannwhitneyu`.
///
/// ```
/// use swarmopt::statistics::RankSum;
///
/// let test = RankSum::of(&[1.0, 2.0, 3.0, 4.0], &[5.0, 6.0, 7.0, f64::INFINITY])?;
/// assert_eq!(test.u, 0.0);
/// assert_eq!(test.p, 2.0 / 70.0);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankSum {
    /// The number of pairs in which the number of the first sample is larger; equal ones count a half.
    pub u: f64,
    /// The probability of a `u` at least as far from the middle if both samples come from one distribution.
    pub p: f64,
}

// The test of statrs 0.19 follows the same rule, but 1 − Φ loses what is below 1e-16, and its exact p
// value visits every combination: there are 2 billion of 8 in 58.

/// The largest smaller sample, and the largest total, for which p is exact: up to there the number of
/// combinations is less than 2¹²⁸.
const EXACT: (usize, usize) = (8, 100_000);

impl RankSum {
    /// Compares two samples. O(n log n).
    ///
    /// # Errors
    /// [`Error::Parameter`] if a sample is empty or holds a NaN.
    pub fn of(first: &[f64], second: &[f64]) -> Result<Self, Error> {
        let (ranks, u) = ranks_and_u(first, second)?;
        let (m, n) = (first.len(), second.len());
        let farther = u.max((m * n) as f64 - u);
        let exact = ranks.ties.is_empty() && m.min(n) <= EXACT.0 && m + n <= EXACT.1;
        let tail = if exact {
            // By symmetry the lower tail is as probable as the upper one.
            exact_lower_tail(m * n - farther as usize, m.min(n), m.max(n))
        } else {
            normal_tail(farther, m as f64, n as f64, ranks.tie_term())
        };
        Ok(RankSum { u, p: (2.0 * tail).min(1.0) })
    }
}

/// Returns the ranks of both samples together, and the U of the first: its rank sum minus the least it can be.
pub(super) fn ranks_and_u(first: &[f64], second: &[f64]) -> Result<(Ranks, f64), Error> {
    sample::check("the first sample", first, 1)?;
    sample::check("the second sample", second, 1)?;
    let ranks = Ranks::of(&[first, second].concat());
    let m = first.len() as f64;
    let sum: f64 = ranks.ranks[..first.len()].iter().sum();
    Ok((ranks, sum - m * (m + 1.0) / 2.0))
}

/// Returns P(U ≤ u) for the U of `k` of k + n ranks, each choice equally probable. The numbers of
/// choices are the coefficients of the Gaussian binomial ∏ (1 − qⁿ⁺ⁱ) / (1 − qⁱ) for i = 1 … k. All
/// steps are modulo 2¹²⁸, and the results are less. O(k · u).
fn exact_lower_tail(u: usize, k: usize, n: usize) -> f64 {
    let mut choices = vec![0_u128; u + 1];
    choices[0] = 1;
    let mut all = 1_u128;
    for i in 1..=k {
        for sum in (n + i..=u).rev() {
            choices[sum] = choices[sum].wrapping_sub(choices[sum - n - i]);
        }
        for sum in i..=u {
            choices[sum] = choices[sum].wrapping_add(choices[sum - i]);
        }
        all = all * (n + i) as u128 / i as u128;
    }
    choices.iter().sum::<u128>() as f64 / all as f64
}

/// Returns P(U ≥ u) by the normal approximation; 1 if all numbers are equal.
fn normal_tail(u: f64, m: f64, n: f64, tie_term: f64) -> f64 {
    let all = m + n;
    let variance = m * n / 12.0 * (all + 1.0 - tie_term / (all * (all - 1.0)));
    if variance <= 0.0 {
        return 1.0;
    }
    Normal::standard().sf((u - m * n / 2.0 - 0.5) / variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Counts every choice of `k` of n + k ranks, one by one.
    fn counted(u: usize, k: usize, n: usize) -> f64 {
        let choices = (0_u32..1 << (k + n)).filter(|set| set.count_ones() as usize == k);
        let of = |set: u32| (0..k + n).filter(|bit| set >> bit & 1 == 1).sum::<usize>();
        let (mut all, mut within) = (0.0, 0.0);
        for set in choices {
            all += 1.0;
            within += f64::from(of(set) - k * (k - 1) / 2 <= u);
        }
        within / all
    }

    #[test]
    fn exact_tails_are_those_counted_one_by_one() {
        for (k, n) in [(1, 1), (1, 9), (2, 5), (4, 4), (5, 8)] {
            for u in 0..=k * n {
                let (found, expected) = (exact_lower_tail(u, k, n), counted(u, k, n));
                assert!((found - expected).abs() < 1e-14, "{u} {k} {n}: {found} {expected}");
            }
        }
    }

    #[test]
    fn the_largest_exact_sample_does_not_overflow() {
        let rest: Vec<f64> = (0..99_992).map(|i| f64::from(i) + 10.0).collect();
        let least: Vec<f64> = (0..8).map(f64::from).collect();
        let p = RankSum::of(&least, &rest).unwrap().p;
        // 2 / (100,000 over 8)
        let choices = (0..8).map(|i| (100_000.0 - f64::from(i)) / (f64::from(i) + 1.0));
        assert!((p * choices.product::<f64>() / 2.0 - 1.0).abs() < 1e-12, "{p}");
    }

    #[test]
    fn what_cannot_be_ranked_is_an_error_that_names_it() {
        let says = |a: &[f64], b: &[f64]| RankSum::of(a, b).unwrap_err().to_string();
        let short = "the first sample is of length 0; allowed: 1 or more numbers";
        assert_eq!(says(&[], &[1.0]), short);
        let nan = "the second sample is NaN at index 1; allowed: numbers and infinities";
        assert_eq!(says(&[1.0], &[1.0, f64::NAN]), nan);
    }
}
