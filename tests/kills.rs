//! A process that is killed at 200 moments, and each time goes on to the same end.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::Path,
    process::{Command, Stdio},
    time::Duration,
};
use swarmopt::prelude::*;

const FOLDER: &str = "SWARMOPT_TEST_KILLED_IN";
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

fn method() -> Solver<ParticleSwarm> {
    ParticleSwarm::new(8).topology(RandomK::default()).threads(Threads::Count(2))
}

/// All that a run ends with, to the last bit.
fn end<P: Problem<Space = Boxed>>(
    outcome: &Outcome<Vec<f64>>,
    dynamics: &Dynamics,
    _: &P,
) -> String {
    let seen: Vec<_> = dynamics.diversity().chain(dynamics.speed()).collect();
    format!(
        "{:?} {:?} {:?} {} {:?}",
        outcome.best(),
        outcome.history(),
        outcome.failures,
        outcome.evaluations,
        seen
    )
}

/// Not a test of its own: the process that is killed.
#[test]
fn victim() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let folder = Path::new(&folder);
    let problem = simulator(Some(folder));
    let recorded = problem.recorded(folder.join("evaluations.jsonl")).unwrap();
    let path = folder.join("run.json");
    let mut dynamics = Dynamics::default();
    let outcome = method()
        .checkpoint(&path, Every::Rounds(3))
        .keep(2)
        .resume_newest(&path)
        .observe(&mut dynamics)
        .solve(&recorded, Seed(1), Rounds(ROUNDS))
        .unwrap();
    assert_eq!(recorded.trouble(), None);
    fs::write(folder.join("end"), end(&outcome, &dynamics, &recorded)).unwrap();
}

#[test]
fn two_hundred_kills_change_no_bit_and_lose_no_evaluation() {
    let mut dynamics = Dynamics::default();
    let problem = simulator(None);
    let whole = method().observe(&mut dynamics).solve(&problem, Seed(1), Rounds(ROUNDS)).unwrap();
    let expected = end(&whole, &dynamics, &problem);
    assert!(whole.failures.errors > 0);
    let (mut kills, mut runs) = (0, 0);
    let mut random = Streams::new(Seed(7)).at(0, 0);
    while kills < KILLS {
        let folder = tempfile::tempdir().unwrap();
        let before = kills;
        while !folder.path().join("end").exists() {
            let mut victim = Command::new(std::env::current_exe().unwrap())
                .args(["--exact", "victim"])
                .env(FOLDER, folder.path())
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
        let excess = paid - whole.evaluations;
        assert!(excess <= 2 * (kills - before), "{excess} after {} kills", kills - before);
        runs += 1;
    }
    assert!(runs >= 3, "{runs} runs, {kills} kills");
}
