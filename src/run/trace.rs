//! Events for `tracing`.

use super::{Every, Observer, Reason, Status};
use crate::{error::Error, problem::Problem, swarm::Optimizer};
use std::ops::ControlFlow;

/// Emits a `tracing` event at the start, every so often, and at the end, with the round, the
/// evaluations, the failures and the best value as fields.
#[derive(Clone, Copy, Debug)]
pub struct Trace {
    every: Every,
    last: Status,
}

impl Trace {
    /// An event every so often.
    pub fn new(every: Every) -> Self {
        Trace { every, last: Status::default() }
    }
}

impl<P: Problem> Observer<P> for Trace {
    fn on_start(&mut self, status: &Status, swarm: &dyn Optimizer<P>) {
        self.last = *status;
        tracing::info!(swarm = swarm.name(), evaluations = status.evaluations, "start");
    }
    fn on_round(
        &mut self,
        status: &Status,
        _: &dyn Optimizer<P>,
    ) -> Result<ControlFlow<()>, Error> {
        if self.every.due(&self.last, status) {
            self.last = *status;
            let Status { rounds, evaluations, failures, best, .. } = *status;
            tracing::info!(rounds, evaluations, failures, best, "round");
        }
        Ok(ControlFlow::Continue(()))
    }
    fn on_end(
        &mut self,
        status: &Status,
        _: &dyn Optimizer<P>,
        reason: &Reason,
    ) -> Result<(), Error> {
        let Status { rounds, evaluations, failures, best, .. } = *status;
        tracing::info!(rounds, evaluations, failures, best, %reason, "end");
        Ok(())
    }
}
