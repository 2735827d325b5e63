//! Checkpoints in the engine's object store, with a pointer to the newest by compare-and-set.

use super::{
    checkpoints::{Kept, Pointer},
    early_checkpoint::EarlyCheckpoint,
    lease::Lease,
    store::Store,
};
use crate::{
    error::Error,
    run::{Checkpoint, Every, Sink, Status},
};
use serde::Deserialize;

/// Writes the checkpoints of a coordinator.
pub(super) struct StoreSink<'a> {
    pub store: Store,
    pub every: Every,
    /// The pointer and its revision, which the next write follows.
    pub pointer: Pointer,
    pub revision: u64,
    pub lease: &'a Lease,
    pub early_checkpoint: &'a EarlyCheckpoint,
}

/// The part of what a [`Remote`](super::remote::Remote) saves that the pointer repeats.
#[derive(Deserialize)]
struct Place {
    heard: u64,
}

impl Sink for StoreSink<'_> {
    fn is_due(&self, last: &Status, now: &Status) -> bool {
        self.early_checkpoint.is_due() || self.every.due(last, now)
    }

    /// Writes a checkpoint, and by compare-and-set the pointer to it.
    fn write(&mut self, checkpoint: &Checkpoint, now: &Status) -> Result<(), Error> {
        let json = |e: serde_json::Error| Error::engine("writing a checkpoint", e);
        let Place { heard } = Place::deserialize(checkpoint.swarm()).map_err(json)?;
        let text = serde_json::to_vec(checkpoint).map_err(json)?;
        let (store, wait) = (&self.store, &self.store.cluster);
        let (run, fence) = (&store.names.run, self.pointer.fence);
        let object = format!("{run}.{fence}.{heard}.{}", now.rounds);
        wait.wait(store.keep(&object, text))?;
        let (pointer, old) = self.pointer.with(Kept { object, heard });
        let key = store.names.checkpoint();
        let mut revision = wait.wait(store.write(&key, &pointer, self.revision))?;
        if revision.is_none() && wait.wait(store.read::<Pointer>(&key))?.is_none() {
            // Nobody has written: the state is lost, and this coordinator still leads.
            self.lease.check()?;
            wait.wait(store.mend_buckets())?;
            revision = wait.wait(store.write(&key, &pointer, 0))?;
        }
        let Some(revision) = revision else {
            // Another coordinator has written: the one that leads now.
            let leader = format!("whoever has written after lease {fence}");
            return Err(Error::Fenced { run: run.clone(), leader });
        };
        tracing::debug!(run, heard, "checkpoint");
        let forgets = !store.retention.log || self.early_checkpoint.log_is_filling();
        wait.wait(store.forget(old, forgets.then_some(heard)));
        self.early_checkpoint.is_written(forgets);
        (self.pointer, self.revision) = (pointer, revision);
        Ok(())
    }

    /// A checkpoint that cannot be written is a sign that another coordinator leads.
    fn is_vital(&self) -> bool {
        true
    }
}
