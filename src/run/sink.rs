//! The place that a run's checkpoints go to.

use super::{Checkpoint, Status};
use crate::error::Error;

/// A place for the checkpoints of a run: a file, or the object store of a distributed run.
pub(crate) trait Sink: Send {
    /// Returns whether a checkpoint is due at `now`, if the last was written at `last`.
    fn is_due(&self, last: &Status, now: &Status) -> bool;

    /// Writes a checkpoint of the run at `now`.
    ///
    /// # Errors
    /// Any error that leaves the checkpoint before as the newest one.
    fn write(&mut self, checkpoint: &Checkpoint, now: &Status) -> Result<(), Error>;

    /// Returns whether a checkpoint that cannot be written ends the run. Otherwise the run goes on: its result is
    /// worth more than the checkpoint.
    fn is_vital(&self) -> bool;
}
