//! A coordinator at work: rounds by ask and tell, with the evaluations elsewhere.

mod looking;

use super::{
    dispatch::OVERHEAD,
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
    pub problem: &'a DynProblem<'a, S, F>,
    pub store: Store,
    /// `None` during a replay: then nothing is sent.
    pub lease: Option<Lease>,
    pub job_table: JobTable<S, F>,
    pub log: Log,
    pub evaluation_cache: Option<EvaluationCache>,
    /// The place up to which the log has been processed.
    pub heard: u64,
    /// The batches of an earlier coordinator, until it is known which of them still matter.
    inherited: Vec<Queued<S::Point, F>>,
    /// The approximate size in bytes of the log up to the place that has been processed. Entries after
    /// `counted`, the last one when the log was found, are added by this coordinator.
    filled: u64,
    counted: u64,
    start: Instant,
    last_word: Instant,
    /// The time of the last contact with the engine, and whether its silence has been reported.
    contact: Instant,
    is_silent: bool,
    idle_looks: u32,
    /// The number of consecutive looks at which the log was shorter than what has been processed.
    shorter: u32,
    /// Whether a checkpoint has to be made as soon as possible.
    pub is_to_be_kept: bool,
    own_words: u64,
    /// Whether a replayed log has been processed to its end.
    over: bool,
}

/// The interval at which the lease and the stop criteria are checked while no entry comes.
const TICK: Duration = Duration::from_millis(20);

/// The time of silence after which the coordinator checks whether something was lost.
const SILENCE: Duration = Duration::from_secs(2);

impl<'a, S: Space, F: Fitness> Session<'a, S, F> {
    pub fn new(
        problem: &'a DynProblem<'a, S, F>,
        store: Store,
        lease: Option<Lease>,
        job_table: JobTable<S, F>,
        evaluation_cache: Option<EvaluationCache>,
        heard: u64,
    ) -> Self {
        let log = Log::results(&store.cluster, &store.names, heard);
        let now = Instant::now();
        Session {
            problem,
            store,
            lease,
            job_table,
            log,
            evaluation_cache,
            heard,
            inherited: Vec::new(),
            filled: 0,
            counted: 0,
            start: now,
            last_word: now,
            contact: now,
            is_silent: false,
            idle_looks: 0,
            shorter: 0,
            is_to_be_kept: false,
            own_words: 0,
            over: false,
        }
    }

    /// Takes over the batches of a queue that was read before the log.
    pub fn inherit(&mut self, queue: Vec<Queued<S::Point, F>>, log: &LogState) {
        self.inherited = queue;
        (self.filled, self.counted) = (log.bytes, log.last);
    }

    /// Returns whether the processed part of the log should be deleted after the next checkpoint, so
    /// that there is always room for new entries.
    pub fn log_is_filling(&self) -> bool {
        self.store.retention.bytes.is_some_and(|most| self.filled > most as u64 / 2)
    }

    /// Records that the processed part of the log has been deleted.
    pub fn log_is_forgotten(&mut self) {
        self.filled = 0;
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

    /// Asks for candidates, has them evaluated, and tells the results until a round has ended: a
    /// generation, or at a steady pace the next answer.
    pub fn round(
        &mut self,
        swarm: &mut dyn Optimizer<S, F>,
        limits: &Limits<'_>,
    ) -> Result<(), Error> {
        let before = swarm.tally();
        loop {
            let spent = swarm.tally().evaluations - before.evaluations;
            let left = limits.evaluations.saturating_sub(spent + swarm.open() as u64);
            if left > 0 {
                match swarm
                    .ask(self.problem, &Limits { evaluations: left, budget: left, ..*limits })
                {
                    Ok(asked) => self.take(asked)?,
                    Err(Error::Waiting { .. }) => {}
                    Err(other) => return Err(other),
                }
            }
            if swarm.open() == 0 {
                return Ok(());
            }
            let told = self.listen(swarm, limits)?;
            if told.is_empty() {
                return Ok(()); // the time is up, or the log to be replayed has ended
            }
            swarm.tell(self.problem, told)?;
            if swarm.tally().rounds > before.rounds {
                return Ok(());
            }
        }
    }

    /// Returns whether a replayed log has ended.
    pub fn is_over(&self) -> bool {
        self.over
    }

    /// Returns whether all earlier answers have been processed.
    fn is_up_to_date(&self) -> bool {
        self.log.is_at_end()
    }

    fn take(&mut self, asked: Vec<Asked<S::Point, F>>) -> Result<(), Error> {
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
        let Some(lease) = &self.lease else { return Ok(()) };
        self.own_words += 1;
        let (subject, id) =
            (self.store.names.own(), format!("own.{}.{}", lease.fence, self.own_words));
        let payload = encode(&answer).into();
        self.store.cluster.wait(self.store.publish(&subject, &id, &payload, self.heard))
    }

    /// Returns the next results; none if the limits cut the wait short or a replay has ended.
    fn listen(
        &mut self,
        swarm: &dyn Optimizer<S, F>,
        limits: &Limits<'_>,
    ) -> Result<Vec<Told<S::Point, F>>, Error> {
        loop {
            if let Some(lease) = &self.lease {
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
                self.over = true;
                return Ok(Vec::new());
            }
            if limits.cut.is_some_and(|cut| cut()) {
                return Ok(Vec::new());
            }
            if let Some(entry) = self.log.next(TICK) {
                (self.last_word, self.idle_looks) = (Instant::now(), 0);
                self.is_heard();
                let told = self.hear(swarm, entry)?;
                if !told.is_empty() {
                    return Ok(told);
                }
            }
            if self.lease.is_some() && self.last_word.elapsed() > SILENCE {
                self.last_word = Instant::now();
                self.look_around()?;
            }
        }
    }

    fn hear(
        &mut self,
        swarm: &dyn Optimizer<S, F>,
        entry: Entry,
    ) -> Result<Vec<Told<S::Point, F>>, Error> {
        self.heard = entry.sequence;
        if entry.sequence > self.counted {
            self.filled += (entry.payload.len() + entry.subject.len() + OVERHEAD) as u64;
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
        let (now, problem) = (self.start.elapsed(), self.problem);
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
