//! The experiment: cases, each run with many seeds.

use super::{Report, Row};
use crate::{
    error::{Error, require},
    problem::{Point, Problem},
    rng::Seed,
    run::{History, Outcome, Reason, Solve, Stop},
    swarm::Recipe,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::time::Duration;

/// Cases, each a method on a problem, to be run with the same seeds 0, 1, 2, ….
///
/// The runs of all cases share rayon's threads; what comes out does not depend on how many there
/// are, times excepted.
///
/// ```
/// use swarmopt::{experiment::Experiment, prelude::*};
/// let sphere = Function::Sphere.in_dimensions(5)?.shifted(Seed(1));
/// let mut experiment = Experiment::new(7)?;
/// experiment.add("PSO", &sphere, || ParticleSwarm::new(20).topology(Ring::new(1)), Evaluations(5_000));
/// experiment.add("ABC", &sphere, || ArtificialBeeColony::new(10).solver(), Evaluations(5_000));
/// let report = experiment.run()?;
/// println!("{report}");
/// assert_eq!(report.rows()[0].trials.len(), 7);
/// # Ok::<(), swarmopt::Error>(())
/// ```
pub struct Experiment<'a> {
    seeds: u64,
    cases: Vec<Case<'a>>,
}

struct Case<'a> {
    label: String,
    problem: String,
    optimum: Option<f64>,
    run: Box<dyn Fn(Seed) -> Result<Trial, Error> + Send + Sync + 'a>,
}

/// One run of a case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Trial {
    /// The seed that reproduces it.
    pub seed: Seed,
    /// The topology, as it calls itself.
    pub topology: String,
    /// The best value found, if any.
    pub value: Option<f64>,
    /// Its point, as JSON; see [`Trial::point`].
    pub solution: Value,
    /// How far it is from the optimum, where that is known.
    pub error: Option<f64>,
    /// Evaluations spent.
    pub evaluations: u64,
    /// Evaluations that failed.
    pub failures: u64,
    /// How long it took, on a machine shared with other runs.
    pub elapsed: Duration,
    /// Why it ended.
    pub reason: Reason,
    /// How the best value changed.
    pub history: History,
}

impl Trial {
    fn of<X: Serialize>(seed: Seed, outcome: Outcome<X>) -> Self {
        let best = outcome.best();
        Trial {
            seed,
            topology: outcome.topology.clone(),
            value: best.map(|best| best.value),
            solution: best
                .and_then(|best| serde_json::to_value(&best.point).ok())
                .unwrap_or_default(),
            error: outcome.error(),
            evaluations: outcome.evaluations,
            failures: outcome.failures.total(),
            elapsed: outcome.elapsed,
            reason: outcome.reason.clone(),
            history: outcome.history().clone(),
        }
    }

    /// The best point, as the type the problem's space has.
    pub fn point<X: serde::de::DeserializeOwned>(&self) -> Option<X> {
        serde_json::from_value(self.solution.clone()).ok()
    }
}

impl<'a> Experiment<'a> {
    /// No case yet; each will be run with seeds 0 to `seeds` − 1.
    ///
    /// # Errors
    /// [`Error::Parameter`] if there are no seeds.
    pub fn new(seeds: u64) -> Result<Self, Error> {
        require(seeds > 0, "seeds", seeds, "at least 1")?;
        Ok(Experiment { seeds, cases: Vec::new() })
    }

    /// One case more: what `make` makes, on `problem`, until `stop`; tables and charts call it `label`.
    pub fn add<P, M>(
        &mut self,
        label: impl Into<String>,
        problem: &'a P,
        make: impl Fn() -> M + Send + Sync + 'a,
        stop: impl Stop + Clone + 'a,
    ) -> &mut Self
    where
        P: Problem,
        Point<P>: Serialize,
        M: Solve<Watch = ()>,
        M::Recipe: Recipe<P>,
    {
        let run = move |seed: Seed| {
            make().solve(problem, seed, stop.clone()).map(|outcome| Trial::of(seed, outcome))
        };
        self.cases.push(Case {
            label: label.into(),
            problem: problem.name().to_owned(),
            optimum: problem.optimum(),
            run: Box::new(run),
        });
        self
    }

    /// Runs all cases, with a progress bar where standard error is a terminal.
    ///
    /// # Errors
    /// The first error of a run, in the order of cases and seeds.
    pub fn run(&self) -> Result<Report, Error> {
        let jobs: Vec<(&Case<'_>, Seed)> = (self.cases.iter())
            .flat_map(|case| (0..self.seeds).map(move |seed| (case, Seed(seed))))
            .collect();
        let progress = Bar::over(jobs.len());
        let one = |(case, seed): (&Case<'_>, Seed)| {
            let trial = (case.run)(seed);
            progress.advance(&case.problem, &case.label);
            trial
        };
        let mut trials = all(jobs, one)?.into_iter();
        let rows = self.cases.iter().map(|case| Row {
            label: case.label.clone(),
            problem: case.problem.clone(),
            optimum: case.optimum,
            trials: trials.by_ref().take(self.seeds as usize).collect(),
        });
        Ok(Report::new(rows.collect()))
    }
}

#[cfg(feature = "parallel")]
fn all<J: Send, T: Send>(
    jobs: Vec<J>,
    one: impl Fn(J) -> Result<T, Error> + Sync + Send,
) -> Result<Vec<T>, Error> {
    use rayon::prelude::*;
    // All are run before an error is looked at, so that it is always the same one.
    let done: Vec<Result<T, Error>> = jobs.into_par_iter().with_max_len(1).map(one).collect();
    done.into_iter().collect()
}

#[cfg(not(feature = "parallel"))]
fn all<J, T>(jobs: Vec<J>, one: impl Fn(J) -> Result<T, Error>) -> Result<Vec<T>, Error> {
    jobs.into_iter().map(one).collect()
}

/// The progress bar over all runs.
#[cfg(feature = "progress")]
struct Bar(indicatif::ProgressBar);

#[cfg(feature = "progress")]
impl Bar {
    fn over(runs: usize) -> Self {
        let bar = indicatif::ProgressBar::new(runs as u64);
        let template = "{elapsed_precise} {wide_bar} {pos}/{len} runs, {eta} left  {msg}";
        if let Ok(style) = indicatif::ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.tick();
        Bar(bar)
    }
    fn advance(&self, problem: &str, label: &str) {
        self.0.set_message(format!("{label} on {problem}"));
        self.0.inc(1);
    }
}

#[cfg(feature = "progress")]
impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

#[cfg(not(feature = "progress"))]
struct Bar;

#[cfg(not(feature = "progress"))]
impl Bar {
    fn over(_: usize) -> Self {
        Bar
    }
    fn advance(&self, _: &str, _: &str) {}
}
