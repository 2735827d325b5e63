//! Clauses on what comes from outside: results and guests.

use super::subject::{ANY, Make, ROUNDS, SEED, Verdict, build, same, state, step};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Space},
    rng::Streams,
    swarm::{Limits, Pace, Settings, Slot},
};

/// Checks that results under unknown or repeated tickets are refused and change nothing.
pub(super) fn wrong_results_are_refused<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Verdict {
    let mut swarm = build(make, problem)?;
    let asked = swarm.ask(problem, &ANY).map_err(|error| error.to_string())?;
    let first = asked[0].clone().evaluate(problem);
    let before = state(&swarm)?;
    let stranger = u64::MAX / 2;
    let mut strange = first.clone();
    strange.ticket = stranger;
    let cases = [
        ("a stranger", vec![first.clone(), strange]),
        ("a repeat", vec![first.clone(), first.clone()]),
    ];
    for (what, told) in cases {
        match swarm.tell(problem, told) {
            Err(Error::UnknownTicket(_) | Error::RepeatedTicket(_)) => {}
            other => return Err(format!("{what} was told: {other:?}")),
        }
        same(what, &before, &state(&swarm)?)?;
    }
    match swarm.step(problem, &ANY) {
        Err(Error::Waiting { open }) if open == asked.len() => Ok(()),
        other => Err(format!("a step with {} candidates out: {other:?}", asked.len())),
    }
}

/// Checks that a result whose point was moved outside the space is refused and changes nothing.
pub(super) fn a_point_moved_outside_is_refused<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Verdict {
    let mut swarm = build(make, problem)?;
    let asked = swarm.ask(problem, &ANY).map_err(|error| error.to_string())?;
    let mut told: Vec<_> = asked.into_iter().map(|asked| asked.evaluate(problem)).collect();
    let Some(last) = told.last_mut() else { return Err("nothing was asked".to_owned()) };
    last.moved = Some(S::Point::default());
    let before = state(&swarm)?;
    match swarm.tell(problem, told) {
        Err(Error::Outside { .. }) => {}
        other => return Err(format!("a point moved outside was told: {other:?}")),
    }
    same("a point moved outside", &before, &state(&swarm)?)
}

/// Checks that a better guest becomes the best, and that the swarm goes on.
pub(super) fn guests_are_welcome<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Verdict {
    let (mut host, mut other) = (build(make, problem)?, build(make, problem)?);
    step(&mut host, problem, &ANY)?;
    for _ in 0..2 * ROUNDS {
        step(&mut other, problem, &ANY)?;
    }
    let Some(guest) = other.best().cloned() else { return Err("no best".to_owned()) };
    host.welcome(problem, &guest).map_err(|error| error.to_string())?;
    if host.best().is_none_or(|best| guest.fitness.beats(&best.fitness)) {
        return Err("the guest is better than the best".to_owned());
    }
    for _ in 0..ROUNDS {
        step(&mut host, problem, &ANY)?;
    }
    match host.best() {
        Some(best) if !guest.fitness.beats(&best.fitness) => Ok(()),
        best => Err(format!("the guest was lost: {best:?}")),
    }
}

/// Checks that a guest outside the space or without a cost is refused and changes nothing.
pub(super) fn strange_guests_are_refused<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Verdict {
    let mut host = build(make, problem)?;
    step(&mut host, problem, &ANY)?;
    let Some(best) = host.best().cloned() else { return Err("no best".to_owned()) };
    let before = state(&host)?;
    let outside = Slot { point: S::Point::default(), ..best.clone() };
    let worthless = Slot { fitness: F::WORST, ..best };
    for (what, guest) in [("a point outside", outside), ("a cost that is none", worthless)] {
        match host.welcome(problem, &guest) {
            Err(Error::Outside { .. } | Error::Parameter { .. }) => {}
            other => return Err(format!("a guest with {what}: {other:?}")),
        }
        same(what, &before, &state(&host)?)?;
    }
    Ok(())
}

/// Checks that a steady swarm counts every result at once while other candidates are out.
pub(super) fn a_steady_swarm_needs_no_barrier<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Verdict {
    let failed = |error: Error| error.to_string();
    let settings = Settings { pace: Pace::Steady, ..Settings::default() };
    let mut swarm = match make(problem, settings) {
        Ok(swarm) => swarm,
        Err(Error::NotSteady { .. }) => return Ok(()),
        Err(other) => return Err(failed(other)),
    };
    step(&mut swarm, problem, &ANY)?;
    let mut rng = Streams::new(SEED).at(u64::MAX, 1);
    let two = Limits { evaluations: 2, ..ANY };
    let mut out = swarm.ask(problem, &two).map_err(failed)?;
    let before = swarm.tally().evaluations;
    for done in 1..=100 {
        let candidate = out.swap_remove(rng.below(out.len()));
        swarm.tell(problem, vec![candidate.evaluate(problem)]).map_err(failed)?;
        if swarm.tally().evaluations < before + done {
            return Err(format!(
                "{done} results told, {} counted",
                swarm.tally().evaluations - before
            ));
        }
        if out.is_empty() {
            out = swarm.ask(problem, &two).map_err(failed)?;
        } else if let Ok(more) = swarm.ask(problem, &Limits { evaluations: 1, ..ANY }) {
            out.extend(more);
        }
    }
    Ok(())
}
