//! What came out of a run: as a table, as JSON, as a picture.

use super::{algorithms::Algorithm, instance::Instance, job::Job};
use comfy_table::{Table, presets};
use cpu_time::ProcessTime;
use serde::Serialize;
use std::path::Path;
use swarmopt::{
    chart::{Convergence, TourMap},
    prelude::*,
};

/// The result of a run; its fields are those of the JSON.
#[derive(Serialize)]
pub struct Report {
    instance: String,
    algorithm: &'static str,
    /// None if nothing could be evaluated in time.
    best: Option<f64>,
    optimum: Option<f64>,
    evaluations: u64,
    /// By the clock, since the program's start.
    seconds: f64,
    /// Of the processor, since the program's start.
    cpu_seconds: f64,
    seed: u64,
    stop: String,
    /// Counted from 1.
    solution: Vec<usize>,
    #[serde(skip)]
    history: Vec<(u64, f64)>,
}

impl Report {
    pub fn of(
        algorithm: &Algorithm,
        instance: &Instance,
        outcome: Outcome<Vec<usize>>,
        job: &Job,
    ) -> Self {
        let best = outcome.best();
        Report {
            instance: instance.name().to_owned(),
            algorithm: algorithm.name,
            best: best.map(|best| best.value),
            optimum: instance.optimum(),
            evaluations: outcome.evaluations,
            seconds: job.start.elapsed().as_secs_f64(),
            cpu_seconds: ProcessTime::now().as_duration().as_secs_f64(),
            seed: job.seed,
            stop: outcome.reason.to_string(),
            solution: best.map_or(Vec::new(), |best| best.point.iter().map(|i| i + 1).collect()),
            history: outcome.history().curve(),
        }
    }

    /// The result for people.
    pub fn table(&self) -> Table {
        let number = |value: Option<f64>| value.map_or("unknown".to_owned(), |x| x.to_string());
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        for (what, value) in [
            ("instance", self.instance.clone()),
            ("algorithm", self.algorithm.to_owned()),
            ("best", number(self.best)),
            ("optimum", number(self.optimum)),
            ("gap", self.gap().unwrap_or("unknown".to_owned())),
            ("evaluations", self.evaluations.to_string()),
            ("seconds", format!("{:.2}, of the processor {:.2}", self.seconds, self.cpu_seconds)),
            ("stop", self.stop.clone()),
        ] {
            table.add_row([what, &value]);
        }
        table
    }

    /// How far the best is from the optimum: in per cent of it, or as a difference where it is 0.
    fn gap(&self) -> Option<String> {
        let (best, optimum) = (self.best?, self.optimum?);
        let gap = best - optimum;
        Some(match optimum {
            0.0 => gap.to_string(),
            _ => format!("{:.3} %", 100.0 * gap / optimum.abs()),
        })
    }

    /// The result for programs, on one line.
    pub fn json(&self) -> Result<String, Error> {
        serde_json::to_string(self)
            .map_err(|fault| Error::Io { path: "standard output".into(), source: fault.into() })
    }

    /// Draws the tour, or how the best fell where there is no map.
    pub fn plot(&self, instance: &Instance, path: &Path) -> Result<(), Error> {
        let map = match instance {
            Instance::Tour(tour) => tour.problem().coordinates(),
            Instance::Assignment(_) => None,
        };
        if let (Some(cities), Some(best)) = (map, self.best) {
            let tour: Vec<usize> = self.solution.iter().map(|city| city - 1).collect();
            let subtitle = format!("{} cities, length {best}", cities.len());
            let map = TourMap::new(&self.instance).subtitle(subtitle).cities(cities).tour(&tour);
            return map.save(path).map(|_| ());
        }
        let chart = Convergence::new(&self.instance).line(self.algorithm, [self.history.clone()]);
        let chart = match self.optimum {
            Some(optimum) => chart.optimum(optimum).floor(1.0),
            None => chart,
        };
        chart.save(path).map(|_| ())
    }
}
