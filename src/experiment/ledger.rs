//! The file that holds every finished run of an experiment, each once.

use super::{Setup, Trial, case::Again, record::Record};
use crate::{error::Error, file::Lines, rng::Seed};
use std::{
    collections::HashMap,
    path::Path,
    sync::{Mutex, PoisonError},
};

/// The key that identifies a run.
#[derive(PartialEq, Eq, Hash)]
pub(super) struct Key {
    label: String,
    problem: String,
    fingerprint: String,
    seed: Seed,
}

impl Key {
    pub fn new(setup: &Setup, seed: Seed) -> Self {
        let Setup { label, problem, fingerprint, .. } = setup.clone();
        Key { label, problem, fingerprint, seed }
    }
}

/// A file with one line of JSON for each run.
pub(super) struct Ledger {
    lines: Lines,
    kept: HashMap<Key, Record>,
    trouble: Mutex<Option<Error>>,
}

/// The beginning of every line.
const HEAD: &str = "{\"label\":";

impl Ledger {
    /// Opens the file, or creates it, and reads the runs it holds.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let (lines, records) = Lines::open(path, &[HEAD], Record::from_line)?;
        let key = |record: &Record| Key::new(&record.setup, record.trial.seed);
        let kept = records.into_iter().map(|record| (key(&record), record)).collect();
        Ok(Ledger { lines, kept, trouble: Mutex::new(None) })
    }

    /// Returns the kept run with this key, if any.
    pub fn trial(&self, key: &Key) -> Option<&Trial> {
        self.kept.get(key).map(|record| &record.trial)
    }

    /// Returns an error if a kept run has the label, problem and topology of `setup` but belongs to none of `cases`.
    pub fn check(&self, setup: &Setup, cases: &[Setup]) -> Result<(), Error> {
        let name =
            |setup: &Setup| [&setup.label, &setup.problem, &setup.topology].map(String::clone);
        let strange = self.kept.values().find(|kept| {
            name(&kept.setup) == name(setup)
                && cases.iter().all(|case| case.fingerprint != kept.setup.fingerprint)
        });
        match strange {
            None => Ok(()),
            Some(kept) => Err(Error::Results {
                path: self.lines.path().to_owned(),
                expected: format!(
                    "{} on {} as it is set up now, until {}, by version {}",
                    setup.label,
                    setup.problem,
                    setup.stop,
                    env!("CARGO_PKG_VERSION")
                ),
                found: format!("runs until {} with {}", kept.setup.stop, settings(&kept.setup)),
            }),
        }
    }

    /// Evaluates the best point of the first kept run of a case that found something; returns an error
    /// if its value has changed.
    pub fn confirm(&self, setup: &Setup, seeds: u64, again: &Again<'_>) -> Result<(), Error> {
        let mut kept = (0..seeds).filter_map(|seed| self.trial(&Key::new(setup, Seed(seed))));
        let Some(trial) = kept.find(|trial| trial.found().is_some()) else { return Ok(()) };
        let Some(now) = again(trial) else { return Ok(()) };
        let was = trial.found().unwrap_or(f64::NAN);
        Err(Error::Results {
            path: self.lines.path().to_owned(),
            expected: format!(
                "an objective {} whose best point has the value {was}",
                setup.problem
            ),
            found: format!("{now}; runs with noise are taken over by Experiment::trusting"),
        })
    }

    /// Appends a run, which is on disk when this returns. A run that cannot be written is still a
    /// result: see [`trouble`](Self::trouble).
    pub fn put_down(&self, setup: &Setup, trial: &Trial) {
        let record = Record { setup: setup.clone(), trial: trial.clone() };
        let line = record.to_line().map_err(|e| Error::io(self.lines.path(), e));
        if let Err(error) = line.and_then(|line| self.lines.append(&line)) {
            self.trouble.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        }
    }

    /// Returns why the first run that could not be written was not written.
    pub fn trouble(&self) -> Option<String> {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.as_ref().map(ToString::to_string)
    }
}

fn settings(setup: &Setup) -> String {
    serde_json::to_string(&setup.settings).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{experiment::Experiment, prelude::*};

    /// Runs two cases with the given number of seeds, and returns their values and the number of runs begun.
    fn run(path: &Path, seeds: u64, particles: usize) -> (Result<String, Error>, usize) {
        let begun = std::sync::atomic::AtomicUsize::new(0);
        let sphere = Function::Sphere.in_dimensions(2).unwrap();
        let make = || {
            begun.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            ParticleSwarm::new(particles)
        };
        let mut experiment = Experiment::new(seeds).unwrap();
        experiment.add("PSO", &sphere, make, Evaluations(200));
        experiment.add("ABC", &sphere, || ArtificialBeeColony::new(5), Evaluations(200));
        let values = experiment.run_to(path).map(|report| {
            let values = |row: &crate::experiment::Row| {
                row.trials.iter().map(|trial| trial.value).collect::<Vec<_>>()
            };
            format!("{:?}", report.rows().iter().map(values).collect::<Vec<_>>())
        });
        drop(experiment);
        (values, begun.into_inner().saturating_sub(1)) // one for the setup
    }

    #[test]
    fn finished_runs_are_taken_over_each_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/results.jsonl");
        let (first, begun) = run(&path, 3, 9);
        assert_eq!((begun, std::fs::read_to_string(&path).unwrap().lines().count()), (3, 6));
        let (again, begun) = run(&path, 3, 9);
        assert_eq!((again.unwrap(), begun), (first.unwrap(), 0));
        let (more, begun) = run(&path, 5, 9);
        assert_eq!((begun, std::fs::read_to_string(&path).unwrap().lines().count()), (2, 10));
        let fresh = run(&folder.path().join("fresh.jsonl"), 5, 9).0.unwrap();
        assert_eq!(more.unwrap(), fresh);
    }

    #[test]
    fn a_file_cut_anywhere_goes_on_to_the_same_results() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.jsonl");
        let whole = run(&path, 2, 9).0.unwrap();
        let bytes = std::fs::read(&path).unwrap();
        for cut in (0..bytes.len()).step_by(bytes.len() / 40) {
            std::fs::write(&path, &bytes[..cut]).unwrap();
            assert_eq!(run(&path, 2, 9).0.unwrap(), whole, "cut at {cut}");
            assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), 4);
        }
    }

    #[test]
    fn a_file_of_something_else_is_an_error_and_stays_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.jsonl");
        for text in ["my notes", "my notes\n", "{\"a\":1}\n{\"label\":", "[1, 2]"] {
            std::fs::write(&path, text).unwrap();
            let error = run(&path, 1, 9).0.unwrap_err();
            assert!(matches!(error, Error::Parse { line: 1, .. }), "{error}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
        }
        std::fs::remove_file(&path).unwrap();
        run(&path, 1, 9).0.unwrap();
        let error = run(&path, 1, 10).0.unwrap_err();
        assert!(matches!(error, Error::Results { .. }), "{error}");
        assert!(error.to_string().contains("\"particles\":9"), "{error}");
    }

    #[test]
    fn runs_on_another_objective_of_the_same_name_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.jsonl");
        let space = || Boxed::cube(-5.0..=5.0, 2).unwrap();
        let run = |problem: &dyn Problem<Space = Boxed, Fitness = f64>, trusts: bool| {
            let mut experiment = Experiment::new(2).unwrap();
            experiment.add("PSO", &problem, || ParticleSwarm::new(9), Evaluations(50));
            if trusts {
                experiment.trusting();
            }
            experiment.run_to(&path).map(|_| ()).map_err(|error| error.to_string())
        };
        let ball = space().minimize(|x| x[0] * x[0] + x[1] * x[1]);
        for _ in 0..2 {
            run(&ball, false).unwrap();
        }
        let other = space().minimize(|x| 7.0 + x[0]);
        assert!(run(&other, false).unwrap_err().contains("Experiment::trusting"));
        run(&other, true).unwrap();
        let up = space().maximize(|x| x[0] * x[0] + x[1] * x[1]);
        assert!(run(&up, true).unwrap_err().contains("as it is set up now"));
    }

    #[test]
    fn runs_that_all_failed_are_the_same_error_when_they_are_taken_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.jsonl");
        let calls = std::sync::atomic::AtomicUsize::new(0);
        let broken = Boxed::cube(-1.0..=1.0, 1).unwrap().try_minimize(|_| {
            calls.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            Err::<f64, _>("no licence")
        });
        let mut experiment = Experiment::new(2).unwrap();
        experiment.add("PSO", &broken, || ParticleSwarm::new(10), Evaluations(30));
        let [first, second] = [(); 2].map(|()| {
            let message = experiment.run_to(&path).unwrap_err().to_string();
            (message, calls.swap(0, std::sync::atomic::Ordering::Relaxed))
        });
        assert!(first.0.contains("no licence") && first.1 > 0, "{first:?}");
        assert_eq!(second, (first.0, 0));
    }

    #[test]
    fn a_run_that_cannot_be_written_is_no_less_of_a_result() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.jsonl");
        std::fs::write(&path, "").unwrap();
        let sphere = Function::Sphere.in_dimensions(2).unwrap();
        let mut experiment = Experiment::new(3).unwrap();
        experiment.add("PSO", &sphere, || ParticleSwarm::new(5), Evaluations(50));
        let lines = Lines::read_only(&path);
        let ledger = Ledger { lines, kept: HashMap::new(), trouble: Mutex::new(None) };
        let results = experiment.run_with(Some(ledger)).unwrap();
        let values = |results: &crate::experiment::Results| {
            results.rows()[0].trials.iter().map(|trial| trial.value).collect::<Vec<_>>()
        };
        let kept = experiment.run_to(&path).unwrap();
        assert_eq!((values(&results), kept.trouble()), (values(&kept), None));
        let trouble = results.trouble().unwrap();
        assert!(trouble.contains("results.jsonl"), "{trouble}");
        assert!(results.to_string().ends_with(&format!("\nnot every run is kept: {trouble}")));
    }

    #[test]
    fn one_process_writes_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.jsonl");
        let held = Ledger::open(&path).unwrap();
        assert!(matches!(run(&path, 1, 9).0, Err(Error::Io { .. })));
        drop(held);
        run(&path, 1, 9).0.unwrap();
    }
}
