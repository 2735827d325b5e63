//! The result of a distributed run.

use super::{Reputation, RunCounters, WorkerStats, job_table::JobTable};
use crate::{
    problem::{DynProblem, Failures, Fitness, Space},
    run::{History, Reason, Solution},
    swarm::Optimizer,
};
use std::{collections::BTreeMap, fmt, time::Duration};

/// The result of a distributed run. Prints as a short readable text.
#[derive(Clone, Debug)]
pub struct Report<X> {
    /// The name of the run.
    pub run: String,
    /// The best point found. `None` if no evaluation succeeded.
    pub best: Option<Solution<X>>,
    /// Why the run ended.
    pub reason: Reason,
    /// The number of points whose fitness became known, those inside local search included.
    pub evaluations: u64,
    /// The number of rounds completed.
    pub rounds: u64,
    /// The evaluations that gave no value, by kind.
    pub failures: Failures,
    /// The wall-clock time, including the wait for the lead.
    pub elapsed: Duration,
    /// The history of the best value.
    pub history: History,
    /// The counters of the coordinator.
    pub counts: RunCounters,
    /// The workers since this coordinator leads, with their statistics and reputations.
    pub workers: BTreeMap<String, (WorkerStats, Reputation)>,
}

impl<X> Report<X> {
    pub(super) fn new<S: Space<Point = X>, F: Fitness>(
        run: String,
        swarm: &dyn Optimizer<S, F>,
        problem: &DynProblem<'_, S, F>,
        reason: Reason,
        history: History,
        job_table: &JobTable<S, F>,
        elapsed: Duration,
    ) -> Self
    where
        X: Clone,
    {
        let (tally, sense) = (swarm.tally(), problem.sense());
        let best = swarm.best().map(|best| Solution {
            point: best.point.clone(),
            value: sense.turn(best.fitness.scalar()),
        });
        let workers = job_table.worker_ledger.workers.iter();
        Report {
            run,
            best,
            reason,
            evaluations: tally.evaluations,
            rounds: tally.rounds,
            failures: tally.failures,
            elapsed,
            history,
            counts: job_table.counts.clone(),
            workers: workers
                .map(|(name, record)| {
                    (name.clone(), (record.clone(), job_table.reputations.of(name)))
                })
                .collect(),
        }
    }

    /// Returns the share of the candidates looked up in the cache that were found there; `None` if the cache was off.
    pub fn hit_rate(&self) -> Option<f64> {
        let RunCounters { cached, looked_up, .. } = self.counts;
        (looked_up > 0).then(|| cached as f64 / looked_up as f64)
    }
}

impl<X> fmt::Display for Report<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.best {
            Some(best) => write!(f, "best {}", crate::number::short(best.value))?,
            None => write!(f, "nothing found")?,
        }
        let Report { run, evaluations, rounds, elapsed, reason, counts, workers, .. } = self;
        write!(f, " in run {run}\n{evaluations} evaluations in {rounds} rounds, {elapsed:.3?}")?;
        write!(f, "; stopped by: {reason}\nworkers:")?;
        for (name, (record, reputation)) in workers {
            write!(f, " {name} {}", record.evaluations)?;
            if reputation.caught > 0 {
                write!(f, " (caught {} times)", reputation.caught)?;
            }
        }
        if self.failures.total() > 0 {
            write!(f, "\nfailed evaluations: {}", self.failures)?;
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
