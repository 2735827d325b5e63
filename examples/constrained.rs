//! Solves 19 constrained problems with eight methods: g01 to g13 of the CEC 2006 competition and six engineering
//! designs. A table on standard output, which tells in how many of the runs each was solved.
//!
//! ```text
//! cargo run --release --example constrained
//! cargo run --release --example constrained -- --seeds 3 --evaluations 20000 --json runs.jsonl
//! ```
//!
//! A run has solved its problem if its best feasible point costs at most 10⁻⁴ of the optimum's size more than the
//! optimum.

use clap::Parser;
use std::path::PathBuf;
use swarmopt::{
    Error,
    experiment::{Experiment, Results},
    prelude::*,
    problem::ConstrainedBenchmark,
};

/// Solves constrained problems with several methods.
#[derive(Parser)]
struct Arguments {
    /// The number of runs of each method on each problem.
    #[arg(long, default_value_t = 10)]
    seeds: u64,
    /// The evaluations of a run.
    #[arg(long, default_value_t = 50_000)]
    evaluations: u64,
    /// A file for the runs, one a line as JSON. Those that it holds already are not repeated.
    #[arg(long)]
    json: Option<PathBuf>,
}

/// The error, relative to the optimum, up to which a problem is solved.
const PRECISION: f64 = 1e-4;

fn target(problem: &ConstrainedBenchmark) -> f64 {
    let optimum = problem.optimum().unwrap_or_default();
    optimum + PRECISION * optimum.abs()
}

fn main() -> Result<(), Error> {
    let Arguments { seeds, evaluations, json } = Arguments::parse();
    let problems: Vec<ConstrainedBenchmark> =
        ConstrainedFunction::ALL.into_iter().map(ConstrainedFunction::problem).collect();
    let relaxed = ConstraintHandling::Relaxed(0.5);
    let mut experiment = Experiment::new(seeds)?;
    experiment
        .across(&problems, |problem| Evaluations(evaluations).or(Target(target(problem))))
        .method("solve", || Generalist)
        .method("trust-region swarm", TrustRegionSwarm::default)
        .method("covariance swarm", || {
            CovarianceSwarm::default().restarts(Restarts::Alternating(2.0))
        })
        .method("particles", || ParticleSwarm::default().topology(Ring::new(1)))
        .method("eigen particles", EigenSwarm::default)
        .method("eigen particles, relaxed", move || {
            EigenSwarm::default().constraint_handling(relaxed)
        })
        .method("bees", ArtificialBeeColony::default)
        .method("bees, best/1, relaxed", move || {
            BestBeeColony::default().constraint_handling(relaxed)
        });
    let results = match &json {
        Some(path) => experiment.run_to(path)?,
        None => experiment.run()?,
    };
    table(&results, &problems);
    Ok(())
}

/// Prints how often each method has solved each problem, and how many problems in more than half of its runs.
fn table(results: &Results, problems: &[ConstrainedBenchmark]) {
    let mut methods: Vec<&str> = Vec::new();
    for row in results.rows() {
        if !methods.contains(&&row.setup.label[..]) {
            methods.push(&row.setup.label);
        }
    }
    println!("problem\t{}", methods.join("\t"));
    let mut most = vec![0; methods.len()];
    for problem in problems {
        let solved = methods.iter().map(|method| {
            let row = results.of(problem.name()).find(|row| row.setup.label == *method);
            let runs = row.map_or(&[][..], |row| &row.trials);
            let hit = |value: f64| value <= target(problem);
            let solved = runs.iter().filter(|run| run.value.is_some_and(hit)).count();
            (solved, runs.len())
        });
        let solved: Vec<(usize, usize)> = solved.collect();
        for (count, (solved, runs)) in most.iter_mut().zip(&solved) {
            *count += usize::from(2 * solved > *runs);
        }
        let cells: Vec<String> = solved.iter().map(|(solved, _)| solved.to_string()).collect();
        println!("{}\t{}", problem.name(), cells.join("\t"));
    }
    let most: Vec<String> = most.iter().map(ToString::to_string).collect();
    println!("in more than half\t{}", most.join("\t"));
}
