//! Faults found in other swarm libraries: for each a test that would have caught it here. That both
//! neighbours on a ring are heard is tested in `topologies.rs`, one draw a dimension in `draws.rs`.

use approx::assert_relative_eq;
use std::{
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    thread::sleep,
    time::{Duration, Instant},
};
use swarmopt::{Error, author::*, prelude::*, run::Solver};

/// One swarm of every colony that searches boxes.
fn animals(problem: &DynProblem<'_, Boxed>, seed: u64) -> Vec<Box<dyn Optimizer<Boxed>>> {
    let seed = Seed(seed);
    vec![
        Box::new(ParticleSwarm::new(20).build(problem, seed).unwrap()),
        Box::new(FullyInformedSwarm::new(20).build(problem, seed).unwrap()),
        Box::new(AcoR::default().build(problem, seed).unwrap()),
        Box::new(ArtificialBeeColony::new(10).build(problem, seed).unwrap()),
        Box::new(BeesAlgorithm::default().build(problem, seed).unwrap()),
    ]
}

fn spend<S: Space, F: Fitness>(
    swarm: &mut dyn Optimizer<S, F>,
    problem: &DynProblem<'_, S, F>,
    evaluations: u64,
) {
    run(swarm, problem, &mut Evaluations(evaluations), &mut ()).unwrap();
}

/// A round by ask and tell: the points asked for.
fn round<S: Space, F: Fitness>(
    swarm: &mut dyn Optimizer<S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Vec<S::Point> {
    let asked = swarm.ask(problem, &Limits::NONE.at(0.0)).unwrap();
    let points = asked.iter().map(|asked| asked.point.clone()).collect();
    swarm.tell(problem, asked.into_iter().map(|asked| asked.evaluate(problem)).collect()).unwrap();
    points
}

fn sphere_at(bounds: (f64, f64), optimum: [f64; 4]) -> impl Problem<Space = Boxed, Fitness = f64> {
    let space = Boxed::cube(bounds.0..=bounds.1, 4).unwrap();
    space.minimize(move |x| x.iter().zip(optimum).map(|(x, o)| (x - o).powi(2)).sum())
}

/// The decimal logarithm of the median error over 15 seeds, for each animal.
fn errors<P: Problem<Space = Boxed, Fitness = f64>>(problem: &P) -> Vec<f64> {
    let mut all = vec![Vec::new(); 5];
    for seed in 0..15 {
        for (swarm, errors) in animals(problem, seed).iter_mut().zip(&mut all) {
            spend(&mut **swarm, problem, 1_500);
            errors.push(swarm.best().unwrap().fitness);
        }
    }
    let median = |mut errors: Vec<f64>| {
        errors.sort_by(f64::total_cmp);
        errors[7].log10()
    };
    all.into_iter().map(median).collect()
}

#[test]
fn no_pull_to_the_origin_or_to_the_centre() {
    let centre = errors(&sphere_at((-10.0, 10.0), [0.0; 4]));
    let elsewhere = errors(&sphere_at((-10.0, 10.0), [3.7, -5.2, 6.1, -2.9]));
    let box_moved = errors(&sphere_at((90.0, 110.0), [100.0; 4]));
    for i in 0..5 {
        // The medians differ by less than half a decade. A pull to the origin would make the error
        // there nothing, and keep it above 1 elsewhere.
        assert!(centre[i] > -20.0 && centre[i] < -1.0, "{centre:?}");
        assert!((centre[i] - elsewhere[i]).abs() < 1.2, "{i}: {centre:?} {elsewhere:?}");
        assert!((centre[i] - box_moved[i]).abs() < 1.2, "{i}: {centre:?} {box_moved:?}");
    }
}

#[test]
fn a_particle_has_a_velocity_and_without_pulls_flies_straight_on() {
    let problem = sphere_at((-10.0, 10.0), [1.0; 4]);
    for inertia in [0.0, 0.5] {
        let colony = ParticleSwarm::new(10).inertia(inertia, inertia).pulls(0.0, 0.0);
        let mut swarm = colony.build(&problem, Seed(1)).unwrap();
        let [a, b, c] = [(); 3].map(|()| round(&mut swarm, &problem).concat());
        for ((a, b), c) in a.iter().zip(&b).zip(&c) {
            assert_relative_eq!(c - b, inertia * (b - a), epsilon = 1e-12);
            assert_eq!(a == b, inertia == 0.0);
        }
    }
}

#[test]
fn the_best_is_that_of_the_run_and_not_of_the_final_positions() {
    let log = Mutex::new(Vec::new());
    let space = Boxed::cube(-5.0..=5.0, 4).unwrap();
    let problem = space.minimize(|x| {
        let cost = x.iter().map(|x| x * x - 3.0 * (5.0 * x).cos()).sum();
        log.lock().unwrap().push((cost, x.to_vec()));
        cost
    });
    let mut lost = 0;
    for mut swarm in animals(&problem, 3) {
        log.lock().unwrap().clear();
        spend(&mut *swarm, &problem, 1_500);
        let log = log.lock().unwrap();
        let better = |a: f64, b: f64| if b < a { b } else { a };
        let least = log.iter().map(|(cost, _)| *cost).reduce(better).unwrap();
        let first = log.iter().find(|(cost, _)| *cost == least).unwrap();
        let best = swarm.best().unwrap();
        assert_eq!((best.fitness, &best.point), (least, &first.1), "{}", swarm.name());
        lost += usize::from(log[1_460..].iter().all(|(cost, _)| *cost > least));
    }
    // Else the final positions would have done as well.
    assert!(lost >= 1, "{lost}");
}

#[test]
fn population_and_rounds_are_not_swapped_on_threads() {
    let problem = sphere_at((-10.0, 10.0), [1.0; 4]);
    for threads in [Threads::Sequential, Threads::Rayon, Threads::Count(3), Threads::Auto] {
        let mut widths = Vec::new();
        let outcome = ParticleSwarm::new(7)
            .threads(threads)
            .observe(OnRound(|status: &Status| widths.push(status.evaluations)))
            .solve(&problem, Seed(1), Rounds(31))
            .unwrap();
        assert_eq!((outcome.rounds, outcome.evaluations), (31, 7 * 31), "{threads:?}");
        assert_eq!(widths, (1..=31).map(|round| 7 * round).collect::<Vec<u64>>());
    }
}

#[test]
fn onlookers_visit_every_source_in_proportion_to_its_merit() {
    // Merits 1 / (1 + cost / 3), 3 being the median of the costs above 0. No other point is ever better.
    let sources: Vec<Vec<f64>> = (0..4).map(|i| vec![f64::from(i), 5.0 - f64::from(i)]).collect();
    let costs = [0.0, 1.0, 3.0, 7.0];
    let place = |x: &[f64]| sources.iter().position(|source| source == x);
    let space = Boxed::cube(-10.0..=10.0, 2).unwrap();
    let problem = space.minimize(|x| place(x).map_or(1e9, |i| costs[i]));
    let warm = problem.starting_from(sources.clone());
    let bees = ArtificialBeeColony::new(4).limit(u32::MAX);
    let mut swarm = bees.build(&warm, Seed(1)).unwrap();
    assert_eq!(round(&mut swarm, &warm), sources);
    // A bee moves one coordinate, so the other one tells which source it went to.
    let visited = |x: &Vec<f64>| {
        sources.iter().position(|source| source[0] == x[0] || source[1] == x[1]).unwrap()
    };
    let mut visits = [0.0f64; 4];
    for _ in 0..1_000 {
        let employed: Vec<usize> = round(&mut swarm, &warm).iter().map(visited).collect();
        assert_eq!(employed, [0, 1, 2, 3]);
        round(&mut swarm, &warm).iter().for_each(|x| visits[visited(x)] += 1.0);
    }
    let expected = [1.0, 0.75, 0.5, 0.3].map(|merit| 4_000.0 * merit / 2.55);
    let deviation = |i: usize| (visits[i] - expected[i]).powi(2) / expected[i];
    // The 99.9 % quantile of χ² with 3 degrees of freedom.
    assert!((0..4).map(deviation).sum::<f64>() < 16.27, "{visits:?}");
}

fn cities(n: usize) -> Tsp {
    let mut rng = Streams::new(Seed(1)).at(0, 0);
    Tsp::from_cities(&(0..n).map(|_| (rng.unit(), rng.unit())).collect::<Vec<_>>()).unwrap()
}

/// The pheromone after one round of one ant: on each step of its tour, and on all other edges.
fn trail<D: Deposit>(colony: AntColony<D>) -> (Vec<f64>, Vec<f64>) {
    let tsp = cities(7);
    let mut swarm = colony.build(&tsp, Seed(1)).unwrap();
    let tour = round(&mut swarm, &tsp).remove(0);
    let beside = |a: usize, b: usize| {
        let place = |city| tour.iter().position(|c| *c == city).unwrap();
        [1, 6].contains(&((place(a) + 7 - place(b)) % 7))
    };
    let pairs = (0..7).flat_map(|a| (0..7).map(move |b| (a, b))).filter(|(a, b)| a != b);
    let (on, off): (Vec<_>, Vec<_>) = pairs.partition(|(a, b)| beside(*a, *b));
    let level = |(a, b): (usize, usize)| swarm.medium().pheromone().level(a, b);
    (on.into_iter().map(level).collect(), off.into_iter().map(level).collect())
}

#[test]
fn ants_reinforce_the_closing_edge_like_the_others() {
    let trails = [
        (trail(MaxMinAntSystem::default().ants(1).evaporation(0.25)), 4.0, 3.0),
        (trail(AntSystem::default().ants(1).evaporation(0.25)), 4.0, 3.0),
        (trail(AntColonySystem::default().ants(1).rates(0.25, 0.1)), 0.75 / 7.0 + 0.25, 1.0 / 7.0),
    ];
    for ((on, off), reinforced, other) in trails {
        assert_eq!((on.len(), off.len()), (14, 28));
        on.iter().for_each(|level| assert_relative_eq!(*level, reinforced, epsilon = 1e-12));
        off.iter().for_each(|level| assert_relative_eq!(*level, other, epsilon = 1e-12));
    }
}

#[test]
fn max_min_ants_keep_every_edge_within_the_limits_also_those_nobody_took() {
    let tsp = cities(12);
    let mut swarm = MaxMinAntSystem::default().evaporation(0.5).build(&tsp, Seed(1)).unwrap();
    round(&mut swarm, &tsp);
    let reference = swarm.best().unwrap().fitness;
    (0..100).for_each(|_| drop(round(&mut swarm, &tsp)));
    // Stützle & Hoos 2000, eqs. 6 and 11.
    let most = reference / swarm.best().unwrap().fitness / 0.5;
    let p = 0.05f64.powf(1.0 / 12.0);
    let least = most * (1.0 - p) / (5.0 * p);
    let levels: Vec<f64> = (0..12)
        .flat_map(|a| (0..12).filter(move |b| a != *b).map(move |b| (a, b)))
        .map(|(a, b)| swarm.medium().pheromone().level(a, b))
        .collect();
    assert_relative_eq!(levels.iter().copied().fold(f64::MAX, f64::min), least, epsilon = 1e-12);
    assert_relative_eq!(levels.iter().copied().fold(0.0, f64::max), most, epsilon = 1e-2);
    assert!(levels.iter().all(|level| *level <= most));
    assert!(levels.iter().filter(|level| **level < 1.001 * least).count() > 50);
}

#[test]
fn one_dimension_one_value_one_city_and_one_item_work() {
    let line = Boxed::cube(-3.0..=1.0, 1).unwrap().minimize(|x| (x[0] - 0.25).powi(2));
    for mut swarm in animals(&line, 1) {
        spend(&mut *swarm, &line, 2_000);
        assert!((swarm.best().unwrap().point[0] - 0.25).abs() < 1e-3, "{}", swarm.name());
    }
    let point = Boxed::new([2.5..=2.5, -1.0..=-1.0]).unwrap().minimize(|x| x[0] + x[1]);
    for mut swarm in animals(&point, 1) {
        spend(&mut *swarm, &point, 500);
        assert_eq!(swarm.best().unwrap().point, [2.5, -1.0], "{}", swarm.name());
        assert!(swarm.slots().all(|slot| slot.point == [2.5, -1.0] && slot.fitness == 1.5));
    }
    let (city, item) = (cities(1), Permutation::new(1).unwrap().minimize(|x| x[0] as f64));
    let mut swarms: [Box<dyn Optimizer<Tsp>>; 4] = [
        Box::new(MaxMinAntSystem::default().build(&city, Seed(1)).unwrap()),
        Box::new(AntSystem::default().build(&city, Seed(1)).unwrap()),
        Box::new(AntColonySystem::default().build(&city, Seed(1)).unwrap()),
        Box::new(ArtificialBeeColony::new(3).build(&city, Seed(1)).unwrap()),
    ];
    for swarm in &mut swarms {
        spend(&mut **swarm, &city, 100);
        assert_eq!(swarm.best().unwrap().point, [0]);
    }
    let mut bees = BeesAlgorithm::default().build(&item, Seed(1)).unwrap();
    spend(&mut bees, &item, 100);
    assert_eq!(bees.best().unwrap().point, [0]);
}

#[test]
fn a_checkpoint_does_not_reseed_from_the_clock() {
    let problem = sphere_at((-10.0, 10.0), [1.0; 4]);
    for (i, mut whole) in animals(&problem, 1).into_iter().enumerate() {
        spend(&mut *whole, &problem, 200);
        let saved = whole.save().unwrap();
        spend(&mut *whole, &problem, 600);
        let resume = || {
            sleep(Duration::from_millis(2));
            let mut swarm = animals(&problem, 1).swap_remove(i);
            swarm.load(&problem, saved.clone()).unwrap();
            spend(&mut *swarm, &problem, 600);
            swarm.save().unwrap()
        };
        assert_eq!(resume(), resume());
        assert_eq!(resume(), whole.save().unwrap());
    }
}

/// What a test of a random method is worth depends on what fails it.
#[test]
fn a_threshold_that_swarms_reach_is_beyond_random_search() {
    let problem = Function::Rastrigin.in_dimensions(8).unwrap().shifted(Seed(1));
    let reached = |value: f64| value < 15.0;
    let (mut swarms, mut samples) = (0, 0);
    for seed in 0..10 {
        let stop = Evaluations(20_000);
        let swarm = ParticleSwarm::default().topology(Ring::new(1));
        let outcome = swarm.solve(&problem, Seed(seed), stop).unwrap();
        swarms += usize::from(reached(outcome.best().unwrap().value));
        let mut rng = Streams::new(Seed(seed)).at(0, 0);
        let costs = (0..20_000).map(|_| problem.evaluate(&problem.space().sample(&mut rng)));
        samples += usize::from(reached(costs.map(Result::unwrap).fold(f64::MAX, f64::min)));
    }
    assert!(swarms >= 9, "{swarms}");
    assert_eq!(samples, 0);
}

fn valley(x: &[f64]) -> f64 {
    x.windows(2).map(|p| 100.0 * (p[1] - p[0] * p[0]).powi(2) + (1.0 - p[0]).powi(2)).sum()
}

#[test]
fn a_unit_of_cost_does_not_change_what_is_found() {
    let best = |unit: f64| {
        let space = Boxed::cube(-5.0..=5.0, 4).unwrap();
        let outcome = solve(&space.minimize(|x| unit * valley(x)), Seed(1), Evaluations(12_000));
        let best = outcome.unwrap().best().unwrap().clone();
        (best.point, best.value / unit)
    };
    let plain = best(1.0);
    assert!(plain.1 < 1e-12, "{plain:?}");
    assert_eq!([best(2_f64.powi(-66)), best(2_f64.powi(66))], [plain.clone(), plain]);
    assert!(best(1e-20).1 < 1e-12);
}

#[test]
fn local_search_hears_the_clock() {
    let slow = Boxed::cube(-5.0..=5.0, 6).unwrap().minimize(|x| {
        sleep(Duration::from_millis(2));
        valley(x)
    });
    let slow = Powell::default().on(slow);
    for polish in [Polish::Best, Polish::All] {
        let limit = Duration::from_millis(100);
        let start = Instant::now();
        let swarm = ParticleSwarm::new(10).polish(polish);
        let outcome = swarm.solve(&slow, Seed(1), WallClock(limit)).unwrap();
        assert_eq!(outcome.reason, Reason::WallClock(limit));
        assert!(start.elapsed() < 2 * limit, "{:?}", start.elapsed());
    }
}

#[test]
fn a_separable_objective_fills_no_memory() {
    let line = Boxed::cube(-5.0..=5.0, 1).unwrap().minimize(|x| x[0].abs().sqrt());
    let mut swarm = Generalist.build(&line, Seed(1)).unwrap();
    let mut size = |evaluations| {
        spend(&mut swarm, &line, evaluations);
        Optimizer::save(&swarm).unwrap().to_string().len()
    };
    let (soon, late) = (size(5_000), size(20_000));
    assert!(soon.max(late) < 200_000, "{soon} bytes, then {late}");
}

#[test]
fn a_schedule_without_an_end_is_refused_by_name() {
    let bowl = Boxed::cube(-5.0..=5.0, 3).unwrap().minimize(|x| x.iter().map(|x| x * x).sum());
    fn refused<S: Space, F: Fitness, R: IntoOptimizer<S, F>>(
        solver: Solver<R>,
        problem: &DynProblem<'_, S, F>,
    ) -> &'static str {
        let mut swarm = solver.build(problem, Seed(1)).unwrap();
        match run(&mut swarm, problem, &mut Target(-1.0), &mut ()) {
            Err(Error::NoEnd { schedule, .. }) => schedule,
            other => panic!("{other:?}"),
        }
    }
    let particles = ParticleSwarm::default;
    assert_eq!(refused(particles().inertia(0.9, 0.4).solver(), &bowl), "inertia");
    assert_eq!(refused(ParticleSwarm::time_varying(9).restarts(Restarts::Equal), &bowl), "inertia");
    let pulls = particles().pulls_over_time((2.5, 0.5), (1.0, 1.0));
    assert_eq!(refused(pulls.solver(), &bowl), "cognitive");
    assert_eq!(refused(EigenSwarm::default().inertia(0.9, 0.4).solver(), &bowl), "inertia");
    assert_eq!(refused(Clpso::new(9).solver(), &bowl), "inertia");
    let unlike = Hclpso::default();
    assert_eq!(refused(unlike.solver(), &bowl), "inertia");
    assert_eq!(refused(QuantumSwarm::default().solver(), &bowl), "contraction");
    let tsp = Tsp::read("tests/data/burma14.tsp").unwrap();
    assert_eq!(refused(BestWorstAntSystem::default().solver(), &tsp), "mutation");
    let stop = StopWhen(|status: &Status| status.rounds > 4);
    let endless = QuantumSwarm::default().solve(&bowl, Seed(1), stop).unwrap_err().to_string();
    assert!(
        endless.contains("contraction of quantum") && endless.contains("Evaluations"),
        "{endless}"
    );
    let mut swarm = QuantumSwarm::default().build(&bowl, Seed(1)).unwrap();
    assert!(matches!(swarm.ask(&bowl, &Limits::NONE), Err(Error::NoEnd { .. })));
    assert!(swarm.ask(&bowl, &Limits::NONE.at(0.2)).is_ok());
    assert!(QuantumSwarm::default().solve(&bowl, Seed(1), Target(-1.0).or(Rounds(3))).is_ok());
}

#[test]
fn a_target_ends_the_round_with_the_evaluation_that_meets_it() {
    for threads in [Threads::Sequential, Threads::Count(3)] {
        let (calls, first) = (AtomicU64::new(0), Mutex::new(None));
        let bowl = Boxed::cube(-5.0..=5.0, 2).unwrap().minimize(|x| {
            let call = calls.fetch_add(1, Relaxed) + 1;
            let cost = x.iter().map(|x| x * x).sum();
            if cost <= 1.0 {
                first.lock().unwrap().get_or_insert(call);
            }
            cost
        });
        let swarm = ParticleSwarm::new(1_000).threads(threads);
        let outcome = swarm.solve(&bowl, Seed(1), Target(1.0)).unwrap();
        assert_eq!((&outcome.reason, outcome.rounds), (&Reason::Target(1.0), 0));
        assert!(outcome.evaluations < 200, "{}", outcome.evaluations);
        if threads == Threads::Sequential {
            assert_eq!(Some(outcome.evaluations), *first.lock().unwrap());
            assert_eq!(outcome.evaluations, calls.load(Relaxed));
        }
        let rows = Boxed::cube(-5.0..=5.0, 2).unwrap().minimize_batch(|points, costs| {
            for (row, cost) in points.rows().into_iter().zip(costs) {
                *cost = row.iter().map(|x| x * x).sum();
            }
        });
        let batch = ParticleSwarm::new(1_000).solve(&rows, Seed(1), Target(1.0)).unwrap();
        assert_eq!(batch.evaluations, 1_000); // they were all made
        let alone = ParticleSwarm::new(1_000).solve(&bowl, Seed(1), Target(1.0)).unwrap();
        assert_eq!((outcome.evaluations, outcome.best()), (alone.evaluations, alone.best()));
    }
}

#[test]
fn an_objective_that_always_fails_ends_the_run_with_its_own_words() {
    let broken = Boxed::cube(-5.0..=5.0, 2).unwrap().try_minimize(|_| Err::<f64, _>("no licence"));
    let error = solve(&broken, Seed(1), Evaluations(10_000)).unwrap_err();
    assert!(
        error.to_string().ends_with("evaluations failed, the last with error: no licence"),
        "{error}"
    );
    let particles = ParticleSwarm::new(10);
    let error = particles.clone().solve(&broken, Seed(1), Evaluations(10_000)).unwrap_err();
    assert!(matches!(error, Error::AllFailed { evaluations: 10, .. }), "{error}");
    let nan = Boxed::cube(-5.0..=5.0, 2).unwrap().minimize(|_| f64::NAN);
    let error = particles.clone().solve(&nan, Seed(1), Evaluations(10_000)).unwrap_err();
    assert!(error.to_string().contains("not a number"), "{error}");
    let persists = particles.on_failure(OnFailure::Persist);
    let outcome = persists.solve(&nan, Seed(1), Evaluations(300)).unwrap();
    assert_eq!((outcome.evaluations, outcome.best()), (300, None));
}

/// Settings that could do nothing, or nothing good.
#[test]
fn what_would_have_no_effect_is_an_error() {
    let bowl = || Boxed::cube(-5.0..=5.0, 2).unwrap().minimize(|x| x[0] * x[0] + x[1] * x[1]);
    let make = || ParticleSwarm::new(5);
    let text = |solver: Solver<ParticleSwarm>| match solver.solve(&bowl(), Seed(1), Rounds(2)) {
        Err(error @ Error::Parameter { .. }) => error.to_string(),
        other => panic!("{other:?}"),
    };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.json");
    let most = "threads is 100000; allowed: 0, which is one a core, to 1024";
    assert_eq!(text(make().threads(Threads::Count(100_000))), most);
    let search = "polish is All; allowed: none on a problem without local search: put one on it with LocalSearch::on, or see Problem::local_search";
    assert_eq!(text(make().polish(Polish::All)), search);
    assert_eq!(text(make().keep(3)), "keep is 3; allowed: nothing without a checkpoint to keep");
    let none = make().checkpoint(&path, Every::Rounds(1)).keep(0);
    assert_eq!(text(none), "keep is 0; allowed: at least 1 checkpoint");
    let never = make().checkpoint(&path, Every::Rounds(0));
    assert_eq!(text(never), "rounds between checkpoints is 0; allowed: at least 1");
    let built = make().checkpoint(&path, Every::Rounds(1)).build(&bowl(), Seed(1)).unwrap_err();
    assert!(built.to_string().ends_with("allowed: none where a swarm is only built"), "{built}");
    let unknown = bowl().with_optimum(f64::NAN);
    let error = make().solve(&unknown, Seed(1), Rounds(2)).unwrap_err();
    assert_eq!(error.to_string(), "optimum is NaN; allowed: a finite number");
    assert!(
        make().polish(Polish::All).solve(&Mtsls1::default().on(bowl()), Seed(1), Rounds(2)).is_ok()
    );
    let error = solve(&bowl(), Seed(1), Target(f64::NAN)).unwrap_err();
    assert_eq!(error.to_string(), "target is NaN; allowed: a number");
}
