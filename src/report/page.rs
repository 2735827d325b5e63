//! The page and the data of its template.

use super::{
    comparison::Comparison,
    curves::Curves,
    overall::Overall,
    profile::{self, TARGETS},
    text::grouped,
};
use crate::{
    error::Error,
    experiment::{Results, Row},
};
use minijinja::{AutoEscape, Environment, Value, value::Serde};
use serde::Serialize;

/// The variables of the template.
#[derive(Serialize)]
pub(super) struct Page {
    title: String,
    version: &'static str,
    style: &'static str,
    script: &'static str,
    runs: usize,
    seeds: usize,
    evaluations: String,
    failures: String,
    methods: Vec<String>,
    overall: Option<Overall>,
    profile: Option<String>,
    targets: u32,
    reference: &'static str,
    problems: Vec<Comparison>,
    setups: Vec<RunSetup>,
    data: String,
}

/// The data needed to run a case again.
#[derive(Serialize)]
struct RunSetup {
    problem: String,
    label: String,
    topology: String,
    stop: String,
    seeds: String,
    settings: String,
    fingerprint: String,
}

impl Page {
    pub fn of(results: &Results, title: &str) -> Result<Self, Error> {
        let rows = results.rows();
        let mut names: Vec<&str> = rows.iter().map(|row| &*row.setup.problem).collect();
        names.dedup();
        let problems: Vec<Vec<&Row>> =
            names.iter().map(|name| results.of(name).collect()).collect();
        let mut methods: Vec<String> = Vec::new();
        for name in rows.iter().map(Row::name) {
            if !methods.contains(&name) {
                methods.push(name);
            }
        }
        let each = || names.iter().zip(&problems);
        let curves: Vec<Curves> =
            each().map(|(name, rows)| Curves::of(name, rows, &methods)).collect();
        let trials = || rows.iter().flat_map(|row| &row.trials);
        let known = rows.iter().all(|row| row.setup.optimum.is_some());
        Ok(Page {
            title: title.to_owned(),
            version: env!("CARGO_PKG_VERSION"),
            style: include_str!("page.css"),
            script: include_str!("page.js"),
            runs: trials().count(),
            seeds: rows.iter().map(|row| row.trials.len()).max().unwrap_or(0),
            evaluations: grouped(trials().map(|run| run.evaluations).sum()),
            failures: grouped(trials().map(|run| run.failures).sum()),
            overall: Overall::of(&methods, &problems)?,
            profile: profile::draw(&methods, &problems)?,
            targets: TARGETS,
            reference: if known { "optimum" } else { "optimum, or else to the best run," },
            problems: each()
                .map(|(name, rows)| Comparison::of(name, rows))
                .collect::<Result<_, _>>()?,
            setups: rows.iter().map(RunSetup::of).collect(),
            // A script ends at the first `</`, wherever it occurs.
            data: serde_json::to_string(&curves).map_err(failed)?.replace('<', "\\u003c"),
            methods,
        })
    }

    pub fn html(&self) -> Result<String, Error> {
        let mut templates = Environment::new();
        templates.set_auto_escape_callback(|_| AutoEscape::Html);
        let context = Value::from(Serde(self));
        templates.render_str(include_str!("page.html"), context).map_err(failed)
    }
}

fn failed(error: impl std::fmt::Display) -> Error {
    Error::Chart(format!("report: {error}"))
}

impl RunSetup {
    fn of(row: &Row) -> Self {
        let setup = row.setup.clone();
        let parameters = setup.settings.iter().map(|(name, value)| format!("{name}: {value}"));
        RunSetup {
            problem: setup.problem,
            label: setup.label,
            topology: setup.topology,
            stop: setup.stop,
            seeds: seeds(row),
            settings: parameters.collect::<Vec<_>>().join(", "),
            fingerprint: setup.fingerprint,
        }
    }
}

/// Returns the seeds as text: `0–24`, or all of them if some are missing.
fn seeds(row: &Row) -> String {
    let seeds: Vec<u64> = row.trials.iter().map(|trial| trial.seed.0).collect();
    match (seeds.first(), seeds.last()) {
        (Some(first), Some(last)) if (last - first) as usize == seeds.len() - 1 && first < last => {
            format!("{first}–{last}")
        }
        _ => seeds.iter().map(u64::to_string).collect::<Vec<_>>().join(", "),
    }
}
