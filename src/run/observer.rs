//! Who watches a run.

use super::{Reason, Status};
use crate::{
    error::Error,
    problem::{Fitness, Space},
    swarm::Optimizer,
};
use serde_json::{Map, Value};
use std::ops::ControlFlow;

/// Sees a run begin, every round of it, and its end. It cannot change the search, but may end it.
pub trait Observer<S: Space, F: Fitness>: Send {
    /// Before the first round.
    fn on_start(&mut self, _status: &Status, _swarm: &dyn Optimizer<S, F>) {}

    /// After each round; `Break` ends the run well, an error ends it with that error.
    ///
    /// # Errors
    /// Whatever keeps the observer from its work: a file that cannot be written.
    fn on_round(
        &mut self,
        _status: &Status,
        _swarm: &dyn Optimizer<S, F>,
    ) -> Result<ControlFlow<()>, Error> {
        Ok(ControlFlow::Continue(()))
    }

    /// After the last round.
    ///
    /// # Errors
    /// As [`on_round`](Self::on_round).
    fn on_end(
        &mut self,
        _status: &Status,
        _swarm: &dyn Optimizer<S, F>,
        _reason: &Reason,
    ) -> Result<(), Error> {
        Ok(())
    }

    /// Puts down under a name of its own what it needs to go on watching in a later process; see
    /// [`load`](Self::load). Nothing by default.
    fn save(&self, _state: &mut Map<String, Value>) {}

    /// Goes on from what [`save`](Self::save) put down, if anything.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] if it is something else.
    fn load(&mut self, _state: &Map<String, Value>) -> Result<(), Error> {
        Ok(())
    }
}

/// Nobody watches.
impl<S: Space, F: Fitness> Observer<S, F> for () {}

/// One who is lent watches, and can be asked afterwards what was seen.
impl<S: Space, F: Fitness, O: Observer<S, F> + ?Sized> Observer<S, F> for &mut O {
    fn on_start(&mut self, status: &Status, swarm: &dyn Optimizer<S, F>) {
        (**self).on_start(status, swarm);
    }
    fn on_round(
        &mut self,
        status: &Status,
        swarm: &dyn Optimizer<S, F>,
    ) -> Result<ControlFlow<()>, Error> {
        (**self).on_round(status, swarm)
    }
    fn on_end(
        &mut self,
        status: &Status,
        swarm: &dyn Optimizer<S, F>,
        reason: &Reason,
    ) -> Result<(), Error> {
        (**self).on_end(status, swarm, reason)
    }
    fn save(&self, state: &mut Map<String, Value>) {
        (**self).save(state);
    }
    fn load(&mut self, state: &Map<String, Value>) -> Result<(), Error> {
        (**self).load(state)
    }
}

/// Both watch; either may end the run.
impl<S: Space, F: Fitness, A: Observer<S, F>, B: Observer<S, F>> Observer<S, F> for (A, B) {
    fn on_start(&mut self, status: &Status, swarm: &dyn Optimizer<S, F>) {
        self.0.on_start(status, swarm);
        self.1.on_start(status, swarm);
    }
    fn on_round(
        &mut self,
        status: &Status,
        swarm: &dyn Optimizer<S, F>,
    ) -> Result<ControlFlow<()>, Error> {
        let (a, b) = (self.0.on_round(status, swarm)?, self.1.on_round(status, swarm)?);
        Ok(if a.is_break() { a } else { b })
    }
    fn on_end(
        &mut self,
        status: &Status,
        swarm: &dyn Optimizer<S, F>,
        reason: &Reason,
    ) -> Result<(), Error> {
        self.0.on_end(status, swarm, reason)?;
        self.1.on_end(status, swarm, reason)
    }
    fn save(&self, state: &mut Map<String, Value>) {
        self.0.save(state);
        self.1.save(state);
    }
    fn load(&mut self, state: &Map<String, Value>) -> Result<(), Error> {
        self.0.load(state)?;
        self.1.load(state)
    }
}

/// An observer made of a closure over the status.
///
/// ```
/// use swarmopt::prelude::*;
/// let mut best = Vec::new();
/// let ball = Boxed::cube(-1.0..=1.0, 2)?.minimize(|x| x[0] * x[0] + x[1] * x[1]);
/// ParticleSwarm::default()
///     .observe(OnRound(|status: &Status| best.push(status.best)))
///     .solve(&ball, Seed(1), Rounds(5))?;
/// assert_eq!(best.len(), 5);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct OnRound<G>(pub G);

impl<S: Space, F: Fitness, G: FnMut(&Status) + Send> Observer<S, F> for OnRound<G> {
    fn on_round(
        &mut self,
        status: &Status,
        _: &dyn Optimizer<S, F>,
    ) -> Result<ControlFlow<()>, Error> {
        (self.0)(status);
        Ok(ControlFlow::Continue(()))
    }
}
