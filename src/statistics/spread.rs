//! The median and the quartiles of a sample.

use serde::{Deserialize, Serialize};

/// The median and the quartiles of a sample (Hyndman & Fan, *The American Statistician* 1996, definition
/// 8: unbiased for the median of any distribution).
///
/// ```
/// use swarmopt::statistics::Spread;
///
/// let spread = Spread::of([4.0, 1.0, f64::INFINITY, 2.0]).unwrap();
/// assert_eq!(spread.median, 3.0);
/// assert_eq!(spread.upper, f64::INFINITY);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The lower quartile: a quarter of the numbers lies below.
    pub lower: f64,
    /// The median: half of the numbers lie below.
    pub median: f64,
    /// The upper quartile: three quarters of the numbers lie below.
    pub upper: f64,
}

impl Spread {
    /// Computes the spread of a sample, ignoring NaN; `None` if the sample is empty. O(n log n).
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut numbers: Vec<f64> = numbers.into_iter().filter(|x| !x.is_nan()).collect();
        numbers.sort_by(f64::total_cmp);
        let quantile = |share| quantile(&numbers, share);
        Some(Spread { lower: quantile(0.25)?, median: quantile(0.5)?, upper: quantile(0.75)? })
    }
}

/// Returns the number below which a share of an ascending sample lies (definition 8 of Hyndman & Fan);
/// `None` if the sample is empty. Equal to the quantile of statrs, which however cannot give a number
/// between two infinities.
pub(super) fn quantile(ascending: &[f64], share: f64) -> Option<f64> {
    let (first, last) = (ascending.first()?, ascending.len() as f64);
    let place = (share * (last + 1.0 / 3.0) + 1.0 / 3.0).clamp(1.0, last);
    let (below, part) = (ascending.get(place as usize - 1).unwrap_or(first), place.fract());
    match ascending.get(place as usize) {
        Some(above) if part > 0.0 && above > below => {
            // The weighted form cannot overflow.
            let between = (1.0 - part) * below + part * above;
            // Between −∞ and +∞ no number is distinguished: the greater is the worse.
            Some(if between.is_nan() { *above } else { between })
        }
        _ => Some(*below),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use statrs::statistics::{Data, OrderStatistics};

    #[test]
    fn quartiles_are_those_of_definition_eight() {
        // R: quantile(1:9, c(.25, .5, .75), type = 8)
        let spread = Spread::of((1..=9).map(f64::from)).unwrap();
        assert!((spread.lower - 2.666_666_666_666).abs() < 1e-9, "{spread:?}");
        assert_eq!(spread.median, 5.0);
        assert!((spread.upper - 7.333_333_333_333).abs() < 1e-9, "{spread:?}");
        assert_eq!(Spread::of([f64::NAN, 3.0]).unwrap().median, 3.0);
        assert_eq!(Spread::of([]), None);
    }

    #[test]
    fn infinities_are_numbers_like_others() {
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        let spread = Spread::of([1.0, 2.0, high, high, high]).unwrap();
        assert_eq!((spread.median, spread.upper), (high, high));
        assert!((spread.lower - 5.0 / 3.0).abs() < 1e-12, "{spread:?}");
        assert_eq!(Spread::of([low, high]).unwrap().median, high);
        assert_eq!(Spread::of([-f64::MAX, f64::MAX]).unwrap().median, 0.0);
    }

    proptest! {
        #[test]
        fn finite_quantiles_are_those_of_statrs(
            mut numbers in prop::collection::vec(-1e3..1e3f64, 1..40), share in 0.0..=1.0f64,
        ) {
            numbers.sort_by(f64::total_cmp);
            let expected = Data::new(numbers.clone()).quantile(share);
            let found = quantile(&numbers, share).unwrap();
            prop_assert!((found - expected).abs() < 1e-9, "{found} {expected}");
        }
    }
}
