//! What came out of a run: as a table, as JSON, as a picture.

use super::{algorithms::Algorithm, instance::Instance, job::Job};
use comfy_table::{Table, presets};
use cpu_time::ProcessTime;
use serde::Serialize;
use std::path::Path;
use swarmopt::{
    Error,
    chart::{Convergence, TourMap},
    prelude::*,
};

/// The result of a run; its fields are those of the JSON.
#[derive(Serialize)]
pub struct Report {
    instance: String,
    algorithm: String,
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
    /// How many missing roads the best tour uses, if the instance has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    missing_roads: Option<usize>,
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
            algorithm: algorithm.name.clone(),
            best: best.map(|best| best.value),
            optimum: instance.optimum(),
            evaluations: outcome.evaluations,
            seconds: job.start.elapsed().as_secs_f64(),
            cpu_seconds: ProcessTime::now().as_duration().as_secs_f64(),
            seed: job.seed,
            stop: outcome.reason.to_string(),
            missing_roads: best.and_then(|best| missing_roads(instance, &best.point)),
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
            ("algorithm", self.algorithm.clone()),
            ("best", number(self.best)),
            ("optimum", number(self.optimum)),
            ("gap", self.gap().unwrap_or("unknown".to_owned())),
            ("evaluations", self.evaluations.to_string()),
            ("seconds", format!("{:.2}, of the processor {:.2}", self.seconds, self.cpu_seconds)),
            ("stop", self.stop.clone()),
        ] {
            table.add_row([what, &value]);
        }
        if let Some(used) = self.missing_roads {
            table.add_row(["missing roads", &format!("{used} in the best tour")]);
        }
        table
    }

    /// The best, counted from 0.
    pub fn solution(&self) -> Option<Vec<usize>> {
        self.best.map(|_| self.solution.iter().map(|i| i - 1).collect())
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
            Instance::Tour(tour) => tour.coordinates(),
            Instance::Assignment(_) => None,
        };
        if let (Some(cities), Some(best), Some(tour)) = (map, self.best, self.solution()) {
            let subtitle = format!("{} cities, length {best}", cities.len());
            let map = TourMap::new(&self.instance).subtitle(subtitle).cities(cities);
            let is_path = matches!(instance, Instance::Tour(tsp) if tsp.ends().is_some());
            let map = if is_path { map.path(&tour) } else { map.tour(&tour) };
            return map.save(path).map(|_| ());
        }
        let chart = Convergence::new(&self.instance).line(&self.algorithm, [self.history.clone()]);
        let chart = match self.optimum {
            Some(optimum) => chart.optimum(optimum).floor(1.0),
            None => chart,
        };
        chart.save(path).map(|_| ())
    }
}

/// The least distance that stands for a missing road in a matrix.
const MISSING: f64 = 1e12;

/// Counts the missing roads that a tour uses; `None` if the instance has none, or has coordinates.
fn missing_roads(instance: &Instance, tour: &[usize]) -> Option<usize> {
    let Instance::Tour(tsp) = instance else { return None };
    let (tsp, cities) = (tsp, tour.len());
    let missing = |from: usize, to: usize| tsp.distance(from, to) >= MISSING;
    let listed = tsp.coordinates().is_none();
    let any = listed && (0..cities).any(|from| (0..cities).any(|to| missing(from, to)));
    let home = tour.last().zip(tour.first()).filter(|_| tsp.ends().is_none());
    let legs = tour.windows(2).map(|leg| (leg[0], leg[1])).chain(home.map(|(a, b)| (*a, *b)));
    any.then(|| legs.filter(|(from, to)| missing(*from, *to)).count())
}
