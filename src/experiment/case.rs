//! A case: a method on a problem, with the settings of both.

use super::Trial;
use crate::{
    checksum::Checksum,
    error::Error,
    problem::{
        DynProblem, EvaluationMode, Fitness, Problem, Sense, Space, another_fitness, lossless,
    },
    rng::Seed,
    run::{Solve, Stop},
    swarm::{IntoOptimizer, OnFailure, Optimizer, Origin},
};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::time::Instant;

/// The description of a case, which tells its runs from those of any other.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Setup {
    /// The label of the case.
    pub label: String,
    /// The name of the problem.
    pub problem: String,
    /// The name of the topology.
    pub topology: String,
    /// The name of the stop criterion.
    pub stop: String,
    /// The parameters of the method, without long lists.
    pub settings: Map<String, Value>,
    /// A checksum of the method as it was set up, the space, the sense, the stop criterion and the
    /// version of this crate.
    pub fingerprint: String,
    /// The optimal value, if it is known.
    #[serde(with = "lossless::option")]
    pub optimum: Option<f64>,
    /// Whether the problem is minimized or maximized.
    pub sense: Sense,
}

/// A case that can be run.
pub(super) struct Case<'a> {
    /// Whether its runs have to be made one after another.
    pub in_order: bool,
    /// The identity of the problem: type and address, which tell problems of the same name apart.
    pub problem: (&'static str, usize),
    /// The number of dimensions of the problem.
    pub dimensions: usize,
    pub setup: Box<dyn Fn() -> Result<Setup, Error> + Send + Sync + 'a>,
    pub again: Box<Again<'a>>,
    /// Makes a run. One whose first points all failed is a result that found nothing, not an error.
    pub run: Box<dyn Fn(Seed) -> Result<Trial, Error> + Send + Sync + 'a>,
}

/// A function that evaluates the best point of a kept run again and returns its value if that has changed.
pub(super) type Again<'a> = dyn Fn(&Trial) -> Option<f64> + Send + Sync + 'a;

impl<'a> Case<'a> {
    pub fn new<P, M>(
        label: String,
        problem: &'a P,
        make: impl Fn() -> M + Clone + Send + Sync + 'a,
        stop: impl Stop + Clone + 'a,
    ) -> Self
    where
        P: Problem,
        M: Solve<Watch = ()>,
        M::Method: IntoOptimizer<P::Space, P::Fitness>,
    {
        let which = (std::any::type_name::<P>(), std::ptr::from_ref(problem).addr());
        Self::erased(label, which, problem, make, stop)
    }

    /// Creates a case for a problem behind `dyn`, compiled once for each space.
    fn erased<S, F, M>(
        label: String,
        which: (&'static str, usize),
        problem: &'a DynProblem<'a, S, F>,
        make: impl Fn() -> M + Clone + Send + Sync + 'a,
        stop: impl Stop + Clone + 'a,
    ) -> Self
    where
        S: Space,
        F: Fitness,
        M: Solve<Watch = ()>,
        M::Method: IntoOptimizer<S, F>,
    {
        let (make_one, ends) = (make.clone(), stop.name());
        let setup = move || {
            let solver = make_one().solver();
            let topology = solver.topology_name(problem);
            let settings = short(solver.parameters::<S, F>());
            let policy = solver.failure_policy();
            let origin = solver.build(problem, Seed(0))?.origin();
            Ok(Setup {
                fingerprint: fingerprint(&origin, policy, &ends, problem.sense()),
                label: label.clone(),
                problem: problem.name().to_owned(),
                topology,
                stop: ends.clone(),
                settings,
                optimum: problem.optimum(),
                sense: problem.sense(),
            })
        };
        let again = move |trial: &Trial| {
            let (value, x) = (trial.found()?, trial.point::<S::Point>()?);
            let sense = problem.sense();
            let first = trial.history.records().first().map_or(0.0, |record| record.1);
            let was = (sense.turn(value), 0.0);
            another_fitness(problem, &x, was, first).map(|now| sense.turn(now.value()))
        };
        let run = move |seed: Seed| {
            let start = Instant::now();
            match make().solve(problem, seed, stop.clone()) {
                Err(Error::AllFailed { evaluations, last }) => {
                    Ok(Trial::failed(seed, evaluations, last, start.elapsed()))
                }
                outcome => outcome.map(|outcome| Trial::of(seed, outcome)),
            }
        };
        Case {
            in_order: problem.evaluation_mode() == EvaluationMode::Sequential,
            problem: which,
            dimensions: problem.space().dimensions(),
            setup: Box::new(setup),
            again: Box::new(again),
            run: Box::new(run),
        }
    }
}

fn fingerprint(origin: &Origin, policy: OnFailure, stop: &str, sense: Sense) -> String {
    let version = env!("CARGO_PKG_VERSION");
    let all = format!("{version} {stop} {sense:?} {policy:?} {origin}");
    Checksum::of(all.as_bytes()).to_string()
}

/// Keeps the numbers, words and short lists among the parameters.
fn short(mut parameters: Map<String, Value>) -> Map<String, Value> {
    parameters.retain(|_, value| match value {
        Value::Null => false,
        Value::Array(_) | Value::Object(_) => value.to_string().len() <= 60,
        _ => true,
    });
    parameters
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    fn setup_of<M: Solve<Watch = ()>>(
        make: impl Fn() -> M + Clone + Send + Sync,
        stop: u64,
    ) -> Setup
    where
        M::Method: IntoOptimizer<Boxed, f64>,
    {
        let sphere = Function::Sphere.in_dimensions(3).unwrap();
        (Case::new("a".to_owned(), &sphere, make, Evaluations(stop)).setup)().unwrap()
    }

    #[test]
    fn whatever_changes_the_runs_changes_the_fingerprint() {
        let plain = setup_of(|| ParticleSwarm::new(20), 100);
        assert_eq!(plain, setup_of(|| ParticleSwarm::new(20), 100));
        assert_eq!(plain.stop, "100 evaluations");
        let others = [
            setup_of(|| ParticleSwarm::new(20), 101),
            setup_of(|| ParticleSwarm::new(21), 100),
            setup_of(|| ParticleSwarm::new(20).inertia(0.5, 0.5), 100),
            setup_of(|| ParticleSwarm::new(20).topology(Ring::new(1)), 100),
            setup_of(|| ParticleSwarm::new(20).initialization(Initialization::Sobol), 100),
            setup_of(|| ParticleSwarm::new(20).restarts(Restarts::Equal), 100),
            setup_of(|| ParticleSwarm::new(20).on_failure(OnFailure::Retry(1)), 100),
        ];
        for (i, other) in others.iter().enumerate() {
            assert_ne!(other.fingerprint, plain.fingerprint, "{i}: {other:?}");
        }
    }

    #[test]
    fn settings_are_the_parameters() {
        let settings = setup_of(|| ParticleSwarm::new(20), 100).settings;
        assert_eq!(settings["particles"], 20, "{settings:?}");
        let inside = setup_of(|| ParticleSwarm::new(20).restarts(Restarts::Equal), 9).settings;
        assert_eq!(inside["particles"], 20, "{inside:?}");
    }
}
