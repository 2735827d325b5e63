//! First points that are spread evenly, in the swarms that begin with them.

use swarmopt::{Error, author::*, conformance::check, prelude::*};

const EVEN: [Initialization; 2] = [Initialization::LatinHypercube, Initialization::Sobol];

/// How many points lie in each of so many slices of dimension `j`.
fn shares(points: &[Vec<f64>], j: usize, slices: usize) -> Vec<usize> {
    let mut counts = vec![0; slices];
    points.iter().for_each(|x| counts[(x[j] * slices as f64) as usize] += 1);
    counts
}

/// The first points a swarm asks for.
fn first<C: Colony<Boxed>>(
    make: impl Solve<Method = C>,
    p: &impl Problem<Space = Boxed, Fitness = f64>,
    seed: u64,
) -> Vec<Vec<f64>> {
    let mut swarm = make.build(p, Seed(seed)).unwrap();
    swarm.ask(p, &Limits::NONE.at(0.0)).unwrap().into_iter().map(|asked| asked.point).collect()
}

#[test]
fn the_seed_is_all_they_depend_on() {
    let p = Boxed::cube(0.0..=1.0, 3).unwrap().minimize(|x| x[0]);
    for how in EVEN {
        let make = |threads| ParticleSwarm::new(16).initialization(how).threads(threads);
        let one = first(make(Threads::Count(1)), &p, 1);
        assert_eq!(one, first(make(Threads::Count(2)), &p, 1));
        assert_ne!(one, first(make(Threads::Count(1)), &p, 2));
        for j in 0..3 {
            assert_eq!(shares(&one, j, 16), [1; 16], "{how}");
        }
        let end = |threads| make(threads).solve(&p, Seed(1), Rounds(20)).unwrap();
        assert_eq!(end(Threads::Count(1)).history(), end(Threads::Count(2)).history());
    }
}

#[test]
fn uniform_is_as_if_nothing_had_been_said_and_the_last_word_counts() {
    let p = Boxed::cube(0.0..=1.0, 3).unwrap().minimize(|x| x[0]);
    let said = || ParticleSwarm::new(9).initialization(Initialization::Uniform);
    assert_eq!(first(said(), &p, 1), first(ParticleSwarm::new(9), &p, 1));
    let sobol = ParticleSwarm::new(9).initialization(Initialization::Sobol);
    let again = sobol.initialization(Initialization::Uniform);
    assert_eq!(first(again, &p, 1), first(said(), &p, 1));
}

#[test]
fn points_of_the_user_keep_their_seats_and_the_others_share_the_box() {
    let p = Boxed::cube(0.0..=1.0, 2).unwrap().minimize(|x| x[0]);
    let own = vec![vec![0.125, 0.25], vec![0.5, 0.5]];
    let warm = p.starting_from(own.clone());
    for how in EVEN {
        let points = first(ParticleSwarm::new(10).initialization(how), &warm, 1);
        assert_eq!(points[..2], own);
        assert_eq!(shares(&points[2..], 1, 8), [1; 8], "{how}");
    }
}

#[test]
fn a_dimension_of_one_value_stays() {
    let p = Boxed::new([0.1..=0.1, -1.0..=1.0]).unwrap().minimize(|x| x[1]);
    for how in EVEN {
        let points = first(ParticleSwarm::new(8).initialization(how), &p, 1);
        assert!(points.iter().all(|x| x[0] == 0.1), "{how}");
    }
}

#[test]
fn only_boxes_are_sliced() {
    let order = Permutation::new(5).unwrap().minimize(|x| x[0] as f64);
    let bees = |how| ArtificialBeeColony::new(4).initialization(how).build(&order, Seed(1));
    let error = bees(Initialization::Sobol).err().unwrap();
    let text = "first points is Sobol; allowed: uniform on a space that is no box";
    assert_eq!(error.to_string(), text);
    assert!(matches!(error, Error::Parameter { name: "first points", .. }));
    assert!(bees(Initialization::LatinHypercube).is_err() && bees(Initialization::Uniform).is_ok());
    let tsp = Tsp::read("examples/data/berlin52.tsp").unwrap();
    let ants = AntSystem::default().initialization(Initialization::LatinHypercube);
    assert!(matches!(ants.build(&tsp, Seed(1)), Err(Error::Parameter { .. })));
}

#[test]
fn slots_that_a_colony_leaves_empty_stay_so() {
    let p = Boxed::cube(0.0..=1.0, 2).unwrap().minimize(|x| x[0]);
    let ants =
        IncrementalAcoR::default().archive(4, 9).initialization(Initialization::LatinHypercube);
    let points = first(ants, &p, 1);
    assert_eq!(shares(&points, 0, 4), [1; 4]);
}

/// A swarm of two starts anew whenever it has converged: each time with a point in each half.
#[test]
fn restarts_scatter_anew() {
    let flat = Boxed::cube(0.0..=1.0, 1).unwrap().minimize(|_| 0.0);
    let swarm = ParticleSwarm::new(2).initialization(Initialization::LatinHypercube);
    let mut relay = swarm.restarts(Restarts::Equal).build(&flat, Seed(1)).unwrap();
    let mut all = Vec::new();
    for _ in 0..8 {
        let asked = relay.ask(&flat, &Limits::NONE.at(0.0)).unwrap();
        let points: Vec<_> = asked.iter().map(|asked| asked.point.clone()).collect();
        assert_eq!(shares(&points, 0, 2), [1; 2]);
        let told = asked.into_iter().map(|asked| Told::new(asked.ticket, 0.0)).collect();
        relay.tell(&flat, told).unwrap();
        assert_eq!(relay.swarm().tally().rounds, 1);
        all.push(points);
    }
    assert!((1..8).all(|i| all[i] != all[i - 1]));
}

#[test]
fn too_many_dimensions_are_refused_before_the_run() {
    let p = Boxed::cube(0.0..=1.0, 257).unwrap().minimize(|x| x[0]);
    let swarm = |how| ParticleSwarm::new(4).initialization(how).solve(&p, Seed(1), Rounds(1));
    let refused = swarm(Initialization::Sobol);
    assert!(matches!(refused, Err(Error::Parameter { name: "dimensions", .. })));
    assert!(swarm(Initialization::LatinHypercube).is_ok());
}

#[test]
fn they_keep_the_contract() {
    let valley = Function::Rosenbrock.in_dimensions(4).unwrap().shifted(Seed(1));
    for how in EVEN {
        check(|| ParticleSwarm::new(6).initialization(how), &valley).unwrap();
        check(|| CovarianceSwarm::default().initialization(how), &valley).unwrap();
        check(|| BeesAlgorithm::default().initialization(how), &valley).unwrap();
    }
}
