//! The contract that every local search on boxes keeps.

use super::{
    Violation,
    probe::{Mishap, Probe},
    subject::{SEED, Verdict},
    suites::impossible,
};
use crate::{
    error::Error,
    local_search::LocalSearch,
    particle::ParticleSwarm,
    problem::{Allowance, Boxed, DynProblem, Function, Space},
    rng::{Seed, Streams},
    run::Solve,
    swarm::{Asked, Limits, Polish},
};

type OnBox<'a> = &'a DynProblem<'a, Boxed>;
type Clause<L> = fn(&dyn Fn() -> L, OnBox<'_>) -> Verdict;

/// Checks a local search on boxes against its contract: it keeps its allowance and stays inside the space,
/// returns the cost of its point, which is never worse than before, stops at a cut before the next
/// evaluation, and every failure inside it is counted, in a run and by ask and tell alike.
///
/// ```
/// use swarmopt::{conformance, prelude::*};
/// conformance::on_local_search(Powell::default)?;
/// # Ok::<(), conformance::Violation>(())
/// ```
///
/// # Errors
/// Returns the first clause that does not hold.
pub fn on_local_search<L>(make: impl Fn() -> L) -> Result<(), Violation>
where
    L: for<'a> LocalSearch<OnBox<'a>>,
{
    let cannot = |error: Error| impossible(&error);
    let hills = Function::Rastrigin.in_dimensions(3).map_err(cannot)?.shifted(Seed(1));
    let erased: OnBox<'_> = &hills;
    let clauses: [(&'static str, Clause<L>); 3] = [
        ("local search keeps its allowance", keeps_its_allowance),
        ("local search hears a cut", hears_a_cut),
        ("failures inside local search are counted", failures_are_counted),
    ];
    for (clause, holds) in clauses {
        holds(&make, erased).map_err(|detail| Violation {
            clause,
            detail,
            swarm: "local search".to_owned(),
            problem: erased.name().to_owned(),
        })?;
    }
    Ok(())
}

fn keeps_its_allowance<L>(make: &dyn Fn() -> L, problem: OnBox<'_>) -> Verdict
where
    L: for<'a> LocalSearch<OnBox<'a>>,
{
    for (lane, most) in [(0, 0), (1, 1), (2, 7), (3, 100), (4, 2_000)] {
        let probe = Probe::new(problem);
        let mut rng = Streams::new(SEED).at(0, lane);
        let mut x = problem.space().sample(&mut rng);
        let cost = |x: &Vec<f64>| problem.evaluate(x).map_err(|failure| failure.to_string());
        let before = cost(&x)?;
        let mut allowance = Allowance::new(most);
        let after = make().improve(&probe.erased(), &mut x, before, &mut allowance, &mut rng);
        let (spent, calls) = (allowance.spent(), probe.calls());
        if spent > most || spent != calls {
            return Err(format!("{spent} of {most} evaluations spent, {calls} made"));
        }
        if let Some(point) = probe.seen().outside {
            return Err(format!("{point} was evaluated"));
        }
        let costs = cost(&x)?;
        if after > before || after != costs {
            return Err(format!("from {before} to {after}, and the point costs {costs}"));
        }
    }
    Ok(())
}

fn hears_a_cut<L>(make: &dyn Fn() -> L, problem: OnBox<'_>) -> Verdict
where
    L: for<'a> LocalSearch<OnBox<'a>>,
{
    for polish in [Polish::All, Polish::Best] {
        for at in [9, 30, 200] {
            let probe = Probe::new(problem);
            let searched = make().on(probe.erased());
            let swarm = ParticleSwarm::new(8).polish(polish).build(&searched, SEED);
            let mut swarm = swarm.map_err(|error| error.to_string())?;
            let cut = || probe.calls() >= at;
            for _ in 0..20 {
                let limits = Limits { cut: Some(&cut), ..Limits::NONE };
                swarm.step(&searched, &limits).map_err(|error| error.to_string())?;
            }
            let (calls, counted) = (probe.calls(), swarm.tally().evaluations);
            if calls > at || counted != calls {
                return Err(format!("{calls} evaluations, {counted} counted, after a cut at {at}"));
            }
        }
    }
    Ok(())
}

fn failures_are_counted<L>(make: &dyn Fn() -> L, problem: OnBox<'_>) -> Verdict
where
    L: for<'a> LocalSearch<OnBox<'a>>,
{
    for mishap in [Mishap::Error, Mishap::Panic, Mishap::NotANumber] {
        for (every, polish) in
            [(1, Polish::All), (2, Polish::All), (7, Polish::All), (7, Polish::Best)]
        {
            let probe = [(); 2].map(|()| Probe::failing(problem, mishap, every));
            let searched = [0, 1].map(|i| make().on(probe[i].erased()));
            let build = |i: usize| {
                let swarm = ParticleSwarm::new(8).polish(polish).build(&searched[i], SEED);
                swarm.map_err(|error| error.to_string())
            };
            let (mut stepped, mut told) = (build(0)?, build(1)?);
            for _ in 0..4 {
                let failed = |error: Error| error.to_string();
                let limits = Limits { evaluations: 400, budget: 400, ..Limits::NONE };
                stepped.step(&searched[0], &limits).map_err(failed)?;
                let asked = told.ask(&searched[1], &limits).map_err(failed)?;
                let results =
                    asked.into_iter().map(|asked: Asked<_, f64>| asked.evaluate(&searched[1]));
                let results = results.collect();
                told.tell(&searched[1], results).map_err(failed)?;
            }
            for (i, tally) in [stepped.tally(), told.tally()].into_iter().enumerate() {
                let (calls, due) = (probe[i].calls(), probe[i].calls() / every);
                let (counted, failed) = (tally.evaluations, tally.failures.total());
                if (counted, failed) != (calls, due) {
                    let way = ["run", "ask and tell"][i];
                    return Err(format!(
                        "{mishap:?} every {every}, by {way}: {counted} evaluations with {failed} failures \
                         counted, {calls} with {due} made"
                    ));
                }
            }
            // With `Polish::Best` the local search runs in the tell, with no budget to share.
            let same = stepped.save().ok() == told.save().ok();
            if polish == Polish::All && !same {
                return Err(format!(
                    "{mishap:?} every {every}: ask and tell ends elsewhere than run"
                ));
            }
        }
    }
    Ok(())
}
