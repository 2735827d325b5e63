//! A steady round allocates no memory.

use allocation_counter::measure;
use swarmopt::{author::*, prelude::*, problem::Benchmark, run::Solver, topology::Regrouped};

fn rastrigin() -> Benchmark {
    Function::Rastrigin.in_dimensions(20).unwrap().shifted(Seed(1))
}

/// After a few rounds 500 more allocate nothing, neither by hand nor in a run.
fn steady<C: Colony<Boxed>>(solver: Solver<C>) {
    steady_on(&rastrigin(), solver);
}

fn steady_on<P: Problem<Fitness = f64>, C: Colony<P::Space>>(problem: &P, solver: Solver<C>) {
    let mut swarm = solver.build(problem, Seed(1)).unwrap();
    (0..3).for_each(|_| swarm.step(problem, &Limits::NONE.at(0.0)).unwrap());
    let by_hand =
        measure(|| (0..500).for_each(|_| swarm.step(problem, &Limits::NONE.at(0.0)).unwrap()));
    assert_eq!((by_hand.count_total, swarm.tally().rounds), (0, 503), "{}", C::NAME);
    let budget = 2 * swarm.tally().evaluations + 7;
    let in_a_run = measure(|| {
        let reason = run(&mut swarm, problem, &mut Evaluations(budget), &mut ()).unwrap();
        assert_eq!(reason, Reason::Evaluations(budget));
    });
    assert_eq!(in_a_run.count_total, 0, "{}", C::NAME);
    assert!(swarm.tally().rounds > 2 * 500);
}

#[test]
fn of_the_particle_swarm_on_any_topology() {
    let swarm = || ParticleSwarm::new(40);
    steady(swarm().topology(Complete));
    steady(swarm().topology(Ring::new(2)));
    steady(swarm().topology(VonNeumann::default()));
    steady(swarm().topology(RandomK::default()));
    steady(swarm().topology(Regrouped::new(3, 2)));
    steady(swarm().topology(Star));
    steady(swarm().bounds(Bounds::Resample).speed_limit(0.2).inertia(0.9, 0.4).solver());
}

#[test]
fn of_the_fully_informed_swarm() {
    steady(FullyInformedSwarm::new(20).solver());
    steady(FullyInformedSwarm::new(20).topology(RandomK::default()));
}

#[test]
fn of_the_other_particle_swarms() {
    steady(Spso2011::new(20).solver());
    steady(Clpso::new(20).refreshing_gap(1).solver());
    steady(Hclpso::new(8, 12).topology(Ring::new(2)));
    steady(BareBonesSwarm::new(20).interaction(0.5).solver());
    steady(QuantumSwarm::new(20).solver());
    steady(GreyWolfOptimizer::new(20).solver());
    steady(FireflyAlgorithm::new(8).solver());
    steady(CuckooSearch::new(20).solver());
}

#[test]
fn of_the_covariance_swarm_that_decomposes_nothing() {
    steady(CovarianceSwarm::default().agents(20).diagonal().solver());
}

#[test]
fn a_decomposition_allocates_and_nothing_else_does() {
    let problem = rastrigin();
    let n = problem.space().dimensions() as u64;
    let mut swarm = EigenSwarm::new(20).build(&problem, Seed(1)).unwrap();
    (0..50).for_each(|_| swarm.step(&problem, &Limits::NONE.at(0.0)).unwrap());
    let between =
        measure(|| (0..100).for_each(|_| swarm.step(&problem, &Limits::NONE.at(0.0)).unwrap()));
    let decompositions = 100 / n.div_ceil(2) + 1;
    assert!(between.count_total <= 12 * decompositions, "{between:?}");
    let mut swarm = CovarianceSwarm::default().build(&problem, Seed(1)).unwrap();
    (0..50).for_each(|_| swarm.step(&problem, &Limits::NONE.at(0.0)).unwrap());
    let between =
        measure(|| (0..100).for_each(|_| swarm.step(&problem, &Limits::NONE.at(0.0)).unwrap()));
    assert!(between.count_total <= 12 * 100, "{between:?}");
}

#[test]
fn of_ants_on_neighbour_lists_and_on_whole_tables() {
    let eil51 = Tsp::read("tests/data/eil51.tsp").unwrap();
    let nug12 = Qap::read("tests/data/nug12.dat").unwrap();
    steady_on(&eil51, AntSystem::default().ants(10).elite(1.0).solver());
    steady_on(&eil51, MaxMinAntSystem::default().ants(10).restart_after(9).topology(Ring::new(1)));
    steady_on(&eil51, AntColonySystem::default().solver());
    steady_on(&eil51, RankBasedAntSystem::default().ants(10).solver());
    steady_on(&eil51, BestWorstAntSystem::default().ants(10).solver());
    steady_on(&eil51, HyperCubeAntSystem::default().ants(10).solver());
    steady_on(&eil51, PopulationAntColony::default().population(2).solver());
    steady_on(&nug12, MaxMinAntSystem::default().exponents(2.0, 0.0).solver());
}

/// A hundred rounds allocate no more than a few logs that double.
fn steady_but_for_logs<C: Colony<Tsp>>(tsp: &Tsp, solver: Solver<C>) {
    let mut swarm = solver.build(tsp, Seed(1)).unwrap();
    (0..3).for_each(|_| swarm.step(tsp, &Limits::NONE.at(0.0)).unwrap());
    let later = measure(|| (0..100).for_each(|_| swarm.step(tsp, &Limits::NONE.at(0.0)).unwrap()));
    assert!(later.count_total <= 8, "{}: {later:?}", C::NAME);
}

#[test]
fn of_focused_ants_and_tour_particles_but_for_the_log_of_a_longer_trip_than_any_before() {
    let eil51 = Tsp::read("tests/data/eil51.tsp").unwrap();
    let cities = eil51.coordinates().unwrap();
    let copies = Tsp::from_cities(&[cities, &cities[..20]].concat()).unwrap();
    for tsp in [&eil51, &copies] {
        steady_but_for_logs(tsp, FocusedAnts::default().kicks(20).patience(3).solver());
        steady_but_for_logs(tsp, TourSwarm::new(4).kicks(20).solver());
    }
}

#[test]
fn of_aco_r() {
    steady(AcoR::default().solver());
    steady(AcoR::default().ants(10).topology(Ring::new(3)));
}

#[test]
fn of_incremental_aco_r_while_it_starts_anew() {
    steady(IncrementalAcoR::default().archive(5, 5).greed(0.0).patience(1).solver());
    steady(IncrementalAcoR::default().archive(5, 5).greed(0.0).topology(Ring::new(2)));
}

#[test]
fn of_the_bees_while_scouts_fly() {
    steady(ArtificialBeeColony::new(20).solver());
    steady(ArtificialBeeColony::new(20).limit(1).topology(Ring::new(1)));
    steady(GuidedBeeColony::new(20).limit(1).solver());
    steady(BestBeeColony::new(20).topology(Ring::new(1)));
    steady(QuickBeeColony::new(20).solver());
    // All sites are danced for, and abandoned soon.
    let recruits = || BeesAlgorithm::default().patience(1);
    steady(recruits().sites(5).elite(2, 6).good(3, 6).solver());
}

#[test]
fn a_recruit_allocates_its_candidate_once_when_it_first_leaves_the_hive() {
    let (problem, recruits) = (rastrigin(), BeesAlgorithm::default().patience(1));
    let mut swarm = recruits.build(&problem, Seed(1)).unwrap();
    let early =
        measure(|| (0..20).for_each(|_| swarm.step(&problem, &Limits::NONE.at(0.0)).unwrap()));
    let late =
        measure(|| (0..2_000).for_each(|_| swarm.step(&problem, &Limits::NONE.at(0.0)).unwrap()));
    assert!((30..=200).contains(&early.count_total), "{early:?}");
    assert!(late.count_total < 100, "{late:?}"); // 10 recruits each of 10 sites
}

#[test]
fn a_longer_run_with_its_history_allocates_no_more() {
    let problem = rastrigin();
    let solve = |rounds| {
        measure(|| {
            let swarm = ParticleSwarm::new(20).topology(Ring::new(1));
            let outcome = swarm.solve(&problem, Seed(1), Rounds(rounds)).unwrap();
            assert!(outcome.history().records().len() > 5);
        })
    };
    solve(50);
    assert_eq!(solve(600).count_total, solve(50).count_total);
}

#[test]
fn what_is_allocated_is_counted() {
    assert_eq!(measure(|| drop(vec![1; 100])).count_total, 1);
    let greedy = Boxed::cube(-1.0..=1.0, 2).unwrap().minimize(|x| x.to_vec()[0]);
    let mut swarm = ParticleSwarm::new(10).build(&greedy, Seed(1)).unwrap();
    (0..5).for_each(|_| swarm.step(&greedy, &Limits::NONE.at(0.0)).unwrap());
    let counted = measure(|| swarm.step(&greedy, &Limits::NONE.at(0.0)).unwrap()).count_total;
    assert_eq!(counted, 10);
}
