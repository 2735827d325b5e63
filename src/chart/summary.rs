//! Many runs as one curve: the median and the quartiles at common numbers of evaluations.

use crate::statistics::Spread;

/// A run as a step function: pairs of evaluations and the value from there on.
pub(crate) type Run = Vec<(u64, f64)>;

/// The state of all runs after a number of evaluations; a quartile that does not exist is not finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Stage {
    pub evaluations: u64,
    pub lower: f64,
    pub median: f64,
    pub upper: f64,
}

impl Stage {
    fn of(evaluations: u64, values: Vec<f64>) -> Self {
        const NONE: f64 = f64::NAN;
        let none = Spread { lower: NONE, median: NONE, upper: NONE };
        let Spread { lower, median, upper } = Spread::of(values).unwrap_or(none);
        Stage { evaluations, lower, median, upper }
    }

    /// Returns whether both quartiles exist.
    pub fn has_band(&self) -> bool {
        self.lower.is_finite() && self.upper.is_finite()
    }
}

/// The number of steps along the axis: finer ones would be less than a pixel.
const STEPS: u64 = 600;

/// Returns the stages from the first median to `last` evaluations. A run without a value yet counts as
/// `worst`, which is infinite. Quantiles are those of Hyndman & Fan (1996), definition 8.
///
/// O(steps · runs).
pub(super) fn summarise(runs: &[Run], last: u64, worst: f64) -> Vec<Stage> {
    stages(runs, &grid(runs, last), worst)
}

/// Returns the stages as [`summarise`] does, at the given evaluations, in ascending order.
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
        Stage::of(evaluations, held.collect())
    };
    let mut stages: Vec<Stage> = grid.iter().map(stage).collect();
    stages.retain(|stage| stage.median.is_finite());
    stages
}

/// Returns the stages at which more than half of the runs are under way: a run is a line that joins its
/// values from the first to the last. There are as many stages as the runs have values, unless those
/// would be less than a pixel apart. All values must be finite.
///
/// O(steps · runs).
pub(super) fn trace(runs: &[Run], last: u64) -> Vec<Stage> {
    let steps = runs.iter().flatten().map(|step| step.0).filter(|e| *e <= last);
    let mut at: Vec<u64> = steps.collect();
    at.sort_unstable();
    at.dedup();
    if at.len() as u64 > STEPS {
        at = grid(runs, last);
    }
    let stage = |evaluations| {
        let values: Vec<f64> = runs.iter().filter_map(|run| between(run, evaluations)).collect();
        (2 * values.len() > runs.len()).then(|| Stage::of(evaluations, values))
    };
    at.into_iter().filter_map(stage).collect()
}

/// Returns the value of a run at a number of evaluations, interpolated between its neighbours; the last
/// one if there are several.
fn between(run: &[(u64, f64)], evaluations: u64) -> Option<f64> {
    let next = run.partition_point(|step| step.0 <= evaluations);
    let (from, below) = *run.get(next.checked_sub(1)?)?;
    if from == evaluations {
        return Some(below);
    }
    let (to, above) = *run.get(next)?;
    let share = (evaluations - from) as f64 / (to - from) as f64;
    Some(below * (1.0 - share) + above * share)
}

/// Returns even steps, and the first evaluation of every run, where the curves are steepest.
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
    fn a_trace_joins_its_values_and_ends_where_half_of_the_runs_do() {
        let runs = [vec![(0, 4.0), (10, 0.0)], vec![(0, 2.0), (4, 6.0)], vec![(2, 9.0), (4, 9.0)]];
        let seen = |runs: &[Run]| -> Vec<(u64, f64)> {
            trace(runs, 100).iter().map(|s| (s.evaluations, s.median)).collect()
        };
        assert_eq!(seen(&runs[..1]), runs[0]);
        assert_eq!(seen(&runs), [(0, 3.0), (2, 4.0), (4, 6.0)]);
        assert_eq!(seen(&[]), []);
        assert_eq!(between(&runs[0], 5), Some(2.0));
        assert_eq!([between(&runs[2], 1), between(&runs[2], 5)], [None, None]);
        assert_eq!(between(&[(1, 1.0), (1, 5.0), (1, 3.0)], 1), Some(3.0));
        assert_eq!(between(&[(0, f64::MAX), (2, -f64::MAX)], 1), Some(0.0));
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
