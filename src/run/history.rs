//! The history of the best value, from which convergence charts are drawn.

use crate::error::{Error, counted, sound};
use serde::{Deserialize, Serialize};

/// The improvements of a run as (evaluations, best value in the user's sense), in order. Between two
/// records, the best value is that of the first.
///
/// The memory is bounded: at most `capacity` records are kept, evenly chosen among the improvements and
/// always including the first and the last.
///
/// Only the records and evaluations are serialized and compared.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct History {
    #[serde(with = "stored")]
    records: Vec<(u64, f64)>,
    evaluations: u64,
    #[serde(skip)]
    thinning: Thinning,
}

/// Which improvements are kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Thinning {
    capacity: usize,
    /// One of every `stride` improvements is kept for good.
    stride: u64,
    /// The number of improvements so far.
    seen: u64,
    /// Whether the last record is only kept until the next improvement.
    newest_passes: bool,
}

impl Default for Thinning {
    fn default() -> Self {
        Thinning { capacity: 2_000, stride: 1, seen: 0, newest_passes: false }
    }
}

impl Default for History {
    fn default() -> Self {
        History::with_capacity(Thinning::default().capacity)
    }
}

impl PartialEq for History {
    fn eq(&self, other: &Self) -> bool {
        (&self.records, self.evaluations) == (&other.records, other.evaluations)
    }
}

impl History {
    /// Creates a history of at most `capacity` records, or 4 if `capacity` is smaller.
    pub fn with_capacity(capacity: usize) -> Self {
        let capacity = capacity.max(4);
        let thinning = Thinning { capacity, ..Thinning::default() };
        History { records: Vec::with_capacity(capacity), evaluations: 0, thinning }
    }

    /// Validates a history loaded from a checkpoint.
    pub(super) fn check(&self) -> Result<(), Error> {
        let History { records, evaluations, thinning } = self;
        let Thinning { capacity, stride, seen, .. } = thinning;
        let most = format_args!("a history of at most {capacity} records");
        sound(*capacity >= 4 && records.len() <= *capacity, most, records.len())?;
        sound(stride.is_power_of_two(), "a stride that is a power of 2", stride)?;
        for (name, count) in
            [("stride", stride), ("improvements", seen), ("evaluations", evaluations)]
        {
            counted(name, *count)?;
        }
        let in_order = records.is_sorted_by(|a, b| a.0 <= b.0);
        let last = records.last().map_or(0, |record| record.0);
        sound(in_order && last <= *evaluations, "records in order", "others")
    }

    /// Returns the records: numbers of evaluations and the best values at that time.
    pub fn records(&self) -> &[(u64, f64)] {
        &self.records
    }

    /// Returns the number of evaluations at the end of the last recorded round.
    pub fn evaluations(&self) -> u64 {
        self.evaluations
    }

    /// Returns the best value after the given number of evaluations, if there was one.
    pub fn best_at(&self, evaluations: u64) -> Option<f64> {
        let after = self.records.partition_point(|record| record.0 <= evaluations);
        after.checked_sub(1).map(|i| self.records[i].1)
    }

    /// Returns the records as a step function that ends where the run did.
    pub fn curve(&self) -> Vec<(u64, f64)> {
        let mut curve = self.records.clone();
        if let Some(&(at, best)) = curve.last()
            && at < self.evaluations
        {
            curve.push((self.evaluations, best));
        }
        curve
    }

    /// Records the state after a round.
    pub fn note(&mut self, evaluations: u64, best: Option<f64>) {
        self.evaluations = evaluations;
        let Some(best) = best else { return };
        if self.records.last().is_some_and(|last| last.1 == best) {
            return;
        }
        let Thinning { capacity, stride, seen, newest_passes } = &mut self.thinning;
        if *newest_passes {
            self.records.pop();
        }
        if self.records.len() >= *capacity {
            // Records are one of every `stride` improvements: drop every second one.
            let mut i = 0;
            self.records.retain(|_| {
                i += 1;
                i % 2 == 1
            });
            *stride *= 2;
        }
        *newest_passes = !seen.is_multiple_of(*stride);
        self.records.push((evaluations, best));
        *seen += 1;
    }
}

/// For `#[serde(with = "whole")]`: a history with the state that a run needs to resume, as in a checkpoint.
pub(super) mod whole {
    use super::{History, Thinning};
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[derive(Serialize)]
    struct Lent<'h> {
        #[serde(flatten)]
        history: &'h History,
        #[serde(flatten)]
        thinning: &'h Thinning,
    }

    #[derive(Deserialize)]
    struct Whole {
        #[serde(flatten)]
        history: History,
        #[serde(flatten)]
        thinning: Thinning,
    }

    pub(crate) fn serialize<S: Serializer>(history: &History, s: S) -> Result<S::Ok, S::Error> {
        Lent { history, thinning: &history.thinning }.serialize(s)
    }
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<History, D::Error> {
        let Whole { history, thinning } = Whole::deserialize(d)?;
        Ok(History { thinning, ..history })
    }
}

/// Serializes the records in a form that can hold infinite values.
mod stored {
    use crate::problem::Fitness;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(
        records: &[(u64, f64)],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(records.iter().map(|(at, best)| (at, best.store())))
    }
    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<(u64, f64)>, D::Error> {
        let records = Vec::<(u64, <f64 as Fitness>::Stored)>::deserialize(deserializer)?;
        Ok(records.into_iter().map(|(at, best)| (at, f64::restore(best))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_improvements_are_kept_and_the_last_value_holds() {
        let mut history = History::default();
        for (evaluations, best) in
            [(10, None), (20, Some(5.0)), (30, Some(5.0)), (40, Some(2.0)), (50, Some(2.0))]
        {
            history.note(evaluations, best);
        }
        assert_eq!(history.records(), [(20, 5.0), (40, 2.0)]);
        assert_eq!(history.curve(), [(20, 5.0), (40, 2.0), (50, 2.0)]);
        let at = [10, 20, 39, 40, 99].map(|evaluations| history.best_at(evaluations));
        assert_eq!(at, [None, Some(5.0), Some(5.0), Some(2.0), Some(2.0)]);
    }

    #[test]
    fn a_long_run_does_not_fill_the_memory() {
        let mut history = History::with_capacity(16);
        for i in 0..10_000u64 {
            history.note(i, Some(-(i as f64)));
            assert!(history.records().len() <= 16);
            assert_eq!(history.records()[0], (0, 0.0));
            assert_eq!(history.records().last(), Some(&(i, -(i as f64))));
        }
        let gaps: Vec<u64> = history.records().windows(2).map(|w| w[1].0 - w[0].0).collect();
        let whole = &gaps[..gaps.len() - 1];
        assert!(whole.len() >= 6 && whole.iter().all(|gap| *gap == whole[0]), "{gaps:?}");
    }

    #[test]
    fn a_checkpoint_keeps_what_thins_it() {
        #[derive(Serialize, Deserialize)]
        struct Kept(#[serde(with = "whole")] History);
        let mut history = History::with_capacity(16);
        (0..100).for_each(|i| history.note(i, Some(-(i as f64))));
        history.note(100, Some(f64::NEG_INFINITY));
        let text = serde_json::to_string(&Kept(history.clone())).unwrap();
        let Kept(mut back) = serde_json::from_str(&text).unwrap();
        assert_eq!(format!("{back:?}"), format!("{history:?}"));
        for i in 101..200 {
            for history in [&mut back, &mut history] {
                history.note(i, Some(-1e6 - i as f64));
            }
        }
        assert_eq!(back, history);
    }
}
