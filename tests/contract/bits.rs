//! The bits that a seed gives: the same on any number of threads, and the same as in the last release.
//!
//! `tests/data/bits.tsv` has a sum over what every colony has found after some rounds. Where it differs,
//! the bits of a seed have changed, which the changelog is to say. `SWARMOPT_WRITE_BITS=1 cargo test
//! --test contract bits` writes it again.

use std::{collections::BTreeMap, fs};
use swarmopt::{author::*, prelude::*, run::Solver};

const TABLE: &str = "tests/data/bits.tsv";
const ROUNDS: u64 = 25;
const THREADS: [usize; 5] = [1, 2, 3, 7, 16];

/// A sum over the best point and all slots, with their costs, and the evaluations: what a swarm has
/// found, in whatever form it is saved.
fn sum<S: Space, F: Fitness>(swarm: &dyn Optimizer<S, F>) -> String {
    let mut sum = crc32fast::Hasher::new();
    for slot in swarm.best().into_iter().chain(swarm.slots()) {
        sum.update(&serde_json::to_vec(&slot.point).unwrap());
        sum.update(&slot.fitness.scalar().to_le_bytes());
    }
    sum.update(&swarm.tally().evaluations.to_le_bytes());
    format!("{:08x}", sum.finalize())
}

/// The sum of a method's bits, held to be the same on any threads.
fn bits<S, F, R>(make: &dyn Fn() -> Solver<R>, problem: &DynProblem<'_, S, F>) -> (String, String)
where
    S: Space,
    F: Fitness,
    R: IntoOptimizer<S, F>,
{
    let run = |threads: usize| {
        let mut swarm = make().threads(Threads::Count(threads)).build(problem, Seed(11)).unwrap();
        run(&mut swarm, problem, &mut Rounds(ROUNDS), &mut ()).unwrap();
        (swarm.name(), sum(&swarm))
    };
    let (name, alone) = run(THREADS[0]);
    for threads in &THREADS[1..] {
        assert_eq!(run(*threads).1, alone, "{name} on {threads} threads");
    }
    (format!("{name} on {}", problem.name()), alone)
}

fn all() -> BTreeMap<String, String> {
    let hills = Function::Rastrigin.in_dimensions(6).unwrap().shifted(Seed(1));
    let cities = Tsp::read("examples/data/berlin52.tsp").unwrap();
    let polished = TwoOpt.on(cities.clone());
    let order = Permutation::new(12)
        .unwrap()
        .minimize(|order| order.iter().zip(0..).map(|(item, place)| (item ^ place) as f64).sum());
    let mut table = BTreeMap::new();
    let mut add = |(name, sum): (String, String)| {
        assert!(table.insert(name.clone(), sum).is_none(), "{name} twice");
    };
    add(bits(&|| ParticleSwarm::new(12).topology(RandomK::default()), &hills));
    add(bits(&|| ParticleSwarm::new(12).topology(Ring::new(1)), &hills));
    add(bits(&|| ParticleSwarm::new(12).topology(SmallWorld::new(2, 0.2)), &hills));
    add(bits(&|| FullyInformedSwarm::new(12).solver(), &hills));
    add(bits(&|| Spso2011::default().solver(), &hills));
    add(bits(&|| Clpso::default().solver(), &hills));
    add(bits(&|| Hclpso::default().solver(), &hills));
    add(bits(&|| BareBonesSwarm::new(12).solver(), &hills));
    add(bits(&|| QuantumSwarm::new(12).solver(), &hills));
    add(bits(&|| EigenSwarm::default().solver(), &hills));
    add(bits(&|| GreyWolfOptimizer::default().solver(), &hills));
    add(bits(&|| FireflyAlgorithm::new(12).solver(), &hills));
    add(bits(&|| CuckooSearch::default().solver(), &hills));
    add(bits(&|| TrustRegionSwarm::new(2).solver(), &hills));
    add(bits(&|| CovarianceSwarm::default().restarts(Restarts::Growing(2.0)), &hills));
    add(bits(&|| CooperativeSwarm::default().solver(), &hills));
    add(bits(&|| AcoR::default().solver(), &hills));
    add(bits(&|| IncrementalAcoR::default().solver(), &hills));
    add(bits(&|| ArtificialBeeColony::new(8).limit(6).solver(), &hills));
    add(bits(&|| GuidedBeeColony::new(8).solver(), &hills));
    add(bits(&|| BestBeeColony::new(8).solver(), &hills));
    add(bits(&|| QuickBeeColony::new(8).solver(), &hills));
    add(bits(&|| BeesAlgorithm::default().solver(), &hills));
    add(bits(&|| AntSystem::default().ants(8).solver(), &cities));
    add(bits(&|| RankBasedAntSystem::default().ants(8).solver(), &cities));
    add(bits(&|| MaxMinAntSystem::default().ants(8).solver(), &cities));
    add(bits(&|| AntColonySystem::default().solver(), &cities));
    add(bits(&|| BestWorstAntSystem::default().ants(8).solver(), &cities));
    add(bits(&|| HyperCubeAntSystem::default().ants(8).solver(), &cities));
    add(bits(&|| PopulationAntColony::default().solver(), &cities));
    add(bits(&|| FocusedAnts::default().ants(3).solver(), &cities));
    add(bits(&|| TourSwarm::default().solver(), &cities));
    add(bits(&|| MaxMinAntSystem::default().topology(Ring::new(2)).polish(Polish::All), &polished));
    add(bits(&|| ArtificialBeeColony::new(8).solver(), &order));
    add(bits(&|| BeesAlgorithm::default().solver(), &order));
    table
}

#[test]
fn threads_change_no_bit_and_changes_of_bits_are_known() {
    let now = all();
    let text: String = now.iter().map(|(name, sum)| format!("{name}\t{sum}\n")).collect();
    if std::env::var_os("SWARMOPT_WRITE_BITS").is_some() {
        fs::write(TABLE, &text).unwrap();
    }
    // Elsewhere sines and logarithms may end in other bits.
    if cfg!(all(target_arch = "x86_64", target_os = "linux", target_env = "gnu")) {
        let known = fs::read_to_string(TABLE).unwrap();
        for (now, known) in text.lines().zip(known.lines()) {
            assert_eq!(now, known, "the bits of a seed have changed; the changelog is to say so");
        }
        assert_eq!(text.lines().count(), known.lines().count());
    }
}
