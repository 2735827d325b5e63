//! When a run ends, and that a run which ends half-way through a round has lost nothing.

use std::{
    ops::ControlFlow,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    thread::{scope, sleep},
    time::{Duration, Instant},
};
use swarmopt::{Error, author::*, prelude::*, run::Solver};

fn bowl(x: &[f64]) -> f64 {
    x.iter().map(|x| (x - 1.0).powi(2)).sum()
}

fn problem() -> impl Problem<Space = Boxed, Fitness = f64> {
    Boxed::cube(-5.0..=5.0, 3).unwrap().minimize(bowl)
}

/// How a swarm of 10 particles ends.
fn end(stop: impl Stop) -> Outcome<Vec<f64>> {
    ParticleSwarm::new(10).solve(&problem(), Seed(1), stop).unwrap()
}

#[test]
fn every_criterion_ends_the_run_for_its_own_reason_and_at_once() {
    let outcome = end(Evaluations(95));
    let spent = (outcome.evaluations, outcome.rounds);
    assert_eq!((outcome.reason, spent), (Reason::Evaluations(95), (95, 9)));

    let outcome = end(Rounds(7));
    assert_eq!((outcome.reason, outcome.evaluations), (Reason::Rounds(7), 70));

    let outcome = end(Target(1e-3));
    let records = outcome.history().records();
    assert!(outcome.best().unwrap().value <= 1e-3 && records[records.len() - 2].1 > 1e-3);
    assert_eq!(records.last().unwrap().0, outcome.evaluations);
    assert_eq!(outcome.reason, Reason::Target(1e-3));

    let limit = Duration::from_millis(20);
    let outcome = end(WallClock(limit));
    assert!(outcome.elapsed >= limit && outcome.rounds > 10);
    assert_eq!(outcome.reason, Reason::WallClock(limit));

    let mut asked = 0;
    let outcome = end(StopWhen(|status: &Status| {
        asked += 1;
        assert_eq!(status.rounds + 1, asked);
        status.best.is_some_and(|best| best < 0.1)
    }));
    assert!(outcome.best().unwrap().value < 0.1);
    assert_eq!((outcome.reason, outcome.rounds + 1), (Reason::Closure, asked));

    let flag = Flag::default();
    flag.0.store(true, Relaxed);
    let outcome = end(flag);
    assert_eq!((outcome.reason, outcome.evaluations), (Reason::Flag, 0));
}

#[test]
fn stagnation_counts_the_rounds_since_the_last_improvement() {
    // The best is found by the 25th call, in the third round of ten.
    let calls = AtomicU64::new(0);
    let space = Boxed::cube(-5.0..=5.0, 2).unwrap();
    let problem = space.minimize(|_| if calls.fetch_add(1, Relaxed) == 24 { 1.0 } else { 2.0 });
    let outcome = ParticleSwarm::new(10).solve(&problem, Seed(1), Stagnation(6)).unwrap();
    assert_eq!((&outcome.reason, outcome.rounds), (&Reason::Stagnation(6), 3 + 6));
    assert_eq!(outcome.history().records(), [(10, 2.0), (30, 1.0)]);
}

#[test]
fn or_ends_with_the_first_and_and_with_the_last() {
    let first = end(Rounds(7).or(Evaluations(33)));
    assert_eq!((first.reason, first.evaluations), (Reason::Evaluations(33), 33));
    let first = end(Rounds(3).or(Evaluations(50)).or(Target(-1.0)));
    assert_eq!((first.reason, first.evaluations), (Reason::Rounds(3), 30));
    let both = |a: Reason, b: Reason| Reason::Both(Box::new(a), Box::new(b));
    let last = end(Rounds(7).and(Evaluations(33)));
    let reason = both(Reason::Rounds(7), Reason::Evaluations(33));
    assert_eq!((last.reason, last.evaluations), (reason, 70));
    // The budget binds as soon as only it is left.
    let last = end(Rounds(3).and(Evaluations(48)).or(Rounds(99)));
    assert_eq!((last.rounds, last.evaluations), (5, 50));
    let boxed: Box<dyn Stop> = Box::new(Evaluations(12));
    assert_eq!(end(boxed.or(Rounds(9))).evaluations, 12);
}

#[test]
fn budgets_are_kept_to_the_last_evaluation_whatever_the_population() {
    fn check<S, F, C>(make: &dyn Fn() -> Solver<C>, problem: &DynProblem<'_, S, F>)
    where
        S: Space,
        F: Fitness,
        C: Colony<S, F>,
    {
        for threads in [Threads::Sequential, Threads::Count(3)] {
            for budget in [1, 10, 11, 12, 13, 97, 1_001] {
                let solver = make().threads(threads);
                let outcome = solver.solve(problem, Seed(1), Evaluations(budget)).unwrap();
                assert_eq!(outcome.evaluations, budget, "{}", outcome.method);
                assert_eq!(outcome.history().evaluations(), budget);
            }
        }
    }
    check(&|| ParticleSwarm::new(12).solver(), &problem());
    check(&|| AcoR::default().archive(12).ants(5).solver(), &problem());
    check(&|| ArtificialBeeColony::new(12).solver(), &problem());
    check(&|| BeesAlgorithm::default().solver(), &problem());
    let batch = Boxed::cube(-1.0..=1.0, 2).unwrap().minimize_batch(|_, costs| costs.fill(1.0));
    check(&|| FullyInformedSwarm::new(12).solver(), &batch);
    let tsp = TwoOpt.on(Tsp::read("tests/data/burma14.tsp").unwrap());
    check(&|| MaxMinAntSystem::default().polish(Polish::All), &tsp);
    check(&|| AntSystem::default().polish(Polish::Best), &tsp);
}

fn slow(x: &[f64]) -> f64 {
    sleep(Duration::from_millis(20));
    bowl(x)
}

#[test]
fn the_clock_ends_a_long_round_half_way() {
    let limit = Duration::from_millis(100);
    let space = || Boxed::cube(-5.0..=5.0, 3).unwrap();
    let check = |outcome: Outcome<Vec<f64>>, most: u64| {
        assert_eq!((&outcome.reason, outcome.rounds), (&Reason::WallClock(limit), 0));
        assert!((1..=most).contains(&outcome.evaluations), "{}", outcome.evaluations);
        assert!(outcome.elapsed >= limit && outcome.elapsed < 4 * limit, "{:?}", outcome.elapsed);
        assert!(outcome.best().is_some());
    };
    // A whole round would take 800 ms on one thread.
    let swarm = || ParticleSwarm::new(40);
    let solve = |threads, most| {
        let slow = space().minimize(slow);
        check(swarm().threads(threads).solve(&slow, Seed(1), WallClock(limit)).unwrap(), most);
    };
    solve(Threads::Sequential, 5);
    solve(Threads::Count(2), 10);
    let state = space().minimize_mut(slow);
    check(swarm().solve(&state, Seed(1), WallClock(limit).or(Rounds(9))).unwrap(), 5);
}

#[test]
fn a_raised_flag_ends_a_long_round_within_one_evaluation_a_thread() {
    for threads in [1, 3] {
        let (flag, started) = (Flag::default(), AtomicU64::new(0));
        let problem = Boxed::cube(-5.0..=5.0, 3).unwrap().minimize(|x| {
            started.fetch_add(1, Relaxed);
            sleep(Duration::from_millis(5));
            bowl(x)
        });
        let raise = flag.clone();
        let (outcome, before) = scope(|scope| {
            let raised = scope.spawn(|| {
                while started.load(Relaxed) < 4 {
                    sleep(Duration::from_millis(1));
                }
                raise.0.store(true, Relaxed);
                started.load(Relaxed)
            });
            let swarm = ParticleSwarm::new(1_000).threads(Threads::Count(threads));
            (swarm.solve(&problem, Seed(1), flag).unwrap(), raised.join().unwrap())
        });
        assert_eq!((outcome.reason, outcome.rounds), (Reason::Flag, 0));
        assert_eq!(outcome.evaluations, started.load(Relaxed));
        assert!((4..=before + threads as u64).contains(&outcome.evaluations));
    }
}

fn state<S: Space, F: Fitness>(_: &DynProblem<'_, S, F>, swarm: &dyn Optimizer<S, F>) -> String {
    swarm.save().unwrap().to_string()
}

#[test]
fn a_run_cut_again_and_again_gives_the_same_bits_as_one_that_was_not() {
    fn check<C: Colony<Boxed>>(make: &dyn Fn() -> Solver<C>) {
        // Every seventh point fails, with a message of its own.
        let problem = Boxed::cube(-5.0..=5.0, 3).unwrap().try_minimize(|x| {
            if x[1].to_bits() % 7 == 0 { Err(format!("no cost at {x:?}")) } else { Ok(bowl(x)) }
        });
        let mut whole = make().build(&problem, Seed(1)).unwrap();
        (0..15).for_each(|_| whole.step(&problem, &Limits::NONE).unwrap());
        let whole = state(&problem, &whole);
        // By a budget that is no divisor of the population.
        let mut swarm = make().build(&problem, Seed(1)).unwrap();
        while swarm.tally().rounds < 15 {
            swarm.step(&problem, &Limits::evaluations(5)).unwrap();
        }
        assert!(state(&problem, &swarm) == whole, "{}", C::NAME);
        // By something that happens in the middle of a round. On threads it depends on chance which
        // of the candidates are left for later.
        for threads in [Threads::Sequential, Threads::Rayon] {
            let calls = AtomicU64::new(0);
            let mut swarm = make().threads(threads).build(&problem, Seed(1)).unwrap();
            while swarm.tally().rounds < 15 {
                let cut = || calls.fetch_add(1, Relaxed) % 4 == 3;
                let limits = Limits { cut: Some(&cut), ..Limits::NONE };
                swarm.step(&problem, &limits).unwrap();
            }
            assert!(state(&problem, &swarm) == whole, "{}", C::NAME);
        }
    }
    check(&|| ParticleSwarm::new(12).topology(RandomK::default()));
    check(&|| FullyInformedSwarm::new(12).solver());
    check(&|| AcoR::default().archive(12).ants(11).solver());
    check(&|| ArtificialBeeColony::new(12).limit(3).solver());
    check(&|| BeesAlgorithm::default().solver());
}

/// Ends the run, well or with an error, after the third round.
struct Third(Result<(), &'static str>);

impl<S: Space, F: Fitness> Observer<S, F> for Third {
    fn on_round(
        &mut self,
        status: &Status,
        swarm: &dyn Optimizer<S, F>,
    ) -> Result<ControlFlow<()>, Error> {
        assert_eq!(swarm.tally().rounds, status.rounds);
        match self.0 {
            _ if status.rounds < 3 => Ok(ControlFlow::Continue(())),
            Ok(()) => Ok(ControlFlow::Break(())),
            Err(why) => Err(Error::Chart(why.to_owned())),
        }
    }
}

#[test]
fn an_observer_ends_the_run_well_or_with_its_error() {
    let observed = |third, stop: Rounds| {
        ParticleSwarm::new(10).observe(third).observe(()).solve(&problem(), Seed(1), stop)
    };
    let outcome = observed(Third(Ok(())), Rounds(9)).unwrap();
    assert_eq!((outcome.reason, outcome.rounds), (Reason::Observer, 3));
    // A criterion that is met as well is the better reason.
    assert_eq!(observed(Third(Ok(())), Rounds(3)).unwrap().reason, Reason::Rounds(3));
    let error = observed(Third(Err("full")), Rounds(9)).unwrap_err();
    assert_eq!(error.to_string(), "chart: full");
}

#[test]
fn what_is_met_before_the_first_round_runs_none() {
    let start = Instant::now();
    for (stop, reason) in [
        (
            Box::new(WallClock(Duration::from_nanos(1))) as Box<dyn Stop>,
            Reason::WallClock(Duration::from_nanos(1)),
        ),
        (Box::new(StopWhen(|_: &Status| true)), Reason::Closure),
    ] {
        let outcome = end(stop);
        assert_eq!((&outcome.reason, outcome.evaluations, outcome.rounds), (&reason, 0, 0));
        assert!(outcome.best().is_none() && outcome.history().records().is_empty());
        assert!(outcome.to_string().starts_with("nothing found on objective"));
    }
    assert!(start.elapsed() < Duration::from_secs(5));
}

/// Ants that travel far, on a tour that takes them a while.
fn travellers(ants: usize) -> Solver<FocusedAnts> {
    FocusedAnts::default().ants(ants).kicks(20).threads(Threads::Sequential)
}

#[test]
fn a_round_cut_between_the_turns_of_the_agents_is_finished_later_with_the_same_bits() {
    let tsp = Tsp::read("tests/data/eil51.tsp").unwrap();
    // Ants that walk: a trip that is cut ends where it is, and is not made up for.
    let ants = || AntSystem::default().ants(5).threads(Threads::Sequential);
    let build = |seed| ants().build(&tsp, Seed(seed)).unwrap();
    let mut whole = build(1);
    (0..8).for_each(|_| whole.step(&tsp, &Limits::NONE).unwrap());
    let whole = state(&tsp, &whole);
    for by_tickets in [false, true] {
        let mut swarm = build(1);
        swarm.step(&tsp, &Limits::NONE).unwrap();
        for round in 1..8 {
            // After two agents have had their turn the others must wait.
            let asked = AtomicU64::new(0);
            let cut = || asked.fetch_add(1, Relaxed) >= 4;
            let before = swarm.tally().evaluations;
            swarm.step(&tsp, &Limits { cut: Some(&cut), ..Limits::NONE }).unwrap();
            assert_eq!(swarm.tally().rounds, round);
            assert!(swarm.tally().evaluations > before);
            // The other process goes on from what was saved.
            let saved = swarm.save().unwrap();
            assert_eq!(saved.to_string().matches("\"state\":\"Called\"").count(), 3);
            swarm = build(1);
            swarm.load(&tsp, saved).unwrap();
            if by_tickets {
                let asked = swarm.ask(&tsp, &Limits::NONE).unwrap();
                assert_eq!(asked.len(), 3);
                let told = asked.into_iter().map(|asked| asked.evaluate(&tsp)).collect();
                swarm.tell(&tsp, told).unwrap();
            } else {
                swarm.step(&tsp, &Limits::NONE).unwrap();
            }
            assert_eq!(swarm.tally().rounds, round + 1);
        }
        assert!(state(&tsp, &swarm) == whole, "{by_tickets}");
    }
}

#[test]
fn a_flag_raised_while_agents_travel_ends_the_run_before_the_others_have_their_turn() {
    let tsp = Tsp::read("tests/data/eil51.tsp").unwrap();
    let flag = Flag::default();
    let raise = flag.0.clone();
    let calls = AtomicU64::new(0);
    // The cut is asked for before each turn and each evaluation.
    let stop = flag.or(StopWhen(|_: &Status| false));
    let mut swarm = travellers(5).build(&tsp, Seed(1)).unwrap();
    swarm.step(&tsp, &Limits::NONE).unwrap();
    let cut = || {
        if calls.fetch_add(1, Relaxed) == 2 {
            raise.store(true, Relaxed);
        }
        raise.load(Relaxed)
    };
    swarm.step(&tsp, &Limits { cut: Some(&cut), ..Limits::NONE }).unwrap();
    let mut stop = stop;
    let reason = run(&mut swarm, &tsp, &mut stop, &mut ()).unwrap();
    assert_eq!((reason, swarm.tally().rounds), (Reason::Flag, 1));
}

#[test]
fn a_budget_holds_for_what_agents_spend_on_their_way_with_and_without_local_search() {
    let tsp = || TwoOpt.on(Tsp::read("tests/data/eil51.tsp").unwrap());
    for polish in [Polish::None, Polish::All, Polish::Best] {
        for budget in [1, 4, 5, 9, 97, 1_001, 20_011] {
            let ants = travellers(4).polish(polish);
            let outcome = ants.solve(&tsp(), Seed(1), Evaluations(budget)).unwrap();
            assert_eq!(outcome.evaluations, budget, "{polish:?}");
        }
    }
    // What is left may be less than what an agent has spent already in the round that was cut.
    let mut swarm = travellers(4).build(&tsp(), Seed(1)).unwrap();
    swarm.step(&tsp(), &Limits::NONE).unwrap();
    let asked = AtomicU64::new(0);
    let cut = || asked.fetch_add(1, Relaxed) >= 1;
    swarm.step(&tsp(), &Limits { cut: Some(&cut), ..Limits::NONE }).unwrap();
    for _ in 0..9 {
        let before = swarm.tally().evaluations;
        swarm.step(&tsp(), &Limits::evaluations(500)).unwrap();
        assert!(swarm.tally().evaluations > before);
    }
    assert!(swarm.tally().rounds >= 2);
}

#[test]
fn what_agents_spend_is_counted_once_by_steps_and_by_tickets() {
    let tsp = Tsp::read("tests/data/eil51.tsp").unwrap();
    let build = || travellers(3).build(&tsp, Seed(1)).unwrap();
    let (mut stepped, mut told) = (build(), build());
    for round in 0..6 {
        let before = stepped.tally().clone();
        stepped.step(&tsp, &Limits::NONE).unwrap();
        let asked = told.ask(&tsp, &Limits::NONE).unwrap();
        let results = asked.into_iter().map(|asked| asked.evaluate(&tsp)).collect();
        told.tell(&tsp, results).unwrap();
        assert_eq!(told.tally(), stepped.tally());
        let after = stepped.tally();
        let spent = after.inner_evaluations - before.inner_evaluations;
        assert_eq!(after.evaluations, before.evaluations + spent + 3);
        assert_eq!(spent > 0, round > 0);
    }
    assert!(state(&tsp, &stepped) == state(&tsp, &told));
}

#[test]
fn a_budget_holds_for_what_is_evaluated_elsewhere_with_the_same_bits() {
    let tsp = TwoOpt.on(Tsp::read("tests/data/eil51.tsp").unwrap());
    for polish in [Polish::None, Polish::All, Polish::Share(0.5)] {
        for budget in [1, 4, 9, 1_001, 20_011] {
            let build = || travellers(4).polish(polish).build(&tsp, Seed(1)).unwrap();
            let (mut stepped, mut told) = (build(), build());
            run(&mut stepped, &tsp, &mut Evaluations(budget), &mut ()).unwrap();
            while told.tally().evaluations < budget {
                let left = budget - told.tally().evaluations;
                let progress = 1.0 - left as f64 / budget as f64;
                let limits =
                    Limits { evaluations: left, budget: left, ..Limits::NONE.at(progress) };
                let asked = told.ask(&tsp, &limits).unwrap();
                let results = asked.into_iter().map(|asked| asked.evaluate(&tsp)).collect();
                told.tell(&tsp, results).unwrap();
            }
            assert_eq!(told.tally(), stepped.tally(), "{polish:?} {budget}");
            assert_eq!(told.best(), stepped.best(), "{polish:?} {budget}");
        }
    }
}
