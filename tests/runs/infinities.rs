//! An infinite value is a value: −∞ is the best there can be, and +∞ still ranks before a failure.
//! JSON has no word for either, and checkpoints must hold both.

use swarmopt::{
    author::*,
    prelude::*,
    run::{Solution, Solver},
};

fn line() -> Boxed {
    Boxed::cube(-3.0..=3.0, 2).unwrap()
}

#[test]
fn minus_infinity_is_the_best_and_the_run_goes_on() {
    let problem = line().minimize(|x| if x[0] > 2.0 { f64::NEG_INFINITY } else { x[0] + 9.0 });
    let outcome = ParticleSwarm::default().solve(&problem, Seed(1), Evaluations(2_000)).unwrap();
    let best = outcome.best().unwrap();
    assert!(best.value == f64::NEG_INFINITY && best.point[0] > 2.0);
    assert_eq!((outcome.failures.total(), outcome.evaluations), (0, 2_000));
    assert_eq!(outcome.history().records().last().unwrap().1, f64::NEG_INFINITY);
    let stop = Target(f64::NEG_INFINITY).or(Evaluations(9_000));
    let outcome = ParticleSwarm::default().solve(&problem, Seed(1), stop).unwrap();
    assert_eq!(outcome.reason, Reason::Target(f64::NEG_INFINITY));
    let text = serde_json::to_string(&(outcome.best(), &outcome.reason)).unwrap();
    let read: (Option<Solution<Vec<f64>>>, Reason) = serde_json::from_str(&text).unwrap();
    assert_eq!((read.0.as_ref(), &read.1), (outcome.best(), &outcome.reason));
    let hill = line().maximize(|x| if x[0] > 2.0 { f64::INFINITY } else { x[0] });
    let outcome = ArtificialBeeColony::default().solve(&hill, Seed(1), Evaluations(2_000)).unwrap();
    assert_eq!(outcome.best().unwrap().value, f64::INFINITY);
}

#[test]
fn infinity_ranks_behind_all_values_and_before_failures() {
    let thirds = |x: &[f64]| match x[0] {
        x if x < -1.0 => Err("failed"),
        x if x < 1.0 => Ok(f64::INFINITY),
        x => Ok(x),
    };
    let problem = line().try_minimize(thirds);
    let mut ants = AcoR::default().build(&problem, Seed(1)).unwrap();
    ants.step(&problem, &Limits::NONE).unwrap();
    // The archive is sorted.
    let rank = |cost: f64| if cost.is_nan() { 2 } else { i32::from(cost.is_infinite()) };
    let ranks: Vec<i32> = ants.board().iter().map(|slot| rank(slot.fitness)).collect();
    assert!(ranks.is_sorted() && (0..3).all(|rank| ranks.contains(&rank)), "{ranks:?}");
    let failed = ranks.iter().filter(|rank| **rank == 2).count();
    assert_eq!(ants.tally().failures.errors, failed as u64);

    let dull = line().try_minimize(|x| thirds(&[x[0].min(0.0)]));
    let outcome = ParticleSwarm::default().solve(&dull, Seed(1), Evaluations(500)).unwrap();
    assert_eq!(outcome.best().unwrap().value, f64::INFINITY);
    assert!(outcome.failures.errors > 50 && outcome.failures.errors < 450);
}

/// Values of both infinities, of none, and from the third round on ordinary ones.
fn odd(call: u64, x: f64) -> Result<f64, &'static str> {
    match (call, call % 4) {
        (40.., _) => Ok(x),
        (_, 0) => Err("none"),
        (_, 1) => Ok(f64::NAN),
        _ => Ok(f64::INFINITY),
    }
}

/// A swarm saved after each of the first rounds and loaded elsewhere goes on with the same bits.
fn check<S, F, C>(
    make: &dyn Fn() -> Solver<C>,
    problem: &dyn Fn() -> Box<DynProblem<'static, S, F>>,
) where
    S: Space,
    F: Fitness,
    C: Colony<S, F>,
{
    let state = |swarm: &dyn Optimizer<S, F>| swarm.save().unwrap().to_string();
    let problem = problem();
    let mut whole = make().build(&problem, Seed(1)).unwrap();
    let mut other = make().build(&problem, Seed(1)).unwrap();
    for round in 0..12 {
        let told = whole.ask(&problem, &Limits::NONE).unwrap();
        let told: Vec<_> = told.into_iter().map(|asked| asked.evaluate(&problem)).collect();
        if round > 0 {
            // What was asked is as it was asked in a swarm that was saved and loaded.
            other.ask(&problem, &Limits::NONE).unwrap();
            other.tell(&problem, told.clone()).unwrap();
        }
        whole.tell(&problem, told).unwrap();
        let saved = state(&whole);
        if round > 0 {
            assert_eq!(state(&other), saved, "{} in round {round}", C::NAME);
        }
        other = make().build(&problem, Seed(1)).unwrap();
        other.load(&problem, serde_json::from_str(&saved).unwrap()).unwrap();
        assert_eq!(state(&other), saved, "{} after round {round}", C::NAME);
    }
    assert!(whole.best().unwrap().fitness.scalar().is_finite());
}

/// The objective of [`check`]; `minus` adds rounds in which the best is −∞.
fn boxes() -> Box<DynProblem<'static, Boxed>> {
    let calls = std::sync::atomic::AtomicU64::new(0);
    line()
        .try_minimize(move |x| odd(calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed), x[0]))
        .boxed()
}

fn orders() -> Box<DynProblem<'static, Permutation>> {
    let calls = std::sync::atomic::AtomicU64::new(0);
    let orders = Permutation::new(6).unwrap().try_minimize(move |x| {
        odd(calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed), x[0] as f64 + 1.0)
    });
    orders.boxed()
}

#[test]
fn infinities_and_failures_survive_a_checkpoint_of_every_colony() {
    check(&|| ParticleSwarm::new(12).topology(RandomK::default()), &boxes);
    check(&|| FullyInformedSwarm::new(12).solver(), &boxes);
    check(&|| AcoR::default().archive(12).ants(12).solver(), &boxes);
    check(&|| ArtificialBeeColony::new(12).limit(1).solver(), &boxes);
    check(&|| BeesAlgorithm::default().patience(1).solver(), &boxes);
    check(&|| CovarianceSwarm::default().solver(), &boxes);
    check(&|| AntSystem::default().ants(12).solver(), &orders);
    check(&|| MaxMinAntSystem::default().ants(12).solver(), &orders);
    check(&|| AntColonySystem::default().ants(12).solver(), &orders);
}

#[test]
fn a_run_whose_values_are_infinite_is_resumed_from_its_file() {
    let folder = tempfile::tempdir().unwrap();
    for sign in [1.0, -1.0] {
        let path = folder.path().join(format!("{sign}.json"));
        let problem = line().minimize(|x| if x[0] < 1.0 { sign * f64::INFINITY } else { x[1] });
        let solver = || ParticleSwarm::new(10).solver();
        let whole = solver().solve(&problem, Seed(1), Rounds(8)).unwrap();
        let stop = Rounds(8).or(StopWhen(|status: &Status| status.rounds == 1));
        solver().checkpoint(&path, Every::Rounds(1)).solve(&problem, Seed(1), stop).unwrap();
        let resumed = solver().resume(&path).solve(&problem, Seed(1), Rounds(8)).unwrap();
        assert_eq!((resumed.best(), resumed.history()), (whole.best(), whole.history()));
        assert!(whole.history().records().iter().any(|record| sign > 0.0 || record.1 < -1e300));
    }
}

#[test]
fn ants_whose_first_tours_were_endless_learn_from_the_others() {
    let problem = || {
        let calls = std::sync::atomic::AtomicU64::new(0);
        Permutation::new(7).unwrap().minimize(move |order| {
            let call = calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let late = order.iter().enumerate().map(|(i, &j)| (i * j) as f64).sum::<f64>();
            if call < 10 { f64::INFINITY } else { late + 1.0 }
        })
    };
    fn check<P, D: Deposit>(colony: AntColony<D>, problem: &P)
    where
        P: Problem<Space = Permutation, Fitness = f64>,
    {
        let mut ants = colony.build(problem, Seed(1)).unwrap();
        (0..150).for_each(|_| ants.step(problem, &Limits::NONE).unwrap());
        let best = ants.best().unwrap();
        let pheromone = ants.medium().pheromone();
        let along: f64 = (0..7).map(|row| pheromone.level(row, best.point[row])).sum();
        let row = |row| (0..7).map(move |column| pheromone.level(row, column)).sum::<f64>();
        let all: f64 = (0..7).map(row).sum();
        assert!(all.is_finite() && along > 1.15 * all / 7.0, "{}: {along} of {all}", D::NAME);
    }
    check(AntSystem::default().ants(10).elite(3.0), &problem());
    check(MaxMinAntSystem::default().ants(10).evaporation(0.2), &problem());
    check(AntColonySystem::default().ants(10), &problem());
}
