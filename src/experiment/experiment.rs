//! The experiment: cases, each run with many seeds.

use super::{
    Results, Setup, Trial,
    case::Case,
    ledger::{Key, Ledger},
    names::setups,
    progress::Bar,
};
#[cfg(doc)]
use crate::problem::EvaluationMode;
use crate::{
    error::{Error, require},
    problem::Problem,
    rng::Seed,
    run::{Solve, Stop},
    swarm::IntoOptimizer,
};
use std::{collections::HashSet, path::Path};

/// A set of cases, each a method on a problem, run with the same seeds 0, 1, 2, ….
///
/// The runs of all cases share rayon's threads; apart from times, the results do not depend on the
/// number of threads. Runs on a problem with a state ([`EvaluationMode::Sequential`]) are made one after
/// another in the order of cases and seeds, after the others.
///
/// Tables and charts know a problem by its name. Problems without a name of their own are called
/// "objective", "objective 2" and so on, in the order in which they are added.
///
/// ```
/// use swarmopt::{experiment::Experiment, prelude::*};
/// let functions = [Function::Sphere, Function::Rastrigin]
///     .map(|function| function.in_dimensions(5).unwrap().shifted(Seed(1)));
/// let mut experiment = Experiment::new(7)?;
/// experiment
///     .across(&functions, |_| Evaluations(5_000))
///     .method("PSO", || ParticleSwarm::new(20).topology(Ring::new(1)))
///     .method("ABC", || ArtificialBeeColony::new(10));
/// let results = experiment.run()?;
/// println!("{results}");
/// assert_eq!(results.rows().len(), 4);
/// # Ok::<(), swarmopt::Error>(())
/// ```
pub struct Experiment<'a> {
    seeds: u64,
    cases: Vec<Case<'a>>,
    trusts: bool,
}

impl<'a> Experiment<'a> {
    /// Creates an experiment without cases. Each case will be run with seeds 0 to `seeds` − 1.
    ///
    /// # Errors
    /// [`Error::Parameter`] if `seeds` is 0.
    pub fn new(seeds: u64) -> Result<Self, Error> {
        require(seeds > 0, "seeds", seeds, "at least 1")?;
        Ok(Experiment { seeds, cases: Vec::new(), trusts: false })
    }

    /// Adds a case: the method that `make` creates, run on `problem` until `stop`. Tables and charts call it `label`.
    pub fn add<P, M>(
        &mut self,
        label: impl Into<String>,
        problem: &'a P,
        make: impl Fn() -> M + Clone + Send + Sync + 'a,
        stop: impl Stop + Clone + 'a,
    ) -> &mut Self
    where
        P: Problem,
        M: Solve<Watch = ()>,
        M::Method: IntoOptimizer<P::Space, P::Fitness>,
    {
        self.cases.push(Case::new(label.into(), problem, make, stop));
        self
    }

    /// Selects several problems. Each [method](Across::method) added to them is run on every problem
    /// until the criterion that `stop` returns for it.
    pub fn across<P, T>(
        &mut self,
        problems: &'a [P],
        stop: impl Fn(&P) -> T,
    ) -> Across<'_, 'a, P, T> {
        let stops = problems.iter().map(stop).collect();
        Across { experiment: self, problems, stops }
    }

    /// Takes runs from a file without evaluating a best point again. Meant for objectives with noise, or
    /// whose evaluation takes hours.
    pub fn trusting(&mut self) -> &mut Self {
        self.trusts = true;
        self
    }

    /// Runs all cases, with a progress bar if standard error is a terminal.
    ///
    /// # Errors
    /// The first error of a run, in the order of cases and seeds; [`Error::Parameter`] if two cases are
    /// the same, or if two problems of one name differ in dimensions, sense or optimum;
    /// [`Error::AllFailed`] if no run found anything and the first points of at least one all failed. If
    /// any run found something, a run whose first points all failed counts as one that found nothing.
    pub fn run(&self) -> Result<Results, Error> {
        self.run_with(None)
    }

    /// Runs all cases as [`run`](Self::run) does, and writes every run to a file as soon as it has
    /// finished, one line of JSON each. Runs that the file already holds are taken from there: a process
    /// that was killed continues where it stopped, and more seeds or cases cost only the new runs.
    ///
    /// A run is identified by its label, the problem's name, space and sense, the method as it is set
    /// up, the stop criterion and the version of this crate; and the best point of one kept run of each
    /// case must still have its value: see [`trusting`](Self::trusting). A stop criterion is identified
    /// by its [name](Stop::name) only: a closure with the same name needs another label. An objective
    /// with a state does not see the runs that are taken from the file.
    ///
    /// # Errors
    /// Those of `run`; [`Error::Io`] if the file cannot be opened or another process uses it (a run that
    /// cannot be written later is still a result: see [`Results::trouble`]), [`Error::Parse`] with the
    /// line if the file holds anything but runs, [`Error::Results`] if it holds runs of a case with the
    /// same label and problem but other settings, or if the objective has changed its value.
    pub fn run_to(&self, path: impl AsRef<Path>) -> Result<Results, Error> {
        self.run_with(Some(Ledger::open(path.as_ref())?))
    }

    pub(super) fn run_with(&self, ledger: Option<Ledger>) -> Result<Results, Error> {
        let setups = setups(&self.cases)?;
        let mut known = HashSet::new();
        for setup in &setups {
            let name = (&setup.label, &setup.problem, &setup.fingerprint);
            let case = format!("{} on {}, {}", setup.label, setup.problem, setup.topology);
            require(known.insert(name), "case", case, "each case once")?;
            ledger.as_ref().map_or(Ok(()), |ledger| ledger.check(setup, &setups))?;
        }
        for (case, setup) in self.cases.iter().zip(&setups) {
            if let Some(ledger) = ledger.as_ref().filter(|_| !self.trusts) {
                ledger.confirm(setup, self.seeds, &case.again)?;
            }
        }
        let jobs: Vec<(usize, Seed)> = (0..self.cases.len())
            .flat_map(|case| (0..self.seeds).map(move |seed| (case, Seed(seed))))
            .collect();
        let progress = Bar::over(jobs.len());
        let one = |(case, seed): (usize, Seed)| {
            let trial = self.trial(case, &setups[case], seed, ledger.as_ref());
            progress.advance(&setups[case]);
            ((case, seed), trial)
        };
        let (in_order, apart): (Vec<_>, Vec<_>) =
            jobs.into_iter().partition(|(case, _)| self.cases[*case].in_order);
        let mut done = all(apart, one);
        done.extend(in_order.into_iter().map(one));
        done.sort_by_key(|((case, seed), _)| (*case, seed.0));
        // All runs finish before errors are looked at, so that the error returned is always the same.
        let trials = done.into_iter().map(|(_, trial)| trial).collect::<Result<Vec<_>, _>>()?;
        if let Some(error) = trials.iter().find_map(Trial::all_failed)
            && trials.iter().all(|trial| trial.found().is_none())
        {
            return Err(error);
        }
        let results = Results::new(setups.into_iter().zip(chunks(trials, self.seeds)).collect());
        Ok(results.with_trouble(ledger.as_ref().and_then(Ledger::trouble)))
    }

    /// Returns the run from the ledger; if it is not there, makes it and writes it to the ledger.
    fn trial(
        &self,
        case: usize,
        setup: &Setup,
        seed: Seed,
        ledger: Option<&Ledger>,
    ) -> Result<Trial, Error> {
        let run = || (self.cases[case].run)(seed);
        let Some(ledger) = ledger else { return run() };
        if let Some(kept) = ledger.trial(&Key::new(setup, seed)) {
            return Ok(kept.clone());
        }
        let trial = run()?;
        ledger.put_down(setup, &trial);
        Ok(trial)
    }
}

/// A selection of problems of an experiment; see [`Experiment::across`].
pub struct Across<'e, 'a, P, T> {
    experiment: &'e mut Experiment<'a>,
    problems: &'a [P],
    stops: Vec<T>,
}

impl<'a, P: Problem, T: Stop + Clone + 'a> Across<'_, 'a, P, T> {
    /// Adds a case on each of the problems.
    pub fn method<M>(self, label: &str, make: impl Fn() -> M + Clone + Send + Sync + 'a) -> Self
    where
        M: Solve<Watch = ()>,
        M::Method: IntoOptimizer<P::Space, P::Fitness>,
    {
        for (problem, stop) in self.problems.iter().zip(&self.stops) {
            self.experiment.add(label, problem, make.clone(), stop.clone());
        }
        self
    }
}

fn chunks(trials: Vec<Trial>, each: u64) -> impl Iterator<Item = Vec<Trial>> {
    let mut trials = trials.into_iter();
    std::iter::repeat_with(move || trials.by_ref().take(each as usize).collect())
}

#[cfg(feature = "parallel")]
fn all<J: Send, T: Send>(jobs: Vec<J>, one: impl Fn(J) -> T + Sync + Send) -> Vec<T> {
    use rayon::prelude::*;
    jobs.into_par_iter().with_max_len(1).map(one).collect()
}

#[cfg(not(feature = "parallel"))]
fn all<J, T>(jobs: Vec<J>, one: impl Fn(J) -> T) -> Vec<T> {
    jobs.into_iter().map(one).collect()
}

#[cfg(test)]
mod tests;
