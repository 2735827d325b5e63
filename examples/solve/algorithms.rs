//! The algorithms by name. One entry more in the table is one algorithm more.

use super::{instance::Instance, job::Job};
use comfy_table::{Table, presets};
use swarmopt::prelude::*;

type Tours = Memetic<Tsp, TwoOpt>;
type Solution = Result<Outcome<Vec<usize>>, Error>;

/// An algorithm and what it can solve.
pub struct Algorithm {
    pub name: &'static str,
    about: &'static str,
    tours: Option<fn(&Tours, &Job) -> Solution>,
    assignments: Option<fn(&Qap, &Job) -> Solution>,
}

/// The first that can solve an instance is the default for it.
pub const ALGORITHMS: &[Algorithm] = &[
    tours("focused-ants", "focused ants with Lin-Kernighan repair", |tsp, job| {
        job.run(FocusedAnts::default(), tsp)
    }),
    tours("tour-swarm", "particle swarm on tours, with Lin-Kernighan repair", |tsp, job| {
        job.run(TourSwarm::default(), tsp)
    }),
    tours("bee-colony+lk", "Artificial Bee Colony with chained Lin-Kernighan", |tsp, job| {
        let tsp = LinKernighan::default().on(tsp.problem().clone());
        job.run(ArtificialBeeColony::new(5).polish(Polish::All), &tsp)
    }),
    tours("max-min+2opt", "MAX-MIN Ant System, 25 ants, with 2-opt", |tsp, job| {
        job.run(MaxMinAntSystem::default().ants(25).polish(Polish::All), tsp)
    }),
    both::<MaxMinAntSystem>("max-min", "MAX-MIN Ant System (Stützle & Hoos 2000)"),
    tours("ant-system+2opt", "Ant System, 25 ants, with 2-opt", |tsp, job| {
        job.run(AntSystem::default().ants(25).polish(Polish::All), tsp)
    }),
    both::<AntSystem>("ant-system", "Ant System (Dorigo, Maniezzo & Colorni 1996)"),
    tours("colony-system+2opt", "Ant Colony System with 2-opt", |tsp, job| {
        job.run(AntColonySystem::default().polish(Polish::All), tsp)
    }),
    both::<AntColonySystem>("colony-system", "Ant Colony System (Dorigo & Gambardella 1997)"),
    tours("bee-colony+2opt", "Artificial Bee Colony with 2-opt", |tsp, job| {
        job.run(ArtificialBeeColony::default().polish(Polish::All), tsp)
    }),
    both::<ArtificialBeeColony>("bee-colony", "Artificial Bee Colony (Karaboga 2005)"),
    tours("bees+2opt", "the Bees Algorithm with 2-opt", |tsp, job| {
        job.run(BeesAlgorithm::default().polish(Polish::All), tsp)
    }),
    both::<BeesAlgorithm>("bees", "the Bees Algorithm (Pham et al. 2005)"),
];

/// An entry for an algorithm that solves tours only.
const fn tours(
    name: &'static str,
    about: &'static str,
    solve: fn(&Tours, &Job) -> Solution,
) -> Algorithm {
    Algorithm { name, about, tours: Some(solve), assignments: None }
}

/// An entry for a colony as published, on tours and on assignments.
const fn both<C>(name: &'static str, about: &'static str) -> Algorithm
where
    C: Colony<Tsp> + Colony<Permutation> + Default,
{
    Algorithm {
        name,
        about,
        tours: Some(|tsp, job| job.run(C::default(), tsp)),
        assignments: Some(|qap, job| job.run(C::default(), qap)),
    }
}

impl Algorithm {
    /// The algorithm of this name.
    pub fn named(name: &str) -> Result<&'static Self, Error> {
        let found = ALGORITHMS.iter().find(|algorithm| algorithm.name == name);
        found.ok_or_else(|| wrong(name, ALGORITHMS.iter()))
    }

    /// The first in the list that can solve the instance.
    pub fn default_for(instance: &Instance) -> Result<&'static Self, Error> {
        let fit = ALGORITHMS.iter().find(|algorithm| algorithm.fits(instance));
        fit.ok_or_else(|| wrong("none", ALGORITHMS.iter()))
    }

    pub fn solve(&self, instance: &Instance, job: &Job) -> Solution {
        match (instance, self.tours, self.assignments) {
            (Instance::Tour(tsp), Some(solve), _) if self.fits(instance) => solve(tsp, job),
            (Instance::Assignment(qap), _, Some(solve)) if self.fits(instance) => solve(qap, job),
            _ => Err(wrong(self.name, ALGORITHMS.iter().filter(|other| other.fits(instance)))),
        }
    }

    fn fits(&self, instance: &Instance) -> bool {
        match instance {
            Instance::Tour(_) => self.tours.is_some(),
            Instance::Assignment(_) => self.assignments.is_some(),
        }
    }
}

/// An error that names what else could have been asked for.
fn wrong(name: &str, fit: impl Iterator<Item = &'static Algorithm>) -> Error {
    let names: Vec<&str> = fit.map(|algorithm| algorithm.name).collect();
    let allowed = format!("for this instance {}", names.join(", "));
    Error::Parameter { name: "algorithm", value: name.to_owned(), allowed }
}

/// All algorithms, one a line.
pub fn list() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["algorithm", "solves", "what it is"]);
    for algorithm in ALGORITHMS {
        let solves = match algorithm.assignments {
            Some(_) => "tours, assignments",
            None => "tours",
        };
        table.add_row([algorithm.name, solves, algorithm.about]);
    }
    table
}
