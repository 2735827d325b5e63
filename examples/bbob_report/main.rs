//! What algorithms reached on the COCO bbob suite, as a table and as runtime profiles.
//!
//! ```text
//! cargo run --release --example bbob_report -- ours.tsv peers.tsv --markdown bbob.md --chart bbob.svg
//! ```
//!
//! A file has a line a run with the evaluations at which it came within 10², 10¹, …, 10⁻⁸ of the
//! optimum, or -1 (columns `alg dim fid inst budget e2 … e-8`, separated by tabs). Runs count that had
//! 10⁴ evaluations a dimension in 5 or 2·10³ in 20, on instances on which all 24 functions were run.

mod runs;
mod table;

use clap::Parser;
use runs::{FUNCTIONS, Run};
use std::{
    collections::{BTreeSet, HashSet},
    error::Error,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};
use swarmopt::chart::RuntimeProfile;
use table::{Contestant, SETTINGS, table};

/// Shows what algorithms reached on the COCO bbob suite.
#[derive(Parser)]
struct Arguments {
    /// Tables of results.
    #[arg(required = true)]
    results: Vec<PathBuf>,
    /// Counts these instances only.
    #[arg(long, value_delimiter = ',')]
    instances: Vec<u32>,
    /// Starts of the names that are ours, and bold; by default all of the first file.
    #[arg(long, value_delimiter = ',')]
    ours: Vec<String>,
    /// Writes the table to this file instead of standard output.
    #[arg(long)]
    markdown: Option<PathBuf>,
    /// Draws runtime profiles to this .svg or .png file; may be repeated.
    #[arg(long)]
    chart: Vec<PathBuf>,
    /// The algorithms on the chart; by default the first eight of the table.
    #[arg(long, value_delimiter = ',')]
    lines: Vec<String>,
    /// Writes all runs that count to this file, without the columns that nothing here needs.
    #[arg(long)]
    compact: Option<PathBuf>,
}

fn main() -> ExitCode {
    match report(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn report(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let mut known = HashSet::new();
    let files = arguments.results.iter().map(|path| runs::read(path, &mut known));
    let files: Vec<Vec<Run>> = files.collect::<Result<_, _>>()?;
    let first: BTreeSet<String> = files[0].iter().map(|run| run.algorithm.clone()).collect();
    let mut all = files.concat();
    all.retain(|run| arguments.instances.is_empty() || arguments.instances.contains(&run.instance));
    let names: BTreeSet<&str> = all.iter().map(|run| run.algorithm.as_str()).collect();
    let ours = |name: &str| match arguments.ours.is_empty() {
        true => first.contains(name),
        false => arguments.ours.iter().any(|start| name.starts_with(start)),
    };
    let contestants = names.iter().map(|name| Contestant::new(name, ours(name), &all));
    let (mut contestants, idle): (Vec<_>, Vec<_>) =
        contestants.partition(|contestant| contestant.runs.iter().any(|runs| !runs.is_empty()));
    for contestant in idle {
        eprintln!("{} left out: not run on all functions with the full budget", contestant.name);
    }
    // The best first; those without runs in 5 dimensions last.
    let key = |contestant: &Contestant| contestant.overall(0).unwrap_or(-1.0);
    contestants.sort_by(|a, b| key(b).total_cmp(&key(a)).then(a.name.cmp(b.name)));

    let text = format!("{}\n\n{}\n", caption(&contestants), table(&contestants));
    match &arguments.markdown {
        Some(path) => write(path, &text)?,
        None => print!("{text}"),
    }
    if let Some(path) = &arguments.compact {
        write(
            path,
            &runs::compact(contestants.iter().flat_map(|c| c.runs.iter().flatten().copied())),
        )?;
    }
    if !arguments.chart.is_empty() {
        let chart = chart(&selected(&contestants, &arguments.lines)?)?;
        for path in &arguments.chart {
            chart.save(path)?;
        }
    }
    Ok(())
}

/// What the numbers of the table are.
fn caption(contestants: &[Contestant]) -> String {
    let runs = contestants.iter().flat_map(|contestant| contestant.runs.iter().flatten());
    let instances: BTreeSet<u32> = runs.map(|run| run.instance).collect();
    let instances: Vec<String> = instances.iter().map(u32::to_string).collect();
    let several = if instances.len() == 1 { "" } else { "s" };
    format!(
        "Fraction of all (function, instance, target) reached on the {FUNCTIONS} functions of COCO's \
         bbob, instance{several} {}. Targets are f_opt + 10², 10¹, …, 10⁻⁸. The budget is 10⁴·D \
         evaluations for D = 5, also by groups of functions, and 2·10³·D for D = 20; what was reached \
         after 10³·D of them has columns of its own. An algorithm that ends early starts again.",
        instances.join(", ")
    )
}

/// The contestants of these names in their order, or the first few.
fn selected<'a>(
    contestants: &'a [Contestant<'a>],
    names: &[String],
) -> Result<Vec<&'a Contestant<'a>>, String> {
    if names.is_empty() {
        let complete = |c: &&Contestant| c.runs.iter().all(|runs| !runs.is_empty());
        return Ok(contestants.iter().filter(complete).take(8).collect());
    }
    let find = |name: &String| {
        let found = contestants.iter().find(|contestant| contestant.name == name);
        let contestant = found.ok_or_else(|| format!("--lines: no runs of {name} count"))?;
        match contestant.runs.iter().position(Vec::is_empty) {
            Some(none) => Err(format!("--lines: no runs of {name} for D = {}", SETTINGS[none].0)),
            None => Ok(contestant),
        }
    };
    names.iter().map(find).collect()
}

/// A panel for each dimension; ours are whole lines, the others dashed.
fn chart(contestants: &[&Contestant]) -> Result<RuntimeProfile, String> {
    let panels = SETTINGS.iter().enumerate().map(|(setting, &(dimension, budget))| {
        let panel = RuntimeProfile::new(format!("bbob, D = {dimension}"))
            .per_dimension(dimension)
            .until(budget * dimension as u64);
        contestants.iter().fold(panel, |panel, contestant| {
            let runs = &contestant.runs[setting];
            let targets = runs.iter().map(|run| run.hits.len()).sum();
            let hits = runs.iter().flat_map(|run| run.reached(run.budget));
            match contestant.ours {
                true => panel.line(contestant.name, hits, targets),
                false => panel.reference(contestant.name, hits, targets),
            }
        })
    });
    panels.reduce(RuntimeProfile::beside).ok_or_else(|| "nothing to draw".into())
}

fn write(path: &Path, text: &str) -> Result<(), swarmopt::Error> {
    let failed = |source| swarmopt::Error::Io { path: path.to_owned(), source };
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, text).map_err(failed)
}
