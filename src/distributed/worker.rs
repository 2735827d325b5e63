//! The worker: it holds the objective, and evaluates what it is asked.

mod hold;
mod presence;

use hold::{dismiss, keep_alive, patience_of, patience_with};
use presence::Counters;
pub use presence::WorkerReport;

use super::{
    Cluster,
    message::{Answer, Batch, Fingerprint, decode, encode},
    names::{self, Names, WORKERS},
    trouble::{Look, OFF},
};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Space},
    run::{Flag, in_pool},
    swarm::{Threads, answer},
};
use async_nats::jetstream::{
    AckKind, Message,
    consumer::{Consumer, pull},
};
use futures_util::StreamExt;
use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use tokio::{sync::Semaphore, time::sleep};

/// Evaluates the candidates of a run, on as many threads as it is given, until the run has ended.
///
/// ```no_run
/// use swarmopt::{distributed::{ConnectOptions, Cluster, Worker}, prelude::*};
/// let ball = Boxed::cube(-5.0..=5.0, 10)?.minimize(|x| x.iter().map(|x| x * x).sum());
/// let cluster = Cluster::connect(&ConnectOptions::from_env()?)?;
/// let served = Worker::new(&cluster, "ball")?.threads(Threads::Rayon).run(&ball)?;
/// println!("{served:?}");
/// # Ok::<(), swarmopt::Error>(())
/// ```
///
/// It takes one batch at a time, says that it is at it every third of the time that the coordinator
/// allows, and answers once. A panic or an error of the objective is an answer, too. Workers come and
/// go as they like: a batch that one left undone goes to another.
#[derive(Clone, Debug)]
pub struct Worker {
    cluster: Cluster,
    names: Names,
    threads: Threads,
    build: String,
    stop: Flag,
    stay: bool,
}

/// What one batch is served with.
struct Busy<'a> {
    counters: &'a Counters,
    sending: &'a Arc<Semaphore>,
    /// Why answers cannot be handed in.
    stuck: &'a Arc<OnceLock<Error>>,
    /// After so much silence the engine gives a batch to another.
    deadline: Duration,
}

/// How long a worker waits for work before it looks whether the run has ended.
const WAIT: Duration = Duration::from_millis(1_000);

/// Answers that may be on their way while the next batch is evaluated.
const ON_THEIR_WAY: usize = 2;

impl Worker {
    /// A worker of the run of this name.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a name of the run, or of the cluster's user, that is none.
    pub fn new(cluster: &Cluster, run: &str) -> Result<Self, Error> {
        names::check("worker", &cluster.name)?;
        Ok(Worker {
            cluster: cluster.clone(),
            names: Names::of(run)?,
            threads: Threads::default(),
            build: String::new(),
            stop: Flag::default(),
            stay: false,
        })
    }

    /// On how many threads a batch is evaluated; on one if not said.
    #[must_use]
    pub fn threads(self, threads: Threads) -> Self {
        Worker { threads, ..self }
    }

    /// What tells builds of the objective apart: as the coordinator was [told](super::Coordinator::build).
    #[must_use]
    pub fn build(self, label: impl Into<String>) -> Self {
        Worker { build: label.into(), ..self }
    }

    /// A flag that ends it, after the batch it is at; local search is left at once, and its batch to another worker.
    #[must_use]
    pub fn until(self, stop: Flag) -> Self {
        Worker { stop, ..self }
    }

    /// Whether it waits for the run to be started again when it has ended.
    #[must_use]
    pub fn stay(self, stay: bool) -> Self {
        Worker { stay, ..self }
    }

    /// Works until the run has ended, or the flag is raised.
    ///
    /// # Errors
    /// [`Error::Build`] if the run is about another problem, [`Error::Engine`] if the engine is out of reach
    /// for longer than the cluster's [patience](Cluster::with_patience).
    pub fn run<S: Space, F: Fitness>(
        &self,
        problem: &DynProblem<'_, S, F>,
    ) -> Result<WorkerReport, Error> {
        let fingerprint = Fingerprint::of(problem, &self.build);
        if !self.cluster.wait(self.join(problem.name(), &fingerprint))? {
            return Ok(WorkerReport::default());
        }
        let counters = Arc::new(Counters::default());
        let service = self.cluster.wait(self.announce(Arc::clone(&counters), &fingerprint));
        let sending = Arc::new(Semaphore::new(ON_THEIR_WAY));
        let worked =
            in_pool(self.threads, || self.work(problem, &fingerprint, &counters, &sending));
        if let Some(service) = service {
            // It does not end with its owner: it would be found for ever, and its memory with it.
            drop(self.cluster.wait(service.stop()));
        }
        worked??;
        // What is on its way is to arrive.
        drop(self.cluster.wait(sending.acquire_many(ON_THEIR_WAY as u32)));
        Ok(counters.served())
    }

    fn is_stopped(&self) -> bool {
        self.stop.0.load(Relaxed)
    }

    fn work<S: Space, F: Fitness>(
        &self,
        problem: &DynProblem<'_, S, F>,
        fingerprint: &Fingerprint,
        counters: &Arc<Counters>,
        sending: &Arc<Semaphore>,
    ) -> Result<(), Error> {
        let mut last_contact = Instant::now();
        let mut pull = None;
        let stuck = Arc::new(OnceLock::new());
        while !self.is_stopped() {
            if let Some(Error::Engine { doing, why }) = stuck.get() {
                return Err(Error::engine(doing.clone(), why));
            }
            let (next, contact) = self.cluster.wait(self.next(&mut pull));
            if contact {
                last_contact = Instant::now();
            } else if last_contact.elapsed() > self.cluster.patience {
                return Err(Error::engine("waiting for work", self.cluster.wait(self.trouble())));
            }
            let Some(message) = next else {
                if contact && !self.stay && self.cluster.wait(self.has_ended()) {
                    return Ok(());
                }
                continue;
            };
            let Some(batch) = decode::<Batch<S::Point, F>>(&message.payload) else {
                counters.refused.fetch_add(1, Relaxed);
                self.cluster.wait(dismiss(&message, AckKind::Term));
                continue;
            };
            let later = AckKind::Nak(Some(patience_of(&message, last_contact)));
            if batch.problem != *fingerprint {
                counters.refused.fetch_add(1, Relaxed);
                self.cluster.wait(dismiss(&message, later));
                continue;
            }
            if batch.not.contains(&self.cluster.name) {
                self.cluster.wait(dismiss(&message, later)); // somebody else's word is asked
                continue;
            }
            let deadline = pull.as_ref().map_or(WAIT, |(_, deadline)| *deadline);
            let busy = Busy { counters, sending, stuck: &stuck, deadline };
            self.serve(problem, fingerprint, message, batch, &busy);
        }
        Ok(())
    }

    /// Evaluates a batch, and answers while the next one is evaluated.
    fn serve<S: Space, F: Fitness>(
        &self,
        problem: &DynProblem<'_, S, F>,
        fingerprint: &Fingerprint,
        message: Message,
        batch: Batch<S::Point, F>,
        Busy { counters, sending, stuck, deadline }: &Busy<'_>,
    ) {
        let message = Arc::new(message);
        let longest = patience_with(&message, batch.longest);
        let busy = self.cluster.spawn(keep_alive(Arc::clone(&message), *deadline / 3, longest));
        let (start, number, count) = (Instant::now(), batch.number, batch.jobs.len() as u64);
        let id =
            format!("{}.{number}.{}", batch.fence, batch.jobs.first().map_or(0, |job| job.ticket));
        // Local search that was cut short is no answer: another worker does it to its end.
        let was_cut = AtomicBool::new(false);
        let cut = || {
            let cuts = self.is_stopped();
            was_cut.fetch_or(cuts, Relaxed);
            cuts
        };
        let told = answer(problem, batch.jobs, self.threads, &cut);
        let (run, took) = (&self.names.run, start.elapsed());
        tracing::debug!(run, number, candidates = count, ?took, "evaluated");
        drop(busy);
        if was_cut.load(Relaxed) {
            self.cluster.wait(dismiss(&message, AckKind::Nak(None)));
            return;
        }
        let failed = told.iter().filter(|told| told.fitness.is_err()).count() as u64;
        for (counter, more) in
            [(&counters.batches, 1), (&counters.evaluations, count), (&counters.failures, failed)]
        {
            counter.fetch_add(more, Relaxed);
        }
        let answer: Answer<S::Point, F> = Answer {
            problem: fingerprint.clone(),
            number,
            told,
            took: start.elapsed().as_nanos() as u64,
            threads: self.thread_count(),
            verdicts: Vec::new(),
        };
        let place = self.cluster.wait(Arc::clone(sending).acquire_owned());
        let (cluster, name) = (self.cluster.clone(), self.cluster.name.clone());
        let (subject, id) = (self.names.results_of(&name), format!("{id}.{name}"));
        let (run, stuck) = (run.clone(), Arc::clone(stuck));
        let sent = async move {
            let payload = encode(&answer).into();
            // Only an answer that is in the log ends the batch. Until then it is anybody's after
            // the deadline: who may not write into the log holds nothing up.
            match cluster.publish(subject, id, payload).await {
                Ok(()) => dismiss(&message, AckKind::Ack).await,
                Err(error) => {
                    tracing::warn!(run, %error, "results that cannot be handed in");
                    drop(stuck.set(error));
                }
            }
            drop(place);
        };
        self.cluster.spawn(sent).detach();
    }

    /// Why there is no work to be had.
    async fn trouble(&self) -> String {
        match self.cluster.look_at(&self.names.work_stream()).await {
            Look::Known(_) => "the run's queue hands nothing out".to_owned(),
            Look::Gone => "the run has no queue: it was forgotten, or lost".to_owned(),
            Look::Off => OFF.to_owned(),
            Look::Silent(why) => format!("no server answers: {why}"),
        }
    }

    fn thread_count(&self) -> u32 {
        match self.threads {
            Threads::Sequential => 1,
            #[cfg(feature = "parallel")]
            _ => rayon::current_num_threads() as u32,
            #[cfg(not(feature = "parallel"))]
            _ => 1,
        }
    }

    /// The next batch, if there is one in time, and whether a server answered.
    async fn next(&self, pull: &mut Option<(pull::Stream, Duration)>) -> (Option<Message>, bool) {
        if pull.is_none() {
            let stream = self.names.work_stream();
            let consumer: Result<Consumer<pull::Config>, _> =
                self.cluster.jetstream.get_consumer_from_stream(WORKERS, stream).await;
            let Ok(consumer) = consumer else {
                sleep(Duration::from_millis(200)).await;
                return (None, false);
            };
            let ask = consumer.stream().max_messages_per_batch(1).expires(WAIT);
            let Ok(messages) = ask.heartbeat(WAIT / 3).messages().await else {
                return (None, false);
            };
            *pull = Some((messages, consumer.cached_info().config.ack_wait));
        }
        let Some((messages, _)) = pull else { return (None, false) };
        match tokio::time::timeout(2 * WAIT, messages.next()).await {
            Ok(Some(Ok(message))) => (Some(message), true),
            Err(_) => (None, true),
            Ok(_) => {
                *pull = None; // its server died: it is made anew
                (None, false)
            }
        }
    }
}
