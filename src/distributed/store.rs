//! What the engine keeps for a run: its streams, and the buckets that all runs share.

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

/// How long the engine remembers messages, so as not to take one twice.
const REMEMBERED: Duration = Duration::from_secs(600);

/// How long streams and buckets may take to be made.
const OPENING: Duration = Duration::from_secs(30);

/// Deliveries of a batch before it is given up.
pub(super) const DELIVERIES: i64 = 5;

/// A lease not renewed for so long is anybody's.
pub(super) const LEASE_LASTS: Duration = Duration::from_secs(5);

#[derive(Clone)]
pub(super) struct Store {
    pub cluster: Cluster,
    pub names: Names,
    pub keeping: Retention,
    pub state: kv::Store,
    pub lease: kv::Store,
    pub memo: kv::Store,
    pub objects: ObjectStore,
    /// Whether the servers publish several messages whole or not at all (since 2.12).
    pub atomic: bool,
    /// What the run is about, to be written again if it is lost.
    pub manifest: Option<Manifest>,
}

/// What a run is about: written once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub problem: String,
    pub fingerprint: Fingerprint,
    /// What the swarm was made of, and how far workers are believed: only where both are the same, the same swarm follows
    /// from the log.
    pub origin: Origin,
}

/// A cluster that is waited for no longer than streams and buckets may take: what cannot be made now, as there are
/// too few servers, is not waited for as long as what was there once.
fn opening(cluster: &Cluster) -> Cluster {
    cluster.clone().with_patience(cluster.patience.min(OPENING))
}

/// Makes the buckets that are not there yet.
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
    /// Makes the buckets that are not there yet.
    pub async fn open(cluster: &Cluster, names: &Names, keeping: Retention) -> Result<Self, Error> {
        keeping.check()?;
        let quick = opening(cluster);
        quick.ready(quick.patience).await?;
        buckets(&quick, keeping.replicas).await?;
        let js = &cluster.jetstream;
        let bucket = async |name: &str| {
            quick.insist(&format!("opening {name}"), async || js.get_key_value(name).await).await
        };
        let objects = quick
            .insist("opening the object store", async || js.get_object_store(CHECKPOINTS).await);
        Ok(Store {
            cluster: cluster.clone(),
            names: names.clone(),
            keeping,
            state: bucket(STATE).await?,
            lease: bucket(LEASE).await?,
            memo: bucket(MEMO).await?,
            objects: objects.await?,
            atomic: false,
            manifest: None,
        })
    }

    /// Makes the run's streams, and the consumer that workers pull from, unless they are there. A log that is made
    /// now begins at `next`, so that places in it are never used twice. Whether several messages can be published whole or
    /// not at all.
    pub async fn make_streams(&self, next: u64) -> Result<bool, Error> {
        let Store { names, keeping, .. } = self;
        let quick = opening(&self.cluster);
        let limits = |config: stream::Config| stream::Config {
            max_bytes: keeping.bytes.unwrap_or(-1),
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
        quick.ensure_stream(&results, keeping.replicas).await?;
        let made = quick.ensure_stream(&work, keeping.replicas).await?;
        let workers = pull::Config {
            durable_name: Some(WORKERS.to_owned()),
            ack_policy: AckPolicy::Explicit,
            ack_wait: keeping.deadline,
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

    /// Makes everything again that is gone; a log that is made now begins at `next`.
    pub async fn mend(&self, next: u64) -> Result<(), Error> {
        self.mend_buckets().await?;
        self.make_streams(next).await.map(drop)
    }

    /// Makes the buckets again that are gone, and says again what the run is about.
    pub async fn mend_buckets(&self) -> Result<(), Error> {
        let quick = opening(&self.cluster);
        buckets(&quick, self.keeping.replicas).await?;
        let Some(manifest) = &self.manifest else { return Ok(()) };
        let key = self.names.manifest();
        if self.read::<Manifest>(&key).await?.is_none() {
            self.write(&key, manifest, 0).await?;
        }
        Ok(())
    }

    /// Whether a bucket or stream is gone: the engine answers, and does not have it.
    pub async fn is_gone(&self, stream: &str) -> bool {
        matches!(self.cluster.look_at(stream).await, Look::Gone)
    }

    /// What stands under a key of the state, with its revision.
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

    /// Writes a key of the state if it is as it was at `revision`, 0 standing for not there at all: its
    /// new revision, or none if it has changed.
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
                            drop(buckets(&opening(&self.cluster), self.keeping.replicas).await);
                        }
                        Err(e.to_string())
                    }
                }
            })
            .await
    }
}
