//! What holds of every file, whatever it holds: one check a format, for plain tests and for fuzzing.

#![allow(dead_code, reason = "each of those who use this uses a part of it")]

use std::{fs, path::PathBuf};
use swarmopt::{
    Error,
    author::*,
    ensemble::Archipelago,
    experiment::{Experiment, Results},
    prelude::*,
    problem::Benchmark,
    problem::formats::{Kind, Tsplib, Weights},
    run::{Checkpoint, History},
};

/// A file of tours is an instance that holds together, or refused with the line.
pub fn tsplib(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match text.parse::<Tsplib>() {
        Ok(file) => tours(file),
        Err(error) => names_a_line(&error, &text),
    }
}

/// A file of an assignment, likewise.
pub fn qaplib(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    match text.parse::<Qap>() {
        Ok(qap) => {
            let n = qap.facilities();
            assert_eq!((qap.flow().dim(), qap.distance().dim()), ((n, n), (n, n)));
            let mut rng = Streams::new(Seed(1)).at(0, 0);
            assert!(qap.evaluate(&qap.space().sample(&mut rng)).unwrap().is_finite());
        }
        Err(error) => names_a_line(&error, &text),
    }
}

/// Whether a file of tours that was read holds together, and the problem in it, if there is one.
pub fn tours(file: Tsplib) {
    let n = file.dimension;
    let is_order = |tour: &Vec<usize>| Permutation::new(n).is_ok_and(|all| all.contains(tour));
    assert!(file.tours.iter().all(is_order), "{file:?}");
    for part in [file.coordinates.len(), file.display.len(), file.map().map_or(0, |map| map.len())]
    {
        assert!(part == 0 || part == n, "{file:?}");
    }
    assert!(file.fixed_edges.iter().all(|&(a, b)| a < n && b < n), "{file:?}");
    match &file.weights {
        Some(Weights::Explicit(matrix)) => assert_eq!(matrix.dim(), (n, n)),
        Some(Weights::Metric(_)) => assert_eq!(file.coordinates.len(), n),
        None => assert_eq!((file.kind, file.tours.is_empty()), (Kind::Tour, false)),
    }
    let Ok(tsp) = Tsp::try_from(file) else { return };
    assert_eq!(tsp.cities(), n);
    assert!(tsp.coordinates().is_none_or(|map| map.len() == n));
    let some = n.min(300); // all pairs of a large file would take too long
    for from in 0..some {
        for to in 0..some {
            let d = tsp.distance(from, to);
            assert!(d.is_finite() && d >= 0.0 && (from != to || d == 0.0), "{from} to {to}: {d}");
            assert!(!tsp.is_symmetric() || d == tsp.distance(to, from), "{from} to {to}: {d}");
        }
    }
    let mut rng = Streams::new(Seed(1)).at(0, 0);
    let length = tsp.evaluate(&tsp.sample(&mut rng)).unwrap();
    assert!(length.is_finite() && length >= 0.0, "{length}");
}

/// The error is one that a text can cause, and names a line of it.
pub fn names_a_line(error: &Error, text: &str) {
    match error {
        Error::Parse { line, .. } => {
            let most = text.lines().count() + text.matches('\r').count();
            assert!((1..=most.max(1)).contains(line), "{error}");
        }
        other => panic!("{other}"),
    }
    assert!(error.to_string().len() < 400, "{error}");
}

/// The swarms that checkpoints are restored into.
pub const SWARMS: [&str; 8] = [
    "particles",
    "learners",
    "bees",
    "archive",
    "covariance",
    "cooperative",
    "islands",
    "restarts",
];

/// One of those swarms, before its first round.
pub fn swarm(name: &str, problem: &Benchmark) -> Box<dyn Optimizer<Boxed>> {
    let built = || -> Result<Box<dyn Optimizer<Boxed>>, Error> {
        let particles =
            |seed| ParticleSwarm::new(3).topology(Ring::new(1)).build(problem, Seed(seed));
        Ok(match name {
            "particles" => Box::new(particles(1)?),
            "learners" => Box::new(Clpso::new(3).build(problem, Seed(1))?),
            "bees" => Box::new(ArtificialBeeColony::new(3).limit(2).build(problem, Seed(1))?),
            "archive" => Box::new(
                IncrementalAcoR::default().archive(3, 5).growth(2).build(problem, Seed(1))?,
            ),
            "covariance" => Box::new(CovarianceSwarm::default().agents(4).build(problem, Seed(1))?),
            "cooperative" => Box::new(CooperativeSwarm::default().build(problem, Seed(1))?),
            "islands" => {
                let mut islands = Archipelago::new(Box::new(Complete), 2, Seed(1))?;
                islands.add(particles(1)?).add(particles(2)?);
                Box::new(islands)
            }
            _ => Box::new(
                CovarianceSwarm::default()
                    .restarts(Restarts::Growing(2.0))
                    .build(problem, Seed(1))?,
            ),
        })
    };
    built().unwrap()
}

/// What the swarms search.
pub fn landscape() -> Benchmark {
    Function::Rastrigin.in_dimensions(2).unwrap()
}

/// A tour and the ants on it, for checkpoints with trails.
fn ants() -> (Tsp, [Box<dyn Optimizer<Tsp>>; 2]) {
    let tsp =
        Tsp::from_cities(&[(0.0, 0.0), (3.0, 0.0), (3.0, 4.0), (0.0, 4.0), (1.0, 2.0)]).unwrap();
    let trails = MaxMinAntSystem::default().ants(3).build(&tsp, Seed(1)).unwrap();
    let focused = FocusedAnts::default().ants(2).kicks(3).build(&tsp, Seed(1)).unwrap();
    (tsp, [Box::new(trails), Box::new(focused)])
}

/// Checkpoints of all swarms after some rounds: seeds to damage.
pub fn checkpoints() -> Vec<(String, String)> {
    fn seed<S: Space, F: Fitness>(
        swarm: &mut dyn Optimizer<S, F>,
        problem: &DynProblem<'_, S, F>,
    ) -> String {
        let mut history = History::default();
        for round in 1..=4 {
            swarm.step(problem, &Limits::NONE.at(0.0)).unwrap();
            history.note(10 * round, swarm.best().map(|best| best.fitness.scalar()));
        }
        serde_json::to_string(&Checkpoint::of(swarm, problem, &history).unwrap()).unwrap()
    }
    let problem = landscape();
    let named = |name: &str, text| (format!("{name}.json"), text);
    let mut all: Vec<_> = SWARMS
        .iter()
        .map(|name| named(name, seed(&mut *swarm(name, &problem), &problem)))
        .collect();
    let (tsp, [mut trails, mut focused]) = ants();
    all.push(named("trails", seed(&mut *trails, &tsp)));
    all.push(named("focused", seed(&mut *focused, &tsp)));
    all
}

/// A checkpoint is refused, or the swarm it is restored into runs on. In a file it stands behind its sum,
/// which no damage keeps: what is restored here is the run alone.
pub fn checkpoint(bytes: &[u8]) {
    match Checkpoint::read(written(bytes, "run.json")) {
        Ok(_) | Err(Error::Checkpoint { .. }) => {}
        Err(other) => panic!("{other}"),
    }
    let Ok(checkpoint) = serde_json::from_slice::<Checkpoint>(bytes) else { return };
    fn go_on<S: Space, F: Fitness>(
        checkpoint: &Checkpoint,
        swarm: &mut dyn Optimizer<S, F>,
        problem: &DynProblem<'_, S, F>,
    ) {
        let before = swarm.save().unwrap();
        match checkpoint.clone().restore(swarm, problem) {
            Ok(mut history) => {
                for round in 0..3 {
                    match swarm.step(problem, &Limits::evaluations(300).at(0.0)) {
                        Ok(()) => history.note(history.evaluations() + 1, Some(-f64::from(round))),
                        Err(Error::Waiting { open }) if open > 0 => break,
                        Err(other) => panic!("{other}"),
                    }
                }
            }
            Err(Error::Checkpoint { .. }) => assert_eq!(swarm.save().unwrap(), before),
            Err(other) => panic!("{other}"),
        }
    }
    let problem = landscape();
    for name in SWARMS {
        go_on(&checkpoint, &mut *swarm(name, &problem), &problem);
    }
    let (tsp, swarms) = ants();
    for mut swarm in swarms {
        go_on(&checkpoint, &mut *swarm, &tsp);
    }
}

/// The experiment whose results are read.
fn experiment<R>(work: impl FnOnce(&Experiment<'_>) -> R) -> R {
    let sphere = Function::Sphere.in_dimensions(2).unwrap();
    let mut experiment = Experiment::new(2).unwrap();
    experiment.add("PSO", &sphere, || ParticleSwarm::new(4), Evaluations(20));
    work(&experiment)
}

/// The results of that experiment as files of these names: seeds to damage.
pub fn results_files<const N: usize>(names: [&str; N]) -> [Vec<u8>; N] {
    let results = experiment(|experiment| experiment.run().unwrap());
    names.map(|name| {
        let path = written(b"", name);
        results.write(&path).unwrap();
        fs::read(path).unwrap()
    })
}

/// Results are refused with the line, or they can be shown, and written and read again.
pub fn results(bytes: &[u8], name: &str) {
    let path = written(bytes, name);
    match Results::read(&path) {
        Ok(results) => {
            assert!(!results.to_string().is_empty());
            results.write(&path).unwrap();
            let again = Results::read(&path).unwrap().to_string();
            assert_eq!(again, results.to_string());
        }
        Err(Error::Parse { line, .. }) => assert!(line <= bytes.len() + 1, "line {line}"),
        Err(other) => panic!("{other}"),
    }
}

/// Results as CSV.
pub fn results_csv(bytes: &[u8]) {
    results(bytes, "results.csv");
}

/// Results as lines of JSON.
pub fn results_jsonl(bytes: &[u8]) {
    results(bytes, "results.jsonl");
}

/// An experiment that finds such a file refuses it and leaves it, or goes on to all of its runs.
pub fn ledger(bytes: &[u8]) {
    let path = written(bytes, "ledger.jsonl");
    match experiment(|experiment| experiment.run_to(&path)) {
        Ok(results) => {
            let row = &results.rows()[0];
            assert_eq!((results.rows().len(), row.trials.len()), (1, 2));
            assert!(!results.to_string().is_empty());
        }
        Err(Error::Parse { .. } | Error::Results { .. }) => {}
        Err(other) => panic!("{other}"),
    }
}

/// A file that holds these bytes, in a folder of this process, in memory where there is such a place.
pub fn written(bytes: &[u8], name: &str) -> PathBuf {
    thread_local! {
        static FOLDER: tempfile::TempDir = match std::path::Path::new("/dev/shm") {
            memory if memory.is_dir() => tempfile::tempdir_in(memory).unwrap(),
            _ => tempfile::tempdir().unwrap(),
        };
    }
    let path = FOLDER.with(|folder| folder.path().join(name));
    fs::write(&path, bytes).unwrap();
    path
}
