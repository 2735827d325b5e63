//! A tour of very many random cities by focused ants: how short, in how much time, on how many threads.
//!
//! ```text
//! cargo run --release --example large_tour -- uniform 200000 --seconds 600 --threads 2
//! ```

use clap::{Parser, ValueEnum};
use std::time::{Duration, Instant};
use swarmopt::prelude::*;

/// Solves a random instance of the DIMACS challenge and says how the tour compares with the length expected.
#[derive(Parser)]
struct Arguments {
    /// How the cities lie in their square of side 1,000,000.
    kind: Kind,
    /// How many cities.
    cities: usize,
    /// Stops after so many seconds, the making of the instance left out.
    #[arg(long, default_value_t = 60.0)]
    seconds: f64,
    /// How many threads.
    #[arg(long, default_value_t = 2)]
    threads: usize,
    /// What the run is reproduced by; the cities are always those of seed 1.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kind {
    Uniform,
    Clustered,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Arguments { kind, cities, seconds, threads, seed } = Arguments::parse();
    let limit = Duration::try_from_secs_f64(seconds)?;
    let start = Instant::now();
    let tsp = match kind {
        Kind::Uniform => Tsp::uniform(cities, Seed(1))?,
        Kind::Clustered => Tsp::clustered(cities, Seed(1))?,
    };
    println!("{cities} cities made in {:.1?}", start.elapsed());
    let ants = FocusedAnts::default().threads(Threads::Count(threads)).observe(Progress::bar());
    let outcome = ants.solve(&tsp, Seed(seed), WallClock(limit).or(Flag::interrupt()?))?;
    println!("{outcome}");
    if let (Kind::Uniform, Some(best)) = (kind, outcome.best()) {
        // Johnson & McGeoch 1997: the ratio of optimal tours as their cities become many.
        let expected = 0.7124 * (cities as f64 * 1e12).sqrt();
        println!("{:.3} % over 0.7124 √(n A)", 100.0 * (best.value / expected - 1.0));
    }
    Ok(())
}
