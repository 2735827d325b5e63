//! The clauses, one function each, which returns a description of the violation if there is one.

use super::probe::{Mishap, Probe};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Space},
    rng::{Seed, Streams},
    run::{Evaluations, Rounds, run},
    swarm::{Asked, Limits, Optimizer, Pace, Settings, Tally, Threads},
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

pub(super) fn build<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Result<Running<S, F>, String> {
    make(problem, Settings::default()).map_err(|error| error.to_string())
}

/// Builds a swarm and runs it for the given number of evaluations.
fn spend<S: Space, F: Fitness>(
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

pub(super) fn same(what: &str, a: &str, b: &str) -> Verdict {
    if a == b {
        return Ok(());
    }
    let at = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let near =
        |s: &str| s.get(at.saturating_sub(60)..(at + 60).min(s.len())).unwrap_or("").to_owned();
    Err(format!("{what} ends elsewhere: …{}… and not …{}…", near(b), near(a)))
}

pub(super) fn step<S: Space, F: Fitness>(
    swarm: &mut Running<S, F>,
    problem: &DynProblem<'_, S, F>,
    limits: &Limits<'_>,
) -> Verdict {
    swarm.step(problem, limits).map_err(|error| error.to_string())
}

/// Checks that the same seed gives the same bits on the caller's thread and on pools of 1, 2 and 5 threads.
pub(super) fn threads_do_not_matter<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Verdict {
    let run = |threads: Threads| -> Result<String, String> {
        let settings = Settings { threads, ..Settings::default() };
        let mut swarm = make(problem, settings).map_err(|error| error.to_string())?;
        let (mut stop, mut watch) = (Rounds(ROUNDS), ());
        run(&mut *swarm, problem, &mut stop, &mut watch).map_err(|e| e.to_string())?;
        state(&swarm)
    };
    let alone = run(Threads::Sequential)?;
    for threads in [1, 2, 5] {
        same(&format!("{threads} threads"), &alone, &run(Threads::Count(threads))?)?;
    }
    same("the automatic choice of threads", &alone, &run(Threads::Auto)?)
}

/// Checks that asking in portions and telling one by one in any order gives the same bits as stepping.
pub(super) fn ask_and_tell_is_run<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Verdict {
    let (mut stepped, mut told) = (build(make, problem)?, build(make, problem)?);
    let mut rng = Streams::new(SEED).at(u64::MAX, 0);
    let failed = |error: Error| error.to_string();
    for round in 0..ROUNDS {
        let limits = Limits::NONE.at(round as f64 / ROUNDS as f64);
        step(&mut stepped, problem, &limits)?;
        let portion = Limits { evaluations: 3, ..limits };
        let mut asked: Vec<Asked<S::Point, F>> = Vec::new();
        loop {
            match told.ask(problem, &portion) {
                Ok(more) => asked.extend(more),
                Err(Error::Waiting { open }) if open == asked.len() => break,
                Err(other) => return Err(failed(other)),
            }
        }
        rng.shuffle(&mut asked);
        for candidate in asked {
            told.tell(problem, vec![candidate.evaluate(problem)]).map_err(failed)?;
        }
    }
    same("ask and tell", &state(&stepped)?, &state(&told)?)
}

/// Checks that a swarm saved as JSON, in the middle of a round too, and loaded into a new one goes on with the
/// same bits.
pub(super) fn a_resumed_run_is_an_uninterrupted_one<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Verdict {
    let (mut whole, mut first) = (build(make, problem)?, build(make, problem)?);
    for swarm in [&mut whole, &mut first] {
        for _ in 0..ROUNDS / 2 {
            step(swarm, problem, &ANY)?;
        }
        step(swarm, problem, &Limits { evaluations: 1, ..ANY })?;
    }
    let text = state(&first)?;
    let mut second = build(make, problem)?;
    let saved = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    second.load(problem, saved).map_err(|error| error.to_string())?;
    for swarm in [&mut whole, &mut second] {
        for _ in 0..ROUNDS / 2 {
            step(swarm, problem, &ANY)?;
        }
    }
    same("the resumed run", &state(&whole)?, &state(&second)?)
}

/// Checks that a budget is used exactly, that every evaluation is a call of the objective or reported by
/// local search or an agent, and that a budget of 0 gives no best point.
pub(super) fn evaluations_are_counted_exactly<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Verdict {
    for budget in [0, 1, 7, 100] {
        let probe = Probe::new(problem);
        let erased = probe.erased();
        let swarm = match budget {
            0 => {
                let mut swarm = build(make, &erased)?;
                step(&mut swarm, &erased, &Limits { evaluations: 0, ..ANY })?;
                swarm
            }
            _ => spend(make, &erased, budget)?,
        };
        let (counted, called) = (swarm.tally().evaluations, probe.calls() + probe.inside());
        if counted != budget {
            return Err(format!("{counted} evaluations of a budget of {budget}"));
        }
        let called = called + swarm.tally().inner_evaluations;
        if called != counted {
            return Err(format!("{counted} evaluations counted, {called} made"));
        }
        if (budget == 0) != swarm.best().is_none() {
            return Err(format!("best {:?} after {budget} evaluations", swarm.best()));
        }
    }
    Ok(())
}

/// Checks that every candidate lies in the space.
pub(super) fn candidates_stay_inside<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Verdict {
    let probe = Probe::new(problem);
    spend(make, &probe.erased(), 600)?;
    probe.seen().outside.map_or(Ok(()), |point| Err(format!("{point} was evaluated")))
}

/// Checks that the best never worsens and is at least as good as every point evaluated.
pub(super) fn the_best_is_never_lost<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Verdict {
    let probe = Probe::new(problem);
    let erased = probe.erased();
    let mut swarm = build(make, &erased)?;
    let mut last: Option<F> = None;
    for round in 0..40 {
        step(&mut swarm, &erased, &ANY)?;
        let best = swarm.best().map(|slot| slot.fitness);
        if let (Some(last), Some(best)) = (last, best)
            && last.beats(&best)
        {
            return Err(format!("the best went from {last:?} to {best:?} in round {round}"));
        }
        let seen = probe.seen().best;
        // Local search can find points for which the objective is never called.
        if let (Some(seen), Some(best)) = (seen, best)
            && seen.beats(&best)
        {
            return Err(format!("best {best:?}, though {seen:?} was evaluated"));
        }
        if seen.is_some() != best.is_some() {
            return Err(format!("best {best:?}, evaluated {seen:?}"));
        }
        last = best;
    }
    Ok(())
}

/// Checks that evaluations that return an error or NaN or panic are counted by kind, and that the run goes on.
pub(super) fn failures_are_survived<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Verdict {
    for mishap in [Mishap::Error, Mishap::Panic, Mishap::NotANumber] {
        for every in [1, 2, 50] {
            let probe = Probe::failing(problem, mishap, every);
            let erased = probe.erased();
            let mut swarm = build(make, &erased)?;
            let mut left = 200;
            while left > 0 {
                step(&mut swarm, &erased, &Limits { evaluations: left, ..ANY })?;
                left = 200_u64.saturating_sub(swarm.tally().evaluations);
            }
            let Tally { failures, evaluations, .. } = swarm.tally();
            let kinds = (failures.errors, failures.panics, failures.not_a_number);
            let due = probe.calls() / every;
            let expected = match mishap {
                Mishap::Error => (due, 0, 0),
                Mishap::Panic => (0, due, 0),
                Mishap::NotANumber => (0, 0, due),
            };
            if kinds != expected || evaluations != 200 {
                return Err(format!("{mishap:?} every {every}: {failures} of {evaluations}"));
            }
            let best = swarm.best().map(|best| best.fitness.scalar());
            let seen = probe.seen().best.map(|best| best.scalar());
            // Local search may find a better point without calling the objective.
            if best.is_some() != seen.is_some() || best > seen {
                return Err(format!("{mishap:?} every {every}: best {best:?}, evaluated {seen:?}"));
            }
        }
    }
    Ok(())
}

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
