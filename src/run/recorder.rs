//! The observer that every solver adds: it records the history and writes checkpoints.

use super::{Checkpoint, History, Observer, Reason, Status, files::Plan};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Sense, Space},
    swarm::Optimizer,
};
use std::ops::ControlFlow;

/// An observer that calls the user's observer, records the history and writes checkpoints.
pub(super) struct RunRecorder<'o, S: Space, F: Fitness> {
    problem: String,
    sense: Sense,
    pub history: History,
    plan: Option<Plan>,
    pub last: Status,
    /// Why the last checkpoint could not be written.
    pub trouble: Option<Error>,
    observer: &'o mut dyn Observer<S, F>,
}

impl<'o, S: Space, F: Fitness> RunRecorder<'o, S, F> {
    pub fn new(
        problem: &DynProblem<'_, S, F>,
        history: History,
        plan: Option<Plan>,
        observer: &'o mut dyn Observer<S, F>,
    ) -> Self {
        let (name, sense) = (problem.name().to_owned(), problem.sense());
        let last = Status::default();
        RunRecorder { problem: name, sense, history, plan, last, trouble: None, observer }
    }

    /// Writes a checkpoint. The run goes on if that fails: its result is worth more than the file.
    fn checkpoint(&mut self, swarm: &dyn Optimizer<S, F>) {
        self.trouble = self.write(swarm).err();
    }

    fn write(&self, swarm: &dyn Optimizer<S, F>) -> Result<(), Error> {
        let Some(plan) = &self.plan else { return Ok(()) };
        let mut observers = serde_json::Map::new();
        self.observer.save(&mut observers);
        let checkpoint = Checkpoint::named(&self.problem, self.sense, swarm, &self.history)?;
        plan.write(&checkpoint.with_observers(observers))
    }
}

impl<S: Space, F: Fitness> Observer<S, F> for RunRecorder<'_, S, F> {
    fn on_start(&mut self, status: &Status, swarm: &dyn Optimizer<S, F>) {
        self.last = *status;
        self.observer.on_start(status, swarm);
    }
    fn on_round(
        &mut self,
        status: &Status,
        swarm: &dyn Optimizer<S, F>,
    ) -> Result<ControlFlow<()>, Error> {
        self.history.note(status.evaluations, status.best);
        let flow = self.observer.on_round(status, swarm)?;
        if self.plan.as_ref().is_some_and(|plan| plan.every.due(&self.last, status)) {
            self.last = *status;
            self.checkpoint(swarm);
        }
        Ok(flow)
    }
    fn on_end(
        &mut self,
        status: &Status,
        swarm: &dyn Optimizer<S, F>,
        reason: &Reason,
    ) -> Result<(), Error> {
        self.last = *status;
        self.checkpoint(swarm);
        self.observer.on_end(status, swarm, reason)
    }
}
