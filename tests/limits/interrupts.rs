//! Ctrl-C: the first ends a run well, the second at once.

use std::{
    fs,
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    thread::sleep,
    time::{Duration, Instant},
};
use swarmopt::prelude::*;

const FOLDER: &str = "SWARMOPT_TEST_INTERRUPTED_IN";
const NAP: &str = "SWARMOPT_TEST_NAP_IN_MILLISECONDS";

fn bowl(nap: Duration) -> impl Problem<Space = Boxed, Fitness = f64> {
    Boxed::cube(-5.0..=5.0, 3).unwrap().minimize(move |x| {
        sleep(nap);
        x.iter().map(|x| x * x).sum()
    })
}

/// Not a test of its own: the process that is interrupted.
#[test]
fn victim() {
    let (Some(folder), Ok(nap)) = (std::env::var_os(FOLDER), std::env::var(NAP)) else { return };
    let folder = Path::new(&folder);
    let nap = Duration::from_millis(nap.parse().unwrap());
    fs::write(folder.join("ready"), "").unwrap();
    let outcome = ParticleSwarm::new(10)
        .checkpoint(folder.join("run.json"), Every::default())
        .solve(&bowl(nap), Seed(1), Evaluations(4_000).or(Flag::interrupt().unwrap()))
        .unwrap();
    let end = format!("{:?} {}", outcome.reason, outcome.evaluations);
    fs::write(folder.join("end"), end).unwrap();
}

fn start(folder: &Path, nap: u64) -> Child {
    let child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "interrupts::victim"])
        .env(FOLDER, folder)
        .env(NAP, nap.to_string())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while !folder.join("ready").exists() {
        sleep(Duration::from_millis(5));
    }
    sleep(Duration::from_millis(200));
    child
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn end(mut child: Child) -> (ExitStatus, Duration) {
    let start = Instant::now();
    (child.wait().unwrap(), start.elapsed())
}

#[test]
fn the_first_ends_the_run_well_and_it_can_go_on() {
    for name in ["-INT", "-TERM"] {
        let folder = tempfile::tempdir().unwrap();
        let child = start(folder.path(), 2);
        signal(&child, name);
        let (status, waited) = end(child);
        assert!(status.success() && waited < Duration::from_secs(5), "{status} {waited:?}");
        let said = fs::read_to_string(folder.path().join("end")).unwrap();
        let evaluations: u64 = said.strip_prefix("Flag ").unwrap().parse().unwrap();
        assert!((1..4_000).contains(&evaluations), "{said}");

        let resumed = ParticleSwarm::new(10)
            .resume(folder.path().join("run.json"))
            .solve(&bowl(Duration::ZERO), Seed(1), Evaluations(4_000))
            .unwrap();
        let whole =
            ParticleSwarm::new(10).solve(&bowl(Duration::ZERO), Seed(1), Evaluations(4_000));
        let whole = whole.unwrap();
        assert_eq!((resumed.best(), resumed.history()), (whole.best(), whole.history()));
    }
}

#[test]
fn the_second_ends_the_process_at_once() {
    let folder = tempfile::tempdir().unwrap();
    // One evaluation takes longer than the test waits.
    let child = start(folder.path(), 60_000);
    signal(&child, "-INT");
    sleep(Duration::from_millis(300));
    signal(&child, "-INT");
    let (status, waited) = end(child);
    assert_eq!(status.code(), Some(130));
    assert!(waited < Duration::from_secs(5), "{waited:?}");
    assert!(!folder.path().join("end").exists());
}
