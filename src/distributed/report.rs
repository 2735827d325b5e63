//! The result of a distributed run.

use super::{Reputation, RunCounters, WorkerStats, job_table::JobTable};
use crate::{
    problem::{Fitness, Space},
    run::Outcome,
};
use std::{collections::BTreeMap, fmt, ops::Deref};

/// The result of a distributed run: an [`Outcome`], which it dereferences to, and what is distributed about
/// it. Prints as a short readable text.
#[derive(Clone, Debug)]
pub struct Report<X> {
    /// The name of the run.
    pub run: String,
    /// The outcome. Its time includes the wait for the lead.
    pub outcome: Outcome<X>,
    /// The counters of the coordinator.
    pub counts: RunCounters,
    /// The workers since this coordinator leads, with their statistics and reputations.
    pub workers: BTreeMap<String, (WorkerStats, Reputation)>,
}

impl<X> Report<X> {
    pub(super) fn new<S: Space<Point = X>, F: Fitness>(
        run: String,
        outcome: Outcome<X>,
        job_table: &JobTable<S, F>,
    ) -> Self {
        let (counts, workers) = (job_table.counts.clone(), job_table.workers(usize::MAX));
        Report { run, outcome, counts, workers }
    }

    /// Returns the share of the candidates looked up in the cache that were found there; `None` if the cache was off.
    pub fn hit_rate(&self) -> Option<f64> {
        let RunCounters { cached, looked_up, .. } = self.counts;
        (looked_up > 0).then(|| cached as f64 / looked_up as f64)
    }
}

impl<X> Deref for Report<X> {
    type Target = Outcome<X>;

    fn deref(&self) -> &Outcome<X> {
        &self.outcome
    }
}

impl<X> fmt::Display for Report<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Report { run, outcome, counts, workers } = self;
        write!(f, "{outcome}\nworkers of run {run}:")?;
        for (name, (record, reputation)) in workers {
            write!(f, " {name} {}", record.evaluations)?;
            if reputation.caught > 0 {
                write!(f, " (caught {} times)", reputation.caught)?;
            }
        }
        if let Some(rate) = self.hit_rate() {
            write!(f, "\nfrom the cache: {:.1} %", 100.0 * rate)?;
        }
        let RunCounters { repeated, malformed, other_build, unheard, checks, own, .. } = counts;
        write!(f, "\nrepeated {repeated}, refused: malformed {malformed}")?;
        write!(f, ", of another build {other_build}, not heard {unheard}")?;
        if checks + own > 0 {
            write!(f, "\nevaluated once more to check: {checks} by workers, {own} here")?;
            write!(f, "; false: {}", counts.false_results)?;
        }
        if counts.lost > 0 {
            write!(f, "\nsent once more as they were lost: {}", counts.lost)?;
        }
        Ok(())
    }
}
