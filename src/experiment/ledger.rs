//! The file that holds every finished run of an experiment, each once.

use super::{Setup, Trial, record::Record};
use crate::{error::Error, rng::Seed};
use std::{
    collections::HashMap,
    fs::{File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

/// What tells a run from all others.
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

/// One line of JSON a run, open for more and locked against other processes.
pub(super) struct Ledger {
    path: PathBuf,
    file: Mutex<File>,
    kept: HashMap<Key, Record>,
}

/// How every line begins.
const HEAD: &str = "{\"label\":";

impl Ledger {
    /// A new file, or one with what was finished when the last process ended. A line that a killed
    /// process left unfinished is cut off.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let failed = |e| Error::io(path, e);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut file =
            OpenOptions::new().read(true).append(true).create(true).open(path).map_err(failed)?;
        file.try_lock().map_err(|e| match e {
            TryLockError::WouldBlock => failed(io::Error::other("another process writes it")),
            TryLockError::Error(e) => failed(e),
        })?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).map_err(failed)?;
        let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let mut kept = HashMap::new();
        for (line, text) in (1..).zip(bytes[..whole].split(|byte| *byte == b'\n')) {
            let text = String::from_utf8_lossy(text);
            if !text.trim().is_empty() {
                let record = Record::from_line(&text, line)?;
                kept.insert(Key::new(&record.setup, record.trial.seed), record);
            }
        }
        // Of a file that holds something else nothing is cut off.
        let rest = String::from_utf8_lossy(&bytes[whole..]);
        if !(rest.starts_with(HEAD) || HEAD.starts_with(&*rest)) {
            Record::from_line(&rest, kept.len() + 1)?;
        }
        file.set_len(whole as u64).map_err(failed)?;
        Ok(Ledger { path: path.to_owned(), file: Mutex::new(file), kept })
    }

    /// The run, if it is there.
    pub fn trial(&self, key: &Key) -> Option<&Trial> {
        self.kept.get(key).map(|record| &record.trial)
    }

    /// Whether there are no runs of the same label, problem and topology that are none of `cases`.
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
                path: self.path.clone(),
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

    /// Appends a run; it is on the disk when this returns.
    pub fn put_down(&self, setup: &Setup, trial: &Trial) -> Result<(), Error> {
        let failed = |e| Error::io(&self.path, e);
        let record = Record { setup: setup.clone(), trial: trial.clone() };
        let line = record.to_line().map_err(failed)?;
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        // One call: a process that is killed leaves whole lines and at most one begun.
        file.write_all(line.as_bytes()).and_then(|()| file.sync_data()).map_err(failed)
    }
}

fn settings(setup: &Setup) -> String {
    serde_json::to_string(&setup.settings).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{experiment::Experiment, prelude::*};

    /// Two cases, so many seeds, and how many runs were begun.
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
    fn one_process_writes_at_a_time() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.jsonl");
        let held = Ledger::open(&path).unwrap();
        assert!(matches!(run(&path, 1, 9).0, Err(Error::Io { .. })));
        drop(held);
        run(&path, 1, 9).0.unwrap();
    }
}
