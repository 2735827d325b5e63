//! The algorithms: the methods of the catalogue, alone or with a local search.

use super::{instance::Instance, job::Job};
use comfy_table::{Table, presets};
use serde_json::Value;
use swarmopt::{
    Error,
    catalogue::{Catalogue, Catalogued, MethodSpec},
    prelude::*,
    run::Solver,
    swarm::AnyMethod,
};

type Solution = Result<Outcome<Vec<usize>>, Error>;

/// A method and the local search that its tours get.
pub struct Algorithm {
    /// The name of the method, with `+2opt` or `+lk` behind it if there is a local search.
    pub name: String,
    method: MethodSpec,
    search: Search,
}

#[derive(Clone, Copy, PartialEq)]
enum Search {
    None,
    TwoOpt,
    Chains,
}

const SUFFIXES: [(&str, Search); 2] = [("+2opt", Search::TwoOpt), ("+lk", Search::Chains)];

impl Algorithm {
    /// The algorithm of this name, with these parameters as a JSON object.
    pub fn named(name: &str, parameters: Option<&str>) -> Result<Self, Error> {
        let suffix = SUFFIXES.into_iter().find(|(suffix, _)| name.ends_with(suffix));
        let (suffix, search) = suffix.unwrap_or(("", Search::None));
        let method = MethodSpec::new(name.strip_suffix(suffix).unwrap_or(name));
        let mut algorithm = Algorithm { name: name.to_owned(), method, search };
        if search != Search::None && algorithm.has_no_number_of_ants() {
            algorithm.method = algorithm.method.parameter("ants", 25); // as published with local search
        }
        if let Some(text) = parameters {
            let given: serde_json::Map<String, Value> = serde_json::from_str(text)
                .map_err(|e| Error::parameter("parameters", text, format!("a JSON object: {e}")))?;
            algorithm.method.parameters.extend(given);
        }
        Ok(algorithm)
    }

    /// The first method in the catalogue for the instance.
    pub fn default_for(instance: &Instance, parameters: Option<&str>) -> Result<Self, Error> {
        let name = match instance {
            Instance::Tour(_) => Catalogue::<Tsp>::all()[0].name(),
            Instance::Assignment(_) => Catalogue::<Permutation>::all()[0].name(),
        };
        Algorithm::named(name, parameters)
    }

    /// Whether it is a colony with an ant for each city, if nothing else is said.
    fn has_no_number_of_ants(&self) -> bool {
        let entry = Catalogue::<Tsp>::get(&self.method.method);
        entry.is_ok_and(|entry| entry.parameters().get("ants").is_some_and(Value::is_null))
    }

    pub fn solve(&self, instance: &Instance, job: &Job) -> Solution {
        match (instance, self.search) {
            (Instance::Tour(tsp), Search::None) => job.run(self.on()?, tsp),
            (Instance::Tour(tsp), Search::TwoOpt) => {
                job.run(self.on()?.polish(Polish::All), &TwoOpt.on(tsp.clone()))
            }
            (Instance::Tour(tsp), Search::Chains) => {
                job.run(self.on()?.polish(Polish::All), &LinKernighan::default().on(tsp.clone()))
            }
            (Instance::Assignment(qap), Search::None) => job.run(self.on()?, qap),
            (Instance::Assignment(_), _) => {
                let allowed = "a method without local search, which is for tours";
                Err(Error::parameter("algorithm", &self.name, allowed))
            }
        }
    }

    fn on<S: Catalogued>(&self) -> Result<Solver<AnyMethod<S>>, Error> {
        Ok(self.method.method::<S, f64>()?.solver())
    }
}

/// All methods, one a line.
pub fn list() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_header(["algorithm", "solves", "what it is"]);
    for entry in Catalogue::<Tsp>::all() {
        let solves = match Catalogue::<Permutation>::get(entry.name()) {
            Ok(_) => "tours, assignments",
            Err(_) => "tours",
        };
        table.add_row([entry.name(), solves, entry.about()]);
    }
    table.add_row(["…+2opt", "tours", "any of these with 2-opt on every tour"]);
    table.add_row(["…+lk", "tours", "any of these with Lin-Kernighan chains on every tour"]);
    table
}
