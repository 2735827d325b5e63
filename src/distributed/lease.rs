//! The lease on a run, which one coordinator at a time holds.

use super::{
    cluster::{Task, subjects},
    names::{self, LEASE},
    store::{LEASE_LASTS, Store},
};
use crate::error::Error;
use async_nats::jetstream::kv::{self, Operation};
use bytes::Bytes;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// A lease on a run: a key that expires unless it is renewed. Its first revision is the fencing token:
/// it grows with every holder, so that late writes of an earlier one are recognized.
pub(super) struct Lease {
    pub fence: u64,
    holder: String,
    lost_to: Arc<Mutex<Option<String>>>,
    store: Store,
    renewing: Option<Task>,
    /// The newest revision of the key.
    revision: Arc<Mutex<u64>>,
}

const RENEWED: Duration = Duration::from_millis(1_500);

impl Lease {
    /// Waits until nobody leads the run, and takes the lead. Returns `None` if `give_up` ends the wait.
    ///
    /// # Errors
    /// [`Error::Engine`] if no server answers for longer than the cluster's patience.
    pub async fn take(
        store: &Store,
        holder: &str,
        give_up: impl Fn() -> bool,
    ) -> Result<Option<Self>, Error> {
        let (run, value) = (&store.names.run, Bytes::from(holder.to_owned()));
        let here = store.names.standby(&store.cluster.fresh_name());
        let (mut contact, mut said) = (Instant::now(), None::<Instant>);
        let fence = loop {
            if let Ok(revision) = store.lease.create(run, value.clone()).await {
                break revision;
            }
            match held(&store.lease, run).await {
                // The answer that the key was created may have been lost.
                Ok(Some((held, revision))) if held == holder => break revision,
                Ok(_) => contact = Instant::now(),
                Err(e) if contact.elapsed() > store.cluster.patience => {
                    return Err(Error::engine(format!("waiting for the lead of run {run}"), e));
                }
                // The leader creates it again sooner.
                Err(_) if contact.elapsed() > 2 * LEASE_LASTS => make_anew(store).await,
                Err(_) => {}
            }
            if give_up() {
                drop(store.lease.purge(&here).await);
                return Ok(None);
            }
            // The status of the run lists the coordinators that stand by.
            if said.is_none_or(|said| said.elapsed() > RENEWED) {
                said = Some(Instant::now());
                drop(store.lease.put(&here, value.clone()).await);
            }
            sleep(LEASE_LASTS / 20).await;
        };
        if said.is_some() {
            drop(store.lease.purge(&here).await);
        }
        tracing::info!(run, fence, holder, "leads the run");
        let lost_to = Arc::new(Mutex::new(None));
        let revision = Arc::new(Mutex::new(fence));
        let name = holder.to_owned();
        let work = renew(store.clone(), name, Arc::clone(&revision), Arc::clone(&lost_to));
        let renewing = Some(store.cluster.spawn(work));
        let (store, holder) = (store.clone(), holder.to_owned());
        Ok(Some(Lease { fence, holder, lost_to, store, renewing, revision }))
    }

    /// Returns an error once another coordinator leads.
    pub fn check(&self) -> Result<(), Error> {
        match &*self.lost_to.lock().unwrap_or_else(PoisonError::into_inner) {
            None => Ok(()),
            Some(leader) => {
                Err(Error::Fenced { run: self.store.names.run.clone(), leader: leader.clone() })
            }
        }
    }

    /// Claims the lead in a bucket that was created again, before a coordinator that stands by does.
    pub async fn claim(&self) {
        drop(self.store.lease.create(&self.store.names.run, self.holder.clone().into()).await);
    }

    /// Releases the lease, so that another coordinator can lead at once.
    pub async fn release(mut self) {
        self.renewing = None;
        let revision = *self.revision.lock().unwrap_or_else(PoisonError::into_inner);
        // A failure is harmless: the lease expires.
        let _ =
            self.store.lease.delete_expect_revision(&self.store.names.run, Some(revision)).await;
    }
}

/// Creates the bucket of leases again if it is gone.
async fn make_anew(store: &Store) {
    if store.is_gone(&format!("KV_{LEASE}")).await
        && let Err(error) = store.mend_buckets().await
    {
        tracing::warn!(run = store.names.run, %error, "the bucket of leases is gone");
    }
}

/// Returns the holder of the lease, and the revision.
async fn held(lease: &kv::Store, run: &str) -> Result<Option<(String, u64)>, kv::EntryError> {
    let entry = lease.entry(run).await?.filter(|entry| entry.operation == Operation::Put);
    Ok(entry.map(|e| (String::from_utf8_lossy(&e.value).into_owned(), e.revision)))
}

/// Returns the leader of a run and the coordinators that stand by, as far as they are known.
pub(super) async fn holders(lease: &kv::Store, run: &str) -> (Option<String>, Vec<String>) {
    let leader = held(lease, run).await.ok().flatten().map(|(holder, _)| holder);
    let mut standbys = Vec::new();
    let keys = format!("$KV.{LEASE}.{run}.{}.*", names::STANDBY);
    for subject in subjects(&lease.stream, &keys).await.unwrap_or_default() {
        let key = subject.strip_prefix(&format!("$KV.{LEASE}.")).unwrap_or_default();
        if let Ok(Some((holder, _))) = held(lease, key).await {
            standbys.push(holder);
        }
    }
    standbys.sort_unstable();
    (leader, standbys)
}

async fn renew(
    store: Store,
    holder: String,
    revision: Arc<Mutex<u64>>,
    lost_to: Arc<Mutex<Option<String>>>,
) {
    let set = |to: u64| *revision.lock().unwrap_or_else(PoisonError::into_inner) = to;
    let (lease, run) = (&store.lease, &store.names.run);
    loop {
        sleep(RENEWED).await;
        let value = Bytes::from(holder.clone());
        let now = *revision.lock().unwrap_or_else(PoisonError::into_inner);
        if let Ok(renewed) = lease.update(run, value.clone(), now).await {
            set(renewed);
            continue;
        }
        // Refused, or no answer: only reading the key back shows which.
        let mut found = held(lease, run).await;
        if found.is_err() {
            let store = store.clone();
            let again = move || store.cluster.wait(make_anew(&store));
            drop(tokio::task::spawn_blocking(again).await);
            found = held(lease, run).await;
        }
        match found {
            // A server that lags behind may still know an earlier holder.
            Ok(Some((other, stale)))
                if other != holder && stale < now && !is_new(lease, now).await => {}
            Ok(Some((other, _))) if other != holder => {
                tracing::warn!(run, holder, leader = other, "another leads the run");
                *lost_to.lock().unwrap_or_else(PoisonError::into_inner) = Some(other);
                return;
            }
            Ok(Some((_, revision))) => set(revision),
            // It expired while no server answered, and nobody has taken it.
            Ok(None) => {
                if let Ok(revision) = lease.create(run, value).await {
                    set(revision);
                }
            }
            Err(_) => {}
        }
    }
}

/// Returns whether the bucket is another than the one that had this revision: a new bucket counts from 1.
async fn is_new(lease: &kv::Store, revision: u64) -> bool {
    let info = lease.stream.get_info().await;
    info.is_ok_and(|info| info.state.last_sequence < revision)
}
