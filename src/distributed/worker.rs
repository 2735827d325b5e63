//! The worker: it holds the objective, and evaluates candidates.

mod counters;
mod hold;
mod presence;
mod work;

pub use counters::WorkerReport;

use counters::Counters;
use hold::{dismiss, keep_alive, patience_of, patience_with};

use super::{
    Cluster,
    message::{Answer, Batch, Fingerprint, decode, encode},
    names::{self, Names},
};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Space},
    run::{Flag, in_pool},
    swarm::{Threads, answer},
};
use async_nats::jetstream::{AckKind, Message};
use std::{
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};
use tokio::sync::Semaphore;

/// A worker that evaluates the candidates of a run until the run has ended.
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
/// A worker takes one batch at a time, reports progress every third of the
/// [deadline](super::Retention::deadline), and answers once. A panic or an error of the objective is an
/// answer as well. Workers may join and leave at any time: an unfinished batch goes to another worker.
#[derive(Clone, Debug)]
pub struct Worker {
    cluster: Cluster,
    names: Names,
    threads: Threads,
    build: String,
    stop: Flag,
    stay: bool,
}

/// The context in which a batch is evaluated.
struct Busy<'a> {
    counters: &'a Counters,
    sending: &'a Arc<Semaphore>,
    /// The error because of which answers cannot be sent.
    stuck: &'a Arc<OnceLock<Error>>,
    /// The time of silence after which the engine gives a batch to another worker.
    deadline: Duration,
}

/// The time a worker waits for work before it checks whether the run has ended.
const WAIT: Duration = Duration::from_millis(1_000);

/// The number of answers that may be on their way while the next batch is evaluated.
const ON_THEIR_WAY: usize = 2;

impl Worker {
    /// Creates a worker of the run with this name.
    ///
    /// # Errors
    /// [`Error::Parameter`] if the name of the run or of the worker is invalid.
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

    /// Sets the threads on which a batch is evaluated. Default: one thread.
    #[must_use]
    pub fn threads(self, threads: Threads) -> Self {
        Worker { threads, ..self }
    }

    /// Sets the label that tells builds of the objective apart. It must equal that of the
    /// [coordinator](super::Coordinator::build). Default: empty.
    #[must_use]
    pub fn build(self, label: impl Into<String>) -> Self {
        Worker { build: label.into(), ..self }
    }

    /// Sets a flag that ends the worker after its current batch; local search is stopped at once, and
    /// its batch goes to another worker.
    #[must_use]
    pub fn until(self, stop: Flag) -> Self {
        Worker { stop, ..self }
    }

    /// Sets whether the worker stays when the run has ended, and waits for it to be started again. Default: `false`.
    #[must_use]
    pub fn stay(self, stay: bool) -> Self {
        Worker { stay, ..self }
    }

    /// Evaluates candidates until the run has ended or the flag is raised.
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
            // The service does not end with its owner: it would remain visible for ever, and its memory with it.
            drop(self.cluster.wait(service.stop()));
        }
        worked??;
        // Waits for the answers on their way.
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

    /// Evaluates a batch, and sends the answer while the next one is evaluated.
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
        // Local search that was cut short is no answer: another worker runs it to its end.
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
            // Only an answer in the log ends the batch. Until then other workers get it after the
            // deadline: a worker that may not write into the log blocks nothing.
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

    fn thread_count(&self) -> u32 {
        match self.threads {
            Threads::Sequential => 1,
            #[cfg(feature = "parallel")]
            _ => rayon::current_num_threads() as u32,
            #[cfg(not(feature = "parallel"))]
            _ => 1,
        }
    }
}
