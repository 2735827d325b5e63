//! Every continuous method behind a pipe, so that any harness can measure it.
//!
//! ```text
//! cargo run --release --example bbob_pipe -- --list
//! cargo run --release --example bbob_pipe -- particle-swarm 5 1 50000 -5 5
//! ```
//!
//! It prints one line with the coordinates of λ points, one after the other, reads one line with
//! their λ values, and so on until the budget is spent, the input ends, or it reads `stop`.

use clap::Parser;
use std::{
    io::{BufRead, Write},
    process::exit,
    sync::Mutex,
};
use swarmopt::prelude::*;

/// Minimises a function that answers through a pipe.
#[derive(Parser)]
struct Arguments {
    /// Names every algorithm, one a line.
    #[arg(long)]
    list: bool,
    /// The algorithm, by its name in the list.
    #[arg(required_unless_present = "list")]
    algorithm: Option<String>,
    /// Dimensions of the box.
    #[arg(default_value_t = 5)]
    dimensions: usize,
    /// Seed of the run.
    #[arg(default_value_t = 1)]
    seed: u64,
    /// Evaluations to spend.
    #[arg(default_value_t = 50_000)]
    budget: u64,
    /// The lower bound of every dimension.
    #[arg(default_value_t = -5.0, allow_negative_numbers = true)]
    lower: f64,
    /// The upper bound of every dimension.
    #[arg(default_value_t = 5.0, allow_negative_numbers = true)]
    upper: f64,
}

/// The function at the other end of the pipe.
struct Pipe {
    space: Boxed,
    /// Of what is read, the line in hand.
    line: Mutex<String>,
}

impl Pipe {
    /// The values of all points, asked for in one line.
    fn ask(&self, points: &[&Vec<f64>], costs: &mut Vec<Result<f64, Failure>>) {
        let Ok(mut line) = self.line.lock() else { return };
        let numbers = points.iter().flat_map(|point| point.iter());
        let text: Vec<String> = numbers.map(f64::to_string).collect();
        let mut out = std::io::stdout().lock();
        let sent = writeln!(out, "{}", text.join(" ")).and_then(|()| out.flush());
        line.clear();
        let read = std::io::stdin().lock().read_line(&mut line);
        if sent.is_err() || !matches!(read, Ok(1..)) || line.starts_with("stop") {
            exit(0); // the harness has seen enough
        }
        let unreadable = |e| Failure::Error(format!("{e}"));
        costs.extend(line.split_whitespace().map(|word| word.parse().map_err(unreadable)));
    }
}

impl Problem for Pipe {
    type Space = Boxed;
    type Fitness = f64;

    fn space(&self) -> &Boxed {
        &self.space
    }
    fn evaluate(&self, x: &Vec<f64>) -> Result<f64, Failure> {
        let mut cost = Vec::with_capacity(1);
        self.ask(&[x], &mut cost);
        cost.pop().unwrap_or_else(|| Err(Failure::Error("no value".into())))
    }
    fn evaluation_mode(&self) -> EvaluationMode {
        EvaluationMode::Batch
    }
    fn evaluate_all(&self, points: &[&Vec<f64>], costs: &mut Vec<Result<f64, Failure>>) {
        if !points.is_empty() {
            self.ask(points, costs);
        }
    }
}

/// Any problem on a box: one type, so that each method is compiled once.
type Arena<'a> = &'a DynProblem<'a, Boxed>;
type Run = fn(Arena<'_>, Seed, Evaluations) -> Result<Outcome<Vec<f64>>, Error>;

/// A colony that starts again, larger each time, when it has converged.
fn growing<C>(colony: impl Solve<Method = C, Watch = ()>) -> Solver<WithRestarts<C>>
where
    C: Colony<Boxed>,
{
    colony.restarts(Restarts::Growing(2.0))
}

/// The problem with Powell's search in one round of a hundred.
fn now_and_then(arena: Arena<'_>) -> Result<Memetic<Arena<'_>, Sometimes<Powell>>, Error> {
    Ok(Sometimes::new(Powell::default(), 0.01)?.on(arena))
}

const ALGORITHMS: &[(&str, Run)] = &[
    ("solve", |p, s, n| solve(&p, s, n)),
    ("cooperative", |p, s, n| CooperativeSwarm::default().solve(&p, s, n)),
    ("covariance", |p, s, n| CovarianceSwarm::default().solve(&p, s, n)),
    ("covariance-ipop", |p, s, n| growing(CovarianceSwarm::default()).solve(&p, s, n)),
    ("covariance-bipop", |p, s, n| {
        CovarianceSwarm::default().restarts(Restarts::Alternating(2.0)).solve(&p, s, n)
    }),
    ("pso-gbest", |p, s, n| ParticleSwarm::default().solve(&p, s, n)),
    ("pso-ring", |p, s, n| ParticleSwarm::default().topology(Ring::new(1)).solve(&p, s, n)),
    ("pso-ring-ipop", |p, s, n| {
        growing(ParticleSwarm::default().topology(Ring::new(1))).solve(&p, s, n)
    }),
    ("pso-von-neumann", |p, s, n| {
        ParticleSwarm::default().topology(VonNeumann::default()).solve(&p, s, n)
    }),
    ("pso-time-varying", |p, s, n| ParticleSwarm::time_varying(40).solve(&p, s, n)),
    ("fips", |p, s, n| FullyInformedSwarm::default().solve(&p, s, n)),
    ("spso-2011", |p, s, n| Spso2011::default().solve(&p, s, n)),
    ("spso-2011-ipop", |p, s, n| growing(Spso2011::default()).solve(&p, s, n)),
    ("clpso", |p, s, n| Clpso::default().solve(&p, s, n)),
    ("hclpso", |p, s, n| Hclpso::default().solve(&p, s, n)),
    ("dms-pso", |p, s, n| ParticleSwarm::default().topology(Regrouped::default()).solve(&p, s, n)),
    ("bare-bones", |p, s, n| BareBonesSwarm::default().solve(&p, s, n)),
    ("qpso", |p, s, n| QuantumSwarm::default().solve(&p, s, n)),
    ("eigen-pso", |p, s, n| EigenSwarm::default().solve(&p, s, n)),
    ("eigen-pso-ipop", |p, s, n| growing(EigenSwarm::default()).solve(&p, s, n)),
    ("eigen-pso-powell", |p, s, n| {
        EigenSwarm::default().polish(Polish::Best).solve(&now_and_then(p)?, s, n)
    }),
    ("abc", |p, s, n| ArtificialBeeColony::default().solve(&p, s, n)),
    ("abc-gbest", |p, s, n| GuidedBeeColony::default().solve(&p, s, n)),
    ("abc-best-1", |p, s, n| BestBeeColony::default().solve(&p, s, n)),
    ("abc-quick", |p, s, n| QuickBeeColony::default().solve(&p, s, n)),
    ("abc-best-1-ring-powell", |p, s, n| {
        BestBeeColony::default().topology(Ring::new(1)).polish(Polish::Best).solve(
            &now_and_then(p)?,
            s,
            n,
        )
    }),
    ("bees", |p, s, n| BeesAlgorithm::default().solve(&p, s, n)),
    ("iaco-r", |p, s, n| IncrementalAcoR::default().solve(&p, s, n)),
    ("iaco-r-mtsls1", |p, s, n| {
        let searched = Sometimes::new(Mtsls1::default(), 0.1)?.on(p);
        IncrementalAcoR::default().polish(Polish::Best).solve(&searched, s, n)
    }),
    ("iaco-r-powell", |p, s, n| {
        let searched = Sometimes::new(Powell::default(), 0.1)?.on(p);
        IncrementalAcoR::default().polish(Polish::Best).solve(&searched, s, n)
    }),
    ("aco-r", |p, s, n| AcoR::default().solve(&p, s, n)),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    if arguments.list {
        ALGORITHMS.iter().for_each(|(name, _)| println!("{name}"));
        return Ok(());
    }
    let name = arguments.algorithm.unwrap_or_default();
    let Some((_, run)) = ALGORITHMS.iter().find(|(known, _)| *known == name) else {
        return Err(format!("no algorithm is called {name:?}; --list names them all").into());
    };
    let space = Boxed::cube(arguments.lower..=arguments.upper, arguments.dimensions)?;
    let pipe = Pipe { space, line: Mutex::default() };
    let outcome = run(&pipe, Seed(arguments.seed), Evaluations(arguments.budget))?;
    eprintln!("{outcome}");
    Ok(())
}
