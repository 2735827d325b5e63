//! The reasons to write a checkpoint before its interval has passed.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// The reasons to write a checkpoint before its interval has passed. The session, which reads the log, records them;
/// the sink, which writes the checkpoint, clears them. Both do it on the thread of the run, one after the other.
#[derive(Debug, Default)]
pub(super) struct EarlyCheckpoint {
    /// Whether the log is read from another place than the last checkpoint says.
    moved: AtomicBool,
    /// The approximate size in bytes of the log up to the place that has been processed.
    filled: AtomicU64,
    /// The size from which on the processed part of the log should be deleted, so that there is always room.
    most: Option<u64>,
}

impl EarlyCheckpoint {
    /// Creates it for a log of at most `bytes`. `None`: the log has no limit.
    pub fn of_log(bytes: Option<i64>) -> Self {
        EarlyCheckpoint { most: bytes.map(|bytes| bytes as u64 / 2), ..EarlyCheckpoint::default() }
    }

    /// Returns whether a checkpoint has to be written as soon as possible.
    pub fn is_due(&self) -> bool {
        self.moved.load(Relaxed) || self.log_is_filling()
    }

    /// Returns whether the processed part of the log should be deleted after the next checkpoint.
    pub fn log_is_filling(&self) -> bool {
        self.most.is_some_and(|most| self.filled.load(Relaxed) > most)
    }

    /// Sets the size of the processed part of the log.
    pub fn log_holds(&self, bytes: u64) {
        self.filled.store(bytes, Relaxed);
    }

    /// Adds an entry to the processed part of the log.
    pub fn log_grows(&self, bytes: u64) {
        self.filled.fetch_add(bytes, Relaxed);
    }

    /// Records that the log is read from another place.
    pub fn log_has_moved(&self) {
        self.moved.store(true, Relaxed);
        self.log_holds(0);
    }

    /// Records that a checkpoint was written, and whether the processed part of the log was deleted with it.
    pub fn is_written(&self, forgotten: bool) {
        self.moved.store(false, Relaxed);
        if forgotten {
            self.log_holds(0);
        }
    }
}
