//! A connection to the engine.

use super::{ConnectOptions, refusals::Refusals};
use crate::error::Error;
use async_nats::{
    Client, HeaderMap,
    header::NATS_MESSAGE_ID,
    jetstream::{
        self, Context,
        context::PublishError,
        stream::{InfoError, Stream},
    },
};
use bytes::Bytes;
use futures_util::StreamExt;
use std::{
    fmt::Display,
    future::Future,
    sync::{Arc, atomic::AtomicUsize},
    time::Duration,
};
use tokio::{
    runtime::{Builder, Handle, Runtime},
    time::{Instant, sleep, timeout},
};

/// A connection to the engine, shared by everything that uses it. It works on its own threads: a program
/// that uses it does not need to be asynchronous.
#[derive(Clone, Debug)]
pub struct Cluster {
    engine_room: Arc<EngineRoom>,
    pub(super) client: Client,
    pub(super) jetstream: Context,
    pub(super) name: String,
    /// The user that the servers know this client as.
    user: String,
    /// The longest time for which the engine may be out of reach before a run is given up.
    pub(super) patience: Duration,
    /// The refusals reported by the servers.
    pub(super) refusals: Refusals,
    pub(super) allowed: Arc<AllowedCopies>,
}

/// The number of copies of a stream that the servers have been found to allow.
#[derive(Debug)]
pub(super) struct AllowedCopies(pub AtomicUsize);

impl Default for AllowedCopies {
    fn default() -> Self {
        AllowedCopies(AtomicUsize::new(USUAL_COPIES))
    }
}

/// The default number of copies, if there are enough servers.
const USUAL_COPIES: usize = 3;

/// The time within which the engine has to answer before it is asked again.
pub(super) const ANSWER: Duration = Duration::from_secs(3);

impl Cluster {
    /// Connects to the engine.
    ///
    /// # Errors
    /// [`Error::Engine`] if no server answers within half a minute, if none accepts the credentials, or
    /// if called from an asynchronous task; [`Error::Io`] for a file of credentials that cannot be read.
    pub fn connect(access: &ConnectOptions) -> Result<Self, Error> {
        let doing = || format!("connecting to {}", access.urls().join(", "));
        if Handle::try_current().is_ok() {
            let why = "called from an asynchronous task: use `spawn_blocking`";
            return Err(Error::engine(doing(), why));
        }
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build();
        let runtime = runtime.map_err(|e| Error::engine(doing(), e))?;
        let refusals = Refusals::default();
        let client = runtime.block_on(async {
            let start = Instant::now();
            loop {
                let tried = access.options(&refusals).await?.connect(access.urls()).await;
                match tried {
                    Ok(client) => return Ok(client),
                    // Servers that are restarting are waited for; a refusal is final.
                    Err(e) if start.elapsed() > Duration::from_secs(30) || is_refusal(&e) => {
                        return Err(Error::engine(doing(), e));
                    }
                    Err(_) => sleep(Duration::from_millis(300)).await,
                }
            }
        })?;
        let inside = runtime.enter();
        let jetstream = jetstream::ContextBuilder::new()
            .timeout(ANSWER)
            .ack_timeout(ANSWER)
            .build(client.clone());
        let patience = Duration::from_secs(300);
        let name = access.name().to_owned();
        let user = name.clone();
        drop(inside);
        let engine_room = Arc::new(EngineRoom::new(runtime));
        let allowed = Arc::default();
        Ok(Cluster { engine_room, client, jetstream, name, user, patience, refusals, allowed })
    }

    /// Sets the longest time for which the engine may be out of reach before a run is given up. Default:
    /// five minutes.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Sets the name under which a worker on this connection answers. Default: the user.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Returns a name that nobody else has.
    pub(super) fn fresh_name(&self) -> String {
        self.client.new_inbox().rsplit('.').next().unwrap_or_default().to_owned()
    }

    pub(super) fn wait<T>(&self, work: impl Future<Output = T>) -> T {
        self.engine_room.handle.block_on(work)
    }

    pub(super) fn spawn(&self, work: impl Future<Output = ()> + Send + 'static) -> Task {
        Task(Some(self.engine_room.handle.spawn(work)))
    }

    /// Publishes a message into a stream, trying until it succeeds; by its id the engine keeps it once.
    pub(super) async fn publish(
        &self,
        subject: String,
        id: String,
        payload: Bytes,
    ) -> Result<(), Error> {
        let (doing, start) = (format!("publishing {id} on {subject}"), Instant::now());
        let publish = async || match self.publish_once(&subject, &id, &payload).await {
            Ok(()) => Ok(Ok(())),
            Err(e) => match self.refusals.about(&subject, start) {
                Some(said) => Ok(Err(Error::engine(&doing, said))), // for good
                None => Err(e),
            },
        };
        self.insist(&doing, publish).await?
    }

    /// Checks whether the servers let this client publish on a subject under a name that is not its
    /// user's, by sending a message that cannot be kept.
    ///
    /// # Errors
    /// [`Error::Engine`] if they do not. A missing answer is not a refusal.
    pub(super) async fn may_publish(&self, subject: &str) -> Result<(), Error> {
        if self.name == self.user {
            return Ok(());
        }
        let mut headers = HeaderMap::new();
        headers.insert("Nats-Expected-Last-Sequence", (1_u64 << 53).to_string().as_str());
        let start = Instant::now();
        let asked = self.client.request_with_headers(subject.to_owned(), headers, Bytes::new());
        let mut asked = Box::pin(asked);
        while start.elapsed() < ANSWER {
            let answered = timeout(Duration::from_millis(50), &mut asked).await.is_ok();
            if let Some(said) = self.refusals.about(subject, start) {
                return Err(Error::engine(format!("publishing on {subject}"), said));
            }
            if answered {
                break;
            }
        }
        Ok(())
    }

    pub(super) async fn publish_once(
        &self,
        subject: &str,
        id: &str,
        payload: &Bytes,
    ) -> Result<(), PublishError> {
        let mut headers = HeaderMap::new();
        headers.insert(NATS_MESSAGE_ID, id);
        let sent =
            self.jetstream.publish_with_headers(subject.to_owned(), headers, payload.clone());
        sent.await?.await.map(|_| ())
    }

    /// Repeats an attempt until it succeeds: an engine whose leader died answers again after some seconds.
    pub(super) async fn insist<T, E: Display, Fut: Future<Output = Result<T, E>>>(
        &self,
        doing: &str,
        mut attempt: impl FnMut() -> Fut,
    ) -> Result<T, Error> {
        let start = Instant::now();
        let mut pause = Duration::from_millis(20);
        loop {
            let why = match timeout(2 * ANSWER, attempt()).await {
                Ok(Ok(done)) => return Ok(done),
                Ok(Err(e)) => e.to_string(),
                Err(_) => "no answer".to_owned(),
            };
            if start.elapsed() > self.patience {
                let said = self.refusals.since(start);
                let why = said.map_or(why.clone(), |said| format!("{why}; {said}"));
                return Err(Error::engine(doing, why));
            }
            sleep(pause).await;
            pause = (2 * pause).min(Duration::from_secs(1));
        }
    }
}

/// Returns whether an error is a refusal, so that trying again is useless.
fn is_refusal(error: &async_nats::ConnectError) -> bool {
    use async_nats::ConnectErrorKind::*;
    matches!(error.kind(), Authentication | AuthorizationViolation | ServerParse | Tls)
}

/// Returns the subjects of a stream that match `filter` and hold a message.
pub(super) async fn subjects(stream: &Stream, filter: &str) -> Result<Vec<String>, InfoError> {
    let mut found = stream.info_with_subjects(filter).await?;
    let mut all = Vec::new();
    while let Some(subject) = found.next().await {
        all.push(subject?.0);
    }
    Ok(all)
}

/// A background task that is aborted when dropped.
#[derive(Debug)]
pub(super) struct Task(Option<tokio::task::JoinHandle<()>>);

impl Task {
    /// Lets the task run to its end.
    pub fn detach(mut self) {
        self.0 = None;
    }
}

impl Drop for Task {
    fn drop(&mut self) {
        if let Some(work) = &self.0 {
            work.abort();
        }
    }
}

/// The threads on which a connection does its work. The last owner shuts them down without waiting,
/// because it may run on one of them.
#[derive(Debug)]
struct EngineRoom {
    runtime: Option<Runtime>,
    handle: Handle,
}

impl EngineRoom {
    fn new(runtime: Runtime) -> Self {
        EngineRoom { handle: runtime.handle().clone(), runtime: Some(runtime) }
    }
}

impl Drop for EngineRoom {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}
