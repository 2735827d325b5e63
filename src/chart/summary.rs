//! Many runs as one curve: the median and the quartiles at common numbers of evaluations.

use statrs::statistics::{Data, OrderStatistics};

/// A run as a step function: (evaluations, value) from there on.
pub(crate) type Run = Vec<(u64, f64)>;

/// The state of all runs after so many evaluations; a quartile that does not exist is not finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stage {
    pub evaluations: u64,
    pub lower: f64,
    pub median: f64,
    pub upper: f64,
}

impl Stage {
    /// Whether both quartiles exist.
    pub fn has_band(&self) -> bool {
        self.lower.is_finite() && self.upper.is_finite()
    }
}

/// Steps along the axis: finer ones would be less than a pixel.
const STEPS: u64 = 600;

/// The stages from the first median to `last` evaluations. A run without a value as yet counts as
/// `worst`, which is infinite. Quantiles are those of Hyndman & Fan (1996), definition 8.
///
/// O(steps · runs).
pub(super) fn summarise(runs: &[Run], last: u64, worst: f64) -> Vec<Stage> {
    stages(runs, &grid(runs, last), worst)
}

/// As [`summarise`], at the given evaluations, in ascending order.
pub(crate) fn stages(runs: &[Run], grid: &[u64], worst: f64) -> Vec<Stage> {
    let mut at = vec![0; runs.len()];
    let stage = |&evaluations: &u64| {
        for (run, next) in runs.iter().zip(&mut at) {
            *next += run[*next..].iter().take_while(|step| step.0 <= evaluations).count();
        }
        let held = runs.iter().zip(&at).map(|(run, next)| match next {
            0 => worst,
            next => run[next - 1].1,
        });
        let mut held = Data::new(held.collect::<Vec<f64>>());
        let [lower, median, upper] = [held.lower_quartile(), held.median(), held.upper_quartile()];
        Stage { evaluations, lower, median, upper }
    };
    let mut stages: Vec<Stage> = grid.iter().map(stage).collect();
    stages.retain(|stage| stage.median.is_finite());
    stages
}

/// Even steps, and the first evaluation of every run: there the curves are steepest.
fn grid(runs: &[Run], last: u64) -> Vec<u64> {
    let even = (0..=STEPS).map(|k| (u128::from(last) * u128::from(k) / u128::from(STEPS)) as u64);
    let firsts = runs.iter().filter_map(|run| run.first()).map(|step| step.0);
    let mut grid: Vec<u64> = even.chain(firsts).filter(|e| *e <= last).collect();
    grid.sort_unstable();
    grid.dedup();
    grid
}

#[cfg(test)]
mod tests {
    use super::*;
    const INF: f64 = f64::INFINITY;

    fn at(stages: &[Stage], evaluations: u64) -> Option<&Stage> {
        stages.iter().find(|stage| stage.evaluations == evaluations)
    }

    #[test]
    fn a_run_holds_its_value_until_the_next_and_has_none_before_the_first() {
        let stages = summarise(&[vec![(2, 8.0), (5, 3.0)]], 7, INF);
        let seen: Vec<_> = stages.iter().map(|s| (s.evaluations, s.median)).collect();
        assert_eq!(seen, [(2, 8.0), (3, 8.0), (4, 8.0), (5, 3.0), (6, 3.0), (7, 3.0)]);
    }

    #[test]
    fn the_band_is_that_of_definition_8() {
        let runs: Vec<Run> = [2.0, 1.0, 3.0, 4.0].map(|v| vec![(1, v)]).to_vec();
        let stage = summarise(&runs, 1, INF)[0];
        assert_eq!(stage.median, 2.5);
        assert!((stage.lower - (1.0 + 5.0 / 12.0)).abs() < 1e-12, "{stage:?}");
        assert!((stage.upper - (3.0 + 7.0 / 12.0)).abs() < 1e-12, "{stage:?}");
    }

    #[test]
    fn the_median_exists_once_more_than_half_of_the_runs_have_a_value() {
        for (worst, sign) in [(INF, 1.0), (-INF, -1.0)] {
            let runs = [10, 20, 30, 40].map(|first| vec![(first, sign * 1.0)]);
            let stages = summarise(&runs, 100, worst);
            assert_eq!(stages[0].evaluations, 30);
            assert!(!stages[0].has_band());
            assert!(at(&stages, 40).unwrap().has_band());
            assert_eq!(at(&stages, 40).unwrap().median, sign);
        }
        assert_eq!(summarise(&[], 10, INF), []);
        assert_eq!(summarise(&[vec![]], 10, INF), []);
    }

    #[test]
    fn long_runs_are_thinned_but_keep_their_first_value_and_their_last() {
        let run: Run = (1..=100_000).map(|e| (e * 7, 1.0 / e as f64)).collect();
        let stages = summarise(std::slice::from_ref(&run), 700_000, INF);
        assert!(stages.len() as u64 <= STEPS + 2);
        assert_eq!((stages[0].evaluations, stages[0].median), run[0]);
        assert_eq!(stages.last().map(|s| (s.evaluations, s.median)), run.last().copied());
    }
}
