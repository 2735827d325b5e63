//! Consensus, replication, locks, transactions and liars: what is agreed on.

use crate::{
    engine::{Engine, wait_for},
    support::*,
};
use std::{
    sync::{Arc, Mutex, atomic::Ordering::Relaxed},
    thread::spawn,
    time::{Duration, Instant},
};
use swarmopt::{
    Error,
    author::*,
    distributed::{Coordinator, Retention, Trust, Verification},
    prelude::*,
};

/// Raft: what three servers keep outlives one of them.
#[test]
fn consensus() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(3);
    let (crew, _) = crew(&engine, "consensus", 2, MILLISECOND);
    let report = lead(&engine, "consensus", Pace::Generation, 400, |c| c.retention(ALL));
    go_home(crew);
    engine.kill(engine.leader_of("swarmopt_consensus_results").unwrap());
    let replayed = wait_for("a new leader", Duration::from_secs(30), || {
        let mut swarm = swarm(Pace::Generation);
        let here = slow(Duration::ZERO, &Calls::default());
        let coordinator = Coordinator::new(&connect(&engine, "coordinator"), "consensus").ok()?;
        coordinator.retention(ALL).replay(&mut swarm, &here, &mut Evaluations(400)).ok()?;
        let best = swarm.best().map(|best| (&best.point[..], best.fitness));
        Some(bits(best, swarm.tally().evaluations))
    });
    assert_eq!(replayed, bits_of(&report));
}

/// The swarm is a function of the log: whoever reads it has the same swarm.
#[test]
fn state_machine_replication() {
    let Some(engine) = servers() else { return };
    let checked = Trust::Earned(Verification::default());
    for (pace, run, trust) in [
        (Pace::Generation, "machine", Trust::Everyone),
        (Pace::Steady, "machine-steady", Trust::Everyone),
        (Pace::Steady, "machine-checked", checked),
    ] {
        let (crew, calls) = crew(engine, run, 3, MILLISECOND);
        let report = lead(engine, run, pace, 600, |c| c.retention(ALL).trust(trust));
        go_home(crew);
        let paid = calls.load(Relaxed);
        // The last checks may be out when the run ends.
        assert!((600..=600 + report.counts.checks).contains(&paid), "{paid}");
        let mut again = swarm(pace);
        let here = slow(Duration::ZERO, &calls);
        let coordinator = Coordinator::new(&connect(engine, "reader"), run).unwrap().trust(trust);
        coordinator.replay(&mut again, &here, &mut Evaluations(600)).unwrap();
        let best = again.best().map(|best| (&best.point[..], best.fitness));
        assert_eq!(bits(best, again.tally().evaluations), bits_of(&report), "{run}");
        assert_eq!(again.tally().rounds, report.rounds);
        // Only what the coordinator had looked at itself is looked at again.
        let looked_at = calls.load(Relaxed) - paid;
        assert!(looked_at <= report.counts.own, "{looked_at} of {}", report.counts.own);
        if pace == Pace::Generation {
            assert_eq!(bits_of(&report), alone(600));
        }
    }
}

/// One leads; the other waits, and finds the run done.
#[test]
fn distributed_lock() {
    let Some(engine) = servers() else { return };
    let leading: Arc<Mutex<Vec<(usize, Instant)>>> = Arc::default();
    let lead = |who: usize| {
        let (leading, cluster) = (Arc::clone(&leading), connect(engine, &format!("c{who}")));
        spawn(move || {
            let here = slow(Duration::ZERO, &Calls::default());
            let note = |_: &Status| leading.lock().unwrap().push((who, Instant::now()));
            Coordinator::new(&cluster, "lock").unwrap().run(
                &mut swarm(Pace::Generation),
                &here,
                &mut Evaluations(600),
                &mut OnRound(note),
            )
        })
    };
    let both = [lead(0), lead(1)];
    let (crew, calls) = crew(engine, "lock", 2, MILLISECOND);
    let reports = both.map(|one| one.join().unwrap().unwrap());
    go_home(crew);
    assert_eq!(bits_of(&reports[0]), alone(600));
    assert_eq!(bits_of(&reports[0]), bits_of(&reports[1]));
    assert_eq!(calls.load(Relaxed), 600);
    let rounds = leading.lock().unwrap();
    assert!(rounds.iter().all(|(who, _)| *who == rounds[0].0), "both led");
}

/// A generation goes into the queue whole or not at all: here there is room for a part of it.
#[test]
fn transaction() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(1);
    let cluster = connect(&engine, "coordinator").with_patience(Duration::from_secs(4));
    let leader = spawn(move || {
        let here = slow(Duration::ZERO, &Calls::default());
        let retention = Retention { bytes: Some(2_000), ..Retention::default() };
        let coordinator = Coordinator::new(&cluster, "whole").unwrap().retention(retention);
        coordinator.run(&mut swarm(Pace::Generation), &here, &mut Evaluations(100), &mut ())
    });
    let mut seen = Vec::new();
    while !leader.is_finished() {
        let state = engine.monitor(0, "/jsz?accounts=1&streams=1").unwrap_or_default();
        let streams = state["account_details"][0]["stream_detail"].as_array().cloned();
        let queue = streams.unwrap_or_default();
        let queue = queue.iter().find(|stream| stream["name"] == "swarmopt_whole_work");
        seen.extend(queue.and_then(|queue| queue["state"]["messages"].as_u64()));
    }
    let error = leader.join().unwrap().unwrap_err();
    assert!(matches!(error, Error::Engine { .. }), "{error}");
    assert!(seen.len() > 10 && seen.iter().all(|messages| *messages == 0), "{seen:?}");
}

/// However often an answer arrives, and under whatever name, it counts once.
#[test]
fn exactly_once() {
    let Some(engine) = servers() else { return };
    let mut stranger = Stranger::connect(engine);
    let copier = spawn(move || {
        let answer = stranger.overhear("swarmopt.once.results.*");
        for _ in 0..3 {
            stranger.publish("swarmopt.once.results.w0", &answer);
            stranger.publish("swarmopt.once.results.copier", &answer);
        }
    });
    let (crew, calls) = crew(engine, "once", 2, MILLISECOND);
    let report = lead(engine, "once", Pace::Generation, 600, |c| c.retention(ALL));
    go_home(crew);
    copier.join().unwrap();
    assert_eq!((bits_of(&report), calls.load(Relaxed)), (alone(600), 600));
    assert_eq!(report.counts.accepted, 600);
    assert!(report.counts.repeated >= 6, "{:?}", report.counts);
}

/// Three liars in ten change nothing, and are found.
#[test]
fn byzantine_generals() {
    let Some(engine) = servers() else { return };
    let calls = Calls::default();
    let hired: Vec<_> = (0..10)
        .map(|w| {
            let lie = [-100.0, 50.0, 7.0].get(w).copied().unwrap_or(0.0);
            hire(connect(engine, &format!("w{w}")), "liars", off_by(lie, MILLISECOND, &calls))
        })
        .collect();
    let trust = Trust::Earned(Verification::default());
    let report = lead(engine, "liars", Pace::Generation, 1_000, |c| c.trust(trust).retention(ALL));
    go_home(hired);
    assert_eq!(bits_of(&report), alone(1_000));
    assert!(report.counts.false_results > 0 && report.counts.checks > 0, "{:?}", report.counts);
    for w in 3..10 {
        let caught = report.workers.get(&format!("w{w}")).map_or(0, |(_, known)| known.caught);
        assert_eq!(caught, 0, "w{w} is honest");
    }
}
