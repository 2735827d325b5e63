//! The counters of a worker.

use serde::{Deserialize, Serialize};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// The counters of a worker, as it counts itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WorkerReport {
    /// The number of batches answered.
    pub batches: u64,
    /// The number of candidates evaluated.
    pub evaluations: u64,
    /// The number of candidates that gave no cost.
    pub failures: u64,
    /// The number of messages refused: unreadable, or about another problem.
    pub refused: u64,
}

/// The counters while the worker runs.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub batches: AtomicU64,
    pub evaluations: AtomicU64,
    pub failures: AtomicU64,
    pub refused: AtomicU64,
}

impl Counters {
    /// Returns the counts so far.
    pub fn served(&self) -> WorkerReport {
        let [batches, evaluations, failures, refused] =
            [&self.batches, &self.evaluations, &self.failures, &self.refused]
                .map(|c| c.load(Relaxed));
        WorkerReport { batches, evaluations, failures, refused }
    }
}
