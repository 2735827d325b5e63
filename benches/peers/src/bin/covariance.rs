//! Evaluations a second of swarms that learn a covariance, beside genoxide's CMA-ES.
//!
//! `cargo run --release --bin covariance`: Rosenbrock's function in 30 dimensions, one thread, every
//! method with its defaults and restarts, one after the other within each repeat.

use genoxide::{
    algorithm::cmaes::Restarts as GenoxideRestarts,
    prelude::{Cmaes, Engine, Real, Reals, Stop as Until},
};
use std::{error::Error, time::Instant};
use swarmopt::{author::*, prelude::*};

const DIMENSIONS: usize = 30;
const EVALUATIONS: u64 = 100_000;
const REPEATS: u64 = 9;

fn rosenbrock(x: &[f64]) -> f64 {
    x.windows(2).map(|p| 100.0 * (p[1] - p[0] * p[0]).powi(2) + (1.0 - p[0]).powi(2)).sum()
}

/// The best cost and the evaluations spent.
type Best = Result<(f64, u64), Box<dyn Error>>;
type Contestant = (&'static str, fn(u64) -> Best);

fn ours<C>(solver: impl Solve<Method = C, Watch = ()>, seed: u64) -> Best
where
    C: IntoOptimizer<Boxed>,
{
    let problem = Boxed::cube(-5.0..=5.0, DIMENSIONS)?.minimize(rosenbrock);
    let outcome = solver.solve(&problem, Seed(seed), Evaluations(EVALUATIONS))?;
    Ok((outcome.best().ok_or("no best")?.value, outcome.evaluations))
}

fn genoxide(seed: u64) -> Best {
    let search = Cmaes::builder(Real::uniform(DIMENSIONS, -5.0..=5.0)?)
        .restarts(GenoxideRestarts::Ipop)
        .minimize()
        .seed(seed)
        .build()?;
    let outcome = Engine::new(search, |x: &Reals| rosenbrock(x))
        .stop_when(Until::evaluations(EVALUATIONS))
        .run()?;
    let best = outcome.best_fitness().score().ok_or("no best")?;
    Ok((best, outcome.evaluations()))
}

const CONTESTANTS: [Contestant; 5] = [
    ("genoxide 0.13 CMA-ES, IPOP", genoxide),
    ("ours: solve", |seed| ours(Generalist, seed)),
    ("ours: covariance swarm, growing", |seed| {
        ours(CovarianceSwarm::default().restarts(Restarts::Growing(2.0)), seed)
    }),
    ("ours: the same, diagonal", |seed| {
        ours(CovarianceSwarm::default().diagonal().restarts(Restarts::Growing(2.0)), seed)
    }),
    ("ours: eigen particle swarm", |seed| ours(EigenSwarm::default(), seed)),
];

fn median(mut all: Vec<f64>) -> f64 {
    all.sort_by(f64::total_cmp);
    all[all.len() / 2]
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut rates = vec![Vec::new(); CONTESTANTS.len()];
    let mut bests = rates.clone();
    for seed in 0..REPEATS {
        for (i, (_, minimise)) in CONTESTANTS.iter().enumerate() {
            let start = Instant::now();
            let (best, evaluations) = minimise(seed)?;
            rates[i].push(evaluations as f64 / start.elapsed().as_secs_f64());
            bests[i].push(best);
        }
    }
    println!("| method | evaluations a second | ratio | best, median |\n|---|---|---|---|");
    for (i, (name, _)) in CONTESTANTS.iter().enumerate() {
        let ratio = rates[i].iter().zip(&rates[0]).map(|(a, b)| a / b).collect();
        let (rate, best) = (median(rates[i].clone()), median(bests[i].clone()));
        println!("| {name} | {rate:.0} | {:.2} | {best:.1e} |", median(ratio));
    }
    Ok(())
}
