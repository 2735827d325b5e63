//! The swarm under test: how it is built, run and compared.

use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Space},
    rng::Seed,
    run::{Evaluations, run},
    swarm::{Limits, Optimizer, Settings},
};

pub(super) const SEED: Seed = Seed(20_080_901);
pub(super) const ROUNDS: u64 = 12;

/// No limits, at the start of a run that has an end.
pub(super) const ANY: Limits<'static> = Limits { progress: Some(0.0), ..Limits::NONE };

/// The result of a clause: the error describes the observed behaviour.
pub(super) type Verdict = Result<(), String>;

/// A function that builds the swarm under test for a problem, with the given settings and a fixed seed.
pub(super) type Make<'m, S, F> =
    &'m dyn Fn(&DynProblem<'_, S, F>, Settings) -> Result<Running<S, F>, Error>;

/// The swarm under test, its type erased.
pub(super) type Running<S, F> = Box<dyn Optimizer<S, F>>;

/// Builds a swarm with the default settings.
pub(super) fn build<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Result<Running<S, F>, String> {
    make(problem, Settings::default()).map_err(|error| error.to_string())
}

/// Builds a swarm and runs it for the given number of evaluations.
pub(super) fn spend<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
    evaluations: u64,
) -> Result<Running<S, F>, String> {
    let mut swarm = build(make, problem)?;
    let (mut stop, mut watch) = (Evaluations(evaluations), ());
    run(&mut *swarm, problem, &mut stop, &mut watch).map_err(|error| error.to_string())?;
    Ok(swarm)
}

/// Returns the state of a swarm as text: equal texts mean equal bits.
pub(super) fn state<S: Space, F: Fitness>(swarm: &Running<S, F>) -> Result<String, String> {
    swarm.save().map(|value| value.to_string()).map_err(|error| error.to_string())
}

/// Returns an error that shows the first difference of two states, if there is one.
pub(super) fn same(what: &str, a: &str, b: &str) -> Verdict {
    if a == b {
        return Ok(());
    }
    let at = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let near =
        |s: &str| s.get(at.saturating_sub(60)..(at + 60).min(s.len())).unwrap_or("").to_owned();
    Err(format!("{what} ends elsewhere: …{}… and not …{}…", near(b), near(a)))
}

/// Runs a step.
pub(super) fn step<S: Space, F: Fitness>(
    swarm: &mut Running<S, F>,
    problem: &DynProblem<'_, S, F>,
    limits: &Limits<'_>,
) -> Verdict {
    swarm.step(problem, limits).map_err(|error| error.to_string())
}
