//! Who leads a run: one coordinator at a time.

use super::{
    cluster::Task,
    store::{LEASE_LASTS, Store},
};
use crate::error::Error;
use async_nats::jetstream::kv::{self, Operation};
use bytes::Bytes;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::sleep;

/// A lease on a run: a key that dies unless it is renewed. Its first revision is the fencing token:
/// it grows with every holder, so that what an earlier one writes late is known to be late.
pub(super) struct Lease {
    pub fence: u64,
    lost_to: Arc<Mutex<Option<String>>>,
    store: Store,
    renewing: Option<Task>,
    /// The newest revision of the key.
    revision: Arc<Mutex<u64>>,
}

const RENEWED: Duration = Duration::from_millis(1_500);

impl Lease {
    /// Waits until nobody leads the run, and takes the lead. `give_up` ends the wait.
    pub async fn take(store: &Store, holder: &str, give_up: impl Fn() -> bool) -> Option<Self> {
        let (run, value) = (&store.names.run, Bytes::from(holder.to_owned()));
        let fence = loop {
            if let Ok(revision) = store.lease.create(run, value.clone()).await {
                break revision;
            }
            // The answer to a key that was made may be lost.
            if let Some((held, revision)) = held(&store.lease, run).await.ok().flatten()
                && held == holder
            {
                break revision;
            }
            if give_up() {
                return None;
            }
            sleep(LEASE_LASTS / 20).await;
        };
        tracing::info!(run, fence, holder, "leads the run");
        let lost_to = Arc::new(Mutex::new(None));
        let revision = Arc::new(Mutex::new(fence));
        let (kv, name) = (store.lease.clone(), holder.to_owned());
        let work = renew(kv, run.clone(), name, Arc::clone(&revision), Arc::clone(&lost_to));
        let renewing = Some(store.cluster.spawn(work));
        Some(Lease { fence, lost_to, store: store.clone(), renewing, revision })
    }

    /// Fails once somebody else leads.
    pub fn check(&self) -> Result<(), Error> {
        match &*self.lost_to.lock().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(()),
            Some(leader) => {
                Err(Error::Fenced { run: self.store.names.run.clone(), leader: leader.clone() })
            }
        }
    }

    /// Lets another lead at once.
    pub async fn release(mut self) {
        self.renewing = None;
        let revision = *self.revision.lock().unwrap_or_else(PoisonError::into_inner);
        // Of no consequence if it fails: then the lease ends by itself.
        let _ =
            self.store.lease.delete_expect_revision(&self.store.names.run, Some(revision)).await;
    }
}

/// Who holds the lease, and the revision.
async fn held(lease: &kv::Store, run: &str) -> Result<Option<(String, u64)>, kv::EntryError> {
    let entry = lease.entry(run).await?.filter(|entry| entry.operation == Operation::Put);
    Ok(entry.map(|e| (String::from_utf8_lossy(&e.value).into_owned(), e.revision)))
}

async fn renew(
    lease: kv::Store,
    run: String,
    holder: String,
    revision: Arc<Mutex<u64>>,
    lost_to: Arc<Mutex<Option<String>>>,
) {
    let set = |to: u64| *revision.lock().unwrap_or_else(PoisonError::into_inner) = to;
    loop {
        sleep(RENEWED).await;
        let value = Bytes::from(holder.clone());
        let now = *revision.lock().unwrap_or_else(PoisonError::into_inner);
        if let Ok(renewed) = lease.update(&run, value.clone(), now).await {
            set(renewed);
            continue;
        }
        // Refused, or no answer: only what is read back tells which.
        match held(&lease, &run).await {
            // A server that lags behind may still know an earlier holder.
            Ok(Some((_, stale))) if stale < now => {}
            Ok(Some((other, _))) if other != holder => {
                tracing::warn!(run, holder, leader = other, "another leads the run");
                *lost_to.lock().unwrap_or_else(PoisonError::into_inner) = Some(other);
                return;
            }
            Ok(Some((_, revision))) => set(revision),
            // It ran out while no server answered, and nobody has taken it.
            Ok(None) => {
                if let Ok(revision) = lease.create(&run, value).await {
                    set(revision);
                }
            }
            Err(_) => {}
        }
    }
}
