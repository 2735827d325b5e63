//! The levels that cut a field into bands.

use super::contour::Field;
use super::number;
use crate::error::{Error, require};

/// The choice of the levels of a field.
#[derive(Clone, Debug)]
pub(super) enum Levels {
    /// Each band covers about an equal part of the field.
    Quantiles,
    /// At 1, 2 and 5 times powers of ten, or fewer of them.
    Logarithmic,
    Given(Vec<f64>),
}

/// A level and its label.
pub(super) type Level = (f64, String);

/// The most levels: more bands could not be distinguished.
const MOST: usize = 15;
/// The number of bands of equal cover.
const BANDS: usize = 12;

impl Levels {
    pub fn check(&self) -> Result<(), Error> {
        let Levels::Given(levels) = self else { return Ok(()) };
        require(levels.len() <= MOST, "levels", levels.len(), "at most 15")?;
        let rising = levels.windows(2).all(|pair| pair[0] < pair[1]);
        let fine = rising && levels.iter().all(|level| level.is_finite());
        require(fine, "levels", format!("{levels:?}"), "finite numbers in ascending order")
    }

    /// Returns the levels, in ascending order.
    pub fn of(&self, field: &Field) -> Vec<Level> {
        let mut values = field.values.clone();
        values.retain(|value| value.is_finite());
        values.sort_by(f64::total_cmp);
        let (Some(&least), Some(&most)) = (values.first(), values.last()) else {
            return Vec::new();
        };
        match self {
            Levels::Given(levels) => written(levels),
            Levels::Quantiles => {
                let at = |k: usize| values[k * (values.len() - 1) / BANDS];
                let mut levels: Vec<f64> = (0..=BANDS).map(at).collect();
                // Values that differ only by rounding, compared with the range, are one.
                levels.dedup_by(|b, a| *b - *a <= 1e-6 * (most - least));
                if levels.len() <= BANDS / 2 {
                    // Most of the field is flat; the levels are for the rest.
                    let even = (0..=BANDS).map(|k| k as f64 / BANDS as f64);
                    levels = even.map(|share| least * (1.0 - share) + most * share).collect();
                    levels.dedup();
                }
                written(&rounded(&levels, least, most))
            }
            Levels::Logarithmic => {
                values.retain(|value| *value > 0.0);
                // A few nodes next to an optimum would take up most of the bands.
                values
                    .get(values.len() / 200)
                    .map_or(Vec::new(), |low| written(&decades(*low, most)))
            }
        }
    }
}

/// Returns the levels between the first and the last, each rounded to the first digit that tells it from
/// its neighbours.
fn rounded(levels: &[f64], least: f64, most: f64) -> Vec<f64> {
    let round = |near: &[f64]| {
        let unit = 10f64.powf((near[1] - near[0]).min(near[2] - near[1]).log10().floor());
        let whole = (near[1] / unit).round();
        // Dividing by a power of ten gives the nearest number to a short decimal.
        let short = if unit < 1.0 { whole / unit.recip().round() } else { whole * unit };
        if short.is_finite() { short } else { near[1] }
    };
    let mut short: Vec<f64> = levels.windows(3).map(round).collect();
    short.dedup_by(|b, a| *b <= *a);
    short.retain(|level| least < *level && *level <= most);
    short
}

/// Returns levels at 1, 2 and 5, at 1 and 3, or at 1 times the powers of ten: the most that fit.
fn decades(low: f64, high: f64) -> Vec<f64> {
    let (first, last) = (low.log10().floor() as i32, high.log10().floor() as i32);
    let every = |factors: &[i32], step: i32| -> Vec<f64> {
        let exponents = (first..=last).filter(|exponent| exponent.rem_euclid(step) == 0);
        // Parsed, so that 0.3 is 0.3 and not three times a tenth.
        let of = |exponent: i32| {
            factors.iter().filter_map(move |factor| format!("{factor}e{exponent}").parse().ok())
        };
        exponents.flat_map(of).filter(|level| low < *level && *level <= high).collect()
    };
    let sets = [every(&[1, 2, 5], 1), every(&[1, 3], 1)];
    let wider = (1..).map(|step| every(&[1], step));
    sets.into_iter().chain(wider).find(|levels| levels.len() <= MOST).unwrap_or_default()
}

fn written(levels: &[f64]) -> Vec<Level> {
    let write = |level: &f64| match level.abs() {
        0.0 => "0".to_owned(),
        size if (1e-3..1e6).contains(&size) => number::short(*level),
        _ => number::scientific(*level, 3),
    };
    levels.iter().map(|level| (*level, write(level))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn levels(kind: &Levels, values: Vec<f64>) -> Vec<String> {
        let columns = values.len();
        kind.of(&Field { columns, values }).into_iter().map(|level| level.1).collect()
    }

    #[test]
    fn quantiles_cover_as_much_each_and_are_short() {
        let squares = (0..=1200).map(|k| f64::from(k * k) / 1e4).collect();
        let seen = levels(&Levels::Quantiles, squares);
        assert_eq!(seen[..4], ["1", "4", "9", "16"]);
        assert_eq!(seen.len(), 11);
        let far = (0..=1200).map(|k| 1e6 + f64::from(k) / 1e3).collect();
        assert_eq!(levels(&Levels::Quantiles, far).len(), 11);
        assert!(levels(&Levels::Quantiles, vec![3.0; 9]).is_empty());
        let needle = levels(&Levels::Quantiles, [vec![0.0; 99], vec![-1.2]].concat());
        assert_eq!((needle.len(), &*needle[0], &*needle[10]), (11, "−1.1", "−0.1"));
        let tails = (0..1200).map(|k| -(-f64::from(k)).exp()).collect();
        assert_eq!(levels(&Levels::Quantiles, tails)[0], "−0.92");
    }

    #[test]
    fn decades_are_as_dense_as_fits() {
        let values = |low: i32, high: i32| (low..=high).map(|e| 10f64.powi(e)).collect::<Vec<_>>();
        let seen = |low, high| levels(&Levels::Logarithmic, values(low, high));
        assert_eq!(seen(-1, 1), ["0.2", "0.5", "1", "2", "5", "10"]);
        assert_eq!(seen(0, 6)[..3], ["3", "10", "30"]);
        assert_eq!(seen(0, 12).len(), 12);
        assert!((8..=15).contains(&seen(-300, 300).len()));
        assert!(levels(&Levels::Logarithmic, vec![-1.0, 0.0, f64::NAN]).is_empty());
    }

    #[test]
    fn given_levels_are_kept_or_named() {
        let given = |levels: &[f64]| Levels::Given(levels.to_vec());
        assert_eq!(levels(&given(&[-1.5, 2e9]), vec![0.0]), ["−1.5", "2·10⁹"]);
        assert!(given(&[1.0, 2.0]).check().is_ok());
        for bad in [&[2.0, 1.0][..], &[1.0, 1.0], &[f64::NAN], &[0.0; 16]] {
            assert!(matches!(given(bad).check(), Err(Error::Parameter { name: "levels", .. })));
        }
    }
}
