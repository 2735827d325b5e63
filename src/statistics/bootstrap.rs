//! Bootstrap intervals: how far a figure would scatter if all runs were made again.

use super::spread::quantile;
use crate::{
    error::{Error, require},
    rng::{Seed, Streams},
};

/// Returns the percentile bootstrap interval (Efron, *The Annals of Statistics* 1979; Efron &
/// Tibshirani, *An Introduction to the Bootstrap*, 1993, ch. 13) of any figure computed from runs: the
/// quantiles of the figure over `resamples` samples of the same size, drawn with replacement.
/// `confidence` lies between 0 and 1, both excluded. The same seed gives the same interval.
///
/// ```
/// use swarmopt::{rng::Seed, statistics::{bootstrap, Spread}};
///
/// let runs = [3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0];
/// let median = |sample: &[f64]| Spread::of(sample.iter().copied()).map_or(0.0, |s| s.median);
/// let (low, high) = bootstrap(&runs, 10_000, 0.95, Seed(1), median)?;
/// assert!(1.0 <= low && low <= 3.5 && 3.5 <= high && high <= 6.0);
/// # Ok::<(), swarmopt::Error>(())
/// ```
///
/// # Errors
/// [`Error::Parameter`] if `runs` is empty, `resamples` is 0, `confidence` is out of range or the figure
/// is NaN. The figure may be infinite, as an expected running time may.
///
/// O(resamples · n), plus `resamples` computations of the figure.
pub fn bootstrap<T: Clone>(
    runs: &[T],
    resamples: usize,
    confidence: f64,
    seed: Seed,
    mut statistic: impl FnMut(&[T]) -> f64,
) -> Result<(f64, f64), Error> {
    require(!runs.is_empty(), "runs", 0, "1 or more")?;
    require(resamples > 0, "resamples", resamples, "1 or more")?;
    let inside = 0.0 < confidence && confidence < 1.0;
    require(inside, "confidence", confidence, "between 0 and 1")?;
    let mut rng = Streams::new(seed).at(0, 0);
    let (mut sample, mut figures) = (runs.to_vec(), Vec::new());
    for _ in 0..resamples {
        sample.iter_mut().for_each(|run| run.clone_from(&runs[rng.below(runs.len())]));
        let figure = statistic(&sample);
        require(!figure.is_nan(), "statistic", figure, "a number or an infinity")?;
        figures.push(figure);
    }
    figures.sort_by(f64::total_cmp);
    let ends = [(1.0 - confidence) / 2.0, (1.0 + confidence) / 2.0];
    let [low, high] = ends.map(|share| quantile(&figures, share).unwrap_or(f64::NAN));
    Ok((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mean(sample: &[f64]) -> f64 {
        sample.iter().sum::<f64>() / sample.len() as f64
    }

    #[test]
    fn of_two_runs_a_quarter_of_the_means_lies_at_either_end() {
        let interval = |confidence| bootstrap(&[0.0, 1.0], 4_000, confidence, Seed(3), mean);
        assert_eq!(interval(0.6).unwrap(), (0.0, 1.0));
        assert_eq!(interval(0.4).unwrap(), (0.5, 0.5));
    }

    #[test]
    fn the_interval_of_a_mean_is_as_wide_as_its_standard_error_says() {
        let runs: Vec<f64> = (0..400).map(f64::from).collect();
        let (low, high) = bootstrap(&runs, 4_000, 0.95, Seed(1), mean).unwrap();
        // 1.96 standard errors of a mean of 400 numbers of variance (400² − 1) / 12.
        let half = 1.96 * (159_999.0_f64 / 12.0 / 400.0).sqrt();
        assert!((low - (199.5 - half)).abs() < 0.06 * half, "{low} {half}");
        assert!((high - (199.5 + half)).abs() < 0.06 * half, "{high} {half}");
        assert_eq!(bootstrap(&runs, 4_000, 0.95, Seed(1), mean).unwrap(), (low, high));
        assert_ne!(bootstrap(&runs, 4_000, 0.95, Seed(2), mean).unwrap(), (low, high));
    }

    #[test]
    fn a_figure_may_be_infinite_but_not_nan() {
        let infinite = bootstrap(&[1, 2], 10, 0.5, Seed(1), |_| f64::INFINITY).unwrap();
        assert_eq!(infinite, (f64::INFINITY, f64::INFINITY));
        let says = |runs: &[f64], resamples, confidence, figure: f64| {
            bootstrap(runs, resamples, confidence, Seed(1), |_| figure).unwrap_err().to_string()
        };
        assert_eq!(says(&[], 1, 0.5, 1.0), "runs is 0; allowed: 1 or more");
        assert_eq!(says(&[1.0], 0, 0.5, 1.0), "resamples is 0; allowed: 1 or more");
        assert_eq!(says(&[1.0], 1, 1.0, 1.0), "confidence is 1; allowed: between 0 and 1");
        assert!(says(&[1.0], 1, f64::NAN, 1.0).starts_with("confidence is NaN"));
        assert!(says(&[1.0], 1, 0.5, f64::NAN).starts_with("statistic is NaN"));
    }
}
