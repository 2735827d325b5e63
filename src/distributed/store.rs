//! What the engine keeps for a run: its streams, its state, its checkpoints.

use super::{
    Cluster,
    names::{CHECKPOINTS, LEASE, MEMO, Names, STATE, WORKERS},
};
use crate::{
    distributed::message::{BatchOf, decode},
    error::{Error, require},
    problem::Problem,
    run::Checkpoint,
};
use async_nats::jetstream::{
    consumer::{AckPolicy, pull},
    kv::{self, UpdateErrorKind},
    object_store::{self, ObjectStore},
    stream::{self, DiscardPolicy, RawMessageErrorKind, RetentionPolicy},
};
use bytes::Bytes;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::time::Duration;
use tokio::io::AsyncReadExt;

/// How the engine keeps a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// On how many servers everything is kept: 3 survive the loss of one, 1 is faster.
    pub replicas: usize,
    /// A batch that a worker has not answered for so long, and of which it has not said that it is at
    /// it, goes to another. It is not how long an evaluation may take.
    pub deadline: Duration,
    /// The most bytes of the work queue and of the log of results, each.
    pub bytes: Option<i64>,
    /// Whether the log of results is kept to the end, so that the run can be replayed. If not, or where
    /// it fills half of its `bytes`, it is kept back to the last checkpoint.
    pub log: bool,
}

impl Default for Keeping {
    fn default() -> Self {
        Keeping { replicas: 1, deadline: Duration::from_secs(15), bytes: None, log: true }
    }
}

impl Keeping {
    fn check(self) -> Result<(), Error> {
        let Keeping { replicas, deadline, bytes, .. } = self;
        require((1..=5).contains(&replicas), "replicas", replicas, "1 to 5")?;
        let shortest = Duration::from_millis(100);
        let text = format!("{deadline:?}");
        require(deadline >= shortest, "deadline", text, "100 ms or more")?;
        let least = 1_024;
        require(
            bytes.is_none_or(|most| most >= least),
            "bytes",
            bytes.unwrap_or(0),
            "1,024 or more",
        )
    }
}

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
}

/// How the work queue stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WorkState {
    /// Batches nobody has begun.
    pub waiting: u64,
    /// Batches that workers have.
    pub under_way: u64,
}

/// How the log of results stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LogState {
    pub bytes: u64,
    /// The place of the last message that has been in it.
    pub last: u64,
    pub is_empty: bool,
}

impl Store {
    /// How the work queue stands; nothing if the engine does not say.
    pub async fn work_state(&self) -> Option<WorkState> {
        let js = &self.cluster.jetstream;
        let stream = js.get_stream(self.names.work_stream()).await.ok()?;
        let consumer = stream.consumer_info(WORKERS).await.ok()?;
        Some(WorkState {
            waiting: consumer.num_pending,
            under_way: consumer.num_ack_pending as u64,
        })
    }

    /// Takes the batches out of the queue that have been delivered too often, which the engine leaves
    /// there: no batch is waiting or under way.
    pub async fn given_up<P: Problem>(&self) -> Result<Vec<(BatchOf<P>, i64)>, Error> {
        let mut batches = Vec::new();
        for (place, batch) in self.queue::<P>().await? {
            if self.withdraw(place).await {
                batches.extend(batch.map(|batch| (batch, DELIVERIES)));
            }
        }
        Ok(batches)
    }

    /// How the log of results stands; nothing if the engine does not say.
    pub async fn log_state(&self) -> Option<LogState> {
        let results = self.cluster.jetstream.get_stream(self.names.result_stream()).await.ok()?;
        let state = &results.cached_info().state;
        let (bytes, last, is_empty) = (state.bytes, state.last_sequence, state.messages == 0);
        Some(LogState { bytes, last, is_empty })
    }

    /// Forgets what has been heard where nothing comes and the log of results is so full that an answer
    /// may find no room: better that a coordinator
    /// that dies now costs evaluations than that no result can be handed in.
    pub async fn make_room(&self, heard: u64) {
        let Some(most) = self.keeping.bytes else { return };
        let results = self.cluster.jetstream.get_stream(self.names.result_stream()).await;
        if let Ok(results) = results
            && results.cached_info().state.bytes > most as u64 / 2
        {
            let _ = results.purge().sequence(heard + 1).await;
        }
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

    /// The batches that nobody has answered yet, with their places in the work queue: those that wait,
    /// those that workers are at, and those that have been delivered too often.
    pub async fn queue<P: Problem>(&self) -> Result<Vec<(u64, Option<BatchOf<P>>)>, Error> {
        let js = &self.cluster.jetstream;
        let read = async || {
            let stream =
                js.get_stream(self.names.work_stream()).await.map_err(|e| e.to_string())?;
            let (subject, mut batches, mut next) = (self.names.work(), Vec::new(), 0);
            loop {
                match stream.get_first_raw_message_by_subject(&subject, next).await {
                    Ok(message) => {
                        batches.push((message.sequence, decode(&message.payload)));
                        next = message.sequence + 1;
                    }
                    Err(e) if e.kind() == RawMessageErrorKind::NoMessageFound => {
                        return Ok(batches);
                    }
                    Err(e) => return Err(e.to_string()),
                }
            }
        };
        self.cluster.insist("reading the work queue", read).await
    }

    /// Takes a batch out of the work queue. Of no consequence if it fails: it is evaluated once more.
    pub async fn withdraw(&self, place: u64) -> bool {
        let stream = self.cluster.jetstream.get_stream(self.names.work_stream()).await;
        match stream {
            Ok(stream) => matches!(stream.delete_message(place).await, Ok(true)),
            Err(_) => false,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_engine_can_keep_is_refused() {
        let usual = Keeping::default();
        usual.check().unwrap();
        for (wrong, name) in [
            (Keeping { replicas: 0, ..usual }, "replicas"),
            (Keeping { replicas: 6, ..usual }, "replicas"),
            (Keeping { deadline: Duration::ZERO, ..usual }, "deadline"),
            (Keeping { bytes: Some(-1), ..usual }, "bytes"),
        ] {
            let error = wrong.check().unwrap_err();
            assert!(
                matches!(error, Error::Parameter { name: said, .. } if said == name),
                "{error}"
            );
        }
    }
}
