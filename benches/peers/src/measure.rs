//! The race: all contestants in turn, again and again, in one process.

use crate::{
    allocations::allocations,
    contestant::Task,
    entry::Entry,
    functions::{Counted, Function},
    repeats::{Repeats, timed},
};
use std::{error::Error, hint::black_box};

/// One contestant on one objective.
#[derive(Clone, Debug, Default)]
pub struct Measurement {
    /// Evaluations of one run, counted.
    evaluations: u64,
    /// Evaluations a second of each repeat.
    rates: Repeats,
    /// The best cost of each repeat.
    bests: Repeats,
}

impl Measurement {
    /// Median of the evaluations a second.
    pub fn rate(&self) -> f64 {
        self.rates.median()
    }

    /// Median of the ratios within a repeat.
    pub fn ratio_to(&self, reference: &Measurement) -> f64 {
        self.rates.ratio_to(&reference.rates)
    }

    /// Median of the best costs.
    pub fn best(&self) -> f64 {
        self.bests.median()
    }
}

/// A row of results.
#[derive(Clone, Debug)]
pub struct Row {
    /// The contestant.
    pub name: &'static str,
    /// One for each objective raced on.
    pub measurements: Vec<Measurement>,
    /// Allocations in a round once the swarm is under way.
    pub allocations: f64,
}

/// Races `entries` on `functions`; repeat k starts everyone from seed k.
///
/// # Errors
/// The first failure of a contestant, with its name.
pub fn race(
    entries: &[Entry],
    functions: &[Function],
    rounds: usize,
    repeats: u64,
) -> Result<Vec<Row>, Box<dyn Error + Send + Sync>> {
    let mut rows = entries
        .iter()
        .map(|entry| count(entry, functions, rounds).map_err(|why| named(entry, why.as_ref())))
        .collect::<Result<Vec<Row>, _>>()?;
    for seed in 0..repeats {
        let task = Task { rounds, seed };
        for (column, &function) in functions.iter().enumerate() {
            for (entry, row) in entries.iter().zip(&mut rows) {
                let (seconds, best) = timed(|| (entry.run)(black_box(function), black_box(task)));
                let measurement = &mut row.measurements[column];
                measurement.bests.push(best.map_err(|why| named(entry, why.as_ref()))?);
                measurement.rates.push(measurement.evaluations as f64 / seconds);
            }
        }
    }
    Ok(rows)
}

/// The untimed runs: they count, and warm up.
fn count(
    entry: &Entry,
    functions: &[Function],
    rounds: usize,
) -> Result<Row, Box<dyn Error + Send + Sync>> {
    let mut row = Row { name: entry.name, measurements: Vec::new(), allocations: 0.0 };
    let run = |function, rounds| {
        let before = (Counted::evaluations(), allocations());
        (entry.counted)(function, Task { rounds, seed: 0 })?;
        Ok::<_, Box<dyn Error + Send + Sync>>((
            Counted::evaluations() - before.0,
            allocations() - before.1,
        ))
    };
    for &function in functions {
        let (evaluations, whole) = run(function, rounds)?;
        // The second half of a run is free of what setting up allocates.
        let (_, half) = run(function, rounds / 2)?;
        let second_half = whole.saturating_sub(half) as f64 / (rounds - rounds / 2) as f64;
        row.allocations = row.allocations.max(second_half);
        row.measurements.push(Measurement { evaluations, ..Measurement::default() });
    }
    Ok(row)
}

fn named(entry: &Entry, why: &dyn Error) -> Box<dyn Error + Send + Sync> {
    format!("{}: {why}", entry.name).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ratio_is_taken_within_each_repeat() {
        let measured = |rates: [f64; 3]| {
            let mut measured = Measurement::default();
            rates.into_iter().for_each(|rate| measured.rates.push(rate));
            measured
        };
        // The medians alone would say 4.
        let (slow, fast) = (measured([1.0, 10.0, 2.0]), measured([2.0, 8.0, 10.0]));
        assert_eq!(fast.ratio_to(&slow), 2.0);
        assert_eq!((slow.rate(), fast.rate()), (2.0, 8.0));
        assert!(Repeats::default().median().is_nan());
    }
}
