//! The main loop, and the state of a run between its rounds.

use super::{Observer, Reason, Status, Stop, pool::in_pool};
use crate::{
    error::{Error, require},
    problem::{Cut, DynProblem, Fitness, Space},
    swarm::{Limits, Optimizer, Tally},
};
use std::time::Instant;

/// Runs a swarm until the criterion or an observer stops it, and returns the reason.
///
/// # Errors
/// Those of [`Optimizer::step`] and [`Stop::check`]; [`Error::Parameter`] if the requested threads cannot be
/// started; [`Error::AllFailed`] if all evaluations of the first round, and at least 10, failed,
/// unless the policy is [`OnFailure::Persist`](crate::swarm::OnFailure::Persist).
pub fn run<S: Space, F: Fitness>(
    swarm: &mut dyn Optimizer<S, F>,
    problem: &DynProblem<'_, S, F>,
    stop: &mut dyn Stop,
    observer: &mut dyn Observer<S, F>,
) -> Result<Reason, Error> {
    in_pool(swarm.threads(), || rounds(swarm, problem, stop, observer))?
}

/// Runs the rounds of a run.
fn rounds<S: Space, F: Fitness>(
    swarm: &mut dyn Optimizer<S, F>,
    problem: &DynProblem<'_, S, F>,
    stop: &mut dyn Stop,
    observer: &mut dyn Observer<S, F>,
) -> Result<Reason, Error> {
    let mut state = RunState::begin(swarm, problem, stop, observer)?;
    let mut reason = stop.reason(&state.status);
    let reason = loop {
        if let Some(reason) = reason {
            break reason;
        }
        let cut = || state.is_cut(stop);
        swarm.step(problem, &state.limits(problem, stop, &cut))?;
        reason = state.end_round(swarm, problem, stop, observer)?;
    };
    observer.on_end(&state.status, swarm, &reason)?;
    Ok(reason)
}

/// The state of a run between its rounds, whoever evaluates.
pub(super) struct RunState {
    start: Instant,
    can_cut: bool,
    /// The status at the end of the last round.
    pub status: Status,
}

impl RunState {
    /// Begins a run: checks the criterion and the optimum, and calls the observer.
    pub fn begin<S: Space, F: Fitness>(
        swarm: &dyn Optimizer<S, F>,
        problem: &DynProblem<'_, S, F>,
        stop: &dyn Stop,
        observer: &mut dyn Observer<S, F>,
    ) -> Result<Self, Error> {
        stop.check()?;
        if let Some(optimum) = problem.optimum() {
            require(optimum.is_finite(), "optimum", optimum, "a finite number")?;
        }
        let start = Instant::now();
        let status = status(swarm, problem, start, stop);
        observer.on_start(&status, swarm);
        Ok(RunState { start, can_cut: stop.can_cut(), status })
    }

    /// Returns whether the clock or a flag leaves the rest of the round for later.
    pub fn is_cut(&self, stop: &dyn Stop) -> bool {
        self.can_cut && stop.cuts(self.start.elapsed())
    }

    /// Returns the limits of the next round, which ends early at `cut`.
    pub fn limits<'c, S: Space, F: Fitness>(
        &self,
        problem: &DynProblem<'_, S, F>,
        stop: &dyn Stop,
        cut: Cut<'c>,
    ) -> Limits<'c> {
        let (now, sense) = (&self.status, problem.sense());
        Limits {
            evaluations: stop.evaluations_left(now),
            budget: stop.evaluations_left(now),
            failures: stop.failures_left(now),
            progress: stop.progress(now),
            target: stop.target(sense).map(|target| sense.turn(target)),
            cut: self.can_cut.then_some(cut),
        }
    }

    /// Ends a round: calls the observer, and returns why the run is to end, if it is.
    pub fn end_round<S: Space, F: Fitness>(
        &mut self,
        swarm: &dyn Optimizer<S, F>,
        problem: &DynProblem<'_, S, F>,
        stop: &mut dyn Stop,
        observer: &mut dyn Observer<S, F>,
    ) -> Result<Option<Reason>, Error> {
        self.status = status(swarm, problem, self.start, stop);
        hopeless(swarm)?;
        let flow = observer.on_round(&self.status, swarm)?;
        let observed = flow.is_break().then_some(Reason::Observer);
        Ok(stop.reason(&self.status).or(observed))
    }
}

/// The number of evaluations that must fail before a run is refused: fewer may be bad luck.
const ENOUGH: u64 = 10;

/// Returns an error if the first round is over and every evaluation has failed: an objective that always fails
/// would use up the whole budget silently.
fn hopeless<S: Space, F: Fitness>(swarm: &dyn Optimizer<S, F>) -> Result<(), Error> {
    if swarm.best().is_some() || swarm.persists() {
        return Ok(());
    }
    let Tally { rounds, evaluations, failures, .. } = swarm.tally();
    match failures.last {
        Some(last) if rounds > 0 && evaluations >= ENOUGH && failures.total() >= evaluations => {
            Err(Error::AllFailed { evaluations, last })
        }
        _ => Ok(()),
    }
}

fn status<S: Space, F: Fitness>(
    swarm: &dyn Optimizer<S, F>,
    problem: &DynProblem<'_, S, F>,
    start: Instant,
    stop: &dyn Stop,
) -> Status {
    let tally = swarm.tally();
    let sense = problem.sense();
    let mut status = Status {
        rounds: tally.rounds,
        evaluations: tally.evaluations,
        stagnation: tally.stagnation,
        failures: tally.failures.total(),
        lost: tally.failures.lost(),
        best: swarm.best().and_then(|best| best.value(sense)),
        violation: swarm.best().map(|best| best.fitness.violation()).filter(|v| *v > 0.0),
        sense,
        elapsed: start.elapsed(),
        progress: 0.0,
    };
    status.progress = stop.progress(&status).unwrap_or(0.0);
    status
}
