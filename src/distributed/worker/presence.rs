//! How a worker joins a run, answers calls, and notices that the run has ended.

use super::{Worker, counters::Counters};
use crate::{
    distributed::{
        RunStatus,
        message::{Answer, Fingerprint, encode},
        names::STATE,
        store::Manifest,
    },
    error::Error,
};
use async_nats::service::ServiceExt;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::sleep;

impl Worker {
    /// Waits until the run exists, and checks that it is about this worker's problem. Returns `false` if
    /// the flag was raised meanwhile.
    pub(super) async fn join(
        &self,
        problem: &str,
        fingerprint: &Fingerprint,
    ) -> Result<bool, Error> {
        let start = Instant::now();
        self.cluster.ready(self.cluster.patience).await?;
        let subject = self.names.results_of(&self.cluster.name);
        while !self.is_stopped() {
            if let Some(manifest) = self.read::<Manifest>(&self.names.manifest()).await {
                if manifest.fingerprint == *fingerprint {
                    self.cluster.may_publish(&subject).await?;
                    return Ok(true);
                }
                self.decline(subject, fingerprint).await;
                return Err(Error::Build {
                    run: self.names.run.clone(),
                    expected: format!("{} ({})", manifest.problem, manifest.fingerprint.0),
                    found: format!("{problem} ({})", fingerprint.0),
                });
            }
            if start.elapsed() > self.cluster.patience {
                let doing = format!("joining run {}", self.names.run);
                return Err(Error::engine(doing, "there is no such run"));
            }
            sleep(Duration::from_millis(200)).await;
        }
        Ok(false)
    }

    /// Reports that this worker has another problem than the run, so that the status of the run shows
    /// it. A failure is ignored.
    async fn decline(&self, subject: String, fingerprint: &Fingerprint) {
        let answer = Answer::<(), f64> {
            problem: fingerprint.clone(),
            number: 0,
            told: Vec::new(),
            took: 0,
            threads: 0,
            verdicts: Vec::new(),
        };
        // A worker that is restarted repeatedly reports it once.
        let id = format!("declined.{}.{}", self.cluster.name, fingerprint.0);
        drop(self.cluster.publish_once(&subject, &id, &encode(&answer).into()).await);
    }

    async fn read<T: serde::de::DeserializeOwned>(&self, key: &str) -> Option<T> {
        let state = self.cluster.jetstream.get_key_value(STATE).await.ok()?;
        serde_json::from_slice(&state.get(key).await.ok()??).ok()
    }

    /// Registers the service by which the worker is found and asked for its counters.
    pub(super) async fn announce(
        &self,
        counters: Arc<Counters>,
        fingerprint: &Fingerprint,
    ) -> Option<async_nats::service::Service> {
        let about = [
            ("run", self.names.run.clone()),
            ("worker", self.cluster.name.clone()),
            ("problem", fingerprint.0.clone()),
        ];
        let service = self.cluster.client.service_builder();
        let service = service
            .description("evaluates the candidates of a swarm")
            .metadata(about.map(|(key, value)| (key.to_owned(), value)).into())
            .stats_handler(move |_, _| serde_json::json!(counters.served()))
            .start("swarmopt-worker", env!("CARGO_PKG_VERSION"))
            .await
            .ok()?;
        // The counters are reported through an endpoint that nobody needs to call.
        let subject = format!("swarmopt.{}.worker.{}", self.names.run, self.cluster.name);
        service.endpoint(subject).await.ok()?;
        Some(service)
    }

    /// Returns whether the run has ended.
    pub(super) async fn has_ended(&self) -> bool {
        let standing = self.read::<RunStatus>(&self.names.status()).await;
        standing.is_some_and(|standing| standing.ended.is_some())
    }
}
