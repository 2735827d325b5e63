//! Clauses on the evaluations of a swarm: their number, their points and what they find.

use super::{
    probe::{Mishap, Probe},
    subject::{ANY, Make, Verdict, build, spend, step},
};
use crate::{
    problem::{DynProblem, Fitness, Space},
    swarm::{Limits, Tally},
};

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
        let best = swarm.best().map(|slot| slot.fitness.clone());
        if let (Some(last), Some(best)) = (&last, &best)
            && last.beats(best)
        {
            return Err(format!("the best went from {last:?} to {best:?} in round {round}"));
        }
        let seen = probe.seen().best.clone();
        // Local search can find points for which the objective is never called.
        if let (Some(seen), Some(best)) = (&seen, &best)
            && seen.beats(best)
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

/// Checks that the best is better than the best of the first points within 400 rounds.
pub(super) fn it_improves_on_its_first_points<S: Space, F: Fitness>(
    make: Make<'_, S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Verdict {
    let mut swarm = build(make, problem)?;
    step(&mut swarm, problem, &ANY)?;
    let Some(first) = swarm.best().map(|best| best.fitness.clone()) else {
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
