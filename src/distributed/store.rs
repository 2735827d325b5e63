//! What the engine stores for a run: its streams, and the buckets that all runs share.

use super::{
    Cluster, Retention,
    message::Fingerprint,
    names::{CHECKPOINTS, LEASE, MEMO, Names, STATE, WORKERS},
    trouble::Look,
};
use crate::{error::Error, swarm::Origin};
use async_nats::jetstream::{
    consumer::{AckPolicy, pull},
    kv::{self, UpdateErrorKind},
    object_store::{self, ObjectStore},
    stream::{self, DiscardPolicy, RetentionPolicy},
};
use bytes::Bytes;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::time::Duration;

/// The time for which the engine remembers ids of messages, so as not to take one twice.
const REMEMBERED: Duration = Duration::from_secs(600);

/// The longest time for creating streams and buckets.
const OPENING: Duration = Duration::from_secs(30);

/// The number of deliveries of a batch before it is given up.
pub(super) const DELIVERIES: i64 = 5;

/// The time after which a lease that is not renewed expires.
pub(super) const LEASE_LASTS: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub(super) struct Store {
    pub cluster: Cluster,
    pub names: Names,
    pub retention: Retention,
    pub state: kv::Store,
    pub lease: kv::Store,
    pub evaluation_cache: kv::Store,
    pub objects: ObjectStore,
    /// Whether the servers publish several messages whole or not at all (since 2.12).
    pub atomic: bool,
    /// The manifest of the run, to be written again if it is lost.
    pub manifest: Option<Manifest>,
}

/// The manifest of a run, which says what it is about. It is written once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub problem: String,
    pub fingerprint: Fingerprint,
    /// The settings of the swarm and the trust in workers: the same swarm follows from the log only if
    /// both are the same.
    pub origin: Origin,
}

/// Returns the cluster with a patience of at most [`OPENING`]: what cannot be created because there are
/// too few servers is waited for less long than what was there before.
fn opening(cluster: &Cluster) -> Cluster {
    cluster.clone().with_patience(cluster.patience.min(OPENING))
}

/// Creates the missing buckets.
async fn buckets(cluster: &Cluster, copies: Option<usize>) -> Result<(), Error> {
    let js = &cluster.jetstream;
    for (name, max_age) in [(STATE, Duration::ZERO), (LEASE, LEASE_LASTS), (MEMO, Duration::ZERO)] {
        let make = async |copies| {
            let config = kv::Config {
                bucket: name.to_owned(),
                history: if name == STATE { 8 } else { 1 },
                max_age,
                num_replicas: copies,
                ..kv::Config::default()
            };
            js.create_key_value(config).await?;
            Ok(())
        };
        cluster.ensure(&format!("KV_{name}"), copies, make).await?;
    }
    let make = async |copies| {
        let config = object_store::Config {
            bucket: CHECKPOINTS.to_owned(),
            num_replicas: copies,
            ..object_store::Config::default()
        };
        js.create_object_store(config).await?;
        Ok(())
    };
    cluster.ensure(&format!("OBJ_{CHECKPOINTS}"), copies, make).await?;
    Ok(())
}

impl Store {
    /// Opens the buckets, creating missing ones.
    pub async fn open(
        cluster: &Cluster,
        names: &Names,
        retention: Retention,
    ) -> Result<Self, Error> {
        retention.check()?;
        let quick = opening(cluster);
        quick.ready(quick.patience).await?;
        buckets(&quick, retention.replicas).await?;
        let js = &cluster.jetstream;
        let bucket = async |name: &str| {
            quick.insist(&format!("opening {name}"), async || js.get_key_value(name).await).await
        };
        let objects = quick
            .insist("opening the object store", async || js.get_object_store(CHECKPOINTS).await);
        Ok(Store {
            cluster: cluster.clone(),
            names: names.clone(),
            retention,
            state: bucket(STATE).await?,
            lease: bucket(LEASE).await?,
            evaluation_cache: bucket(MEMO).await?,
            objects: objects.await?,
            atomic: false,
            manifest: None,
        })
    }

    /// Creates the run's streams and the workers' consumer unless they exist. A new log begins at
    /// `next`, so that places in it are never used twice. Returns whether several messages can be
    /// published whole or not at all.
    pub async fn make_streams(&self, next: u64) -> Result<bool, Error> {
        let Store { names, retention, .. } = self;
        let quick = opening(&self.cluster);
        let limits = |config: stream::Config| stream::Config {
            max_bytes: retention.bytes.unwrap_or(-1),
            discard: DiscardPolicy::New, // what is full is waited for; nothing is thrown away
            duplicate_window: REMEMBERED,
            allow_direct: true,
            ..config
        };
        let results = limits(stream::Config {
            name: names.result_stream(),
            subjects: vec![names.results_of("*"), names.own(), names.best()],
            first_sequence: (next > 1).then_some(next),
            ..stream::Config::default()
        });
        let work = limits(stream::Config {
            name: names.work_stream(),
            subjects: vec![names.work()],
            retention: RetentionPolicy::WorkQueue,
            allow_atomic_publish: true,
            ..stream::Config::default()
        });
        quick.ensure_stream(&results, retention.replicas).await?;
        let made = quick.ensure_stream(&work, retention.replicas).await?;
        let workers = pull::Config {
            durable_name: Some(WORKERS.to_owned()),
            ack_policy: AckPolicy::Explicit,
            ack_wait: retention.deadline,
            max_deliver: DELIVERIES,
            max_ack_pending: 100_000,
            ..pull::Config::default()
        };
        quick
            .insist("making the workers' consumer", async || {
                let js = &self.cluster.jetstream;
                js.create_consumer_on_stream(workers.clone(), names.work_stream()).await
            })
            .await?;
        Ok(made.config.allow_atomic_publish)
    }

    /// Creates everything again that is gone; a new log begins at `next`.
    pub async fn mend(&self, next: u64) -> Result<(), Error> {
        self.mend_buckets().await?;
        self.make_streams(next).await.map(drop)
    }

    /// Creates missing buckets again, and writes the manifest again if it is lost.
    pub async fn mend_buckets(&self) -> Result<(), Error> {
        let quick = opening(&self.cluster);
        buckets(&quick, self.retention.replicas).await?;
        let Some(manifest) = &self.manifest else { return Ok(()) };
        let key = self.names.manifest();
        if self.read::<Manifest>(&key).await?.is_none() {
            self.write(&key, manifest, 0).await?;
        }
        Ok(())
    }

    /// Returns whether a bucket or stream is gone: the engine answers, and does not have it.
    pub async fn is_gone(&self, stream: &str) -> bool {
        matches!(self.cluster.look_at(stream).await, Look::Gone)
    }

    /// Returns the value of a key of the state, with its revision.
    pub async fn read<T: DeserializeOwned>(&self, key: &str) -> Result<Option<(T, u64)>, Error> {
        let doing = format!("reading {key}");
        let entry = self.cluster.insist(&doing, async || self.state.entry(key).await).await?;
        let Some(entry) = entry.filter(|entry| entry.operation == kv::Operation::Put) else {
            return Ok(None);
        };
        let value = serde_json::from_slice(&entry.value)
            .map_err(|e| Error::engine(format!("reading {key}"), e))?;
        Ok(Some((value, entry.revision)))
    }

    /// Writes a key of the state if it is still at `revision`, where 0 means that it does not exist.
    /// Returns the new revision, or `None` if the key has changed.
    pub async fn write<T: Serialize>(
        &self,
        key: &str,
        value: &T,
        revision: u64,
    ) -> Result<Option<u64>, Error> {
        let doing = format!("writing {key}");
        let value = serde_json::to_vec(value).map_err(|e| Error::engine(&doing, e))?;
        let value = Bytes::from(value);
        self.cluster
            .insist(&doing, async || {
                match self.state.update(key, value.clone(), revision).await {
                    Ok(revision) => Ok(Some(revision)),
                    Err(e) if e.kind() == UpdateErrorKind::WrongLastRevision => {
                        // An earlier attempt may have got through, though its answer was lost.
                        let now = self.state.entry(key).await.map_err(|e| e.to_string())?;
                        Ok(now.filter(|now| now.value == value).map(|now| now.revision))
                    }
                    Err(e) => {
                        if self.is_gone(&format!("KV_{STATE}")).await {
                            drop(buckets(&opening(&self.cluster), self.retention.replicas).await);
                        }
                        Err(e.to_string())
                    }
                }
            })
            .await
    }
}
