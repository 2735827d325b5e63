//! An experiment whose process is killed, again and again.

use std::{
    collections::HashSet,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};
use swarmopt::{
    experiment::{Experiment, Results},
    prelude::*,
};

const LEDGER: &str = "SWARMOPT_TEST_LEDGER";
const SEEDS: u64 = 30;

/// Two methods on one problem; an evaluation takes its time.
fn run(path: Option<&Path>, nap: Duration) -> Results {
    let slow = Boxed::cube(-5.0..=5.0, 2).unwrap().minimize(move |x| {
        std::thread::sleep(nap);
        x[0] * x[0] + x[1] * x[1]
    });
    let mut experiment = Experiment::new(SEEDS).unwrap();
    experiment.add("particles", &slow, || ParticleSwarm::new(5), Evaluations(40)).add(
        "bees",
        &slow,
        || ArtificialBeeColony::new(5),
        Evaluations(40),
    );
    match path {
        Some(path) => experiment.run_to(path).unwrap(),
        None => experiment.run().unwrap(),
    }
}

/// Not a test of its own: the process that is killed.
#[test]
fn victim() {
    if let Some(path) = std::env::var_os(LEDGER) {
        run(Some(Path::new(&path)), Duration::from_micros(200));
    }
}

fn without_times(results: &Results) -> Vec<String> {
    let bits = |trial: &swarmopt::experiment::Trial| {
        let history = (trial.history.records().to_vec(), trial.history.evaluations());
        (trial.seed, trial.value.map(f64::to_bits), trial.solution.clone(), history)
    };
    let row = |row: &swarmopt::experiment::Row| {
        format!("{:?} {:?}", row.setup, row.trials.iter().map(bits).collect::<Vec<_>>())
    };
    results.rows().iter().map(row).collect()
}

#[test]
fn a_killed_experiment_keeps_every_finished_run_once_and_ends_as_if_it_never_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("runs.jsonl");
    let (mut kills, mut kept) = (0, 0);
    loop {
        let mut victim = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "experiments::victim"])
            .env(LEDGER, &path)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // At another moment of its work every time.
        std::thread::sleep(Duration::from_millis(25 + 7 * (kills % 11)));
        if let Some(status) = victim.try_wait().unwrap() {
            assert!(status.success());
            break;
        }
        victim.kill().unwrap();
        victim.wait().unwrap();
        kills += 1;
        // What was finished before is still there: whole lines only ever grow in number.
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        let whole = text.matches('\n').count();
        assert!(whole >= kept, "{whole} runs of {kept} after {kills} kills");
        kept = whole;
        assert!(kills < 500, "{kept} runs after {kills} kills");
    }
    assert!(kills >= 5, "{kills}");
    let text = std::fs::read_to_string(&path).unwrap();
    let runs: HashSet<String> = text
        .lines()
        .map(|line| {
            let run: serde_json::Value = serde_json::from_str(line).unwrap();
            format!("{} {}", run["label"], run["seed"])
        })
        .collect();
    assert_eq!((text.lines().count(), runs.len()), (60, 60));
    let undisturbed = run(None, Duration::ZERO);
    assert_eq!(without_times(&run(Some(&path), Duration::ZERO)), without_times(&undisturbed));
    // A ledger names the cases as their runs came to an end.
    let sorted = |results: &Results| {
        let mut rows = without_times(results);
        rows.sort();
        rows
    };
    assert_eq!(sorted(&Results::read(&path).unwrap()), sorted(&undisturbed));
}
