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
use swarmopt::{
    Error, author::*, catalogue::MethodSpec, local_search::Sometimes, prelude::*,
    problem::EvaluationMode, topology::Regrouped,
};

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

/// A local search on the best candidate, in this share of the rounds.
#[derive(Clone, Copy)]
enum Search {
    None,
    Mtsls1(f64),
    Powell(f64),
}

/// A method with all that is set besides its defaults.
struct Algorithm {
    name: &'static str,
    /// The name in the catalogue.
    method: &'static str,
    /// The parameters that differ from the defaults, as a JSON object.
    parameters: &'static str,
    topology: Option<fn() -> Box<dyn Topology>>,
    restarts: Option<Restarts>,
    search: Search,
}

/// The method as it stands in the catalogue.
const fn plain(name: &'static str, method: &'static str) -> Algorithm {
    Algorithm {
        name,
        method,
        parameters: "{}",
        topology: None,
        restarts: None,
        search: Search::None,
    }
}

impl Algorithm {
    const fn on(self, topology: fn() -> Box<dyn Topology>) -> Self {
        Algorithm { topology: Some(topology), ..self }
    }
    const fn restarts(self, restarts: Restarts) -> Self {
        Algorithm { restarts: Some(restarts), ..self }
    }
    const fn search(self, search: Search) -> Self {
        Algorithm { search, ..self }
    }

    fn run(&self, pipe: &Pipe, seed: Seed, stop: Evaluations) -> Result<Outcome<Vec<f64>>, Error> {
        let parameters = serde_json::from_str(self.parameters).unwrap_or_default();
        let method =
            MethodSpec { parameters, restarts: self.restarts, ..MethodSpec::new(self.method) };
        let mut solver = method.method::<Boxed, f64>()?.solver();
        if let Some(topology) = self.topology {
            solver = solver.topology(topology());
        }
        match self.search {
            Search::None => solver.solve(pipe, seed, stop),
            Search::Mtsls1(share) => {
                let searched = Sometimes::new(Mtsls1::default(), share)?.on(pipe);
                solver.polish(Polish::Best).solve(&searched, seed, stop)
            }
            Search::Powell(share) => {
                let searched = Sometimes::new(Powell::default(), share)?.on(pipe);
                solver.polish(Polish::Best).solve(&searched, seed, stop)
            }
        }
    }
}

/// An agent hears one neighbour on each side.
fn ring() -> Box<dyn Topology> {
    Box::new(Ring::new(1))
}

const GROWING: Restarts = Restarts::Growing(2.0);

const ALGORITHMS: &[Algorithm] = &[
    plain("solve", "generalist"),
    plain("cooperative", "cooperative-swarm"),
    plain("covariance", "covariance-swarm"),
    plain("covariance-ipop", "covariance-swarm").restarts(GROWING),
    plain("covariance-bipop", "covariance-swarm").restarts(Restarts::Alternating(2.0)),
    plain("pso-gbest", "particle-swarm"),
    plain("pso-ring", "particle-swarm").on(ring),
    plain("pso-ring-ipop", "particle-swarm").on(ring).restarts(GROWING),
    plain("pso-von-neumann", "particle-swarm").on(|| Box::new(VonNeumann::default())),
    Algorithm {
        parameters: r#"{ "inertia": [0.9, 0.4], "cognitive": [2.5, 0.5], "social": [0.5, 2.5],
                         "rules": { "bounds": "Absorb", "speed_limit": 0.5 } }"#,
        ..plain("pso-time-varying", "particle-swarm")
    },
    plain("fips", "fully-informed-swarm"),
    plain("spso-2011", "spso-2011"),
    plain("spso-2011-ipop", "spso-2011").restarts(GROWING),
    plain("clpso", "clpso"),
    plain("hclpso", "hclpso"),
    plain("dms-pso", "particle-swarm").on(|| Box::new(Regrouped::default())),
    plain("bare-bones", "bare-bones-swarm"),
    plain("qpso", "quantum-swarm"),
    plain("eigen-pso", "eigen-swarm"),
    plain("eigen-pso-ipop", "eigen-swarm").restarts(GROWING),
    plain("eigen-pso-powell", "eigen-swarm").search(Search::Powell(0.01)),
    plain("abc", "artificial-bee-colony"),
    plain("abc-gbest", "guided-bee-colony"),
    plain("abc-best-1", "best-bee-colony"),
    plain("abc-quick", "quick-bee-colony"),
    plain("abc-best-1-ring-powell", "best-bee-colony").on(ring).search(Search::Powell(0.01)),
    plain("bees", "bees-algorithm"),
    plain("iaco-r", "incremental-aco-r"),
    plain("iaco-r-mtsls1", "incremental-aco-r").search(Search::Mtsls1(0.1)),
    plain("iaco-r-powell", "incremental-aco-r").search(Search::Powell(0.1)),
    plain("aco-r", "aco-r"),
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    if arguments.list {
        ALGORITHMS.iter().for_each(|algorithm| println!("{}", algorithm.name));
        return Ok(());
    }
    let name = arguments.algorithm.unwrap_or_default();
    let Some(algorithm) = ALGORITHMS.iter().find(|algorithm| algorithm.name == name) else {
        return Err(format!("no algorithm is called {name:?}; --list names them all").into());
    };
    let space = Boxed::cube(arguments.lower..=arguments.upper, arguments.dimensions)?;
    let pipe = Pipe { space, line: Mutex::default() };
    let outcome = algorithm.run(&pipe, Seed(arguments.seed), Evaluations(arguments.budget))?;
    eprintln!("{outcome}");
    Ok(())
}
