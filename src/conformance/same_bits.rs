//! Clauses on equal bits: whatever must not matter does not.

use super::{
    probe::Scaled,
    subject::{ANY, Make, ROUNDS, Running, SEED, Verdict, build, same, state, step},
};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Space},
    rng::Streams,
    run::{Rounds, run},
    swarm::{Asked, Limits, Settings, Threads},
};

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

/// Checks that a met target ends the round, with the same bits on any number of threads, and that continuing
/// from there gives the run without a target.
pub(super) fn a_target_ends_the_round<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Verdict {
    let mut whole = build(make, problem)?;
    for _ in 0..ROUNDS {
        step(&mut whole, problem, &ANY)?;
    }
    let Some(target) = whole.best().map(|best| best.fitness.value()) else { return Ok(()) };
    let met =
        |swarm: &Running<S, F>| swarm.best().is_some_and(|best| best.fitness.value() <= target);
    let reach = |threads: Threads| -> Result<(String, String), String> {
        let settings = Settings { threads, ..Settings::default() };
        let mut swarm = make(problem, settings).map_err(|error| error.to_string())?;
        for _ in 0..2 * ROUNDS {
            if !met(&swarm) {
                step(&mut swarm, problem, &Limits { target: Some(target), ..ANY })?;
            }
        }
        let there = state(&swarm)?;
        if !met(&swarm) || swarm.tally().evaluations > whole.tally().evaluations {
            return Err(format!("{:?} for a target of {target}", swarm.best()));
        }
        for _ in 0..ROUNDS {
            if swarm.tally().evaluations < whole.tally().evaluations {
                step(&mut swarm, problem, &ANY)?;
            }
        }
        Ok((there, state(&swarm)?))
    };
    let (alone, shared) = (reach(Threads::Sequential)?, reach(Threads::Rayon)?);
    same("a target on many threads", &alone.0, &shared.0)?;
    same("a run beyond a target", &state(&whole)?, &alone.1)?;
    same("a run beyond a target on many threads", &alone.1, &shared.1)
}

/// Checks that a swarm finds the same points in another unit of cost.
pub(super) fn units_do_not_matter<S: Space>(
    make: Make<'_, S, f64>,
    problem: &DynProblem<'_, S, f64>,
) -> Verdict {
    type Path<X> = Vec<(u64, X, u64)>;
    let run = |power: i32| -> Result<Path<S::Point>, String> {
        let factor = 2_f64.powi(power);
        let scaled = Scaled { problem, factor };
        let erased: &DynProblem<'_, S, f64> = &scaled;
        let mut swarm = build(make, &erased)?;
        let mut path = Vec::new();
        for round in 0..30 {
            let limits = ANY.at(f64::from(round) / 30.0);
            step(&mut swarm, &erased, &limits)?;
            if let Some(best) = swarm.best() {
                let cost = (best.fitness / factor).to_bits();
                path.push((swarm.tally().evaluations, best.point.clone(), cost));
            }
        }
        Ok(path)
    };
    let plain = run(0)?;
    for power in [-60, -20, 20, 60] {
        let scaled = run(power)?;
        if let Some(round) = plain.iter().zip(&scaled).position(|(a, b)| a != b) {
            let (a, b) = (&plain[round], &scaled[round]);
            return Err(format!("costs times 2^{power}: {b:?} and not {a:?} in round {round}"));
        }
    }
    Ok(())
}
