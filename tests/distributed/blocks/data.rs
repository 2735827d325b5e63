//! Caches, search, storage, databases and streams: what is kept.

use crate::{engine::wait_for, support::*};
use std::{sync::atomic::Ordering::Relaxed, thread::spawn, time::Duration};
use swarmopt::{
    distributed::{Coordinator, Retention, Worker},
    prelude::*,
};

/// What one run has paid for, another does not pay for again.
#[test]
fn cache() {
    let Some(engine) = servers() else { return };
    let lead = |run| lead(engine, run, Pace::Generation, 400, |c| c.cache(true).build("cached"));
    let build = |run: &str| {
        let (cluster, run) = (connect(engine, "w"), run.to_owned());
        let calls = Calls::default();
        let objective = slow(MILLISECOND, &calls);
        let worker = spawn(move || Worker::new(&cluster, &run)?.build("cached").run(&objective));
        (worker, calls)
    };
    let (worker, calls) = build("first");
    let first = lead("first");
    worker.join().unwrap().unwrap();
    assert_eq!((calls.load(Relaxed), first.hit_rate()), (400, Some(0.0)));
    // All of it is known, but for what was still being put down when the first run ended.
    let (worker, calls) = build("second");
    let second = lead("second");
    worker.join().unwrap().unwrap();
    let hits = second.hit_rate().unwrap();
    assert!(hits > 0.9, "{hits}");
    assert_eq!(calls.load(Relaxed), second.counts.looked_up - second.counts.cached);
    assert_eq!(bits_of(&second), bits_of(&first));
    assert_eq!(bits_of(&second), alone(400));
}

/// Runs are found by name, and how they stand.
#[test]
fn search() {
    let Some(engine) = servers() else { return };
    let (crew, _) = crew(engine, "sought", 1, Duration::ZERO);
    let report = lead(engine, "sought", Pace::Generation, 200, |c| c);
    go_home(crew);
    let cluster = connect(engine, "observer");
    let runs = cluster.runs().unwrap();
    let found = runs.iter().find(|one| one.run == "sought").unwrap();
    assert_eq!((found.evaluations, found.best), (200, report.best().map(|best| best.value)));
    assert_eq!(found.ended.as_deref(), Some("200 evaluations"));
    assert_eq!(found.workers.values().map(|(one, _)| one.evaluations).sum::<u64>(), 200);
    cluster.forget("sought").unwrap();
    assert!(cluster.runs().unwrap().iter().all(|one| one.run != "sought"));
}

/// A swarm that was put away goes on where it was, without its log.
#[test]
fn storage() {
    let Some(engine) = servers() else { return };
    let retention = Retention { log: false, ..ALL };
    let calls = Calls::default();
    let stop = Flag::default();
    let (cluster, until) = (connect(engine, "w"), stop.clone());
    let objective = slow(MILLISECOND, &calls);
    let worker =
        spawn(move || Worker::new(&cluster, "stored")?.stay(true).until(until).run(&objective));
    let [_, whole] = [200, 600].map(|evaluations| {
        lead(engine, "stored", Pace::Generation, evaluations, |c| c.retention(retention))
    });
    stop.0.store(true, Relaxed);
    worker.join().unwrap().unwrap();
    assert_eq!((bits_of(&whole), calls.load(Relaxed)), (alone(600), 600));
    // What the checkpoint stands for is no longer in the log.
    let coordinator = Coordinator::new(&connect(engine, "reader"), "stored").unwrap();
    let here = slow(Duration::ZERO, &calls);
    let error =
        coordinator.replay(&mut swarm(Pace::Generation), &here, &mut Evaluations(600)).unwrap_err();
    assert!(error.to_string().contains("forgotten"), "{error}");
}

/// The history of a run can be asked for when it has ended.
#[test]
fn database() {
    let Some(engine) = servers() else { return };
    let (crew, _) = crew(engine, "history", 1, MILLISECOND);
    let report = lead(engine, "history", Pace::Generation, 400, |c| c);
    go_home(crew);
    let mut improvements = connect(engine, "observer").follow("history").unwrap();
    let mut table = Vec::new();
    wait_for("the last improvement", Duration::from_secs(10), || {
        table.extend(
            improvements.next(Duration::from_millis(200)).map(|i| (i.evaluations, i.value)),
        );
        let last = table.last().map(|last: &(u64, f64)| last.1);
        (last == report.best().map(|best| best.value)).then_some(())
    });
    assert_eq!(table, report.history().records());
}

/// Whoever wants to sees the best fall while the run goes on.
#[test]
fn stream_processing() {
    let Some(engine) = servers() else { return };
    let (crew, _) = crew(engine, "live", 1, 3 * MILLISECOND);
    let cluster = connect(engine, "observer");
    let viewer = spawn(move || {
        wait_for("the run", Duration::from_secs(20), || {
            let runs = cluster.runs().ok()?;
            runs.iter().any(|one| one.run == "live").then_some(())
        });
        let mut improvements = cluster.follow("live").unwrap();
        let first = improvements.next(Duration::from_secs(20)).unwrap();
        (first, cluster.runs().unwrap().into_iter().find(|one| one.run == "live").unwrap())
    });
    let report = lead(engine, "live", Pace::Generation, 1_000, |c| c);
    go_home(crew);
    let (first, standing) = viewer.join().unwrap();
    assert_eq!(standing.ended, None, "it was seen when all was over");
    assert!(first.value >= report.best().unwrap().value && first.evaluations < 1_000);
}
