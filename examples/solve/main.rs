//! Solves a published instance: a travelling salesman problem of TSPLIB, symmetric or not, or a
//! quadratic assignment problem of QAPLIB.
//!
//! ```text
//! cargo run --release --example solve -- examples/data/berlin52.tsp --seconds 2 --plot berlin52.svg
//! cargo run --release --example solve -- --list
//! ```

mod algorithms;
mod instance;
mod job;
mod report;

use algorithms::Algorithm;
use clap::Parser;
use instance::Instance;
use job::Job;
use report::Report;
use std::{
    io::{self, Write},
    path::{Path, PathBuf},
    process::ExitCode,
    time::Instant,
};
use swarmopt::{Error, problem::Ends, run::Flag};

/// Solves a published instance: a tour (TSPLIB .tsp or .atsp) or an assignment (QAPLIB .dat).
///
/// The content of the file decides what it is, not its name. The run ends when the time is up, the
/// evaluations are spent, the optimum is reached, or the process is told to end (Ctrl-C, SIGTERM). An
/// evaluation is a point whose cost became known, moves tried by local search included. A distance
/// of 1e12 or more in a matrix stands for a missing road: the result then says how many of them the
/// best tour uses.
#[derive(Parser)]
struct Arguments {
    /// The instance. An optima.tsv beside it (name, tab, best known value) tells the optimum, else the
    /// first line of a QAPLIB file that has it after n.
    #[arg(required_unless_present = "list")]
    file: Option<PathBuf>,
    /// The algorithm; see --list. Default: the first listed that can solve the instance.
    #[arg(long)]
    algorithm: Option<String>,
    /// Parameters of the method that differ from its defaults, as a JSON object: {"ants": 4}.
    #[arg(long, value_name = "JSON")]
    parameters: Option<String>,
    /// Stops after so many seconds by the clock since the program's start; what an agent is at is
    /// finished first. Default: 10, or no limit with --evaluations.
    #[arg(long, value_parser = seconds)]
    seconds: Option<f64>,
    /// Stops after so many evaluations.
    #[arg(long)]
    evaluations: Option<u64>,
    /// The same seed and evaluations give the same solution on any number of threads.
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Threads; with 1 the seconds are about those of the processor.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: u16,
    /// The best value possible, if it is known: the run stops there.
    #[arg(long, value_parser = finite)]
    optimum: Option<f64>,
    /// Looks for the shortest path through all cities instead of the shortest round trip.
    #[arg(long)]
    path: bool,
    /// The city where the path begins, counted from 1 as in the file. Default: any.
    #[arg(long, requires = "path", value_name = "CITY")]
    start: Option<usize>,
    /// The city where the path ends, likewise.
    #[arg(long, requires = "path", value_name = "CITY")]
    end: Option<usize>,
    /// Starts from the solution in this file: a tour (TSPLIB .tour; of several the shortest) or an
    /// assignment (QAPLIB .sln).
    #[arg(long, value_name = "FILE")]
    from: Option<PathBuf>,
    /// Writes the best tour to this file (TSPLIB .tour).
    #[arg(long, value_name = "FILE")]
    tour: Option<PathBuf>,
    /// Draws the tour, or the convergence where there is no map, to this .svg or .png file.
    #[arg(long, value_parser = picture)]
    plot: Option<PathBuf>,
    /// Writes the run into this file every ten seconds and when it ends, and goes on from there if it
    /// exists. Ctrl-C ends a run well; a second one ends it at once.
    #[arg(long)]
    checkpoint: Option<PathBuf>,
    /// Prints, as the last line, a JSON object: instance, algorithm, best, optimum (null if not
    /// known), evaluations, seconds by the clock and cpu_seconds since the program's start, seed,
    /// stop, solution. The solution is the cities in order of the visit, or the location of each
    /// facility, counted from 1 as in the files.
    #[arg(long)]
    json: bool,
    /// Lists the algorithms.
    #[arg(long)]
    list: bool,
}

fn main() -> ExitCode {
    let start = Instant::now();
    match answer(&Arguments::parse(), start, &mut io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Does what the arguments ask for, and writes what comes out.
fn answer(arguments: &Arguments, start: Instant, out: &mut impl Write) -> Result<(), Error> {
    let written = |result: io::Result<()>| {
        result.map_err(|source| Error::Io { path: "standard output".into(), source })
    };
    let Some(file) = arguments.file.as_ref().filter(|_| !arguments.list) else {
        return written(writeln!(out, "{}", algorithms::list()));
    };
    let path = arguments.path.then_some(Ends { start: arguments.start, end: arguments.end });
    let instance = Instance::read(file, arguments.optimum, path)?;
    let from = arguments.from.iter().map(|file| instance.read_solution(file));
    let from = from.collect::<Result<Vec<_>, Error>>()?;
    if let (Instance::Assignment(_), Some(path)) = (&instance, &arguments.tour) {
        instance.write_solution(path, &[])?; // refused before the run
    }
    for path in arguments.tour.iter().chain(&arguments.plot) {
        try_write(path)?;
    }
    let parameters = arguments.parameters.as_deref();
    let algorithm = match &arguments.algorithm {
        Some(name) => Algorithm::named(name, parameters)?,
        None => Algorithm::default_for(&instance, parameters)?,
    };
    let job = Job {
        start,
        seconds: arguments.seconds.or(arguments.evaluations.is_none().then_some(10.0)),
        evaluations: arguments.evaluations,
        seed: arguments.seed,
        threads: arguments.threads.into(),
        from,
        checkpoint: arguments.checkpoint.clone(),
        interrupt: Flag::interrupt()?,
    };
    let report = Report::of(&algorithm, &instance, algorithm.solve(&instance, &job)?, &job);
    written(writeln!(out, "{}", report.table()))?;
    if arguments.json {
        written(writeln!(out, "{}", report.json()?))?;
    }
    if let (Some(path), Some(tour)) = (&arguments.tour, report.solution()) {
        instance.write_solution(path, &tour)?;
    }
    match &arguments.plot {
        Some(path) => report.plot(&instance, path),
        None => Ok(()),
    }
}

/// Checks before the run, so that its result is not lost, that a file of this name can be written: makes
/// the folders above it, and a file in the last one, which is removed at once.
fn try_write(path: &Path) -> Result<(), Error> {
    let failed = |source| Error::Io { path: path.to_owned(), source };
    if path.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(failed)?;
    let mut draft = tempfile::tempfile_in(folder).map_err(failed)?;
    draft.write_all(b"draft").map_err(failed)
}

fn seconds(text: &str) -> Result<f64, String> {
    let seconds = finite(text)?;
    let allowed = (0.0..=1e9).contains(&seconds);
    allowed.then_some(seconds).ok_or_else(|| "allowed: 0 to 1e9 seconds".to_owned())
}

fn finite(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|x: &f64| x.is_finite());
    number.ok_or_else(|| "allowed: a finite number".to_owned())
}

/// Checked before the run, so that its result is not lost.
fn picture(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    let extension = path.extension().and_then(|extension| extension.to_str());
    let (formats, allowed) = if cfg!(feature = "bitmaps") {
        (&["svg", "png"][..], "allowed: a file that ends in .svg or .png")
    } else {
        (&["svg"][..], "allowed: a file that ends in .svg, or in .png with the feature bitmaps")
    };
    let known = extension.is_some_and(|e| formats.contains(&&*e.to_ascii_lowercase()));
    known.then_some(path).ok_or_else(|| allowed.to_owned())
}

#[cfg(test)]
mod tests;
