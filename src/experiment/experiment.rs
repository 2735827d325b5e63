//! The experiment: cases, each run with many seeds.

use super::{
    Results, Setup, Trial,
    case::{Case, Ran},
    ledger::{Key, Ledger},
    progress::Bar,
};
#[cfg(doc)]
use crate::problem::Manner;
use crate::{
    error::{Error, require},
    problem::{Point, Problem, UNNAMED},
    rng::Seed,
    run::{Solve, Stop},
    swarm::Recipe,
};
use serde::Serialize;
use std::{
    collections::{HashMap, HashSet},
    path::Path,
};

/// Cases, each a method on a problem, to be run with the same seeds 0, 1, 2, ….
///
/// The runs of all cases share rayon's threads; what comes out does not depend on how many there
/// are, times excepted. Runs on a problem with a state ([`Manner::InOrder`]) go one after another in
/// the order of cases and seeds, after the others.
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
    /// No case yet; each will be run with seeds 0 to `seeds` − 1.
    ///
    /// # Errors
    /// [`Error::Parameter`] if there are no seeds.
    pub fn new(seeds: u64) -> Result<Self, Error> {
        require(seeds > 0, "seeds", seeds, "at least 1")?;
        Ok(Experiment { seeds, cases: Vec::new(), trusts: false })
    }

    /// One case more: what `make` makes, on `problem`, until `stop`; tables and charts call it `label`.
    pub fn add<P, M>(
        &mut self,
        label: impl Into<String>,
        problem: &'a P,
        make: impl Fn() -> M + Clone + Send + Sync + 'a,
        stop: impl Stop + Clone + 'a,
    ) -> &mut Self
    where
        P: Problem,
        Point<P>: Serialize,
        M: Solve<Watch = ()>,
        M::Recipe: Recipe<P>,
    {
        self.cases.push(Case::new(label.into(), problem, make, stop));
        self
    }

    /// Several problems, on each of which [methods](Across::method) are then run until the criterion
    /// that `stop` gives.
    pub fn across<P, T>(
        &mut self,
        problems: &'a [P],
        stop: impl Fn(&P) -> T,
    ) -> Across<'_, 'a, P, T> {
        let stops = problems.iter().map(stop).collect();
        Across { experiment: self, problems, stops }
    }

    /// Takes runs from a file without evaluating a best point again: for objectives with noise, or whose
    /// evaluation takes hours.
    pub fn trusting(&mut self) -> &mut Self {
        self.trusts = true;
        self
    }

    /// Runs all cases, with a progress bar where standard error is a terminal.
    ///
    /// # Errors
    /// The first error of a run, in the order of cases and seeds; [`Error::Parameter`] if two cases
    /// are the same, or two problems of one name differ in dimensions, sense or optimum;
    /// [`Error::AllFailed`] if all first points of every run failed. Where others found something, such a run
    /// is one that found nothing.
    pub fn run(&self) -> Result<Results, Error> {
        self.run_with(None)
    }

    /// As [`run`](Self::run), and writes every run into a file as soon as it is finished, one line of
    /// JSON each. Runs that the file holds already are taken from there: a process that was killed
    /// goes on where it stopped, and more seeds or cases cost only what is new.
    ///
    /// A file fits by the label, the problem's name, space and sense, the method as it is set up, the stop
    /// criterion and the version of this crate; and the best point of one kept run of each case must have
    /// the value it had: see [`trusting`](Self::trusting). Of a stop criterion its [name](Stop::name) is seen: a
    /// closure like another needs another label. An objective with a state does not see the runs that
    /// are taken from the file.
    ///
    /// # Errors
    /// Those of `run`; [`Error::Io`] if the file cannot be used or another process uses it,
    /// [`Error::Parse`] with the line if it holds no runs, [`Error::Results`] if a case of the same
    /// label and problem was set up otherwise there, or its objective gave another value.
    pub fn run_to(&self, path: impl AsRef<Path>) -> Result<Results, Error> {
        self.run_with(Some(Ledger::open(path.as_ref())?))
    }

    fn run_with(&self, ledger: Option<Ledger>) -> Result<Results, Error> {
        let setups = self.setups()?;
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
        // All are run before an error is looked at, so that it is always the same one.
        let (mut trials, mut hopeless) = (Vec::new(), None);
        for (_, ran) in done {
            let (trial, error) = ran?;
            trials.push(trial);
            hopeless = hopeless.or(error);
        }
        if let Some(error) = hopeless
            && trials.iter().all(|trial| trial.found().is_none())
        {
            return Err(error);
        }
        Ok(Results::new(setups.into_iter().zip(chunks(trials, self.seeds)).collect()))
    }

    /// What tells the cases apart. Of problems without a name the second is called "objective 2", and so
    /// on.
    fn setups(&self) -> Result<Vec<Setup>, Error> {
        let (mut unnamed, mut named) = (Vec::new(), HashMap::new());
        let setup = |case: &Case<'_>| {
            let mut setup = (case.setup)()?;
            if setup.problem == UNNAMED {
                let known = unnamed.iter().position(|problem| *problem == case.problem);
                let place = known.unwrap_or_else(|| {
                    unnamed.push(case.problem);
                    unnamed.len() - 1
                });
                if place > 0 {
                    setup.problem = format!("{UNNAMED} {}", place + 1);
                }
            }
            let about = (case.dimensions, setup.sense, setup.optimum.map(f64::to_bits));
            let same = *named.entry(setup.problem.clone()).or_insert(about) == about;
            let allowed = "a name for one problem: of two with this name the dimensions, the sense or \
                           the optimum differ";
            require(same, "problem", &setup.problem, allowed)?;
            Ok(setup)
        };
        self.cases.iter().map(setup).collect()
    }

    /// The run as the ledger has it, or else a new one, put down there.
    fn trial(
        &self,
        case: usize,
        setup: &Setup,
        seed: Seed,
        ledger: Option<&Ledger>,
    ) -> Result<Ran, Error> {
        let run = || (self.cases[case].run)(seed);
        let Some(ledger) = ledger else { return run() };
        if let Some(kept) = ledger.trial(&Key::new(setup, seed)) {
            return Ok((kept.clone(), None));
        }
        let ran = run()?;
        ledger.put_down(setup, &ran.0)?;
        Ok(ran)
    }
}

/// Several problems of an experiment; see [`Experiment::across`].
pub struct Across<'e, 'a, P, T> {
    experiment: &'e mut Experiment<'a>,
    problems: &'a [P],
    stops: Vec<T>,
}

impl<'a, P: Problem, T: Stop + Clone + 'a> Across<'_, 'a, P, T> {
    /// One case more on each of the problems.
    pub fn method<M>(self, label: &str, make: impl Fn() -> M + Clone + Send + Sync + 'a) -> Self
    where
        Point<P>: Serialize,
        M: Solve<Watch = ()>,
        M::Recipe: Recipe<P>,
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
mod tests {
    use super::*;
    use crate::prelude::*;

    fn functions() -> [Benchmark; 2] {
        [Function::Sphere, Function::Rastrigin].map(|f| f.in_dimensions(2).unwrap())
    }

    fn compare(functions: &[Benchmark]) -> Results {
        let mut experiment = Experiment::new(4).unwrap();
        experiment
            .across(functions, |f| Evaluations(300).or(Target(f.optimum().unwrap_or(0.0) + 1e-3)))
            .method("PSO", || ParticleSwarm::new(9))
            .method("ABC", || ArtificialBeeColony::new(5));
        experiment.run().unwrap()
    }

    #[test]
    fn cases_of_a_problem_stand_together_and_files_give_the_report_back() {
        let results = compare(&functions());
        let cases: Vec<_> =
            results.rows().iter().map(|row| (&*row.setup.problem, row.name())).collect();
        let [pso, abc] = ["PSO, complete", "ABC, complete"].map(str::to_owned);
        let [sphere, rastrigin] = ["Sphere 2-D", "Rastrigin 2-D"];
        let expected = [(sphere, &pso), (sphere, &abc), (rastrigin, &pso), (rastrigin, &abc)];
        assert_eq!(cases, expected.map(|(problem, name)| (problem, name.clone())));
        assert_eq!(results.of(rastrigin).count(), 2);
        assert_eq!(
            results.rows()[3].trials.iter().map(|t| t.seed.0).collect::<Vec<_>>(),
            [0, 1, 2, 3]
        );
        let folder = tempfile::tempdir().unwrap();
        for name in ["results.csv", "results.jsonl"] {
            let path = folder.path().join(name);
            results.write(&path).unwrap();
            assert_eq!(Results::read(&path).unwrap(), results, "{name}");
        }
        assert!(matches!(results.write("results.txt"), Err(Error::Parameter { .. })));
        assert!(matches!(Results::read("results.txt"), Err(Error::Parameter { .. })));
    }

    #[cfg(feature = "parallel")]
    #[test]
    fn threads_change_nothing_but_times() {
        let timeless = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            let results = pool.install(|| compare(&functions()));
            let rows = results.rows().iter().cloned();
            let rows = rows.map(|mut row| {
                row.trials.iter_mut().for_each(|trial| trial.elapsed = Default::default());
                row
            });
            rows.collect::<Vec<_>>()
        };
        assert_eq!(timeless(1), timeless(3));
    }

    #[test]
    fn the_same_case_twice_is_named() {
        let [sphere, _] = functions();
        let mut experiment = Experiment::new(1).unwrap();
        for particles in [9, 10, 9] {
            experiment.add("PSO", &sphere, move || ParticleSwarm::new(particles), Rounds(1));
        }
        let error = experiment.run().unwrap_err().to_string();
        assert_eq!(error, "case is PSO on Sphere 2-D, complete; allowed: each case once");
    }

    /// Runs on `threads` threads, of which each waits for the others inside the objective.
    #[cfg(feature = "parallel")]
    fn with_a_state(threads: usize) -> Vec<Option<f64>> {
        use rayon::prelude::*;
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut calls = 0.0;
        let counting = Boxed::cube(0.0..=1.0, 1).unwrap().minimize_mut(move |x| {
            calls += 1.0;
            let pause = |_: i32| std::thread::sleep(std::time::Duration::from_micros(50));
            (0..8).into_par_iter().for_each(pause);
            x[0] + 1.0 / calls
        });
        let plain = Function::Sphere.in_dimensions(1).unwrap();
        let mut experiment = Experiment::new(4).unwrap();
        for label in ["a", "b"] {
            experiment.add(label, &counting, || ParticleSwarm::new(3), Evaluations(9));
            experiment.add(label, &plain, || ParticleSwarm::new(3), Evaluations(9));
        }
        let results = pool.install(|| experiment.run()).unwrap();
        results.rows().iter().flat_map(|row| row.trials.iter().map(|t| t.value)).collect()
    }

    #[cfg(feature = "parallel")]
    #[test]
    fn an_objective_with_a_state_gives_the_same_on_any_number_of_threads_and_may_use_them() {
        let expected = with_a_state(1);
        assert!(expected.iter().all(Option::is_some));
        for _ in 0..3 {
            assert_eq!(with_a_state(4), expected);
        }
    }

    #[test]
    fn problems_without_a_name_are_numbered() {
        let ball = |centre: f64| {
            Boxed::cube(-1.0..=1.0, 1).unwrap().minimize(move |x| (x[0] - centre).powi(2))
        };
        let wider = Boxed::cube(-1.0..=1.0, 2).unwrap().minimize(|x| x[0]).named("ball");
        let (left, right, named) = (ball(-0.5), ball(0.5), ball(0.0).named("ball"));
        let mut experiment = Experiment::new(1).unwrap();
        for (label, particles) in [("small", 3), ("large", 9)] {
            let make = move || ParticleSwarm::new(particles);
            experiment.add(label, &left, make, Evaluations(20));
            experiment.add(label, &named, make, Evaluations(20));
            experiment.add(label, &right, make, Evaluations(20));
        }
        let results = experiment.run().unwrap();
        let names: Vec<_> = results.rows().iter().map(|row| &*row.setup.problem).collect();
        let expected = ["objective", "objective", "ball", "ball", "objective 2", "objective 2"];
        assert_eq!(names, expected);
        assert_eq!(results.of("objective 2").count(), 2);
        experiment.add("small", &wider, || ParticleSwarm::new(3), Evaluations(20));
        let error = experiment.run().unwrap_err().to_string();
        assert!(error.starts_with("problem is ball; allowed: a name for one problem"), "{error}");
    }
}
