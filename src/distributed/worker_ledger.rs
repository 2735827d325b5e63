//! The workers of a run, and how fast they are.

use super::Retention;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, time::Duration};

/// The statistics of a worker, as its coordinator counts them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct WorkerStats {
    /// The number of evaluations it has answered.
    pub evaluations: u64,
    /// The number of its threads.
    pub threads: u32,
    /// The time of its last message, since the coordinator began.
    pub heard: Duration,
}

/// Messages of a worker that were refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refused {
    /// The number of messages.
    pub messages: u64,
    /// Why the last one was refused.
    pub why: String,
}

/// The workers of a run.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct WorkerLedger {
    pub workers: BTreeMap<String, WorkerStats>,
    /// The workers with refused messages.
    pub refused: BTreeMap<String, Refused>,
    /// The longest time an evaluation has taken, in nanoseconds.
    slowest: u64,
    /// The running mean of the time an evaluation takes on one thread, in nanoseconds.
    cost: f64,
}

/// The silence after which a worker no longer counts as present.
const GONE: Duration = Duration::from_secs(60);

/// The most workers listed with refused messages. It is bounded because a client can invent names.
const BLAMED: usize = 1_000;

/// The longest answer time, in nanoseconds, and the most threads that a worker is believed to have.
const DAY: u64 = 86_400_000_000_000;
const THREADS: u32 = 4_096;

/// The time in nanoseconds that a batch is to keep a worker busy: long enough that sending it costs
/// little, short enough that free workers find something to do.
const BUSY: f64 = 0.1e9;

impl WorkerLedger {
    /// Records an answer to `answered` candidates that took `took` nanoseconds on `threads` threads.
    pub fn hear(&mut self, worker: &str, answered: usize, took: u64, threads: u32, now: Duration) {
        let record = match self.workers.get_mut(worker) {
            Some(record) => record,
            None => self.workers.entry(worker.to_owned()).or_default(),
        };
        let took = took.min(DAY);
        record.evaluations += answered as u64;
        (record.threads, record.heard) = (threads.clamp(1, THREADS), now);
        if answered > 0 {
            let turns = answered.div_ceil(record.threads as usize) as u64;
            self.slowest = self.slowest.max(took / turns);
            let used = f64::from(record.threads).min(answered as f64);
            let cost = (took as f64 * used / answered as f64).max(1.0);
            self.cost = if self.cost == 0.0 { cost } else { self.cost + 0.2 * (cost - self.cost) };
        }
    }

    /// Records a refused message.
    pub fn refuse(&mut self, worker: &str, why: &str) {
        if !self.refused.contains_key(worker) {
            if self.refused.len() == BLAMED {
                return;
            }
            self.refused.insert(worker.to_owned(), Refused::default());
        }
        if let Some(refused) = self.refused.get_mut(worker) {
            refused.messages += 1;
            why.clone_into(&mut refused.why);
        }
    }

    /// Returns the time after which an unanswered batch of `candidates` is sent to another worker as well.
    pub fn longest(&self, candidates: usize, retention: &Retention) -> Duration {
        let candidates = u32::try_from(candidates).unwrap_or(u32::MAX);
        match (retention.longest, self.slowest) {
            (Some(longest), _) => longest.saturating_mul(candidates),
            (None, 0) => Duration::from_secs(3_600).saturating_mul(candidates),
            (None, slowest) => {
                let usual = Duration::from_nanos(slowest).saturating_mul(10 * candidates);
                usual.max(4 * retention.deadline)
            }
        }
    }

    /// Returns the number of candidates in each batch, at most `most`: even shares, in enough batches to
    /// keep every worker busy to the end.
    pub fn sizes(&self, candidates: usize, most: usize, now: Duration) -> Vec<usize> {
        let present = self.workers.values().filter(|one| now.saturating_sub(one.heard) < GONE);
        let (workers, threads) =
            present.fold((0, 0), |(n, threads), one| (n + 1, threads + one.threads as usize));
        let batches = match workers {
            0 => 16, // nobody is known yet: enough for all who may come
            _ => {
                let busy = candidates as f64 * self.cost / threads as f64;
                let turns = (busy / BUSY).floor().clamp(1.0, 1e6) as usize;
                // No batch is smaller than the threads of a worker.
                workers * turns.min(candidates.div_ceil(threads))
            }
        };
        let batches = batches.max(candidates.div_ceil(most)).clamp(1, candidates.max(1));
        (0..batches).map(|k| (k + 1) * candidates / batches - k * candidates / batches).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn worker_ledger(workers: usize, threads: u32, cost: u64) -> WorkerLedger {
        let mut worker_ledger = WorkerLedger::default();
        for k in 0..workers {
            worker_ledger.hear(&format!("w{k}"), threads as usize, cost, threads, Duration::ZERO);
        }
        worker_ledger
    }

    #[test]
    fn expensive_candidates_go_out_alone_and_cheap_ones_together() {
        let sizes = |workers, threads, cost, n| {
            worker_ledger(workers, threads, cost).sizes(n, 256, Duration::ZERO)
        };
        assert_eq!(sizes(4, 1, 20_000_000, 40), [5; 8]); // 20 ms: two turns of 0.1 s each
        assert_eq!(sizes(4, 1, 1_000_000_000, 40), [1; 40]);
        assert_eq!(sizes(4, 1, 1_000, 40), [10; 4]);
        assert_eq!(sizes(2, 1, 10, 2_000), [250; 8]);
        assert_eq!(sizes(2, 8, 1_000_000_000, 32), [8; 4]); // a batch fills the threads
        assert_eq!(sizes(0, 1, 0, 40).len(), 16);
        let gone = worker_ledger(4, 1, 20_000_000);
        assert_eq!(gone.sizes(32, 256, Duration::from_secs(61)).len(), 16);
    }

    #[test]
    fn a_batch_is_waited_for_by_the_slowest_evaluation_seen() {
        let retention = Retention::default();
        let hour = Duration::from_secs(3_600);
        assert_eq!(worker_ledger(0, 1, 0).longest(2, &retention), 2 * hour);
        assert_eq!(worker_ledger(1, 1, 20_000_000).longest(4, &retention), 4 * retention.deadline);
        assert_eq!(
            worker_ledger(1, 1, 10_000_000_000).longest(4, &retention),
            Duration::from_secs(400)
        );
        let said = Retention { longest: Some(Duration::from_secs(1)), ..retention };
        assert_eq!(worker_ledger(1, 1, u64::MAX).longest(3, &said), Duration::from_secs(3));
        // What a worker reports about itself is bounded.
        let liar = worker_ledger(1, u32::MAX, u64::MAX);
        assert!(liar.longest(256, &retention) <= 10 * 256 * 24 * hour);
        assert!(liar.sizes(40_000, 256, Duration::ZERO).len() > 150);
    }

    #[test]
    fn names_that_are_made_up_fill_no_memory() {
        let mut worker_ledger = WorkerLedger::default();
        (0..5_000).for_each(|k| worker_ledger.refuse(&format!("w{k}"), "malformed"));
        worker_ledger.refuse("w7", "another problem");
        assert_eq!(worker_ledger.refused.len(), BLAMED);
        assert_eq!(
            (worker_ledger.refused["w7"].messages, &worker_ledger.refused["w7"].why[..]),
            (2, "another problem")
        );
    }

    proptest! {
        #[test]
        fn every_candidate_is_in_one_batch(
            workers in 0usize..50, threads in 1u32..64, cost: u64, n in 0usize..2_000,
        ) {
            let sizes = worker_ledger(workers, threads, cost).sizes(n, 256, Duration::ZERO);
            prop_assert_eq!(sizes.iter().sum::<usize>(), n);
            prop_assert!(sizes.iter().all(|size| *size <= 256 && (*size > 0 || n == 0)));
        }
    }
}
