//! The observer that every run adds: it records the history and writes checkpoints.

use super::{Checkpoint, History, Observer, Outcome, Reason, Sink, Status};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Sense, Space},
    swarm::Optimizer,
};
use std::ops::ControlFlow;

/// An observer that calls the user's observer, records the history and writes checkpoints.
pub(crate) struct RunRecorder<'o, S: Space, F: Fitness> {
    problem: String,
    sense: Sense,
    history: History,
    sink: Option<Box<dyn Sink + 'o>>,
    /// The status at the last checkpoint, which is that of the end once the run has ended.
    pub last: Status,
    /// Why the last checkpoint could not be written.
    trouble: Option<Error>,
    observer: Box<dyn Observer<S, F> + 'o>,
}

impl<'o, S: Space, F: Fitness> RunRecorder<'o, S, F> {
    pub fn new(
        problem: &DynProblem<'_, S, F>,
        history: History,
        sink: Option<Box<dyn Sink + 'o>>,
        observer: Box<dyn Observer<S, F> + 'o>,
    ) -> Self {
        let (name, sense) = (problem.name().to_owned(), problem.sense());
        let last = Status::default();
        RunRecorder { problem: name, sense, history, sink, last, trouble: None, observer }
    }

    /// Returns the history so far.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Returns the outcome of the run that was recorded.
    pub fn outcome(
        self,
        swarm: &dyn Optimizer<S, F>,
        problem: &DynProblem<'_, S, F>,
        reason: Reason,
    ) -> Outcome<S::Point> {
        let trouble = self.trouble.map(|trouble| trouble.to_string());
        let elapsed = self.last.elapsed;
        Outcome { trouble, ..Outcome::of(swarm, problem, reason, self.history, elapsed) }
    }

    /// Writes a checkpoint, if there is a sink for it.
    fn checkpoint(&mut self, now: &Status, swarm: &dyn Optimizer<S, F>) -> Result<(), Error> {
        self.last = *now;
        let Some(sink) = &mut self.sink else { return Ok(()) };
        let mut observers = serde_json::Map::new();
        self.observer.save(&mut observers);
        let checkpoint = Checkpoint::named(&self.problem, self.sense, swarm, &self.history);
        let written =
            checkpoint.and_then(|whole| sink.write(&whole.with_observers(observers), now));
        match written {
            Err(error) if sink.is_vital() => Err(error),
            written => {
                self.trouble = written.err();
                Ok(())
            }
        }
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
        if self.sink.as_ref().is_some_and(|sink| sink.is_due(&self.last, status)) {
            self.checkpoint(status, swarm)?;
        }
        Ok(flow)
    }
    fn on_end(
        &mut self,
        status: &Status,
        swarm: &dyn Optimizer<S, F>,
        reason: &Reason,
    ) -> Result<(), Error> {
        self.checkpoint(status, swarm)?;
        self.observer.on_end(status, swarm, reason)
    }
}
