//! Observation from outside: the runs, the workers, and the improvements of the best value.

use super::{
    Cluster, Improvement, RunStatus, WorkerReport,
    cluster::{ANSWER, subjects},
    lease::holders,
    log::Log,
    names::{self, LEASE, Names, STATE},
    status::Workers,
    store::Manifest,
    trouble::Look,
};
use crate::error::Error;
use async_nats::jetstream::kv;
use futures_util::StreamExt;
use serde::Deserialize;
use std::{collections::BTreeMap, time::Duration};
use tokio::time::{Instant, timeout_at};

/// A worker that answers a call.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkerInfo {
    /// The name of the worker.
    pub worker: String,
    /// The run it works for.
    pub run: String,
    /// The worker's own counters.
    pub served: WorkerReport,
}

/// The answer of a micro service to a request for its statistics, as far as it is used here.
#[derive(Deserialize)]
struct Stats {
    #[serde(default)]
    endpoints: Vec<Endpoint>,
}

#[derive(Deserialize)]
struct Endpoint {
    data: Option<WorkerReport>,
}

/// A worker's answer to a ping.
#[derive(Deserialize)]
struct Pong {
    id: String,
    metadata: BTreeMap<String, String>,
}

/// Observation of a cluster from outside. It needs no problem; only [`forget`](Cluster::forget) changes anything.
impl Cluster {
    /// Returns the status of all runs, ordered by name.
    ///
    /// # Errors
    /// [`Error::Engine`] if there is no answer, or no server that answers has JetStream.
    pub fn runs(&self) -> Result<Vec<RunStatus>, Error> {
        self.wait(async {
            self.ready(2 * ANSWER).await?;
            if let Look::Gone = self.look_at(&format!("KV_{STATE}")).await {
                return Ok(Vec::new()); // nothing has run here yet
            }
            let failed = |e: &dyn std::fmt::Display| Error::engine("looking for runs", e);
            let state = self.jetstream.get_key_value(STATE).await.map_err(|e| failed(&e))?;
            let lease = self.jetstream.get_key_value(LEASE).await.ok();
            let keys = subjects(&state.stream, &format!("$KV.{STATE}.*.manifest")).await;
            let mut runs = Vec::new();
            for key in keys.map_err(|e| failed(&e))? {
                let run = key.split('.').nth(2).unwrap_or_default();
                let Ok(names) = Names::of(run) else { continue };
                if let Some(run) = self.standing(&state, lease.as_ref(), &names).await? {
                    runs.push(run);
                }
            }
            runs.sort_by(|a, b| a.run.cmp(&b.run));
            Ok(runs)
        })
    }

    /// Returns the status of a run; `None` if it has been forgotten.
    async fn standing(
        &self,
        state: &kv::Store,
        lease: Option<&kv::Store>,
        names: &Names,
    ) -> Result<Option<RunStatus>, Error> {
        let failed = |e: &dyn std::fmt::Display| Error::engine("looking for runs", e);
        let Some(manifest) = state.get(names.manifest()).await.map_err(|e| failed(&e))? else {
            return Ok(None);
        };
        let told = state.entry(names.status()).await.map_err(|e| failed(&e))?;
        let told = told.filter(|entry| entry.operation == kv::Operation::Put);
        let standing =
            told.as_ref().and_then(|e| serde_json::from_slice::<RunStatus>(&e.value).ok());
        let mut run = standing.unwrap_or_else(|| {
            // Nobody has led it yet.
            let manifest = serde_json::from_slice::<Manifest>(&manifest);
            let problem = manifest.map_or_else(|_| String::new(), |manifest| manifest.problem);
            RunStatus { run: names.run.clone(), problem, ..RunStatus::default() }
        });
        run.age = told.map(|told| {
            let age = async_nats::datetime::now() - told.created;
            age.try_into().unwrap_or_default() // a clock that is behind says less than nothing
        });
        if let Some(lease) = lease {
            (run.leader, run.standbys) = holders(lease, &names.run).await;
        }
        let workers = state.get(names.workers()).await.map_err(|e| failed(&e))?;
        let workers = workers.and_then(|value| serde_json::from_slice::<Workers>(&value).ok());
        let Workers { workers, refused } = workers.unwrap_or_default();
        (run.workers, run.refused) = (workers, refused);
        Ok(Some(run))
    }

    /// Returns the workers that answer within the given time, ordered by run and name.
    ///
    /// # Errors
    /// [`Error::Engine`] if the question cannot be asked.
    pub fn workers(&self, within: Duration) -> Result<Vec<WorkerInfo>, Error> {
        let failed = |e: &dyn std::fmt::Display| Error::engine("looking for workers", e);
        self.wait(async {
            let end = Instant::now() + within;
            let pongs =
                self.call("$SRV.PING.swarmopt-worker", end).await.map_err(|e| failed(&e))?;
            let names: BTreeMap<String, BTreeMap<String, String>> = pongs
                .iter()
                .filter_map(|pong| serde_json::from_slice::<Pong>(pong).ok())
                .map(|pong| (pong.id, pong.metadata))
                .collect();
            let mut present = Vec::new();
            for (id, about) in names {
                let part = |name: &str| about.get(name).cloned().unwrap_or_default();
                let subject = format!("$SRV.STATS.swarmopt-worker.{id}");
                let stats = self.client.request(subject, "".into()).await.ok();
                let stats =
                    stats.and_then(|stats| serde_json::from_slice::<Stats>(&stats.payload).ok());
                let served =
                    stats.and_then(|stats| stats.endpoints.into_iter().find_map(|one| one.data));
                let served = served.unwrap_or_default();
                present.push(WorkerInfo { worker: part("worker"), run: part("run"), served });
            }
            present.sort_by(|a, b| (&a.run, &a.worker).cmp(&(&b.run, &b.worker)));
            Ok(present)
        })
    }

    /// Returns all answers to a request until `end`.
    async fn call(
        &self,
        subject: &str,
        end: Instant,
    ) -> Result<Vec<bytes::Bytes>, async_nats::Error> {
        let inbox = self.client.new_inbox();
        let mut answers = self.client.subscribe(inbox.clone()).await?;
        self.client.publish_with_reply(subject.to_owned(), inbox, "".into()).await?;
        let mut all = Vec::new();
        while let Ok(Some(answer)) = timeout_at(end, answers.next()).await {
            all.push(answer.payload);
        }
        Ok(all)
    }

    /// Returns the improvements of a run, from the first on, as they come.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a name that no run can have.
    pub fn follow(&self, run: &str) -> Result<Improvements, Error> {
        let names = Names::of(run)?;
        Ok(Improvements(Log::follow(self, names.result_stream(), names.best(), 0)))
    }

    /// Deletes a run that no coordinator leads: its queue, its log, its state and its checkpoints. A
    /// coordinator that was killed keeps the lead for five more seconds.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a name that no run can have; [`Error::Fenced`] if a coordinator leads it;
    /// [`Error::Engine`] if there is no answer.
    pub fn forget(&self, run: &str) -> Result<(), Error> {
        let names = Names::of(run)?;
        let js = &self.jetstream;
        let doing = format!("forgetting {run}");
        let failed = |e: &dyn std::fmt::Display| Error::engine(&doing, e);
        self.wait(async {
            self.ready(2 * ANSWER).await?;
            match self.look_at(&format!("KV_{LEASE}")).await {
                Look::Gone => {}
                _ => {
                    let lease = js.get_key_value(LEASE).await.map_err(|e| failed(&e))?;
                    if let Some(leader) = holders(&lease, run).await.0 {
                        return Err(Error::Fenced { run: run.to_owned(), leader });
                    }
                }
            }
            let streams = [names.work_stream(), names.result_stream(), names.migrant_stream()];
            for stream in streams {
                if js.get_stream(&stream).await.is_ok() {
                    js.delete_stream(&stream).await.map_err(|e| failed(&e))?;
                }
            }
            if let Ok(state) = js.get_key_value(STATE).await {
                for key in [names.manifest(), names.checkpoint(), names.status(), names.workers()] {
                    state.purge(key).await.map_err(|e| failed(&e))?;
                }
            }
            if let Ok(objects) = js.get_object_store(names::CHECKPOINTS).await {
                let mut list = objects.list().await.map_err(|e| failed(&e))?;
                let own = format!("{run}.");
                while let Some(Ok(object)) = list.next().await {
                    if object.name.starts_with(&own) {
                        objects.delete(&object.name).await.map_err(|e| failed(&e))?;
                    }
                }
            }
            Ok(())
        })
    }
}

/// The improvements of a run, read from its log.
#[derive(Debug)]
pub struct Improvements(Log);

impl Improvements {
    /// Returns the next improvement, if one comes in time.
    pub fn next(&mut self, within: Duration) -> Option<Improvement> {
        let entry = self.0.next(within)?;
        serde_json::from_slice(&entry.payload).ok()
    }

    /// Returns whether all improvements known so far have been read.
    pub fn is_at_end(&self) -> bool {
        self.0.is_at_end()
    }
}
