//! A process that is killed at 200 moments, and each time goes on to the same end.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};
use swarmopt::{
    author::*,
    prelude::*,
    run::{Dynamics, Solver},
};

const FOLDER: &str = "SWARMOPT_TEST_KILLED_IN";
const METHOD: &str = "SWARMOPT_TEST_METHOD";
const KILLS: u64 = 200;
const ROUNDS: u64 = 24;

fn simulator(folder: Option<&Path>) -> impl Problem<Space = Boxed, Fitness = f64> {
    let log = folder.map(|folder| folder.join("calls"));
    Boxed::cube(-5.0..=5.0, 3).unwrap().try_minimize(move |x| {
        if let Some(log) = &log {
            std::thread::sleep(Duration::from_micros(200));
            let mut log = OpenOptions::new().create(true).append(true).open(log).unwrap();
            log.write_all(b".").unwrap();
        }
        match x[0] {
            x if x < -4.0 => Err("outside the model"),
            _ => Ok(x.iter().map(|x| x * x).sum::<f64>()),
        }
    })
}

/// How many methods there are.
const METHODS: usize = 6;

/// A run of one of the methods, with its files in a folder if there is one: all that it ends with, to
/// the last bit, and the evaluations that count.
fn solve(method: usize, problem: &DynProblem<'_, Boxed>, folder: Option<&Path>) -> (String, u64) {
    fn go_on<R>(
        solver: Solver<R>,
        problem: &DynProblem<'_, Boxed>,
        folder: Option<&Path>,
    ) -> (String, u64)
    where
        R: IntoOptimizer<Boxed>,
    {
        let solver = solver.threads(Threads::Count(2));
        let solver = match folder.map(|folder| folder.join("run.json")) {
            Some(path) => solver.checkpoint(&path, Every::Rounds(3)).keep(2).resume_newest(path),
            None => solver,
        };
        let mut dynamics = Dynamics::default();
        let outcome =
            solver.observe(&mut dynamics).solve(problem, Seed(1), Rounds(ROUNDS)).unwrap();
        let seen: Vec<_> = dynamics.diversity().chain(dynamics.speed()).collect();
        let (best, history) = (outcome.best(), outcome.history());
        let (failures, evaluations) = (&outcome.failures, outcome.evaluations);
        assert!(failures.errors > 0);
        (format!("{best:?} {history:?} {failures:?} {evaluations} {seen:?}"), evaluations)
    }
    match method % METHODS {
        0 => go_on(ParticleSwarm::new(8).topology(RandomK::default()), problem, folder),
        1 => go_on(ArtificialBeeColony::new(8).limit(3).solver(), problem, folder),
        2 => go_on(AcoR::default().archive(8).ants(6).solver(), problem, folder),
        3 => {
            let covariance = CovarianceSwarm::default();
            go_on(covariance.restarts(Restarts::Growing(2.0)), problem, folder)
        }
        4 => {
            let learners = Clpso::default();
            go_on(learners.on_failure(OnFailure::Resample(1)), problem, folder)
        }
        _ => go_on(BeesAlgorithm::default().patience(2).solver(), problem, folder),
    }
}

/// Not a test of its own: the process that is killed.
#[test]
fn victim() {
    let (Some(folder), Ok(method)) = (std::env::var_os(FOLDER), std::env::var(METHOD)) else {
        return;
    };
    let folder = Path::new(&folder);
    let problem = simulator(Some(folder));
    // Every evaluation is counted below: none is made to see whether the file fits.
    let recorded = problem.recorded_unchecked(folder.join("evaluations.jsonl")).unwrap();
    let (end, _) = solve(method.parse().unwrap(), &recorded, Some(folder));
    assert_eq!(recorded.trouble(), None);
    fs::write(folder.join("end.draft"), end).unwrap();
    fs::rename(folder.join("end.draft"), folder.join("end")).unwrap();
}

#[test]
fn two_hundred_kills_change_no_bit_and_lose_no_evaluation() {
    let (mut kills, mut runs) = (0, 0_usize);
    let mut random = Streams::new(Seed(7)).at(0, 0);
    while kills < KILLS || runs < METHODS {
        let folder = tempfile::tempdir().unwrap();
        let (expected, evaluations) = solve(runs, &simulator(None), None);
        let before = kills;
        while !folder.path().join("end").exists() {
            let mut victim = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "kills::victim"])
                .env(FOLDER, folder.path())
                .env(METHOD, runs.to_string())
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap();
            std::thread::sleep(Duration::from_micros(2_000 + (random.unit() * 30_000.0) as u64));
            if victim.try_wait().unwrap().is_none() {
                victim.kill().unwrap();
                kills += 1;
            }
            victim.wait().unwrap();
        }
        assert_eq!(fs::read_to_string(folder.path().join("end")).unwrap(), expected);
        // Paid for are those that count, and with each kill at most one that each of two threads was at.
        let paid = fs::read(folder.path().join("calls")).unwrap().len() as u64;
        // Fewer are possible: a point asked for twice, as corners of the box are, is answered from what was
        // recorded before the checkpoint.
        let excess = paid.saturating_sub(evaluations);
        assert!(excess <= 2 * (kills - before), "{excess} after {} kills", kills - before);
        runs += 1;
    }
    assert!(runs >= METHODS, "{runs} runs, {kills} kills");
}
