//! A coordinator at work: candidates go out, and results come back by the log.

mod looking;

use super::{
    dispatch::OVERHEAD,
    early_checkpoint::EarlyCheckpoint,
    evaluation_cache::EvaluationCache,
    job_table::{JobTable, is_lawful},
    lease::Lease,
    log::{Entry, Log},
    message::{Answer, Queued, decode, encode},
    queue::LogState,
    store::Store,
};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Space},
    swarm::{Asked, Limits, Optimizer, Told},
};
use std::time::{Duration, Instant};

/// The state of a coordinator while it leads, or replays, a run.
///
/// Everything that changes the swarm comes through the log of results, in the log's order: answers of
/// workers, cached results, and the coordinator's own evaluations. The swarm is therefore a function of
/// the log, and whoever reads the log again gets the same swarm to the last bit.
pub(super) struct Session<'a, S: Space, F: Fitness> {
    pub store: Store,
    /// `None` during a replay: then nothing is sent.
    pub lease: Option<&'a Lease>,
    pub job_table: JobTable<S, F>,
    pub log: Log,
    pub evaluation_cache: Option<EvaluationCache>,
    /// The place up to which the log has been processed.
    pub heard: u64,
    /// The batches of an earlier coordinator, until it is known which of them still matter.
    inherited: Vec<Queued<S::Point, F>>,
    early_checkpoint: &'a EarlyCheckpoint,
    /// The last entry when the log was found: entries after it add to the size of the log.
    counted: u64,
    start: Instant,
    last_word: Instant,
    /// The time of the last contact with the engine, and whether its silence has been reported.
    contact: Instant,
    is_silent: bool,
    idle_looks: u32,
    /// The number of consecutive looks at which the log was shorter than what has been processed.
    shorter: u32,
    own_words: u64,
}

/// The interval at which the lease and the stop criteria are checked while no entry comes.
const TICK: Duration = Duration::from_millis(20);

/// The time of silence after which the coordinator checks whether something was lost.
const SILENCE: Duration = Duration::from_secs(2);

impl<'a, S: Space, F: Fitness> Session<'a, S, F> {
    pub fn new(
        store: Store,
        lease: Option<&'a Lease>,
        early_checkpoint: &'a EarlyCheckpoint,
        job_table: JobTable<S, F>,
        evaluation_cache: Option<EvaluationCache>,
        heard: u64,
    ) -> Self {
        let log = Log::results(&store.cluster, &store.names, heard);
        let now = Instant::now();
        Session {
            store,
            lease,
            job_table,
            log,
            evaluation_cache,
            heard,
            inherited: Vec::new(),
            early_checkpoint,
            counted: 0,
            start: now,
            last_word: now,
            contact: now,
            is_silent: false,
            idle_looks: 0,
            shorter: 0,
            own_words: 0,
        }
    }

    /// Takes over the batches of a queue that was read before the log, and the log as it was found.
    pub fn inherit(&mut self, queue: Vec<Queued<S::Point, F>>, log: &LogState) {
        (self.inherited, self.counted) = (queue, log.last);
        self.early_checkpoint.log_holds(log.bytes);
        if log.last < self.heard {
            let (run, heard, last) = (&self.store.names.run, self.heard, log.last);
            tracing::warn!(run, heard, last, "the log has lost its end, or is another one");
            self.stand_at(last);
        }
    }

    /// Adopts the batches that an earlier coordinator has sent, so that they are not evaluated again,
    /// and withdraws those that have been answered meanwhile.
    fn sort_inheritance(&mut self) {
        let (now, store) = (self.start.elapsed(), &self.store);
        for (place, batch) in std::mem::take(&mut self.inherited) {
            let of_use = batch.is_some_and(|batch| self.job_table.adopt(&batch, now));
            if !of_use {
                store.cluster.wait(store.withdraw(place));
            }
        }
    }

    /// Sets the place up to which the log has been processed.
    pub fn stand_at(&mut self, heard: u64) {
        if heard != self.heard {
            self.heard = heard;
            self.log = Log::results(&self.store.cluster, &self.store.names, heard);
        }
    }

    /// Returns whether all earlier answers have been processed.
    fn is_up_to_date(&self) -> bool {
        self.log.is_at_end()
    }

    /// Takes in candidates to be evaluated: those that the cache knows are answered at once.
    pub fn take(&mut self, asked: Vec<Asked<S::Point, F>>) -> Result<(), Error> {
        self.last_word = Instant::now();
        let Some(evaluation_cache) =
            self.evaluation_cache.as_mut().filter(|_| self.lease.is_some())
        else {
            self.job_table.take(asked);
            return Ok(());
        };
        self.log.begin(SILENCE);
        // While the log is being read, results of the cache are among its entries.
        if !self.log.is_at_end() {
            evaluation_cache.remember::<S, F>(&asked);
            self.job_table.take(asked);
            return Ok(());
        }
        self.job_table.counts.looked_up += asked.len() as u64;
        let (known, unknown) = evaluation_cache.look_up::<S, F>(&self.store, asked)?;
        self.job_table.counts.cached += known.len() as u64;
        self.job_table.take(unknown);
        if let Some(answer) = self.job_table.answer_known(known) {
            self.say(answer)?;
        }
        Ok(())
    }

    /// Writes an answer of the coordinator to the log.
    fn say(&mut self, answer: Answer<S::Point, F>) -> Result<(), Error> {
        let Some(lease) = self.lease else { return Ok(()) };
        self.own_words += 1;
        let (subject, id) =
            (self.store.names.own(), format!("own.{}.{}", lease.fence, self.own_words));
        let payload = encode(&answer).into();
        self.store.cluster.wait(self.store.publish(&subject, &id, &payload, self.heard))
    }

    /// Returns the next results; none if the limits cut the wait short or a replay has ended.
    pub fn listen(
        &mut self,
        swarm: &dyn Optimizer<S, F>,
        problem: &DynProblem<'_, S, F>,
        limits: &Limits<'_>,
    ) -> Result<Vec<Told<S::Point, F>>, Error> {
        loop {
            if let Some(lease) = self.lease {
                lease.check()?;
                let fence = lease.fence;
                if self.is_up_to_date() {
                    self.sort_inheritance();
                    let batches = self.job_table.batches(self.start.elapsed(), fence);
                    if !batches.is_empty() {
                        self.store.cluster.wait(self.store.send::<S, F>(batches, self.heard))?;
                    }
                }
            } else if self.is_up_to_date() {
                return Ok(Vec::new());
            }
            if limits.cut.is_some_and(|cut| cut()) {
                return Ok(Vec::new());
            }
            if let Some(entry) = self.log.next(TICK) {
                (self.last_word, self.idle_looks) = (Instant::now(), 0);
                self.is_heard();
                let told = self.hear(swarm, problem, entry)?;
                if !told.is_empty() {
                    return Ok(told);
                }
            }
            if self.lease.is_some() && self.last_word.elapsed() > SILENCE {
                self.last_word = Instant::now();
                self.look_around(problem)?;
            }
        }
    }

    fn hear(
        &mut self,
        swarm: &dyn Optimizer<S, F>,
        problem: &DynProblem<'_, S, F>,
        entry: Entry,
    ) -> Result<Vec<Told<S::Point, F>>, Error> {
        self.heard = entry.sequence;
        if entry.sequence > self.counted {
            let bytes = entry.payload.len() + entry.subject.len() + OVERHEAD;
            self.early_checkpoint.log_grows(bytes as u64);
        }
        let (own, speaker) = (entry.subject == self.store.names.own(), entry.speaker());
        if entry.subject == self.store.names.best() {
            return Ok(Vec::new());
        }
        let Some(mut answer) = decode::<Answer<S::Point, F>>(&entry.payload) else {
            self.job_table.counts.malformed += 1;
            self.job_table.worker_ledger.refuse(speaker, "a message that is none");
            tracing::warn!(run = self.store.names.run, speaker, "a message that is none");
            return Ok(Vec::new());
        };
        let now = self.start.elapsed();
        // Answers come from outside, and are checked before they are used.
        self.job_table.sift(speaker, own, &mut answer, &|asked, told| {
            is_lawful::<S, F>(problem.space(), asked, told)
                && swarm.admits(problem, std::slice::from_ref(told)).is_ok()
        });
        let judge = &mut |asked: Asked<S::Point, F>| asked.evaluate(problem);
        let told = self.job_table.hear(speaker, own, answer, now, judge);
        if let (Some(evaluation_cache), true) = (&mut self.evaluation_cache, self.lease.is_some()) {
            evaluation_cache.put_down::<S, F>(&self.store, &told, own);
        }
        if let Some(verdicts) = self.job_table.verdicts() {
            self.say(verdicts)?;
        }
        Ok(told)
    }
}
