//! What a coordinator writes down: the swarm, where the log has been heard to, and how things stand.

use super::{
    Record, Reputation,
    cluster::Task,
    coordinator::lock,
    counts::Counts,
    desk::Desk,
    session::Session,
    store::{Pointer, Store},
};
use crate::{
    error::Error,
    problem::{Problem, Sense, lossless},
    run::{Checkpoint, Every, History, Observer, Reason, Status},
    swarm::{AskedOf, Optimizer},
};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::{collections::BTreeMap, ops::ControlFlow, sync::Mutex, time::Duration};

/// How a run stands: written about every second, for whoever asks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RunStatus {
    /// The run.
    pub run: String,
    /// The problem, as it calls itself.
    pub problem: String,
    /// The method, as it calls itself.
    pub method: String,
    /// The lease of who leads: it grows with every coordinator that takes over.
    pub lease: u64,
    /// Rounds completed.
    pub rounds: u64,
    /// Evaluations known.
    pub evaluations: u64,
    /// Evaluations a second, since this coordinator leads.
    pub rate: f64,
    /// Evaluations that gave no cost.
    pub failures: u64,
    /// The best value, in the user's sense.
    #[serde(with = "lossless::option")]
    pub best: Option<f64>,
    /// Whether values are to fall or to rise.
    pub sense: Sense,
    /// How far the run has come, in [0, 1].
    pub progress: f64,
    /// Candidates that are out.
    pub open: u64,
    /// Who works, and what is known of them; of very many, those last heard of.
    #[serde(skip)]
    pub workers: BTreeMap<String, (Record, Reputation)>,
    /// What has been counted.
    pub counts: Counts,
    /// Why the run ended, if it has.
    pub ended: Option<String>,
}

/// An improvement, as those hear of it who follow a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Improvement {
    /// Evaluations until then.
    pub evaluations: u64,
    /// The best value then, in the user's sense.
    #[serde(with = "lossless")]
    pub value: f64,
}

/// Stands before the user's observer and writes down.
pub(super) struct Scribe<'s, 'p, P: Problem> {
    problem: String,
    every: Every,
    pointer: Pointer,
    revision: u64,
    history: History,
    observer: &'s mut dyn Observer<P>,
    session: Option<&'s Mutex<Session<'p, P>>>,
    /// The last word of how things stand, on its way.
    telling: Option<Task>,
    /// When the last checkpoint was made, and when the standing was last written.
    last: Status,
    told: Status,
    first: Status,
    /// The best that others have been told of.
    best: Option<f64>,
}

/// The part of a checkpoint that a run on one machine does not have.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
struct Desktop<P: Problem> {
    outstanding: Vec<AskedOf<P>>,
    reputations: super::trust::Reputations,
    counts: Counts,
}

/// So many workers are told of: they have to fit into a message.
const SHOWN: usize = 1_000;

/// Where it is kept among what the observers keep.
const DESKTOP: &str = "distributed";

impl<'s, 'p, P: Problem> Scribe<'s, 'p, P> {
    pub fn new(
        problem: &str,
        every: Every,
        pointer: Pointer,
        revision: u64,
        observer: &'s mut dyn Observer<P>,
    ) -> Self {
        let (problem, history, first) = (problem.to_owned(), History::default(), Status::default());
        let (last, told) = (first, first);
        Scribe {
            problem,
            every,
            pointer,
            revision,
            history,
            observer,
            session: None,
            telling: None,
            last,
            told,
            first,
            best: None,
        }
    }

    pub fn watch(&mut self, session: &'s Mutex<Session<'p, P>>) {
        self.session = Some(session);
    }

    pub fn history(&self) -> &History {
        &self.history
    }

    /// Takes over what an earlier coordinator wrote down.
    pub fn go_on(
        &mut self,
        checkpoint: Checkpoint,
        swarm: &mut dyn Optimizer<P>,
        problem: &P,
        desk: &mut Desk<P>,
    ) -> Result<(), Error> {
        let mut seen = checkpoint.observers().clone();
        let desktop = seen.remove(DESKTOP).unwrap_or_default();
        self.history = checkpoint.restore(swarm, problem)?;
        self.observer.load(&seen)?;
        let desktop: Desktop<P> = serde_json::from_value(desktop)
            .map_err(|e| Error::engine("reading a checkpoint", e))?;
        (desk.reputations, desk.counts) = (desktop.reputations, desktop.counts);
        desk.take(desktop.outstanding);
        Ok(())
    }

    /// Writes the swarm down, and by compare-and-set where it is.
    fn checkpoint(&mut self, swarm: &dyn Optimizer<P>) -> Result<(), Error> {
        let Some(session) = self.session else { return Ok(()) };
        let session = &mut *lock(session);
        let mut observers = Map::new();
        self.observer.save(&mut observers);
        let (desk, store) = (&session.desk, &session.store);
        let desktop = Desktop::<P> {
            outstanding: desk.outstanding().cloned().collect(),
            reputations: desk.reputations.clone(),
            counts: desk.counts.clone(),
        };
        let json = |e: serde_json::Error| Error::engine("writing a checkpoint", e);
        observers.insert(DESKTOP.to_owned(), serde_json::to_value(&desktop).map_err(json)?);
        let checkpoint = Checkpoint::of(swarm, session.problem, &self.history)?;
        let text = serde_json::to_vec(&checkpoint.with_observers(observers)).map_err(json)?;
        let wait = &store.cluster;
        let object = format!("{}.{}.{}", store.names.run, self.pointer.fence, session.heard);
        let object = format!("{object}.{}", swarm.tally().rounds);
        wait.wait(store.keep(&object, text))?;
        let pointer =
            Pointer { object: Some(object.clone()), heard: session.heard, ..self.pointer.clone() };
        let key = store.names.checkpoint();
        let Some(revision) = wait.wait(store.write(&key, &pointer, self.revision))? else {
            // Somebody else has written: whoever leads now.
            let leader = format!("whoever has written after lease {}", self.pointer.fence);
            return Err(Error::Fenced { run: store.names.run.clone(), leader });
        };
        tracing::debug!(run = store.names.run, object, heard = session.heard, "checkpoint");
        let before = self.pointer.object.take().filter(|before| *before != object);
        let forgets = !store.keeping.log || session.log_is_filling();
        wait.wait(store.forget(before, forgets.then_some(session.heard)));
        if forgets {
            session.log_is_forgotten();
        }
        (self.pointer, self.revision) = (pointer, revision);
        Ok(())
    }

    /// Lets others know of an improvement.
    fn tell_best(&mut self, status: &Status) {
        let (Some(session), Some(value)) = (self.session, status.best) else { return };
        if self.best == status.best {
            return;
        }
        self.best = status.best;
        let improvement = Improvement { evaluations: status.evaluations, value };
        if let Ok(text) = serde_json::to_vec(&improvement) {
            let store = &lock(session).store;
            // In order, and without waiting for a word: one that is lost is of no consequence.
            let sent = store.cluster.client.publish(store.names.best(), text.into());
            drop(store.cluster.wait(sent));
        }
    }

    /// Lets others know how things stand, without waiting for it.
    fn tell(&mut self, status: &Status, swarm: &dyn Optimizer<P>, ended: Option<&Reason>) {
        let Some(session) = self.session else { return };
        let session = &*lock(session);
        let (desk, store) = (&session.desk, &session.store);
        let done = status.evaluations - self.first.evaluations;
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
            open: desk.outstanding().count() as u64,
            workers: BTreeMap::new(),
            counts: desk.counts.clone(),
            ended: ended.map(ToString::to_string),
        };
        let mut workers: Vec<_> = desk.census.workers.iter().collect();
        workers.sort_unstable_by_key(|(_, record)| std::cmp::Reverse(record.heard));
        workers.truncate(SHOWN);
        let workers: BTreeMap<_, _> =
            workers.iter().map(|(name, one)| (name, (one, desk.reputations.of(name)))).collect();
        let work = announce(store.clone(), serde_json::to_vec(&workers), standing);
        match ended {
            Some(_) => {
                // Nothing that was said before may come after the last word.
                self.telling = None;
                store.cluster.wait(work);
            }
            None => self.telling = Some(store.cluster.spawn(work)),
        }
        self.told = *status;
    }
}

async fn announce(store: Store, workers: serde_json::Result<Vec<u8>>, standing: RunStatus) {
    if let Ok(workers) = workers {
        drop(store.state.put(store.names.workers(), workers.into()).await);
    }
    let Ok(text) = serde_json::to_vec(&standing) else { return };
    let (key, text) = (store.names.status(), Bytes::from(text));
    let put = async || store.state.put(&key, text.clone()).await;
    if standing.ended.is_some() {
        // The workers wait for it. Of no consequence for a run that has ended: it does not fail.
        drop(store.cluster.insist("saying that the run has ended", put).await);
    } else {
        drop(put().await); // the next one says more
    }
}

impl<P: Problem> Observer<P> for Scribe<'_, '_, P> {
    fn on_start(&mut self, status: &Status, swarm: &dyn Optimizer<P>) {
        (self.last, self.told, self.first, self.best) = (*status, *status, *status, status.best);
        self.observer.on_start(status, swarm);
    }
    fn on_round(
        &mut self,
        status: &Status,
        swarm: &dyn Optimizer<P>,
    ) -> Result<ControlFlow<()>, Error> {
        self.history.note(status.evaluations, status.best);
        let flow = self.observer.on_round(status, swarm)?;
        let filling = self.session.is_some_and(|session| lock(session).log_is_filling());
        let due = filling || self.every.due(&self.last, status);
        let told = self.told.elapsed;
        self.tell_best(status);
        if status.elapsed.saturating_sub(told) >= Duration::from_secs(1) {
            self.tell(status, swarm, None);
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
        swarm: &dyn Optimizer<P>,
        reason: &Reason,
    ) -> Result<(), Error> {
        self.observer.on_end(status, swarm, reason)?;
        self.checkpoint(swarm)?;
        self.tell(status, swarm, Some(reason));
        Ok(())
    }
    fn save(&self, state: &mut Map<String, Value>) {
        self.observer.save(state);
    }
}
