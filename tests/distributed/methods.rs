//! Whatever the animal: over machines it ends with the bits that it has on one.

use crate::support::{ALL, connect, servers};
use std::thread::scope;
use swarmopt::{
    author::*,
    distributed::{Coordinator, Retention, Worker},
    ensemble::Archipelago,
    prelude::*,
};

/// Runs a method here and over workers, to the same number of evaluations.
fn same<S: Space, F: Fitness>(
    run_name: &str,
    problem: &DynProblem<'_, S, F>,
    build: impl Fn() -> Box<dyn Optimizer<S, F>>,
    evaluations: u64,
) {
    let Some(engine) = servers() else { return };
    let (mut here, mut there) = (build(), build());
    run(&mut *here, problem, &mut Evaluations(evaluations), &mut ()).unwrap();
    scope(|threads| {
        for name in ["w0", "w1"] {
            let worker = Worker::new(&connect(engine, name), run_name).unwrap();
            threads.spawn(move || worker.threads(Threads::Count(2)).run(problem).unwrap());
        }
        let retention = Retention { replicas: Some(1), ..ALL };
        let coordinator = Coordinator::new(&connect(engine, "coordinator"), run_name).unwrap();
        coordinator
            .retention(retention)
            .run(&mut *there, problem, &mut Evaluations(evaluations), &mut ())
            .unwrap();
    });
    assert_eq!(there.tally(), here.tally(), "{}", here.name());
    assert_eq!(there.best(), here.best(), "{}", here.name());
}

fn hills() -> impl Problem<Space = Boxed, Fitness = f64> {
    Function::Rastrigin.in_dimensions(4).unwrap().shifted(Seed(3))
}

#[test]
fn bees_ants_and_covariance_with_restarts() {
    let hills = hills();
    same(
        "bees",
        &hills,
        || Box::new(ArtificialBeeColony::new(8).build(&hills, Seed(1)).unwrap()),
        500,
    );
    same("aco-r", &hills, || Box::new(AcoR::default().build(&hills, Seed(1)).unwrap()), 150);
    let covariance = || CovarianceSwarm::default().restarts(Restarts::Growing(2.0));
    same("cma", &hills, || Box::new(covariance().build(&hills, Seed(1)).unwrap()), 600);
}

#[test]
fn islands_of_unlike_swarms_in_one_coordinator() {
    let hills = hills();
    let islands = || {
        let mut islands = Archipelago::new(Box::new(Complete), 5, Seed(1)).unwrap();
        islands.add(ParticleSwarm::new(7).build(&hills, Seed(1)).unwrap());
        islands.add(ArtificialBeeColony::new(5).build(&hills, Seed(2)).unwrap());
        Box::new(islands) as Box<dyn Optimizer<_>>
    };
    same("archipelago", &hills, islands, 601);
}

/// Local search is done where the candidate is evaluated, and counts there.
#[test]
fn ants_on_tours_with_local_search() {
    let tsp = TwoOpt.on(Tsp::read("tests/data/eil51.tsp").unwrap());
    for polish in [Polish::None, Polish::All] {
        let ants = || MaxMinAntSystem::default().ants(10).polish(polish);
        let name = format!("ants-{}", polish == Polish::All);
        same(&name, &tsp, || Box::new(ants().build(&tsp, Seed(1)).unwrap()), 20_000);
    }
}

/// Workers send back the values of all constraints, from which the models learn.
#[test]
fn constraints() {
    let problem =
        hills().subject_to("half", |x| x[0] + x[1] - 1.0).equal("plane", |x| x[2] - x[3], 0.1);
    let models = || Box::new(TrustRegionSwarm::new(3).build(&problem, Seed(1)).unwrap());
    same("models", &problem, || models() as Box<dyn Optimizer<_, _>>, 120);
    let bees = || Box::new(ArtificialBeeColony::new(8).build(&problem, Seed(1)).unwrap());
    same("constrained-bees", &problem, || bees() as Box<dyn Optimizer<_, _>>, 300);
}

/// An objective that fails, panics or gives no number is counted there as here, and tried again.
#[test]
fn objectives_that_misbehave() {
    let odd = Boxed::cube(-3.0..=3.0, 2).unwrap().try_minimize(|x| match x[0] {
        x if x > 2.5 => Ok(f64::NAN),
        x if x < -2.5 => panic!("too far"),
        x if x < -1.0 => Err("below −1"),
        x => Ok(x * x),
    });
    for policy in [OnFailure::WorstCost, OnFailure::Resample(2)] {
        let swarm = || ParticleSwarm::new(9).on_failure(policy);
        let name = format!("odd-{}", policy == OnFailure::WorstCost);
        same(&name, &odd, || Box::new(swarm().build(&odd, Seed(1)).unwrap()), 400);
    }
    // All in one call.
    let batch = Boxed::cube(-3.0..=3.0, 2).unwrap().minimize_batch(|points, costs| {
        let rows = points.rows().into_iter();
        costs.iter_mut().zip(rows).for_each(|(cost, x)| *cost = x.dot(&x));
    });
    same("batch", &batch, || Box::new(ParticleSwarm::new(9).build(&batch, Seed(1)).unwrap()), 400);
}
