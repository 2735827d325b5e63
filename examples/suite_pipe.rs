//! Every method on a box behind a pipe, with constraints, so that any harness can measure it.
//!
//! ```text
//! cargo run --release --example suite_pipe -- --list
//! cargo run --release --example suite_pipe -- generalist 2 1 1000 -5,-5 5,5 0 1
//! ```
//!
//! It prints one line with the coordinates of λ points, one after the other, reads one line with
//! λ groups `f g1 … gm` of a cost and the values of m constraints, and so on until the budget is spent, the
//! input ends, or it reads `stop`. A point is feasible if all g are at most 0. The first variables are
//! integers if there are any.

use clap::Parser;
use ndarray::{ArrayView2, ArrayViewMut2};
use std::{
    io::{BufRead, Write},
    process::exit,
    sync::Mutex,
};
use swarmopt::{
    Error,
    author::*,
    catalogue::{Catalogue, Catalogued, MethodSpec},
    prelude::*,
};

/// Minimises a function under constraints that answers through a pipe.
#[derive(Parser)]
#[command(allow_negative_numbers = true)]
struct Arguments {
    /// Names every method, one a line.
    #[arg(long)]
    list: bool,
    /// The method, by its name in the list, or `ring-particle-swarm`.
    #[arg(required_unless_present = "list", default_value = "generalist")]
    method: String,
    /// Dimensions of the box.
    #[arg(default_value_t = 2)]
    dimensions: usize,
    /// Seed of the run.
    #[arg(default_value_t = 1)]
    seed: u64,
    /// Evaluations to spend.
    #[arg(default_value_t = 1_000)]
    budget: u64,
    /// The lower bounds, with commas between them.
    #[arg(default_value = "-5,-5", allow_hyphen_values = true)]
    lower: String,
    /// The upper bounds, with commas between them.
    #[arg(default_value = "5,5", allow_hyphen_values = true)]
    upper: String,
    /// The number of integers among the variables, which come first.
    #[arg(default_value_t = 0)]
    integers: usize,
    /// The number of constraints.
    #[arg(default_value_t = 0)]
    constraints: usize,
}

/// Asks for the values at all points in one line, and returns them. Ends the process at the end of the input.
fn ask(points: ArrayView2<'_, f64>, line: &Mutex<String>) -> Vec<f64> {
    let text: Vec<String> = points.iter().map(f64::to_string).collect();
    let mut out = std::io::stdout().lock();
    let sent = writeln!(out, "{}", text.join(" ")).and_then(|()| out.flush());
    let Ok(mut line) = line.lock() else { exit(1) };
    line.clear();
    let read = std::io::stdin().lock().read_line(&mut line);
    if sent.is_err() || !matches!(read, Ok(1..)) || line.starts_with("stop") {
        exit(0); // the harness has seen enough
    }
    line.split_whitespace().map(|word| word.parse().unwrap_or(f64::NAN)).collect()
}

/// Returns numbers written with commas between them.
fn numbers(text: &str) -> Result<Vec<f64>, std::num::ParseFloatError> {
    text.split(',').map(str::parse).collect()
}

fn solve<F: Fitness>(
    problem: &DynProblem<'_, Boxed, F>,
    arguments: &Arguments,
) -> Result<Outcome<Vec<f64>>, Error>
where
    Boxed: Catalogued<F>,
{
    let (seed, stop) = (Seed(arguments.seed), Evaluations(arguments.budget));
    let (name, ring) = match arguments.method.strip_prefix("ring-") {
        Some(name) => (name, true),
        None => (&arguments.method[..], false),
    };
    let method = MethodSpec::new(name).method::<Boxed, F>()?;
    match ring {
        true => method.topology(Ring::new(1)).solve(problem, seed, stop),
        false => method.solve(problem, seed, stop),
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments = Arguments::parse();
    if arguments.list {
        Catalogue::<Boxed>::all().iter().for_each(|method| println!("{}", method.name()));
        return Ok(());
    }
    let (lower, upper) = (numbers(&arguments.lower)?, numbers(&arguments.upper)?);
    let n = arguments.dimensions;
    if (lower.len(), upper.len()) != (n, n) {
        let (lower, upper) = (lower.len(), upper.len());
        return Err(format!("{lower} lower and {upper} upper bounds for {n} dimensions").into());
    }
    if arguments.integers > 0 {
        return Err("integers are not supported".into());
    }
    let space = Boxed::new(lower.into_iter().zip(upper).map(|(lower, upper)| lower..=upper))?;
    let line = Mutex::new(String::new());
    let outcome = if arguments.constraints == 0 {
        let problem = space.minimize_batch(|points: ArrayView2<'_, f64>, costs: &mut [f64]| {
            costs.iter_mut().zip(ask(points, &line)).for_each(|(cost, f)| *cost = f);
        });
        solve(&problem, &arguments)?
    } else {
        let names = (1..=arguments.constraints).map(|i| format!("g{i}"));
        let call =
            |points: ArrayView2<'_, f64>, costs: &mut [f64], mut values: ArrayViewMut2<'_, f64>| {
                let mut numbers = ask(points, &line).into_iter();
                for (cost, mut row) in costs.iter_mut().zip(values.rows_mut()) {
                    let mut next = || numbers.next().unwrap_or(f64::NAN);
                    *cost = next();
                    row.iter_mut().for_each(|g| *g = next());
                }
            };
        solve(&space.minimize_batch_subject_to(names, call), &arguments)?
    };
    eprintln!("{outcome}");
    Ok(())
}
