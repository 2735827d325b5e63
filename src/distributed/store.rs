//! What the engine keeps for a run: its streams, its state, its checkpoints.

use super::{
    Cluster, Keeping,
    names::{CHECKPOINTS, LEASE, MEMO, Names, STATE, WORKERS},
};
use crate::{error::Error, run::Checkpoint};
use async_nats::jetstream::{
    consumer::{AckPolicy, pull},
    kv::{self, UpdateErrorKind},
    object_store::{self, ObjectStore},
    stream::{self, DiscardPolicy, RetentionPolicy},
};
use bytes::Bytes;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::time::Duration;
use tokio::io::AsyncReadExt;

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
    pub keeping: Keeping,
    pub state: kv::Store,
    pub lease: kv::Store,
    pub memo: kv::Store,
    pub objects: ObjectStore,
    /// Whether the servers publish several messages whole or not at all (since 2.12).
    pub atomic: bool,
}

impl Store {
    /// Makes what is not there yet.
    pub async fn open(cluster: &Cluster, names: &Names, keeping: Keeping) -> Result<Self, Error> {
        keeping.check()?;
        let js = &cluster.jetstream;
        // What cannot be made now, as there are too few servers for the replicas, is not waited for as
        // long as what was there once.
        let patient = cluster;
        let cluster = &patient.clone().with_patience(patient.patience.min(OPENING));
        let Keeping { replicas, deadline, bytes, .. } = keeping;
        let bucket = |name: &str, max_age| kv::Config {
            bucket: name.to_owned(),
            history: if name == STATE { 8 } else { 1 },
            max_age,
            num_replicas: replicas,
            ..kv::Config::default()
        };
        let kv = async |name: &str, max_age| {
            cluster
                .insist(&format!("opening bucket {name}"), async || {
                    match js.get_key_value(name).await {
                        Ok(store) => Ok(store),
                        Err(_) => js.create_key_value(bucket(name, max_age)).await,
                    }
                })
                .await
        };
        let state = kv(STATE, Duration::ZERO).await?;
        let lease = kv(LEASE, LEASE_LASTS).await?;
        let memo = kv(MEMO, Duration::ZERO).await?;
        let objects = cluster
            .insist("opening the object store", async || {
                match js.get_object_store(CHECKPOINTS).await {
                    Ok(store) => Ok(store),
                    Err(_) => {
                        js.create_object_store(object_store::Config {
                            bucket: CHECKPOINTS.to_owned(),
                            num_replicas: replicas,
                            ..object_store::Config::default()
                        })
                        .await
                    }
                }
            })
            .await?;
        let limits = |config: stream::Config| stream::Config {
            max_bytes: bytes.unwrap_or(-1),
            discard: DiscardPolicy::New, // what is full is waited for; nothing is thrown away
            num_replicas: replicas,
            duplicate_window: REMEMBERED,
            allow_direct: true,
            ..config
        };
        let work = limits(stream::Config {
            name: names.work_stream(),
            subjects: vec![names.work()],
            retention: RetentionPolicy::WorkQueue,
            allow_atomic_publish: true,
            ..stream::Config::default()
        });
        let results = limits(stream::Config {
            name: names.result_stream(),
            subjects: vec![names.results_of("*"), names.own(), names.best()],
            ..stream::Config::default()
        });
        let mut atomic = false;
        for config in [results, work] {
            let doing = format!("making stream {}", config.name);
            let make = async || js.get_or_create_stream(config.clone()).await;
            let stream = cluster.insist(&doing, make).await?;
            atomic = stream.cached_info().config.allow_atomic_publish;
        }
        let workers = pull::Config {
            durable_name: Some(WORKERS.to_owned()),
            ack_policy: AckPolicy::Explicit,
            ack_wait: deadline,
            max_deliver: DELIVERIES,
            max_ack_pending: 100_000,
            ..pull::Config::default()
        };
        cluster
            .insist("making the workers' consumer", async || {
                js.create_consumer_on_stream(workers.clone(), names.work_stream()).await
            })
            .await?;
        let (cluster, names) = (patient.clone(), names.clone());
        Ok(Store { cluster, names, keeping, state, lease, memo, objects, atomic })
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
                    Err(e) => Err(e.to_string()),
                }
            })
            .await
    }

    /// Keeps a checkpoint under a name of its own.
    pub async fn keep(&self, object: &str, text: Vec<u8>) -> Result<(), Error> {
        let put = async || self.objects.put(object, &mut &text[..]).await.map(|_| ());
        self.cluster.insist("keeping a checkpoint", put).await
    }

    /// Fetches a checkpoint.
    pub async fn fetch(&self, object: &str) -> Result<Checkpoint, Error> {
        let get = async || {
            let mut found = self.objects.get(object).await.map_err(|e| e.to_string())?;
            let mut text = Vec::new();
            found.read_to_end(&mut text).await.map_err(|e| e.to_string())?;
            Ok::<_, String>(text)
        };
        let text = self.cluster.insist(&format!("fetching checkpoint {object}"), get).await?;
        serde_json::from_slice(&text)
            .map_err(|e| Error::engine(format!("reading checkpoint {object}"), e))
    }

    /// Forgets an older checkpoint, and the log up to a place. Of no consequence if it fails.
    pub async fn forget(&self, object: Option<String>, heard: Option<u64>) {
        if let Some(object) = object {
            drop(self.objects.delete(&object).await);
        }
        if let Some(heard) = heard
            && let Ok(results) = self.cluster.jetstream.get_stream(self.names.result_stream()).await
        {
            drop(results.purge().sequence(heard + 1).await);
        }
    }
}

/// What a run is about: written once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub problem: String,
    pub fingerprint: super::message::Fingerprint,
}

/// Where the last checkpoint is: changed by compare-and-set only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pointer {
    /// The object; none before the first.
    pub object: Option<String>,
    /// The lease of who wrote it.
    pub fence: u64,
    /// What shuffles tickets. Workers may not read this key.
    pub secret: u64,
    /// The place in the log of results up to which it goes.
    pub heard: u64,
}
