//! Populations of one, of two and of a million, in one dimension and in a hundred thousand.

use swarmopt::{author::*, prelude::*, run::Solver};

fn sphere(dimensions: usize) -> impl Problem<Space = Boxed, Fitness = f64> {
    Boxed::cube(-5.0..=5.0, dimensions).unwrap().minimize(|x| x.iter().map(|x| x * x).sum())
}

#[track_caller]
fn runs<R: IntoOptimizer<S, F>, S: Space, F: Fitness>(
    solver: Solver<R>,
    problem: &DynProblem<'_, S, F>,
    evaluations: u64,
) {
    let outcome = solver.solve(problem, Seed(1), Evaluations(evaluations)).unwrap();
    assert_eq!(outcome.evaluations, evaluations, "{}", outcome.method);
    assert!(outcome.best().unwrap().value.is_finite(), "{}", outcome.method);
}

#[test]
fn one_and_two_agents_search_one_dimension() {
    for agents in [1, 2] {
        let line = sphere(1);
        runs(ParticleSwarm::new(agents).solver(), &line, 500);
        runs(FullyInformedSwarm::new(agents).topology(Complete), &line, 500);
        runs(BareBonesSwarm::new(agents).topology(Complete), &line, 500);
        runs(QuantumSwarm::new(agents).topology(Complete), &line, 500);
        runs(ArtificialBeeColony::new(agents.max(2)).solver(), &line, 500);
        runs(AcoR::default().archive(agents.max(2)).ants(agents).solver(), &line, 500);
        let tsp = Tsp::from_cities(&[(0.0, 0.0), (3.0, 0.0), (3.0, 4.0), (0.0, 4.0)]).unwrap();
        runs(MaxMinAntSystem::default().ants(agents).solver(), &tsp, 100);
        runs(FocusedAnts::default().ants(agents).solver(), &tsp, 100);
    }
}

#[test]
fn a_million_particles_take_their_turns() {
    let plane = sphere(2);
    runs(ParticleSwarm::new(1_000_000).topology(Ring::new(1)), &plane, 3_000_000);
    runs(ArtificialBeeColony::new(500_000).threads(Threads::Count(2)), &plane, 2_000_000);
}

#[test]
fn a_hundred_thousand_dimensions_are_searched() {
    let wide = sphere(100_000);
    runs(ParticleSwarm::new(10).solver(), &wide, 60);
    runs(ArtificialBeeColony::new(5).solver(), &wide, 60);
    runs(AcoR::default().archive(10).ants(4).solver(), &wide, 60);
    runs(Clpso::default().solver(), &wide, 120);
}
