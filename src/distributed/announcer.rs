//! The status and the improvements that a coordinator publishes.

use super::{
    Improvement, RunStatus,
    cluster::Task,
    status::{Workers, announce},
    store::Store,
};
use std::time::{Duration, Instant};

/// Writes the status of a run, and publishes its improvements.
pub(super) struct Announcer {
    store: Store,
    start: Instant,
    /// The number of evaluations known at the start.
    first: u64,
    /// The best value published so far.
    best: Option<f64>,
    /// The time of the last status.
    told: Option<Instant>,
    /// The task that is writing the last status.
    telling: Option<Task>,
}

/// The interval between two statuses.
const INTERVAL: Duration = Duration::from_secs(1);

impl Announcer {
    /// Creates the announcer of a run with this many evaluations and this best value at its start.
    pub fn new(store: Store, evaluations: u64, best: Option<f64>) -> Self {
        let start = Instant::now();
        Announcer { store, start, first: evaluations, best, told: None, telling: None }
    }

    /// Returns the number of evaluations per second since the start.
    pub fn rate(&self, evaluations: u64) -> f64 {
        (evaluations - self.first) as f64 / self.start.elapsed().as_secs_f64().max(1e-9)
    }

    /// Returns whether a status is due.
    pub fn is_due(&self) -> bool {
        self.told.is_none_or(|told| told.elapsed() >= INTERVAL)
    }

    /// Writes the status, waiting for it only if it is the first or the last one.
    pub fn tell(&mut self, status: RunStatus, workers: &Workers, is_last: bool) {
        let insists = is_last || self.told.is_none();
        let work = announce(self.store.clone(), serde_json::to_vec(workers), status, insists);
        // No earlier status may arrive after this one.
        self.telling = None;
        match insists {
            true => self.store.cluster.wait(work),
            false => self.telling = Some(self.store.cluster.spawn(work)),
        }
        self.told = Some(Instant::now());
    }

    /// Writes the status of a run that this coordinator leaves before its end.
    pub fn leave(&mut self, status: &RunStatus) {
        self.telling = None;
        let text = serde_json::to_vec(status).unwrap_or_default();
        let put = self.store.state.put(self.store.names.status(), text.into());
        drop(self.store.cluster.wait(put));
    }

    /// Publishes the best value if it is another one than before.
    pub fn tell_best(&mut self, evaluations: u64, best: Option<f64>) {
        let Some(value) = best.filter(|_| self.best != best) else { return };
        self.best = best;
        if let Ok(text) = serde_json::to_vec(&Improvement { evaluations, value }) {
            // In order, and without waiting for an acknowledgement: a lost improvement is harmless.
            let sent = self.store.cluster.client.publish(self.store.names.best(), text.into());
            drop(self.store.cluster.wait(sent));
        }
    }
}
