//! How a run stands, for whoever asks.

use super::{Refused, Reputation, WorkerStats, counts::RunCounters, store::Store};
use crate::problem::{Sense, lossless};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, time::Duration};

/// How a run stands: written when a coordinator begins to lead, and about every second then, between two rounds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunStatus {
    /// The run.
    pub run: String,
    /// The problem, as it calls itself.
    pub problem: String,
    /// The method, as it calls itself. Empty as long as nobody has led the run.
    pub method: String,
    /// The lease of who wrote this: it grows with every coordinator that takes over.
    pub lease: u64,
    /// Who leads the run now; none if nobody does.
    #[serde(skip)]
    pub leader: Option<String>,
    /// Who stands by to lead it.
    #[serde(skip)]
    pub standbys: Vec<String>,
    /// How long ago this was written, by the servers' clock and ours; none if it never was.
    #[serde(skip)]
    pub age: Option<Duration>,
    /// Rounds completed.
    pub rounds: u64,
    /// Evaluations known.
    pub evaluations: u64,
    /// Evaluations a second, since this coordinator leads.
    pub rate: f64,
    /// Evaluations that gave no cost.
    pub failures: u64,
    /// The best value, in the user's sense.
    #[serde(with = "lossless::option")]
    pub best: Option<f64>,
    /// Whether values are to fall or to rise.
    pub sense: Sense,
    /// How far the run has come, in [0, 1].
    pub progress: f64,
    /// Candidates that are out.
    pub open: u64,
    /// Who works, and what is known of them; of very many, those last heard of.
    #[serde(skip)]
    pub workers: BTreeMap<String, (WorkerStats, Reputation)>,
    /// Those of whom messages were refused, and why.
    #[serde(skip)]
    pub refused: BTreeMap<String, Refused>,
    /// What has been counted.
    pub counts: RunCounters,
    /// Why the run ended, if it has.
    pub ended: Option<String>,
    /// Why the last leader left a run that has not ended, if it said so: another, or the same again, goes on.
    #[serde(default)]
    pub left: Option<String>,
}

/// Who works, as it is kept apart from the rest, which every worker without work reads.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Workers {
    pub workers: BTreeMap<String, (WorkerStats, Reputation)>,
    pub refused: BTreeMap<String, Refused>,
}

/// An improvement, as those hear of it who follow a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Improvement {
    /// Evaluations until then.
    pub evaluations: u64,
    /// The best value then, in the user's sense.
    #[serde(with = "lossless")]
    pub value: f64,
}

/// Writes down how a run stands; insistently, where others wait for it.
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
        // The workers wait for it. Of no consequence for a run that has ended: it does not fail.
        drop(store.cluster.insist("saying how the run stands", put).await);
    } else {
        drop(put().await); // the next one says more
    }
}
