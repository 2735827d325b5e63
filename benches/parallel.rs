//! What threads gain with an objective that takes its time: a particle swarm of 40.

use std::{hint::black_box, time::Instant};
use swarmopt::{Error, prelude::*};

const PARTICLES: usize = 40;
const REPEATS: u64 = 51;
/// Evaluations of a run, in microseconds of one thread.
const WORK: f64 = 20_000.0;

/// Keeps a core busy for so many steps. Counted and not timed: a thread that has to wait for a core
/// must not have its waiting taken for work.
fn busy(steps: u64) -> f64 {
    (0..steps).fold(black_box(0.5), |x, _| 3.9 * x * (1.0 - x))
}

/// The microseconds that `work` takes, and what it gives.
fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let result = black_box(work());
    (start.elapsed().as_secs_f64() * 1e6, result)
}

/// How many steps of [`busy`] take a microsecond: the best of many tries, the others were disturbed.
fn steps_in_a_microsecond() -> f64 {
    let steps = 100_000;
    let tries = (0..50).map(|_| timed(|| busy(steps)).0);
    steps as f64 / tries.fold(f64::INFINITY, f64::min)
}

/// The microseconds of a run.
fn run(steps: u64, rounds: u64, threads: Threads) -> Result<f64, Error> {
    let problem = Boxed::cube(-5.0..=5.0, 30)?
        .minimize(move |x| x.iter().map(|x| x * x).sum::<f64>() + 0.0 * busy(steps));
    let solver = ParticleSwarm::new(PARTICLES).threads(threads);
    let (microseconds, outcome) = timed(|| solver.solve(&problem, Seed(1), Rounds(rounds)));
    outcome.map(|_| microseconds)
}

fn main() -> Result<(), Error> {
    // `cargo bench` says so; `cargo test --benches` only wants to see it run.
    let measures = std::env::args().any(|word| word == "--bench");
    let (repeats, work) = if measures { (REPEATS, WORK) } else { (1, WORK / 20.0) };
    let pace = steps_in_a_microsecond();
    println!("Speed-up over one thread, fastest of {repeats} runs taken in turns:\n");
    println!("| an evaluation takes | two threads | Threads::Auto |");
    println!("|---|---|---|");
    for cost in [1.0, 10.0, 100.0] {
        let (steps, rounds) = ((cost * pace) as u64, work / cost / PARTICLES as f64);
        let ways = [Threads::Sequential, Threads::Count(2), Threads::Auto];
        let mut fastest = [f64::INFINITY; 3];
        for _ in 0..repeats {
            for (threads, fastest) in ways.into_iter().zip(&mut fastest) {
                *fastest = fastest.min(run(steps, rounds.ceil() as u64, threads)?);
            }
        }
        let [alone, pair, auto] = fastest;
        println!("| {cost} µs | {:.2} | {:.2} |", alone / pair, alone / auto);
    }
    Ok(())
}
