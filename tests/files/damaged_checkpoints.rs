//! Checkpoints of every colony, damaged at random places: what is loaded runs on, and what is refused
//! leaves the swarm as it was. Never a panic, never a swarm that waits for ever.
//!
//! 240 damaged checkpoints a colony, saved before its first round, after it, and half-way through the
//! seventh.

use serde_json::{Value, json};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};
use swarmopt::{
    Error,
    author::*,
    ensemble::{Archipelago, Portfolio},
    prelude::*,
    rng::Stream,
    topology::Regrouped,
};

const DAMAGES: u64 = 240;

type Running<S, F> = Box<dyn Optimizer<S, F>>;

/// What a number, a word or a whole part is replaced by.
fn strange(rng: &mut Stream) -> Value {
    let values = json!([
        null,
        0,
        1,
        2,
        7,
        12,
        -1,
        0.5,
        -0.0,
        1e-320,
        1e300,
        -1e300,
        9007199254740993_u64,
        u32::MAX,
        u64::MAX,
        i64::MIN,
        "NaN",
        "Infinity",
        "",
        "Idle",
        "Called",
        "Proposed",
        "Out",
        "Told",
        "Steady",
        "All",
        true,
        false,
        [],
        {},
        [0],
        [[]],
        [null]
    ]);
    let Value::Array(mut values) = values else { unreachable!() };
    values.swap_remove(rng.below(values.len()))
}

/// Walks down from the root, at each step to any part with the same chance, so that short lists are
/// hit as often as long ones.
fn damage(value: &mut Value, rng: &mut Stream) {
    let stays = rng.unit() < 0.12;
    match value {
        Value::Array(items) if !items.is_empty() => {
            let (i, j) = (rng.below(items.len()), rng.below(items.len()));
            match rng.below(6) {
                _ if !stays => damage(&mut items[i], rng),
                0 => items.clear(),
                1 => drop(items.remove(i)),
                2 => items.truncate(i),
                3 => items.push(items[i].clone()),
                4 => items.swap(i, j),
                _ => *value = strange(rng),
            }
        }
        Value::Object(fields) if !fields.is_empty() => {
            let names: Vec<String> = fields.keys().cloned().collect();
            let name = |rng: &mut Stream| &names[rng.below(names.len())];
            match rng.below(3) {
                _ if !stays => damage(&mut fields[name(rng)], rng),
                0 => drop(fields.remove(name(rng))),
                1 => fields[name(rng)] = fields[name(rng)].clone(),
                _ => *value = strange(rng),
            }
        }
        Value::Bool(flag) if !stays => *flag = !*flag,
        Value::Number(number) if rng.unit() < 0.3 => {
            let x = number.as_f64().unwrap() * [-1.0, 2.0, 0.5, 1e200][rng.below(4)];
            *value = number.as_u64().map_or(json!(x), |n| json!(n ^ (1 << rng.below(64))));
        }
        _ => *value = strange(rng),
    }
}

/// The swarm as it is saved at several points of a run.
fn saved<S: Space, F: Fitness>(
    make: &dyn Fn() -> Running<S, F>,
    problem: &DynProblem<'_, S, F>,
) -> Vec<Value> {
    let mut swarm = make();
    let mut saved = vec![swarm.save().unwrap()];
    for rounds in [1, 6] {
        (0..rounds).for_each(|_| swarm.step(problem, &Limits::NONE.at(0.0)).unwrap());
        if rounds > 1 {
            swarm.step(problem, &Limits::evaluations(1).at(0.0)).unwrap();
        }
        saved.push(swarm.save().unwrap());
    }
    saved
}

/// Loads what was damaged; whether it was taken.
fn load<S: Space, F: Fitness>(
    swarm: &mut Running<S, F>,
    problem: &DynProblem<'_, S, F>,
    damaged: &Value,
) -> Result<bool, String> {
    let before = swarm.save().unwrap();
    match swarm.load(problem, damaged.clone()) {
        Err(Error::Checkpoint { .. }) => match swarm.save().unwrap() == before {
            true => return Ok(false),
            false => return Err("refused, and yet the swarm has changed".to_owned()),
        },
        Err(other) => return Err(format!("refused with another error: {other}")),
        Ok(()) => {}
    }
    for _ in 0..3 {
        let before = swarm.tally();
        match swarm.step(problem, &Limits::evaluations(2_000).at(0.0)) {
            Ok(()) if swarm.tally() == before => return Err("a step without effect".to_owned()),
            Ok(()) => {}
            Err(Error::Waiting { open }) if open > 0 => break, // a candidate is out, as it well may be
            Err(other) => return Err(format!("a step with an error: {other}")),
        }
    }
    Ok(true)
}

fn survives<S: Space, F: Fitness>(
    make: &dyn Fn() -> Running<S, F>,
    problem: &DynProblem<'_, S, F>,
) {
    let saved = saved(make, problem);
    let fresh = || {
        let mut swarm = make();
        swarm.step(problem, &Limits::NONE.at(0.0)).unwrap();
        swarm
    };
    let (mut swarm, mut taken) = (fresh(), 0);
    for case in 0..DAMAGES {
        let mut rng = Streams::new(Seed(19)).at(case, 0);
        let mut damaged = saved[case as usize % saved.len()].clone();
        (0..=rng.below(2)).for_each(|_| damage(&mut damaged, &mut rng));
        let start = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| load(&mut swarm, problem, &damaged)));
        match outcome.unwrap_or_else(|_| Err("a panic".to_owned())) {
            Ok(false) => {}
            Ok(true) => (swarm, taken) = (fresh(), taken + 1),
            Err(what) => panic!("{}, case {case}: {what}\n{damaged}", make().name()),
        }
        let took = start.elapsed();
        assert!(took < Duration::from_secs(5), "{}, case {case}: {took:?}", make().name());
    }
    // Both do happen.
    assert!((5..DAMAGES - 50).contains(&taken), "{}: {taken} taken", make().name());
}

/// On boxes, one test a colony.
macro_rules! on_boxes {
    ($($name:ident: $make:expr;)*) => {
        $(#[test]
        fn $name() {
            let problem = Function::Rastrigin.in_dimensions(3).unwrap().shifted(Seed(1));
            survives(&|| boxed($make, &problem), &problem);
        })*
    };
}

/// On a tour and on orders, one test a colony.
macro_rules! on_orders {
    ($($name:ident: $make:expr;)*) => {
        $(#[test]
        fn $name() {
            let tour = tour();
            survives(&|| boxed($make, &tour), &tour);
            let late = |order: &[usize]| order.iter().zip(1..).map(|(i, k)| (k * i) as f64).sum();
            let orders = Permutation::new(5).unwrap().minimize(late);
            survives(&|| boxed($make, &orders), &orders);
        })*
    };
}

fn boxed<S: Space, F: Fitness, R: IntoOptimizer<S, F>>(
    make: impl Solve<Method = R, Watch = ()>,
    problem: &DynProblem<'_, S, F>,
) -> Running<S, F> {
    Box::new(make.build(problem, Seed(7)).unwrap())
}

fn tour() -> Tsp {
    let cities: Vec<(f64, f64)> =
        (0..9).map(|i| (f64::from(i * i % 7), f64::from(i * 3 % 5))).collect();
    Tsp::from_cities(&cities).unwrap()
}

on_boxes! {
    particles: ParticleSwarm::new(6).inertia(0.9, 0.4);
    particles_reflected: ParticleSwarm::new(6).bounds(Bounds::Reflect).topology(Ring::new(1));
    particles_wrapped: ParticleSwarm::new(6).bounds(Bounds::Wrap).topology(RandomK::default());
    particles_in_a_hierarchy: ParticleSwarm::new(7).speed_limit(0.2).topology(Hierarchy::new(2));
    particles_regrouped: ParticleSwarm::new(7).topology(Regrouped::new(3, 2));
    particles_scattered: ParticleSwarm::new(6).initialization(Initialization::Sobol);
    particles_restarted: ParticleSwarm::new(4).restarts(Restarts::Growing(2.0));
    fully_informed: FullyInformedSwarm::new(6);
    standard_particles: Spso2011::new(6);
    comprehensive_learners: Clpso::new(6);
    heterogeneous_learners: Hclpso::new(3, 4);
    bare_bones: BareBonesSwarm::new(9);
    quantum: QuantumSwarm::new(6);
    eigen: EigenSwarm::new(6);
    grey_wolves: GreyWolfOptimizer::new(6);
    fireflies: FireflyAlgorithm::new(6);
    cuckoos: CuckooSearch::new(8);
    trust_regions: TrustRegionSwarm::new(2);
    archive: AcoR::default().archive(7).ants(3);
    growing_archive: IncrementalAcoR::default().archive(4, 9).growth(2).patience(3);
    bees: ArtificialBeeColony::new(6).limit(3);
    guided_bees: GuidedBeeColony::new(6).limit(3);
    bees_around_the_best: BestBeeColony::new(6).limit(3);
    quick_bees: QuickBeeColony::new(6).limit(3);
    recruits: BeesAlgorithm::default().sites(6).elite(2, 3).good(2, 2).patience(2);
    covariance: CovarianceSwarm::default();
    covariance_diagonal: CovarianceSwarm::default().diagonal();
    covariance_alternating: CovarianceSwarm::default().first_step(1e-14).restarts(Restarts::Alternating(2.0));
    cooperative: CooperativeSwarm::default();
    generalist: Generalist;
}

on_orders! {
    ant_system: AntSystem::default().ants(5).elite(2.0);
    max_min: MaxMinAntSystem::default().ants(5).restart_after(3);
    colony_system: AntColonySystem::default().ants(5);
    rank_based: RankBasedAntSystem::default().ants(5);
    best_worst: BestWorstAntSystem::default().ants(5).restart_below(0.7);
    hyper_cube: HyperCubeAntSystem::default().ants(5);
    population: PopulationAntColony::default().ants(5).population(2);
    bees_on_orders: ArtificialBeeColony::new(5).limit(3);
    recruits_on_orders: BeesAlgorithm::default().sites(5).elite(1, 3).good(2, 2).patience(2);
}

#[test]
fn swarms_on_tours() {
    let tour = tour();
    survives(&|| boxed(FocusedAnts::default().ants(3).kicks(5), &tour), &tour);
    survives(&|| boxed(TourSwarm::new(4).kicks(5), &tour), &tour);
}

#[test]
fn swarms_with_local_search() {
    let polished = TwoOpt.on(tour());
    let ants = || MaxMinAntSystem::default().ants(4).polish(Polish::Share(0.5));
    survives(&|| boxed(ants(), &polished), &polished);
}

#[test]
fn swarms_of_swarms() {
    let problem = Function::Rastrigin.in_dimensions(2).unwrap();
    let particles = |seed| ParticleSwarm::new(4).build(&problem, Seed(seed)).unwrap();
    let bees = |seed| ArtificialBeeColony::new(4).build(&problem, Seed(seed)).unwrap();
    let islands = || {
        let mut islands = Archipelago::new(Box::new(Ring::new(1)), 2, Seed(1)).unwrap();
        islands.add(particles(1)).add(bees(2)).add(particles(3));
        Box::new(islands) as Running<Boxed, f64>
    };
    survives(&islands, &problem);
    let portfolio = || {
        let mut portfolio = Portfolio::new(0.5).unwrap();
        portfolio.add(particles(1)).add(bees(2));
        Box::new(portfolio) as Running<Boxed, f64>
    };
    survives(&portfolio, &problem);
}
