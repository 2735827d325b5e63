//! A swarm whose candidates are evaluated elsewhere.

use super::{
    RunCounters, RunStatus, announcer::Announcer, session::Session, status::Workers,
    trust::Reputations,
};
use crate::{
    error::{Error, damaged},
    problem::{DynProblem, Fitness, Space},
    run::Reason,
    swarm::{Asked, Limits, Optimizer, Origin, Slot, Tally, Threads, Told, forward_optimizer},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A swarm that takes its steps over the network: by ask and tell, with the results that the session hears.
pub(super) struct Remote<'a, S: Space, F: Fitness> {
    swarm: &'a mut dyn Optimizer<S, F>,
    pub session: Session<'a, S, F>,
    /// `None` during a replay: then nothing is told.
    announcer: Option<Announcer>,
    /// The progress of the run at the last step.
    progress: f64,
}

/// The complete state: that of the swarm, what the session knows besides, and the place in the log up to
/// which both have processed it.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
struct Saved<S: Space, F: Fitness> {
    swarm: Value,
    outstanding: Vec<Asked<S::Point, F>>,
    reputations: Reputations,
    counts: RunCounters,
    heard: u64,
}

/// The most workers listed in the status: they have to fit into a message.
const SHOWN: usize = 1_000;

impl<'a, S: Space, F: Fitness> Remote<'a, S, F> {
    pub fn new(swarm: &'a mut dyn Optimizer<S, F>, session: Session<'a, S, F>) -> Self {
        let mut remote = Remote { swarm, session, announcer: None, progress: 0.0 };
        remote.knows_best();
        remote
    }

    fn knows_best(&mut self) {
        self.session.job_table.best_is(self.swarm.best().map(|best| best.fitness.clone()));
    }

    fn best_value(&self, problem: &DynProblem<'_, S, F>) -> Option<f64> {
        self.swarm.best().and_then(|best| best.value(problem.sense()))
    }

    /// Announces the status and improvements from the next step on.
    pub fn announce(&mut self, problem: &DynProblem<'_, S, F>) {
        let store = self.session.store.clone();
        let evaluations = self.swarm.tally().evaluations;
        self.announcer = Some(Announcer::new(store, evaluations, self.best_value(problem)));
    }

    /// Announces the end of the run.
    pub fn end(&mut self, problem: &DynProblem<'_, S, F>, reason: &Reason, progress: f64) {
        self.progress = progress;
        // A flag ends a process, not the run: a standby continues, and workers stay.
        let (ended, left) = match reason {
            Reason::Flag => (None, Some(reason.to_string())),
            reason => (Some(reason.to_string()), None),
        };
        let (status, workers) = (self.status(problem), self.workers());
        if let Some(announcer) = &mut self.announcer {
            announcer.tell(RunStatus { ended, left, ..status }, &workers, true);
        }
    }

    /// Announces why this coordinator leaves a run that has not ended, unless another one leads it or the
    /// engine is out of reach.
    pub fn leave(&mut self, problem: &DynProblem<'_, S, F>, why: &Error) {
        if matches!(why, Error::Fenced { .. } | Error::Engine { .. }) {
            return;
        }
        let status = RunStatus { left: Some(why.to_string()), ..self.status(problem) };
        if let Some(announcer) = &mut self.announcer {
            announcer.leave(&status);
        }
    }

    fn status(&self, problem: &DynProblem<'_, S, F>) -> RunStatus {
        let Session { store, lease, job_table, .. } = &self.session;
        let tally = self.swarm.tally();
        let rate = self.announcer.as_ref().map(|announcer| announcer.rate(tally.evaluations));
        RunStatus {
            run: store.names.run.clone(),
            problem: problem.name().to_owned(),
            method: self.swarm.name(),
            lease: lease.map_or(0, |lease| lease.fence),
            rounds: tally.rounds,
            evaluations: tally.evaluations,
            rate: rate.unwrap_or_default(),
            failures: tally.failures.total(),
            best: self.best_value(problem),
            sense: problem.sense(),
            progress: self.progress,
            open: job_table.outstanding().count() as u64,
            counts: job_table.counts.clone(),
            ..RunStatus::default()
        }
    }

    fn workers(&self) -> Workers {
        let job_table = &self.session.job_table;
        let refused = job_table.worker_ledger.refused.clone();
        Workers { workers: job_table.workers(SHOWN), refused }
    }

    /// Asks for candidates, has them evaluated, and tells the results until a round has ended: a
    /// generation, or at a steady pace the next answer.
    fn round(&mut self, problem: &DynProblem<'_, S, F>, limits: &Limits<'_>) -> Result<(), Error> {
        let Remote { swarm, session, .. } = self;
        let before = swarm.tally();
        loop {
            let spent = swarm.tally().evaluations - before.evaluations;
            let left = limits.evaluations.saturating_sub(spent + swarm.open() as u64);
            if left > 0 {
                match swarm.ask(problem, &Limits { evaluations: left, budget: left, ..*limits }) {
                    Ok(asked) => session.take(asked)?,
                    Err(Error::Waiting { .. }) => {}
                    Err(other) => return Err(other),
                }
            }
            if swarm.open() == 0 {
                return Ok(());
            }
            let told = session.listen(&**swarm, problem, limits)?;
            if told.is_empty() {
                return Ok(()); // the time is up, or the log to be replayed has ended
            }
            swarm.tell(problem, told)?;
            if swarm.tally().rounds > before.rounds {
                return Ok(());
            }
        }
    }
}

impl<S: Space, F: Fitness> Optimizer<S, F> for Remote<'_, S, F> {
    forward_optimizer!(self => self.swarm, ask, tell, state, identity);

    fn step(&mut self, problem: &DynProblem<'_, S, F>, limits: &Limits<'_>) -> Result<(), Error> {
        self.progress = limits.progress.unwrap_or(0.0);
        if self.announcer.as_ref().is_some_and(Announcer::is_due) {
            let (status, workers) = (self.status(problem), self.workers());
            if let Some(announcer) = &mut self.announcer {
                announcer.tell(status, &workers, false);
            }
        }
        self.round(problem, limits)?;
        let (evaluations, best) = (self.swarm.tally().evaluations, self.best_value(problem));
        if let Some(announcer) = &mut self.announcer {
            announcer.tell_best(evaluations, best);
        }
        Ok(())
    }
    fn save(&self) -> Result<Value, Error> {
        let Session { job_table, heard, .. } = &self.session;
        let saved = Saved::<S, F> {
            swarm: self.swarm.save()?,
            outstanding: job_table.outstanding().cloned().collect(),
            reputations: job_table.reputations.clone(),
            counts: job_table.counts.clone(),
            heard: *heard,
        };
        serde_json::to_value(saved).map_err(|e| damaged("candidates that JSON can hold", e))
    }
    fn load(&mut self, problem: &DynProblem<'_, S, F>, saved: Value) -> Result<(), Error> {
        let saved: Saved<S, F> =
            serde_json::from_value(saved).map_err(|e| damaged("a swarm with its open jobs", e))?;
        self.swarm.load(problem, saved.swarm)?;
        let job_table = &mut self.session.job_table;
        (job_table.reputations, job_table.counts) = (saved.reputations, saved.counts);
        job_table.take(saved.outstanding);
        self.session.stand_at(saved.heard);
        self.knows_best();
        Ok(())
    }
}
