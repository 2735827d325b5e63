//! What a coordinator writes: checkpoints, improvements and the status of the run.

use super::{
    Improvement, RunStatus,
    checkpoints::{Kept, Pointer},
    cluster::Task,
    coordinator::lock,
    job_table::JobTable,
    run_counters::RunCounters,
    session::Session,
    status::{Workers, announce},
};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Space},
    run::{Checkpoint, Every, History, Observer, Reason, Status},
    swarm::{Asked, Optimizer},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{ops::ControlFlow, sync::Mutex, time::Duration};

/// An observer that writes these, and forwards to the user's observer.
pub(super) struct RunWriter<'s, 'p, S: Space, F: Fitness> {
    problem: String,
    every: Every,
    pointer: Pointer,
    revision: u64,
    history: History,
    observer: &'s mut dyn Observer<S, F>,
    session: Option<&'s Mutex<Session<'p, S, F>>>,
    /// The status last written.
    said: RunStatus,
    /// The task that is writing the last status.
    telling: Option<Task>,
    /// The status at the last checkpoint, at the last written status, and at the start.
    last: Status,
    told: Status,
    first: Status,
    /// The best value published so far.
    best: Option<f64>,
}

/// The part of a checkpoint that a run on one machine does not have.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
struct StoredTable<S: Space, F: Fitness> {
    outstanding: Vec<Asked<S::Point, F>>,
    reputations: super::trust::Reputations,
    counts: RunCounters,
}

/// The most workers listed in the status: they have to fit into a message.
const SHOWN: usize = 1_000;

/// The key of this part among the states of the observers.
const DESKTOP: &str = "distributed";

impl<'s, 'p, S: Space, F: Fitness> RunWriter<'s, 'p, S, F> {
    pub fn new(
        problem: &str,
        every: Every,
        pointer: Pointer,
        revision: u64,
        observer: &'s mut dyn Observer<S, F>,
    ) -> Self {
        let (problem, history, first) = (problem.to_owned(), History::default(), Status::default());
        let (last, told) = (first, first);
        RunWriter {
            problem,
            every,
            pointer,
            revision,
            history,
            observer,
            session: None,
            said: RunStatus::default(),
            telling: None,
            last,
            told,
            first,
            best: None,
        }
    }

    pub fn watch(&mut self, session: &'s Mutex<Session<'p, S, F>>) {
        self.session = Some(session);
    }

    pub fn history(&self) -> &History {
        &self.history
    }

    /// Restores swarm and job table from the checkpoint of an earlier coordinator. The inner result is
    /// an error if the checkpoint cannot be used.
    ///
    /// # Errors
    /// Those of the observer.
    pub fn go_on(
        &mut self,
        checkpoint: Checkpoint,
        swarm: &mut dyn Optimizer<S, F>,
        problem: &DynProblem<'_, S, F>,
        job_table: &mut JobTable<S, F>,
    ) -> Result<Result<(), Error>, Error> {
        let mut seen = checkpoint.observers().clone();
        let desktop = seen.remove(DESKTOP).unwrap_or_default();
        let desktop: StoredTable<S, F> = match serde_json::from_value(desktop) {
            Ok(desktop) => desktop,
            Err(e) => return Ok(Err(Error::engine("reading a checkpoint", e))),
        };
        match checkpoint.restore(swarm, problem) {
            Ok(history) => self.history = history,
            Err(e) => return Ok(Err(e)),
        }
        self.observer.load(&seen)?;
        (job_table.reputations, job_table.counts) = (desktop.reputations, desktop.counts);
        job_table.take(desktop.outstanding);
        Ok(Ok(()))
    }

    /// Sets the pointer and revision that this coordinator's writes follow.
    pub fn stands_at(&mut self, pointer: Pointer, revision: u64) {
        (self.pointer, self.revision) = (pointer, revision);
    }

    /// Writes a checkpoint, and by compare-and-set the pointer to it.
    fn checkpoint(&mut self, swarm: &dyn Optimizer<S, F>) -> Result<(), Error> {
        let Some(session) = self.session else { return Ok(()) };
        let session = &mut *lock(session);
        let mut observers = Map::new();
        self.observer.save(&mut observers);
        let (job_table, store) = (&session.job_table, &session.store);
        let desktop = StoredTable::<S, F> {
            outstanding: job_table.outstanding().cloned().collect(),
            reputations: job_table.reputations.clone(),
            counts: job_table.counts.clone(),
        };
        let json = |e: serde_json::Error| Error::engine("writing a checkpoint", e);
        observers.insert(DESKTOP.to_owned(), serde_json::to_value(&desktop).map_err(json)?);
        let checkpoint = Checkpoint::of(swarm, session.problem, &self.history)?;
        let text = serde_json::to_vec(&checkpoint.with_observers(observers)).map_err(json)?;
        let wait = &store.cluster;
        let object = format!("{}.{}.{}", store.names.run, self.pointer.fence, session.heard);
        let object = format!("{object}.{}", swarm.tally().rounds);
        wait.wait(store.keep(&object, text))?;
        let (pointer, old) = self.pointer.with(Kept { object, heard: session.heard });
        let key = store.names.checkpoint();
        let mut revision = wait.wait(store.write(&key, &pointer, self.revision))?;
        if revision.is_none() && wait.wait(store.read::<Pointer>(&key))?.is_none() {
            // Nobody has written: the state is lost, and this coordinator still leads.
            session.lease.as_ref().map_or(Ok(()), |lease| lease.check())?;
            wait.wait(store.mend_buckets())?;
            revision = wait.wait(store.write(&key, &pointer, 0))?;
        }
        let Some(revision) = revision else {
            // Another coordinator has written: the one that leads now.
            let leader = format!("whoever has written after lease {}", self.pointer.fence);
            return Err(Error::Fenced { run: store.names.run.clone(), leader });
        };
        tracing::debug!(run = store.names.run, heard = session.heard, "checkpoint");
        let forgets = !store.retention.log || session.log_is_filling();
        wait.wait(store.forget(old, forgets.then_some(session.heard)));
        if forgets {
            session.log_is_forgotten();
        }
        session.is_to_be_kept = false;
        (self.pointer, self.revision) = (pointer, revision);
        Ok(())
    }

    /// Publishes an improvement.
    fn tell_best(&mut self, status: &Status) {
        let (Some(session), Some(value)) = (self.session, status.best) else { return };
        if self.best == status.best {
            return;
        }
        self.best = status.best;
        let improvement = Improvement { evaluations: status.evaluations, value };
        if let Ok(text) = serde_json::to_vec(&improvement) {
            let store = &lock(session).store;
            // In order, and without waiting for an acknowledgement: a lost improvement is harmless.
            let sent = store.cluster.client.publish(store.names.best(), text.into());
            drop(store.cluster.wait(sent));
        }
    }

    /// Writes the status of the run, waiting for it only if it is the first or the last one.
    fn tell(&mut self, status: &Status, swarm: &dyn Optimizer<S, F>, word: Word<'_>) {
        let Some(session) = self.session else { return };
        let session = &*lock(session);
        let (job_table, store) = (&session.job_table, &session.store);
        let done = status.evaluations - self.first.evaluations;
        // A flag ends a process, not the run: a standby continues, and workers stay.
        let (ended, left) = match word {
            Word::Last(reason @ Reason::Flag) => (None, Some(reason.to_string())),
            Word::Last(reason) => (Some(reason.to_string()), None),
            Word::First | Word::Next => (None, None),
        };
        let standing = RunStatus {
            run: store.names.run.clone(),
            problem: self.problem.clone(),
            method: swarm.name(),
            lease: self.pointer.fence,
            rounds: status.rounds,
            evaluations: status.evaluations,
            rate: done as f64 / status.elapsed.as_secs_f64().max(1e-9),
            failures: status.failures,
            best: status.best,
            sense: status.sense,
            progress: status.progress,
            open: job_table.outstanding().count() as u64,
            counts: job_table.counts.clone(),
            ended,
            left,
            ..RunStatus::default()
        };
        self.said = standing.clone();
        let mut workers: Vec<_> = job_table.worker_ledger.workers.iter().collect();
        workers.sort_unstable_by_key(|(_, record)| std::cmp::Reverse(record.heard));
        workers.truncate(SHOWN);
        let workers = workers
            .into_iter()
            .map(|(name, one)| (name.clone(), (one.clone(), job_table.reputations.of(name))))
            .collect();
        let workers = Workers { workers, refused: job_table.worker_ledger.refused.clone() };
        let insists = !matches!(word, Word::Next);
        let work = announce(store.clone(), serde_json::to_vec(&workers), standing, insists);
        // No earlier status may arrive after the last one.
        self.telling = None;
        match word {
            Word::First | Word::Last(_) => store.cluster.wait(work),
            Word::Next => self.telling = Some(store.cluster.spawn(work)),
        }
        self.told = *status;
    }
}

impl<S: Space, F: Fitness> RunWriter<'_, '_, S, F> {
    /// Writes why this coordinator leaves a run that has not ended, unless another one leads it or the
    /// engine is out of reach.
    pub fn leave(&mut self, why: &Error) {
        let (Some(session), false) =
            (self.session, matches!(why, Error::Fenced { .. } | Error::Engine { .. }))
        else {
            return;
        };
        self.telling = None;
        let standing = RunStatus { left: Some(why.to_string()), ..self.said.clone() };
        let store = &lock(session).store;
        let text = serde_json::to_vec(&standing).unwrap_or_default();
        drop(store.cluster.wait(store.state.put(store.names.status(), text.into())));
    }
}

/// The status of a run that is written: the first, a later or the last one.
#[derive(Clone, Copy)]
enum Word<'a> {
    First,
    Next,
    Last(&'a Reason),
}

impl<S: Space, F: Fitness> Observer<S, F> for RunWriter<'_, '_, S, F> {
    fn on_start(&mut self, status: &Status, swarm: &dyn Optimizer<S, F>) {
        (self.last, self.told, self.first, self.best) = (*status, *status, *status, status.best);
        self.tell(status, swarm, Word::First);
        self.observer.on_start(status, swarm);
    }
    fn on_round(
        &mut self,
        status: &Status,
        swarm: &dyn Optimizer<S, F>,
    ) -> Result<ControlFlow<()>, Error> {
        self.history.note(status.evaluations, status.best);
        let flow = self.observer.on_round(status, swarm)?;
        let pressing = self.session.is_some_and(|session| {
            let session = lock(session);
            session.is_to_be_kept || session.log_is_filling()
        });
        let due = pressing || self.every.due(&self.last, status);
        let told = self.told.elapsed;
        self.tell_best(status);
        if status.elapsed.saturating_sub(told) >= Duration::from_secs(1) {
            self.tell(status, swarm, Word::Next);
        }
        if due {
            self.last = *status;
            self.checkpoint(swarm)?;
        }
        Ok(flow)
    }
    fn on_end(
        &mut self,
        status: &Status,
        swarm: &dyn Optimizer<S, F>,
        reason: &Reason,
    ) -> Result<(), Error> {
        self.observer.on_end(status, swarm, reason)?;
        self.checkpoint(swarm)?;
        self.tell(status, swarm, Word::Last(reason));
        Ok(())
    }
    fn save(&self, state: &mut Map<String, Value>) {
        self.observer.save(state);
    }
}
