//! Observers of a run.

use super::{Reason, Status};
use crate::{
    error::Error,
    problem::{Fitness, Space},
    swarm::Optimizer,
};
use serde_json::{Map, Value};
use std::ops::ControlFlow;

/// An observer of a run: of its beginning, each round and its end. It cannot change the search but may end it.
pub trait Observer<S: Space, F: Fitness>: Send {
    /// Called before the first round.
    fn on_start(&mut self, _status: &Status, _swarm: &dyn Optimizer<S, F>) {}

    /// Called after each round. `Break` ends the run normally, an error ends it with that error.
    ///
    /// # Errors
    /// Any error that prevents the observer from working, such as a file that cannot be written.
    fn on_round(
        &mut self,
        _status: &Status,
        _swarm: &dyn Optimizer<S, F>,
    ) -> Result<ControlFlow<()>, Error> {
        Ok(ControlFlow::Continue(()))
    }

    /// Called after the last round.
    ///
    /// # Errors
    /// Those of [`on_round`](Self::on_round).
    fn on_end(
        &mut self,
        _status: &Status,
        _swarm: &dyn Optimizer<S, F>,
        _reason: &Reason,
    ) -> Result<(), Error> {
        Ok(())
    }

    /// Saves, under a name of its own, the state that the observer needs after a resumption; see
    /// [`load`](Self::load). Default: nothing.
    fn save(&self, _state: &mut Map<String, Value>) {}

    /// Restores the state that [`save`](Self::save) saved, if there is any.
    ///
    /// # Errors
    /// [`Error::Checkpoint`] if the state is not one that this observer saves.
    fn load(&mut self, _state: &Map<String, Value>) -> Result<(), Error> {
        Ok(())
    }
}

/// No observer.
impl<S: Space, F: Fitness> Observer<S, F> for () {}

/// A borrowed observer, which can be read after the run.
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

/// Two observers; either may end the run.
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

/// An observer that calls a closure with the status after each round.
///
/// ```
/// use swarmopt::{author::*, prelude::*};
/// let mut best = Vec::new();
/// let ball = Boxed::cube(-1.0..=1.0, 2)?.minimize(|x| x[0] * x[0] + x[1] * x[1]);
/// ParticleSwarm::default()
///     .observe(OnRound(|status: &Status| best.push(status.best)))
///     .solve(&ball, Seed(1), Rounds(5))?;
/// assert_eq!(best.len(), 5);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "callback")]
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
