//! Clauses on guests, cuts and targets, and on the points that a swarm finds.

use super::{
    clauses::{ANY, Make, ROUNDS, Running, Verdict, build, same, state, step},
    probe::{Probe, Scaled},
};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Space},
    swarm::{Limits, Settings, Slot, Threads},
};

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

/// Checks that nothing is evaluated after a cut, and that the run goes on from there.
pub(super) fn a_cut_is_heard_before_the_next_evaluation<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Verdict {
    for at in [1, 5, 40] {
        let probe = Probe::new(problem);
        let erased = probe.erased();
        let mut swarm = build(make, &erased)?;
        let cut = || probe.calls() >= at;
        for _ in 0..50 {
            step(&mut swarm, &erased, &Limits { cut: Some(&cut), ..ANY })?;
        }
        let (calls, counted) = (probe.calls(), swarm.tally().evaluations);
        if calls > at || counted < calls {
            return Err(format!("{calls} evaluations, {counted} counted, after a cut at {at}"));
        }
        // The first step may merely end the round that was cut.
        for _ in 0..3 {
            step(&mut swarm, &erased, &ANY)?;
        }
        if calls == at && swarm.tally().evaluations == counted {
            return Err(format!("nothing more after a cut at {at}"));
        }
    }
    Ok(())
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
    let Some(target) = whole.best().map(|best| best.fitness.scalar()) else { return Ok(()) };
    let met =
        |swarm: &Running<S, F>| swarm.best().is_some_and(|best| best.fitness.scalar() <= target);
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

/// Checks that the best is better than the best of the first points within 400 rounds.
pub(super) fn it_improves_on_its_first_points<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Verdict {
    let mut swarm = build(make, problem)?;
    step(&mut swarm, problem, &ANY)?;
    let Some(first) = swarm.best().map(|best| best.fitness) else {
        return Err("no best".to_owned());
    };
    for round in 0..400 {
        let limits = ANY.at(f64::from(round) / 400.0);
        step(&mut swarm, problem, &limits)?;
        if swarm.best().is_some_and(|best| best.fitness.beats(&first)) {
            return Ok(());
        }
    }
    Err(format!("the best is {first:?} after 400 rounds, as it was after the first"))
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
