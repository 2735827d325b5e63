//! The runtime profile over all problems.

use crate::{
    chart::RuntimeProfile,
    error::Error,
    experiment::{Row, Trial},
};

/// The number of targets of a run.
pub(super) const TARGETS: u32 = 51;
/// The gap of the nearest target.
const NEAREST: f64 = 1e-8;

/// A run as pairs of evaluations and gap.
type Run = Vec<(u64, f64)>;

/// Draws one line per method over all problems, as SVG; `None` if there is no gap to be closed.
pub(super) fn draw(methods: &[String], problems: &[Vec<&Row>]) -> Result<Option<String>, Error> {
    let mut hits = vec![(Vec::new(), 0); methods.len()];
    for rows in problems {
        let runs: Vec<Vec<Run>> = rows.iter().map(|row| gaps(row, best_of(rows))).collect();
        let Some(targets) = targets(&runs) else { continue };
        for (row, runs) in rows.iter().zip(&runs) {
            let Some(method) = methods.iter().position(|name| *name == row.name()) else {
                continue;
            };
            for run in runs {
                hits[method].0.extend(targets.iter().filter_map(|target| reached(run, *target)));
                hits[method].1 += targets.len();
            }
        }
    }
    if hits.iter().all(|(_, targets)| *targets == 0) {
        return Ok(None);
    }
    let spent = problems.iter().flatten().flat_map(|row| &row.trials).map(|run| run.evaluations);
    let mut chart = RuntimeProfile::new("").until(spent.max().unwrap_or(1).max(1));
    let counted = methods.iter().zip(hits).filter(|(_, (_, targets))| *targets > 0);
    for (name, (hits, targets)) in counted {
        chart = chart.line(name, hits, targets);
    }
    chart.svg().map(Some)
}

/// Returns the least cost known: the optimum's, or that of the best run.
fn best_of(rows: &[&Row]) -> f64 {
    let cost = |row: &&Row| {
        let turn = |value: f64| row.setup.sense.turn(value);
        let found = row.best().and_then(Trial::found).map_or(f64::INFINITY, turn);
        row.setup.optimum.map_or(found, turn)
    };
    rows.iter().map(cost).fold(f64::INFINITY, f64::min)
}

fn gaps(row: &Row, best: f64) -> Vec<Run> {
    let gap = |(at, value): (u64, f64)| (at, row.setup.sense.turn(value) - best);
    row.curves()
        .map(|run| run.into_iter().map(gap).filter(|step| step.1.is_finite()).collect())
        .collect()
}

/// Returns targets spaced evenly in the logarithm between the largest gap of all runs and the smallest
/// above 0; `None` if no gap exceeds the smallest target.
fn targets(runs: &[Vec<Run>]) -> Option<Vec<f64>> {
    let gaps = || runs.iter().flatten().flatten().map(|step| step.1).filter(|gap| *gap > 0.0);
    let largest = gaps().fold(f64::NEG_INFINITY, f64::max);
    let smallest = gaps().fold(f64::INFINITY, f64::min).max(NEAREST);
    if largest <= smallest {
        return None;
    }
    let (far, near) = (largest.ln(), smallest.ln());
    let target = |k: u32| (far + (near - far) * f64::from(k) / f64::from(TARGETS - 1)).exp();
    Some((0..TARGETS).map(target).collect())
}

/// Returns the evaluations after which a run first reached the target, with a tolerance for rounding.
fn reached(run: &Run, target: f64) -> Option<u64> {
    run.iter().find(|step| step.1 <= target * (1.0 + 1e-12)).map(|step| step.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_lie_between_the_gaps_of_all_runs() {
        let runs = vec![vec![vec![(1, 100.0), (9, 1.0)], vec![(2, 10.0), (5, 0.0)]], vec![vec![]]];
        let targets = targets(&runs).unwrap();
        assert_eq!(targets.len(), 51);
        assert!((targets[0] - 100.0).abs() < 1e-9 && (targets[50] - 1.0).abs() < 1e-12);
        assert!((targets[25] - 10.0).abs() < 1e-9, "{targets:?}");
        let hits = |run: usize| [0, 25, 50].map(|target| reached(&runs[0][run], targets[target]));
        assert_eq!(hits(0), [Some(1), Some(9), Some(9)]);
        assert_eq!(hits(1), [Some(2), Some(2), Some(5)]);
        assert_eq!(super::targets(&[vec![vec![(1, 3.0)]]]), None);
        assert_eq!(super::targets(&[]), None);
    }
}
