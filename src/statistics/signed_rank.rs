//! The comparison of paired samples.

use super::{ranks::Ranks, sample};
use crate::error::{Error, require};
use statrs::distribution::{ContinuousCDF, Normal};

/// The Wilcoxon signed-rank test (Wilcoxon, *Biometrics Bulletin* 1945): two-sided, of pairs, such as
/// the medians of two methods on the same problems. Pairs without a difference are dropped.
///
/// p is exact for up to 50 pairs if all differences are distinct and none is 0, and for up to 13 pairs
/// otherwise. For more pairs it comes from the normal approximation with a correction for ties and none
/// for continuity. This is the rule of scipy's `wilcoxon`.
///
/// ```
/// use swarmopt::statistics::SignedRank;
///
/// let test = SignedRank::of(&[1.0, 2.0, 3.0, 4.0], &[2.0, 4.0, 6.0, f64::INFINITY])?;
/// assert_eq!(test.w, 0.0);
/// assert_eq!(test.p, 2.0 / 16.0);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SignedRank {
    /// The sum of the ranks of the positive differences, first minus second, or that of the negative
    /// ones: whichever is less.
    pub w: f64,
    /// The probability of a `w` at most as large if the differences are symmetric about 0.
    pub p: f64,
}

/// The greatest number of pairs for which p is exact, without ties and with them.
const EXACT: (usize, usize) = (50, 13);

impl SignedRank {
    /// Compares the numbers of two samples pair by pair. O(n log n).
    ///
    /// Two equal infinities have no difference; all infinite differences count as equal in size. If no
    /// pair has a difference, p is 1.
    ///
    /// # Errors
    /// [`Error::Parameter`] if the samples are empty, differ in length, or hold a NaN.
    pub fn of(first: &[f64], second: &[f64]) -> Result<Self, Error> {
        sample::check("the first sample", first, 1)?;
        sample::check("the second sample", second, 1)?;
        let (pairs, length) = (first.len(), format!("of length {}", second.len()));
        require(second.len() == pairs, "the second sample", length, &format!("length {pairs}"))?;

        let different = first.iter().zip(second).filter(|(a, b)| a != b);
        let differences: Vec<f64> = different.map(|(a, b)| a - b).collect();
        let sizes: Vec<f64> = differences.iter().map(|d| d.abs()).collect();
        let ranks = Ranks::of(&sizes);
        let signed = differences.iter().zip(&ranks.ranks);
        let positive: f64 = signed.filter(|(d, _)| **d > 0.0).map(|(_, rank)| rank).sum();
        let n = differences.len() as f64;
        let w = positive.min(n * (n + 1.0) / 2.0 - positive);

        let untied = ranks.ties.is_empty() && differences.len() == pairs;
        let tail = if pairs <= if untied { EXACT.0 } else { EXACT.1 } {
            exact_tail(w, &ranks.ranks)
        } else {
            normal_tail(w, n, ranks.tie_term())
        };
        Ok(SignedRank { w, p: (2.0 * tail).min(1.0) })
    }
}

/// Returns P(W ≤ w) if each rank counts with probability ½. Twice a mean rank is whole. O(n · w).
fn exact_tail(w: f64, ranks: &[f64]) -> f64 {
    let w = (2.0 * w) as usize;
    let mut probability = vec![0.0; w + 1];
    probability[0] = 1.0;
    for rank in ranks.iter().map(|rank| (2.0 * rank) as usize) {
        for sum in (0..=w).rev() {
            let with = if sum >= rank { probability[sum - rank] } else { 0.0 };
            probability[sum] = 0.5 * (probability[sum] + with);
        }
    }
    probability.iter().sum()
}

/// Returns P(W ≤ w) by the normal approximation; 1 if there is no difference.
fn normal_tail(w: f64, n: f64, tie_term: f64) -> f64 {
    let variance = (n * (n + 1.0) * (2.0 * n + 1.0) - tie_term / 2.0) / 24.0;
    if variance <= 0.0 {
        return 1.0;
    }
    Normal::standard().cdf((w - n * (n + 1.0) / 4.0) / variance.sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_tails_are_those_counted_one_by_one() {
        for ranks in [vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0], vec![2.0, 2.0, 2.0, 4.5, 4.5, 6.0]] {
            let sum = |signs: u32| -> f64 {
                ranks.iter().enumerate().filter(|(i, _)| signs >> i & 1 == 1).map(|(_, r)| r).sum()
            };
            for w in (0..=42).map(|twice| f64::from(twice) / 2.0) {
                let expected = (0..64).filter(|signs| sum(*signs) <= w).count() as f64 / 64.0;
                assert_eq!(exact_tail(w, &ranks), expected, "{w}");
            }
        }
    }

    #[test]
    fn infinities_differ_from_numbers_but_not_from_themselves() {
        let inf = f64::INFINITY;
        let test = SignedRank::of(&[inf, inf, inf, 1.0], &[inf, 3.0, 5.0, 2.0]).unwrap();
        // Differences +∞, +∞, −1.
        assert_eq!(test.w, 1.0);
        assert_eq!(test.p, 0.5);
        assert_eq!(SignedRank::of(&[inf; 20], &[inf; 20]).unwrap(), SignedRank { w: 0.0, p: 1.0 });
    }

    #[test]
    fn what_cannot_be_paired_is_an_error_that_names_it() {
        let says = |a: &[f64], b: &[f64]| SignedRank::of(a, b).unwrap_err().to_string();
        assert!(says(&[], &[]).starts_with("the first sample is of length 0"));
        let unequal = "the second sample is of length 2; allowed: length 1";
        assert_eq!(says(&[1.0], &[1.0, 2.0]), unequal);
        assert!(says(&[f64::NAN], &[1.0]).starts_with("the first sample is NaN at index 0"));
    }
}
