//! What every solver keeps of its run: the history, and a checkpoint from time to time.

use super::{Checkpoint, History, Observer, Reason, Status, files::Plan};
use crate::{
    error::Error,
    problem::{Problem, Sense},
    swarm::Optimizer,
};
use std::ops::ControlFlow;

/// Stands before the user's observers and sees to what they are to be told later.
pub(super) struct Keeper<O> {
    pub problem: String,
    pub sense: Sense,
    pub history: History,
    pub plan: Option<Plan>,
    pub last: Status,
    /// Why a checkpoint could not be written, the last time.
    pub trouble: Option<Error>,
    pub observer: O,
}

impl<O> Keeper<O> {
    /// Writes a checkpoint. Where that fails the run goes on: what it finds is worth more than the file.
    fn checkpoint<P: Problem>(&mut self, swarm: &dyn Optimizer<P>)
    where
        O: Observer<P>,
    {
        self.trouble = self.write(swarm).err();
    }

    fn write<P: Problem>(&self, swarm: &dyn Optimizer<P>) -> Result<(), Error>
    where
        O: Observer<P>,
    {
        let Some(plan) = &self.plan else { return Ok(()) };
        let mut observers = serde_json::Map::new();
        self.observer.save(&mut observers);
        let checkpoint = Checkpoint::named(&self.problem, self.sense, swarm, &self.history)?;
        plan.write(&checkpoint.with_observers(observers))
    }
}

impl<P: Problem, O: Observer<P>> Observer<P> for Keeper<O> {
    fn on_start(&mut self, status: &Status, swarm: &dyn Optimizer<P>) {
        self.last = *status;
        self.observer.on_start(status, swarm);
    }
    fn on_round(
        &mut self,
        status: &Status,
        swarm: &dyn Optimizer<P>,
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
        swarm: &dyn Optimizer<P>,
        reason: &Reason,
    ) -> Result<(), Error> {
        self.last = *status;
        self.checkpoint(swarm);
        self.observer.on_end(status, swarm, reason)
    }
}
