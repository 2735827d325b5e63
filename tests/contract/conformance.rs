//! Every colony on every topology that fits it, through the public contract suite.

use swarmopt::{
    author::{Constrained, IntoOptimizer},
    conformance::{Violation, check, on_boxes, on_local_search, on_orders},
    local_search::{Memetic, Sometimes},
    prelude::*,
    run::Solver,
    topology::{Graph, Regrouped},
};

/// One test a colony and topology.
macro_rules! contract {
    ($($name:ident: $suite:ident($make:expr);)*) => {
        $(#[test]
        fn $name() {
            $suite(|| $make).unwrap_or_else(|violation| panic!("{violation}"));
        })*
    };
}

fn particles() -> ParticleSwarm {
    ParticleSwarm::new(12).inertia(0.9, 0.4)
}
fn informed() -> FullyInformedSwarm {
    FullyInformedSwarm::new(12)
}
fn heterogeneous() -> Hclpso {
    Hclpso::new(5, 7)
}
fn archive() -> AcoR {
    AcoR::default().archive(12).ants(5)
}
fn bees() -> ArtificialBeeColony {
    ArtificialBeeColony::new(12).limit(3)
}
fn guided() -> GuidedBeeColony {
    GuidedBeeColony::new(12).limit(3)
}
fn around_best() -> BestBeeColony {
    BestBeeColony::new(12).limit(3)
}
fn quick() -> QuickBeeColony {
    QuickBeeColony::new(12).limit(3)
}
fn growing() -> IncrementalAcoR {
    IncrementalAcoR::default().archive(4, 12).growth(2).patience(3)
}
fn recruits() -> BeesAlgorithm {
    BeesAlgorithm::default().sites(12).elite(2, 4).good(3, 2).patience(2)
}
/// Its first step is so small that it has converged within the suite's few rounds.
fn quick_to_converge() -> CovarianceSwarm {
    CovarianceSwarm::default().first_step(1e-14)
}
fn graph() -> Graph {
    Graph::new((0..12).map(|i| vec![(i * 5 + 1) % 12]).collect()).unwrap()
}

/// Checks a method on a problem with an inequality and an equality.
fn under_constraints<R: IntoOptimizer<Boxed, Constrained>>(
    make: impl Fn() -> Solver<R>,
) -> Result<(), Violation> {
    let hills = Function::Rastrigin.in_dimensions(3).unwrap().shifted(Seed(1));
    let problem =
        hills.subject_to("half", |x| x[0] + x[1] - 1.0).equal("plane", |x| x[1] - x[2], 0.1);
    check(make, &problem)
}

/// Islands of three animals on a ring.
fn islands() -> Islands<Boxed> {
    Islands::on(Ring::new(1)).every(2).with(particles()).with(bees()).with(archive())
}

contract! {
    constrained_particles: under_constraints(particles().topology(Ring::new(2)));
    constrained_particles_relaxed: under_constraints(
        EigenSwarm::new(12).constraint_handling(ConstraintHandling::Relaxed(0.5))
    );
    constrained_bees_relaxed: under_constraints(
        bees().constraint_handling(ConstraintHandling::Relaxed(1.0))
    );
    constrained_archive: under_constraints(archive().topology(Complete));
    constrained_trust_regions: under_constraints(TrustRegionSwarm::new(3).topology(Complete));
    constrained_generalist: under_constraints(Generalist.solver());
    islands_of_three: on_boxes(islands().solver());
    islands_of_three_complete: on_boxes(islands().topology(Complete));
    portfolio_of_three: on_boxes(
        AlgorithmPortfolio::default().with(particles()).with(bees()).with(archive()).solver()
    );
    particle_swarm_isolated: on_boxes(particles().topology(Isolated));
    particle_swarm_complete: on_boxes(particles().topology(Complete));
    particle_swarm_ring: on_boxes(particles().topology(Ring::new(2)));
    particle_swarm_von_neumann: on_boxes(particles().topology(VonNeumann::default()));
    particle_swarm_star: on_boxes(particles().topology(Star));
    particle_swarm_random: on_boxes(particles().topology(RandomK::default()));
    particle_swarm_small_world: on_boxes(particles().topology(SmallWorld::new(2, 0.2)));
    particle_swarm_scale_free: on_boxes(particles().topology(ScaleFree::new(2)));
    particle_swarm_hierarchy: on_boxes(particles().topology(Hierarchy::new(3)));
    particle_swarm_user_graph: on_boxes(particles().topology(graph()));
    particle_swarm_reflecting: on_boxes(particles().bounds(Bounds::Reflect).solver());
    particle_swarm_wrapping: on_boxes(particles().bounds(Bounds::Wrap).solver());
    particle_swarm_resampling: on_boxes(particles().bounds(Bounds::Resample).speed_limit(0.2).solver());
    particle_swarm_rebounding: on_boxes(particles().bounds(Bounds::Rebound).solver());
    particle_swarm_regrouped: on_boxes(particles().topology(Regrouped::new(3, 2)));
    particle_swarm_time_varying: on_boxes(ParticleSwarm::time_varying(12).topology(Ring::new(1)));
    lone_particle: on_boxes(ParticleSwarm::new(1).solver());

    fully_informed_isolated: on_boxes(informed().topology(Isolated));
    fully_informed_complete: on_boxes(informed().hears_itself(true).topology(Complete));
    fully_informed_ring: on_boxes(informed().topology(Ring::new(1)));
    fully_informed_random: on_boxes(informed().topology(RandomK::default()));

    standard_swarm_random: on_boxes(Spso2011::new(12).solver());
    standard_swarm_complete: on_boxes(Spso2011::new(12).bounds(Bounds::Reflect).topology(Complete));
    standard_swarm_limited: on_boxes(Spso2011::new(6).speed_limit(0.2).bounds(Bounds::Wrap).solver());
    lone_standard_particle: on_boxes(Spso2011::new(1).solver());
    comprehensive_learning_complete: on_boxes(Clpso::new(12).solver());
    comprehensive_learning_ring: on_boxes(Clpso::new(12).topology(Ring::new(2)));
    lone_learner: on_boxes(Clpso::new(1).refreshing_gap(1).solver());
    learners_drifting: on_boxes(Clpso::new(5).inertia(0.99, 0.99).pull(0.01).solver());
    heterogeneous_learning_complete: on_boxes(heterogeneous().solver());
    heterogeneous_learning_ring: on_boxes(heterogeneous().topology(Ring::new(2)));
    bare_bones_von_neumann: on_boxes(BareBonesSwarm::new(12).solver());
    bare_bones_complete: on_boxes(BareBonesSwarm::new(12).interaction(0.5).topology(Complete));
    bare_bones_reflecting: on_boxes(BareBonesSwarm::new(9).bounds(Bounds::Reflect).solver());
    quantum_complete: on_boxes(QuantumSwarm::new(12).solver());
    quantum_ring: on_boxes(QuantumSwarm::new(12).bounds(Bounds::Resample).topology(Ring::new(1)));
    lone_quantum: on_boxes(QuantumSwarm::new(1).bounds(Bounds::Wrap).solver());
    eigen_swarm_ring: on_boxes(EigenSwarm::new(12).solver());
    eigen_swarm_complete: on_boxes(EigenSwarm::new(12).bounds(Bounds::Reflect).topology(Complete));
    lone_eigen_particle: on_boxes(EigenSwarm::new(1).speed_limit(0.2).topology(Isolated));
    grey_wolves_complete: on_boxes(GreyWolfOptimizer::new(12).solver());
    grey_wolves_ring: on_boxes(GreyWolfOptimizer::new(12).bounds(Bounds::Reflect).topology(Ring::new(1)));
    lone_grey_wolf: on_boxes(GreyWolfOptimizer::new(1).bounds(Bounds::Wrap).solver());
    fireflies_complete: on_boxes(FireflyAlgorithm::new(12).solver());
    fireflies_ring: on_boxes(FireflyAlgorithm::new(12).bounds(Bounds::Resample).topology(Ring::new(2)));
    lone_firefly: on_boxes(FireflyAlgorithm::new(1).solver());
    cuckoos_complete: on_boxes(CuckooSearch::new(12).solver());
    cuckoos_ring: on_boxes(CuckooSearch::new(12).bounds(Bounds::Reflect).topology(Ring::new(3)));
    trust_regions: on_boxes(TrustRegionSwarm::default().solver());
    trust_regions_ring: on_boxes(TrustRegionSwarm::new(4).topology(Ring::new(1)));
    cuckoos_isolated: on_boxes(CuckooSearch::new(6).topology(Isolated));

    aco_r_complete: on_boxes(archive().topology(Complete));
    aco_r_ring: on_boxes(archive().topology(Ring::new(2)));
    aco_r_as_published: on_boxes(AcoR::default().solver());
    incremental_aco_r_complete: on_boxes(growing().topology(Complete));
    incremental_aco_r_ring: on_boxes(growing().topology(Ring::new(2)));
    incremental_aco_r_isolated: on_boxes(growing().topology(Isolated));
    incremental_aco_r_by_default: on_boxes(IncrementalAcoR::default().solver());

    bee_colony_complete_on_boxes: on_boxes(bees().topology(Complete));
    bee_colony_ring_on_boxes: on_boxes(bees().topology(Ring::new(1)));
    bee_colony_isolated_on_boxes: on_boxes(bees().topology(Isolated));
    bee_colony_complete_on_orders: on_orders(bees().topology(Complete));
    bee_colony_ring_on_orders: on_orders(bees().topology(Ring::new(1)));

    guided_bee_colony_complete: on_boxes(guided().topology(Complete));
    guided_bee_colony_ring: on_boxes(guided().topology(Ring::new(1)));
    guided_bee_colony_isolated: on_boxes(guided().topology(Isolated));
    guided_bee_colony_random: on_boxes(guided().topology(RandomK::default()));
    best_bee_colony_complete: on_boxes(around_best().topology(Complete));
    best_bee_colony_ring: on_boxes(around_best().topology(Ring::new(1)));
    best_bee_colony_star: on_boxes(around_best().topology(Star));
    best_bee_colony_isolated: on_boxes(around_best().topology(Isolated));
    quick_bee_colony_complete: on_boxes(quick().topology(Complete));
    quick_bee_colony_ring: on_boxes(quick().topology(Ring::new(1)));
    quick_bee_colony_isolated: on_boxes(quick().topology(Isolated));

    bees_algorithm_complete_on_boxes: on_boxes(recruits().topology(Complete));
    bees_algorithm_ring_on_boxes: on_boxes(recruits().topology(Ring::new(1)));
    bees_algorithm_complete_on_orders: on_orders(recruits().topology(Complete));
    bees_algorithm_as_published_on_orders: on_orders(BeesAlgorithm::default().solver());

    covariance_swarm_complete: on_boxes(CovarianceSwarm::default().solver());
    covariance_swarm_ring: on_boxes(CovarianceSwarm::default().agents(9).topology(Ring::new(2)));
    covariance_swarm_isolated: on_boxes(CovarianceSwarm::default().agents(2).topology(Isolated));
    covariance_swarm_diagonal: on_boxes(CovarianceSwarm::default().diagonal().solver());
    covariance_swarm_again_and_again: on_boxes(quick_to_converge().restarts(Restarts::Equal));
    covariance_swarm_growing: on_boxes(quick_to_converge().restarts(Restarts::Growing(1.5)));
    covariance_swarm_alternating: on_boxes(quick_to_converge().restarts(Restarts::Alternating(2.0)));
    particle_swarm_growing: on_boxes(ParticleSwarm::new(3).restarts(Restarts::Growing(2.0)));
    bees_again_and_again_on_orders: on_orders(bees().restarts(Restarts::Equal));
    cooperative_swarm_complete: on_boxes(CooperativeSwarm::default().solver());
    cooperative_swarm_isolated: on_boxes(CooperativeSwarm::default().topology(Isolated));
    generalist: on_boxes(Generalist.solver());

    ant_system_isolated: on_orders(AntSystem::default().solver());
    ant_system_ring: on_orders(AntSystem::default().ants(8).elite(2.0).topology(Ring::new(1)));
    ant_system_complete: on_orders(AntSystem::default().ants(8).topology(Complete));
    max_min_complete: on_orders(MaxMinAntSystem::default().solver());
    max_min_ring: on_orders(MaxMinAntSystem::default().ants(8).restart_after(3).topology(Ring::new(1)));
    ant_colony_system: on_orders(AntColonySystem::default().solver());
    rank_based_isolated: on_orders(RankBasedAntSystem::default().solver());
    rank_based_ring: on_orders(RankBasedAntSystem::default().ants(8).topology(Ring::new(1)));
    best_worst: on_orders(BestWorstAntSystem::default().ants(6).solver());
    best_worst_again_and_again: on_orders(BestWorstAntSystem::default().ants(3).restart_below(0.7).solver());
    hyper_cube_complete: on_orders(HyperCubeAntSystem::default().solver());
    hyper_cube_isolated: on_orders(HyperCubeAntSystem::default().ants(8).topology(Isolated));
    population_complete: on_orders(PopulationAntColony::default().population(2).solver());
    population_ring: on_orders(PopulationAntColony::default().topology(Ring::new(1)));
}

#[test]
fn local_search_keeps_the_contract() {
    let tsp = TwoOpt.on(Tsp::read("examples/data/berlin52.tsp").unwrap());
    for polish in [Polish::All, Polish::Share(0.3), Polish::Best] {
        check_memetic(&tsp, polish);
    }
}

#[test]
fn every_local_search_on_boxes_keeps_its_contract() {
    on_local_search(Powell::default).unwrap_or_else(|v| panic!("{v}"));
    on_local_search(Mtsls1::default).unwrap_or_else(|v| panic!("{v}"));
    let sometimes = || Sometimes::new(Powell::default(), 0.5).unwrap();
    on_local_search(sometimes).unwrap_or_else(|v| panic!("{v}"));
}

#[test]
fn local_search_on_boxes_keeps_the_contract() {
    let valley = || Function::Rosenbrock.in_dimensions(4).unwrap().shifted(Seed(1));
    for polish in [Polish::All, Polish::Share(0.3), Polish::Best] {
        let axes = Mtsls1::default().on(valley());
        check(|| GuidedBeeColony::new(6).polish(polish), &axes).unwrap_or_else(|v| panic!("{v}"));
        let lines = Powell::default().on(valley());
        check(|| growing().polish(polish), &lines).unwrap_or_else(|v| panic!("{v}"));
    }
}

fn check_memetic(tsp: &Memetic<Tsp, TwoOpt>, polish: Polish) {
    check(|| MaxMinAntSystem::default().ants(6).polish(polish), tsp)
        .unwrap_or_else(|v| panic!("{v}"));
    check(|| ArtificialBeeColony::new(6).polish(polish), tsp).unwrap_or_else(|v| panic!("{v}"));
}

/// On round trips and paths, in both directions and in one.
#[test]
fn swarms_on_tours_keep_the_contract() {
    let burma = || Tsp::read("tests/data/burma14.tsp").unwrap();
    let one_way = |(a, b)| ((7 * a + 3 * b) % 11) as f64;
    let one_way = || Tsp::from_matrix(ndarray::Array2::from_shape_fn((9, 9), one_way)).unwrap();
    let ends = Ends { start: Some(3), end: Some(0) };
    let paths = [burma().path(ends).unwrap(), one_way().path(ends).unwrap()];
    let two = Tsp::from_cities(&[(0.0, 0.0), (1.0, 1.0)]).unwrap();
    for tsp in [burma(), one_way(), two].into_iter().chain(paths) {
        let ants = || FocusedAnts::default().ants(3).kicks(5).share(0.5);
        check(|| ants().solver(), &tsp).unwrap_or_else(|v| panic!("{v}"));
        check(|| ants().temperature(0.0).topology(Isolated), &tsp)
            .unwrap_or_else(|v| panic!("{v}"));
        check(|| TourSwarm::new(4).kicks(5).solver(), &tsp).unwrap_or_else(|v| panic!("{v}"));
        check(|| MaxMinAntSystem::default().ants(4).solver(), &tsp)
            .unwrap_or_else(|v| panic!("{v}"));
        check(|| ArtificialBeeColony::new(6).solver(), &tsp).unwrap_or_else(|v| panic!("{v}"));
    }
    let polished = LinKernighan::default().kicks(3).on(burma());
    check(|| FocusedAnts::default().ants(3).kicks(5).polish(Polish::All), &polished)
        .unwrap_or_else(|v| panic!("{v}"));
}

#[test]
fn quadratic_assignment_keeps_the_contract() {
    let qap = Qap::read("tests/data/nug12.dat").unwrap();
    check(|| MaxMinAntSystem::default().exponents(1.0, 0.0).solver(), &qap).unwrap();
    check(|| AntSystem::default().ants(5).solver(), &qap).unwrap();
    check(|| BestWorstAntSystem::default().ants(5).solver(), &qap).unwrap();
    check(|| PopulationAntColony::default().ants(5).solver(), &qap).unwrap();
    check(|| ArtificialBeeColony::new(10).solver(), &qap).unwrap();
}
