//! What an objective may be, do and return: alone, in batches, with a state, rising, failing, endless.

use ndarray::ArrayView2;
use std::{
    panic::resume_unwind,
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread::sleep,
    time::Duration,
};
use swarmopt::{Error, author::*, prelude::*, problem::Failures, run::Solver};

fn cube() -> Boxed {
    Boxed::cube(-5.0..=5.0, 3).unwrap()
}

fn bowl(x: &[f64]) -> f64 {
    x.iter().map(|x| (x - 1.0).powi(2)).sum()
}

fn bowls(points: ArrayView2<'_, f64>, costs: &mut [f64]) {
    for (row, cost) in points.rows().into_iter().zip(costs) {
        *cost = bowl(row.as_slice().unwrap());
    }
}

fn state<S: Space, F: Fitness>(_: &DynProblem<'_, S, F>, swarm: &dyn Optimizer<S, F>) -> String {
    swarm.save().unwrap().to_string()
}

/// The state in which the swarm that `make` makes ends after so many evaluations.
fn end<S, F, C>(
    make: &dyn Fn() -> Solver<C>,
    problem: &DynProblem<'_, S, F>,
    evaluations: u64,
) -> String
where
    S: Space,
    F: Fitness,
    C: Colony<S, F>,
{
    let mut swarm = make().build(problem, Seed(4)).unwrap();
    run(&mut swarm, problem, &mut Evaluations(evaluations), &mut ()).unwrap();
    state(problem, &swarm)
}

#[test]
fn alone_with_a_state_and_in_batches_gives_the_same_bits() {
    fn check<C: Colony<Boxed>>(make: &dyn Fn() -> Solver<C>) {
        let alone = end(make, &cube().minimize(bowl), 1_003);
        assert_eq!(end(make, &cube().minimize_mut(bowl), 1_003), alone);
        assert_eq!(end(make, &cube().minimize_batch(bowls), 1_003), alone);
        let falling = cube().try_minimize(|x| Ok::<f64, String>(bowl(x)));
        assert_eq!(end(make, &falling, 1_003), alone);
        assert_eq!(end(make, &cube().maximize(|x| -bowl(x)), 1_003), alone);
        assert_ne!(end(make, &cube().minimize(|x| bowl(x) + 1.0), 1_003), alone);
    }
    check(&|| ParticleSwarm::new(12).topology(RandomK::default()));
    check(&|| FullyInformedSwarm::new(12).threads(Threads::Count(2)));
    check(&|| AcoR::default().archive(12).ants(5).solver());
    check(&|| ArtificialBeeColony::new(12).limit(5).solver());
    check(&|| BeesAlgorithm::default().patience(2).solver());
}

#[test]
fn a_batch_is_a_whole_round() {
    let widths = Mutex::new(Vec::new());
    let problem = cube().minimize_batch(|points, costs| {
        widths.lock().unwrap().push(points.nrows());
        bowls(points, costs);
    });
    ParticleSwarm::new(9).solve(&problem, Seed(1), Evaluations(31)).unwrap();
    assert_eq!(*widths.lock().unwrap(), [9, 9, 9, 4]);
}

#[test]
fn maximising_speaks_in_the_users_sense_throughout() {
    let hill = cube().maximize(|x| 5.0 - bowl(x)).with_optimum(5.0);
    let mut bests = Vec::new();
    let outcome = ParticleSwarm::default()
        .observe(OnRound(|status: &Status| bests.push(status.best.unwrap())))
        .solve(&hill, Seed(1), Target(4.99).or(Evaluations(50_000)))
        .unwrap();
    let best = outcome.best().unwrap();
    assert_eq!((&outcome.reason, outcome.sense), (&Reason::Target(4.99), Sense::Maximize));
    assert_eq!(best.value, 5.0 - bowl(&best.point));
    assert!(best.value >= 4.99 && bests[bests.len() - 2] < 4.99, "{bests:?}");
    assert_eq!(outcome.error(), Some(5.0 - best.value));
    assert!(bests.is_sorted() && bests[0] < bests[1]);
    let records = outcome.history().records();
    assert_eq!((records[0].1, records.last().unwrap().1), (bests[0], best.value));
    assert!(records.iter().map(|record| record.1).is_sorted());
    assert!(outcome.to_string().starts_with(&format!("best {:.4} on", best.value)), "{outcome}");
    // Beyond the optimum, should it be known only roughly, is no error below 0.
    let rough = cube().maximize(|x| 5.0 - bowl(x)).with_optimum(4.0);
    let outcome = ParticleSwarm::default().solve(&rough, Seed(1), Evaluations(5_000)).unwrap();
    assert_eq!(outcome.error(), Some(0.0));
}

#[test]
fn an_objective_with_a_state_is_called_in_the_order_of_the_agents() {
    let mut called = Vec::new();
    let log = cube().minimize_mut(|x| {
        called.push(x.to_vec());
        sleep(Duration::from_micros(100)); // time for other threads to wake up
        bowl(x)
    });
    let swarm = || ParticleSwarm::new(50);
    swarm().threads(Threads::Count(4)).solve(&log, Seed(1), Rounds(20)).unwrap();
    drop(log);
    let problem = cube().minimize(bowl);
    let mut asking = swarm().build(&problem, Seed(1)).unwrap();
    let mut asked = Vec::new();
    for _ in 0..20 {
        let round = asking.ask(&problem, &Limits::NONE).unwrap();
        asked.extend(round.iter().map(|candidate| candidate.point.clone()));
        let told = round.into_iter().map(|candidate| candidate.evaluate(&problem)).collect();
        asking.tell(&problem, told).unwrap();
    }
    assert_eq!(called, asked);
}

#[test]
fn a_batch_that_panics_or_writes_too_little_is_counted_point_by_point() {
    let solve = |problem: &dyn Fn() -> Outcome<Vec<f64>>| {
        let outcome = problem();
        assert_eq!(outcome.evaluations, 100);
        (outcome.best().map(|best| best.value), outcome.failures)
    };
    let swarm = || ParticleSwarm::new(8).on_failure(OnFailure::Persist);
    let (best, failures) = solve(&|| {
        let panics = cube().minimize_batch(|_, costs| {
            costs[0] = -1.0;
            panic!("boom {}", 7)
        });
        swarm().solve(&panics, Seed(1), Evaluations(100)).unwrap()
    });
    let boom = Some(Failure::Panic("boom 7".to_owned()));
    assert_eq!((best, failures.panics, failures.total(), failures.last), (None, 100, 100, boom));

    let (best, failures) = solve(&|| {
        let half = cube().minimize_batch(|points, costs| {
            let some = points.nrows() / 2;
            costs[..some].fill(3.0);
        });
        swarm().solve(&half, Seed(1), Evaluations(100)).unwrap()
    });
    assert_eq!((best, failures.not_a_number, failures.total()), (Some(3.0), 50, 50));
}

/// A problem that fails at a share of all points, and knows how often it has and what it gave.
fn failing<'a>(
    kind: usize,
    share: f64,
    failed: &'a AtomicU64,
    least: &'a Mutex<f64>,
) -> impl Problem<Space = Boxed, Fitness = f64> + 'a {
    cube().try_minimize(move |x| {
        let bits = x.iter().fold(0, |hash: u64, x| hash.wrapping_mul(31) ^ x.to_bits());
        let unit = (bits.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 11) as f64 / (1u64 << 53) as f64;
        if unit >= share {
            let mut least = least.lock().unwrap();
            *least = least.min(bowl(x));
            return Ok(bowl(x));
        }
        failed.fetch_add(1, Relaxed);
        match kind {
            0 => Err("no cost"),
            1 => resume_unwind(Box::new("no cost")),
            _ => Ok(f64::NAN),
        }
    })
}

#[test]
fn failures_are_counted_by_kind_and_the_best_of_the_others_is_found() {
    fn check<C: Colony<Boxed>>(make: &dyn Fn() -> Solver<C>) {
        for (kind, share) in (0..3).flat_map(|kind| [0.01, 0.5, 1.0].map(|share| (kind, share))) {
            let (failed, least) = (AtomicU64::new(0), Mutex::new(f64::INFINITY));
            let problem = failing(kind, share, &failed, &least);
            let persists = make().on_failure(OnFailure::Persist);
            let outcome = persists.solve(&problem, Seed(1), Evaluations(1_500)).unwrap();
            let mut expected = [0; 3];
            expected[kind] = failed.load(Relaxed);
            let Failures { errors, panics, not_a_number, .. } = outcome.failures;
            assert_eq!([errors, panics, not_a_number], expected, "{}", outcome.method);
            assert_eq!(
                (outcome.evaluations, &outcome.reason),
                (1_500, &Reason::Evaluations(1_500))
            );
            let around = 1_500.0 * share;
            assert!((0.2 * around..=3.0 * around).contains(&(expected[kind] as f64)));
            let best = outcome.best().map(|best| best.value);
            assert_eq!(best, Some(*least.lock().unwrap()).filter(|_| share < 1.0));
            assert!(share > 0.1 || best.unwrap() < 0.1, "{best:?} by {}", outcome.method);
        }
    }
    check(&|| ParticleSwarm::new(12).threads(Threads::Count(2)));
    check(&|| FullyInformedSwarm::new(12).solver());
    check(&|| AcoR::default().archive(12).ants(5).solver());
    check(&|| ArtificialBeeColony::new(12).solver());
    check(&|| BeesAlgorithm::default().threads(Threads::Count(2)));
}

#[test]
fn a_panic_is_remembered_by_its_message() {
    let last = |kind: u8| {
        let problem = cube().minimize(move |_| match kind {
            0 => panic!("plain"),
            1 => panic!("with {}", 7),
            _ => resume_unwind(Box::new(7)),
        });
        match ParticleSwarm::new(10).solve(&problem, Seed(1), Evaluations(10)) {
            Err(Error::AllFailed { last, .. }) => last.to_string(),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!([0, 1, 2].map(last), ["panic: plain", "panic: with 7", "panic: no message"]);
}

#[test]
fn a_poisoned_state_does_not_stop_an_objective() {
    let mut calls = 0;
    let problem = cube().minimize_mut(|x| {
        calls += 1;
        assert!(calls != 2, "once");
        bowl(x)
    });
    let outcome = ParticleSwarm::new(5).solve(&problem, Seed(1), Evaluations(50)).unwrap();
    drop(problem);
    assert_eq!((outcome.failures.panics, outcome.failures.total(), calls), (1, 1, 50));
}

#[test]
fn points_to_start_from_take_the_first_slots_and_leave_the_others() {
    let problem = cube().minimize(bowl);
    let points = vec![vec![1.0, 1.0, 1.5], vec![-5.0; 3], vec![0.0; 3]];
    let warm = problem.starting_from(points.clone());
    fn board<C: Colony<Boxed>>(colony: C, problem: &dyn Fn(C) -> Swarm<Boxed, C>) -> Vec<Vec<f64>> {
        problem(colony).board().iter().map(|slot| slot.point.clone()).collect()
    }
    fn first<C>(problem: &DynProblem<'_, Boxed>, colony: C) -> Swarm<Boxed, C>
    where
        C: Colony<Boxed>,
    {
        let mut swarm = colony.build(problem, Seed(1)).unwrap();
        swarm.step(problem, &Limits::NONE).unwrap();
        swarm
    }
    let cold = board(ParticleSwarm::new(6), &|colony| first(&problem, colony));
    let begun = board(ParticleSwarm::new(6), &|colony| first(&warm, colony));
    assert_eq!((&begun[..3], &begun[3..]), (&points[..], &cold[3..]));
    let sources = board(ArtificialBeeColony::new(6), &|colony| first(&warm, colony));
    assert_eq!(sources[..3], points);
    let rows = board(AcoR::default(), &|colony| first(&warm, colony));
    assert!(points.iter().all(|point| rows.contains(point)));
    let best = first(&warm, ParticleSwarm::new(3)).best().unwrap().clone();
    assert_eq!((best.point, best.fitness), (points[0].clone(), 0.25));
}

#[test]
fn ants_start_from_tours_too_and_trails_lead_along_them() {
    let tsp = Tsp::read("examples/data/berlin52.tsp").unwrap();
    let tour = TwoOpt.on(tsp.clone());
    let good = MaxMinAntSystem::default().polish(Polish::All).solve(&tour, Seed(1), Rounds(3));
    let good = good.unwrap().best().unwrap().clone();
    let warm = tsp.starting_from(vec![good.point.clone()]);
    let mut ants = AntSystem::default().ants(5).build(&warm, Seed(1)).unwrap();
    ants.step(&warm, &Limits::NONE).unwrap();
    assert_eq!((ants.board().len(), ants.best().unwrap().fitness), (1, good.value));
    let level = |a: usize, b: usize| ants.medium().pheromone().level(a, b);
    let (first, second, other) = (good.point[0], good.point[1], good.point[30]);
    assert!(level(first, second) > level(first, other));
}

#[test]
fn points_that_cannot_be_started_from_give_the_typed_error() {
    let problem = cube().minimize(bowl);
    let start = |points: Vec<Vec<f64>>| {
        let warm = problem.starting_from(points);
        ParticleSwarm::new(2).solve(&warm, Seed(1), Rounds(1)).unwrap_err()
    };
    let many = start(vec![vec![0.0; 3]; 3]);
    assert!(matches!(many, Error::Parameter { name: "start points", .. }));
    let expected = "start points is 3; allowed: at most 2, the slots of particle swarm";
    assert_eq!(many.to_string(), expected);
    for (point, text) in [
        (vec![0.0, 5.5, 0.0], "coordinate 1 is 5.5; allowed: -5.0 to 5.0"),
        (vec![0.0, f64::NAN, 0.0], "coordinate 1 is NaN; allowed: -5.0 to 5.0"),
        (vec![0.0], "it has 1 coordinates, not 3"),
    ] {
        let error = start(vec![vec![0.0; 3], point]);
        assert!(matches!(error, Error::Outside { .. }), "{error}");
        assert_eq!(error.to_string(), format!("start point 1 lies outside the space: {text}"));
    }
}
