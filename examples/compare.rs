//! Compares five algorithms on six functions in ten dimensions, 25 seeds each: a table on standard output; in
//! `target/compare/` every run as CSV, the charts and a report to open in a browser.
//!
//! `cargo run --release --features bitmaps,report --example compare`

use swarmopt::{
    Error,
    chart::Convergence,
    experiment::{Experiment, Results},
    prelude::*,
    problem::Benchmark,
    report::Report,
};

const SEEDS: u64 = 25;
const DIMENSIONS: usize = 10;
const BUDGET: u64 = 100_000;
/// A run that comes so near to the optimum has solved its function.
const PRECISION: f64 = 1e-8;
const FOLDER: &str = "target/compare";

fn main() -> Result<(), Error> {
    let functions = [
        Function::Sphere,
        Function::Rosenbrock,
        Function::Rastrigin,
        Function::Ackley,
        Function::Griewank,
        Function::Schwefel2_26,
    ];
    let functions = functions
        .into_iter()
        .map(|function| Ok(function.in_dimensions(DIMENSIONS)?.shifted(Seed(1))))
        .collect::<Result<Vec<Benchmark>, Error>>()?;

    let mut experiment = Experiment::new(SEEDS)?;
    experiment
        .across(&functions, |f| {
            Evaluations(BUDGET).or(Target(f.optimum().unwrap_or_default() + PRECISION))
        })
        .method("particle swarm", || ParticleSwarm::default().topology(Ring::new(1)))
        .method("comprehensive learning", Clpso::default)
        .method("artificial bees", ArtificialBeeColony::default)
        .method("ACO_R", AcoR::default)
        .method("covariance swarm", || CovarianceSwarm::default().restarts(Restarts::Growing(2.0)));
    // Every finished run is kept: a second call goes on where a killed one stopped.
    let results = experiment.run_to(format!("{FOLDER}/runs.jsonl"))?;
    println!("{results}");

    results.write(format!("{FOLDER}/runs.csv"))?;
    for function in &functions {
        convergence(&results, function.name())?;
    }
    let title = format!("Five swarms on six functions in {DIMENSIONS} dimensions");
    Report::new(&results).title(title).save(format!("{FOLDER}/report.html"))?;
    println!("\nruns, charts and report.html are in {FOLDER}/");
    Ok(())
}

fn convergence(results: &Results, problem: &str) -> Result<(), Error> {
    let mut chart = Convergence::new(problem).floor(PRECISION);
    for row in results.of(problem) {
        chart = chart.optimum(row.setup.optimum.unwrap_or_default()).line(row.name(), row.curves());
    }
    let stem = problem.to_lowercase().replace(' ', "-");
    chart.save(format!("{FOLDER}/{stem}.svg"))?.save(format!("{FOLDER}/{stem}.png"))?;
    Ok(())
}
