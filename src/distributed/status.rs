//! The status of a run, for observers.

use super::{Refused, Reputation, WorkerStats, run_counters::RunCounters, store::Store};
use crate::problem::{Sense, lossless};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, time::Duration};

/// The status of a run: written when a coordinator begins to lead, and then about every second, between two rounds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunStatus {
    /// The name of the run.
    pub run: String,
    /// The name of the problem.
    pub problem: String,
    /// The name of the method. Empty as long as no coordinator has led the run.
    pub method: String,
    /// The lease of the coordinator that wrote this: it grows with every coordinator that takes over.
    pub lease: u64,
    /// The coordinator that leads the run now, if any.
    #[serde(skip)]
    pub leader: Option<String>,
    /// The coordinators that stand by.
    #[serde(skip)]
    pub standbys: Vec<String>,
    /// The time since this was written, by the servers' clock and the local one. `None` if it never was.
    #[serde(skip)]
    pub age: Option<Duration>,
    /// The number of rounds completed.
    pub rounds: u64,
    /// The number of evaluations known.
    pub evaluations: u64,
    /// The number of evaluations per second since this coordinator leads.
    pub rate: f64,
    /// The number of evaluations that gave no cost.
    pub failures: u64,
    /// The best value, in the user's sense.
    #[serde(with = "lossless::option")]
    pub best: Option<f64>,
    /// Whether the problem is minimized or maximized.
    pub sense: Sense,
    /// The progress of the run, in [0, 1].
    pub progress: f64,
    /// The number of open candidates.
    pub open: u64,
    /// The workers with their statistics and reputations; of more than 1,000, those last heard of.
    #[serde(skip)]
    pub workers: BTreeMap<String, (WorkerStats, Reputation)>,
    /// The workers with refused messages, and why they were refused.
    #[serde(skip)]
    pub refused: BTreeMap<String, Refused>,
    /// The counters of the coordinator.
    pub counts: RunCounters,
    /// Why the run ended, if it has.
    pub ended: Option<String>,
    /// Why the last leader left a run that has not ended, if it said so: the run continues once a
    /// coordinator leads it again.
    #[serde(default)]
    pub left: Option<String>,
}

/// The workers, kept apart from the rest of the status, which every idle worker reads.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Workers {
    pub workers: BTreeMap<String, (WorkerStats, Reputation)>,
    pub refused: BTreeMap<String, Refused>,
}

/// An improvement, as published to observers of a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Improvement {
    /// The number of evaluations until then.
    pub evaluations: u64,
    /// The best value then, in the user's sense.
    #[serde(with = "lossless")]
    pub value: f64,
}

/// Writes the status of a run. With `insists`, tries until it succeeds.
pub(super) async fn announce(
    store: Store,
    workers: serde_json::Result<Vec<u8>>,
    standing: RunStatus,
    insists: bool,
) {
    if let Ok(workers) = workers {
        drop(store.state.put(store.names.workers(), workers.into()).await);
    }
    let Ok(text) = serde_json::to_vec(&standing) else { return };
    let (key, text) = (store.names.status(), Bytes::from(text));
    let put = async || store.state.put(&key, text.clone()).await;
    if insists {
        // The workers wait for it. A failure is harmless to a run that has ended: the run does not fail.
        drop(store.cluster.insist("saying how the run stands", put).await);
    } else {
        drop(put().await); // the next one says more
    }
}
