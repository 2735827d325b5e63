//! The particle swarm beside the two loops one would write by hand: sphere, 30 dimensions, 40
//! particles, one thread. Criterion measures each for itself; the table at the end takes turns.

#[path = "common/contestant.rs"]
mod contestant;
#[path = "common/fast_loop.rs"]
mod fast_loop;
#[path = "common/objective.rs"]
mod objective;
#[path = "common/ours.rs"]
mod ours;
#[path = "common/plain_loop.rs"]
mod plain_loop;
#[path = "common/repeats.rs"]
mod repeats;

use contestant::{Best, Contestant, DIMENSIONS, LOWER, PARTICLES, Task, UPPER};
use criterion::{Criterion, Throughput};
use objective::{Objective, Sphere};
use repeats::{Repeats, timed};
use std::{error::Error, hint::black_box, time::Duration};
use swarmopt::{author::*, prelude::*};

/// Short enough that few runs are interrupted on a busy machine, long enough that setting up does
/// not count.
const ROUNDS: usize = 500;
const REPEATS: u64 = 151;

/// Ours behind the object-safe trait.
struct OursBoxed;

impl Contestant for OursBoxed {
    const NAME: &'static str = "ours ring, eight sums, Box<dyn Optimizer>";

    fn minimize<O: Objective>(objective: O, task: Task) -> Best {
        let space = Boxed::cube(LOWER..=UPPER, DIMENSIONS)?;
        let problem = space.minimize(move |x| objective.in_eight_sums(x));
        let colony = ParticleSwarm::new(PARTICLES).topology(Ring::new(1));
        let mut swarm: Box<dyn Optimizer<_>> = Box::new(colony.build(&problem, Seed(task.seed))?);
        for _ in 0..task.rounds {
            swarm.step(&problem, &Limits::NONE)?;
        }
        Ok(swarm.best().ok_or("swarmopt found no best")?.fitness)
    }
}

/// A name and a run.
type Entry = (&'static str, fn(Task) -> Best);

fn entry<C: Contestant>() -> Entry {
    (C::NAME, |task| C::minimize(Sphere, task))
}

/// All contestants; the first two are the references.
fn contestants() -> Vec<Entry> {
    vec![
        entry::<plain_loop::PlainLoop>(),
        entry::<fast_loop::FastLoop>(),
        entry::<ours::OursRing>(),
        entry::<ours::OursComplete>(),
        entry::<ours::OursRingEightSums>(),
        entry::<OursBoxed>(),
    ]
}

fn one_by_one(criterion: &mut Criterion) {
    let task = Task { rounds: ROUNDS, seed: 1 };
    let mut group = criterion.benchmark_group("sphere 30-D, 40 particles");
    group.sample_size(20).throughput(Throughput::Elements(task.evaluations() as u64));
    group.warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    for (name, run) in contestants() {
        group.bench_function(name, |bencher| bencher.iter(|| run(black_box(task))));
    }
    group.finish();
}

/// Contestant after contestant within each repeat, so that the drift of a shared machine cancels.
fn in_turns() -> Result<(), Box<dyn Error + Send + Sync>> {
    let contestants = contestants();
    let mut rates = vec![Repeats::default(); contestants.len()];
    for seed in 0..REPEATS {
        let task = Task { rounds: ROUNDS, seed };
        for ((_, run), rates) in contestants.iter().zip(&mut rates) {
            let (seconds, best) = timed(|| run(black_box(task)));
            best?;
            rates.push(task.evaluations() as f64 / seconds);
        }
    }
    println!("Medians of {REPEATS} repeats, contestant after contestant within each:\n");
    println!("| sphere 30-D, 40 particles | M evaluations/s | to plain | to fast |");
    println!("|---|---|---|---|");
    for ((name, _), own) in contestants.iter().zip(&rates) {
        let (rate, plain, fast) =
            (own.median() / 1e6, own.ratio_to(&rates[0]), own.ratio_to(&rates[1]));
        println!("| {name} | {rate:.2} | {plain:.2} | {fast:.2} |");
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let mut criterion = Criterion::default().without_plots().configure_from_args();
    one_by_one(&mut criterion);
    criterion.final_summary();
    // `cargo test --benches` and `cargo bench -- --test` only want to see it run.
    let given = |word: &str| std::env::args().any(|argument| argument == word);
    if given("--bench") && !given("--test") && !given("--list") {
        in_turns()?;
    }
    Ok(())
}
