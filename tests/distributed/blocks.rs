//! What the swarm takes from the building blocks of distributed systems, a test for each.

use crate::{
    engine::{Engine, Setup, wait_for},
    support::*,
};
use std::{
    sync::{Arc, Mutex, atomic::Ordering::Relaxed},
    thread::{sleep, spawn},
    time::{Duration, Instant},
};
use swarmopt::{
    distributed::{Cluster, Coordinator, Keeping, Trust, Vigilance, Worker},
    prelude::*,
};

const ALL: Keeping =
    Keeping { replicas: 3, deadline: Duration::from_secs(3), bytes: None, log: true };

/// Raft: what three servers keep outlives one of them.
#[test]
fn consensus() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(3);
    let (crew, _) = crew(&engine, "consensus", 2, MILLISECOND);
    let report = lead(&engine, "consensus", Pace::Generation, 400, |c| c.keeping(ALL));
    crew.into_iter().for_each(|w| drop(w.join().unwrap().unwrap()));
    engine.kill(engine.leader_of("swarmopt_consensus_results").unwrap());
    let replayed = wait_for("a new leader", Duration::from_secs(30), || {
        let mut swarm = swarm(Pace::Generation);
        let here = slow(Duration::ZERO, &Calls::default());
        let coordinator = Coordinator::new(&connect(&engine, "coordinator"), "consensus").ok()?;
        coordinator.keeping(ALL).replay(&mut swarm, &here, &mut Evaluations(400)).ok()?;
        let best = swarm.best().map(|best| (&best.point[..], best.fitness));
        Some(bits(best, swarm.tally().evaluations))
    });
    assert_eq!(replayed, bits_of(&report));
}

/// The swarm is a function of the log: whoever reads it has the same swarm.
#[test]
fn state_machine_replication() {
    let Some(engine) = servers() else { return };
    for (pace, run) in [(Pace::Generation, "machine"), (Pace::Steady, "machine-steady")] {
        let (crew, calls) = crew(engine, run, 3, MILLISECOND);
        let report = lead(engine, run, pace, 600, |c| c.keeping(ALL));
        crew.into_iter().for_each(|w| drop(w.join().unwrap().unwrap()));
        assert_eq!(calls.load(Relaxed), 600);
        let mut again = swarm(pace);
        let here = slow(Duration::ZERO, &calls);
        let coordinator = Coordinator::new(&connect(engine, "reader"), run).unwrap();
        coordinator.replay(&mut again, &here, &mut Evaluations(600)).unwrap();
        let best = again.best().map(|best| (&best.point[..], best.fitness));
        assert_eq!(bits(best, again.tally().evaluations), bits_of(&report));
        assert_eq!(again.tally().rounds, report.rounds);
        assert_eq!(calls.load(Relaxed), 600, "a replay evaluates nothing");
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
    crew.into_iter().for_each(|w| drop(w.join().unwrap().unwrap()));
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
        let keeping = Keeping { bytes: Some(2_000), ..Keeping::default() };
        let coordinator = Coordinator::new(&cluster, "whole").unwrap().keeping(keeping);
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
    let report = lead(engine, "once", Pace::Generation, 600, |c| c.keeping(ALL));
    crew.into_iter().for_each(|w| drop(w.join().unwrap().unwrap()));
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
    let trust = Trust::Earned(Vigilance::default());
    let report = lead(engine, "liars", Pace::Generation, 1_000, |c| c.trust(trust).keeping(ALL));
    hired.into_iter().for_each(|w| drop(w.join().unwrap().unwrap()));
    assert_eq!(bits_of(&report), alone(1_000));
    assert!(report.counts.false_results > 0 && report.counts.checks > 0, "{:?}", report.counts);
    for w in 3..10 {
        let caught = report.workers.get(&format!("w{w}")).map_or(0, |(_, known)| known.caught);
        assert_eq!(caught, 0, "w{w} is honest");
    }
}

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
    crew.into_iter().for_each(|w| drop(w.join().unwrap().unwrap()));
    let cluster = connect(engine, "observer");
    let runs = cluster.runs().unwrap();
    let found = runs.iter().find(|one| one.run == "sought").unwrap();
    assert_eq!((found.evaluations, found.best), (200, report.best.map(|best| best.value)));
    assert_eq!(found.ended.as_deref(), Some("200 evaluations"));
    cluster.forget("sought").unwrap();
    assert!(cluster.runs().unwrap().iter().all(|one| one.run != "sought"));
}

/// A swarm that was put away goes on where it was, without its log.
#[test]
fn storage() {
    let Some(engine) = servers() else { return };
    let keeping = Keeping { log: false, ..ALL };
    let calls = Calls::default();
    let stop = Flag::default();
    let (cluster, until) = (connect(engine, "w"), stop.clone());
    let objective = slow(MILLISECOND, &calls);
    let worker =
        spawn(move || Worker::new(&cluster, "stored")?.stay(true).until(until).run(&objective));
    let [_, whole] = [200, 600].map(|evaluations| {
        lead(engine, "stored", Pace::Generation, evaluations, |c| c.keeping(keeping))
    });
    stop.0.store(true, Relaxed);
    worker.join().unwrap().unwrap();
    assert_eq!((bits_of(&whole), calls.load(Relaxed)), (alone(600), 600));
}

/// Work goes to whoever is free: a slow worker gets less and delays nobody long.
#[test]
fn scheduling_and_load_balancing() {
    let Some(engine) = servers() else { return };
    let calls = Calls::default();
    let naps = [20, 2, 2].map(Duration::from_millis);
    let hired = [0, 1, 2]
        .map(|w| hire(connect(engine, &format!("w{w}")), "balance", slow(naps[w], &calls)));
    let report = lead(engine, "balance", Pace::Steady, 1_500, |c| c);
    let served = hired.map(|w| w.join().unwrap().unwrap().evaluations);
    assert_eq!((served.iter().sum::<u64>(), report.evaluations), (1_500, 1_500));
    assert!(served[0] * 3 < served[1] && served[0] * 3 < served[2], "{served:?}");
}

/// Map: each candidate is evaluated once, somewhere. Reduce: the swarm's update.
#[test]
fn map_reduce() {
    let Some(engine) = servers() else { return };
    let (crew, calls) = crew(engine, "map", 4, MILLISECOND);
    let report = lead(engine, "map", Pace::Generation, 800, |c| c);
    let served: Vec<u64> =
        crew.into_iter().map(|w| w.join().unwrap().unwrap().evaluations).collect();
    assert_eq!((served.iter().sum::<u64>(), calls.load(Relaxed)), (800, 800));
    assert!(served.iter().all(|one| *one > 0), "{served:?}");
    assert_eq!(bits_of(&report), alone(800));
}

/// The history of a run can be asked for when it has ended.
#[test]
fn database() {
    let Some(engine) = servers() else { return };
    let (crew, _) = crew(engine, "history", 1, MILLISECOND);
    let report = lead(engine, "history", Pace::Generation, 400, |c| c);
    crew.into_iter().for_each(|w| drop(w.join().unwrap().unwrap()));
    let mut improvements = connect(engine, "observer").follow("history").unwrap();
    let mut table = Vec::new();
    wait_for("the last improvement", Duration::from_secs(10), || {
        table.extend(
            improvements.next(Duration::from_millis(200)).map(|i| (i.evaluations, i.value)),
        );
        let last = table.last().map(|last: &(u64, f64)| last.1);
        (last == report.best.as_ref().map(|best| best.value)).then_some(())
    });
    assert_eq!(table, report.history.records());
}

/// What was queued before a worker came is done when it comes; one that leaves is not missed.
#[test]
fn message_queue() {
    let Some(engine) = servers() else { return };
    let cluster = connect(engine, "w");
    let late = spawn(move || {
        sleep(Duration::from_secs(1));
        let leave = Flag::default();
        let (first, until) = (cluster.clone().named("first"), leave.clone());
        let first = spawn(move || {
            Worker::new(&first, "queue")?.until(until).run(&slow(MILLISECOND, &Calls::default()))
        });
        sleep(Duration::from_millis(300));
        leave.0.store(true, Relaxed);
        let first = first.join().unwrap().unwrap();
        let second = hire(cluster.named("second"), "queue", slow(MILLISECOND, &Calls::default()));
        [first, second.join().unwrap().unwrap()].map(|served| served.evaluations)
    });
    let report = lead(engine, "queue", Pace::Generation, 1_000, |c| c);
    let served = late.join().unwrap();
    assert_eq!(bits_of(&report), alone(1_000));
    assert_eq!(served.iter().sum::<u64>(), 1_000);
    assert!(served.iter().all(|one| *one > 0), "{served:?}");
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
    crew.into_iter().for_each(|w| drop(w.join().unwrap().unwrap()));
    let (first, standing) = viewer.join().unwrap();
    assert_eq!(standing.ended, None, "it was seen when all was over");
    assert!(first.value >= report.best.unwrap().value && first.evaluations < 1_000);
}

/// Who works can be asked, whoever they are.
#[test]
fn discovery_and_health() {
    let Some(engine) = servers() else { return };
    let (crew, _) = crew(engine, "found", 3, 2 * MILLISECOND);
    let cluster = connect(engine, "observer");
    let looker = spawn(move || {
        wait_for("three workers with something done", Duration::from_secs(20), || {
            let workers = cluster.workers(Duration::from_millis(300)).ok()?;
            let mut here: Vec<_> = workers.into_iter().filter(|w| w.run == "found").collect();
            here.retain(|worker| worker.served.evaluations > 0);
            (here.len() == 3).then_some(here)
        })
    });
    lead(engine, "found", Pace::Generation, 1_500, |c| c);
    crew.into_iter().for_each(|w| drop(w.join().unwrap().unwrap()));
    let names: Vec<String> = looker.join().unwrap().into_iter().map(|w| w.worker).collect();
    assert_eq!(names, ["w0", "w1", "w2"]);
}

/// The servers let each worker speak for itself only; who holds another problem is sent away, and
/// what nobody can read is counted.
#[test]
fn who_may_join() {
    let Some(_) = Engine::find() else { return };
    let users = r#"authorization { users: [
        { user: coordinator, password: c }
        { user: anyone, password: a, permissions { publish: ["swarmopt.guarded.results.anyone"], subscribe: [] } }
        { user: w1, password: p, permissions {
            publish: ["swarmopt.*.results.w1", "$JS.API.STREAM.INFO.KV_swarmopt_state",
                "$JS.API.DIRECT.GET.>", "$JS.API.CONSUMER.INFO.*.workers",
                "$JS.API.CONSUMER.MSG.NEXT.*.workers", "$JS.ACK.*.workers.>", "_INBOX_w1.>"]
            subscribe: ["_INBOX_w1.>", "$SRV.>"] } }
    ] }"#;
    let engine = Setup::nodes(1).config(users).start();
    let connect = |user: &str, password: &str| Cluster::connect(&access(&engine, user, password));
    assert!(matches!(connect("w1", "wrong"), Err(Error::Engine { .. })));
    let (calls, impostors) = (Calls::default(), Calls::default());
    let honest = hire(connect("w1", "p").unwrap(), "guarded", slow(MILLISECOND, &calls));
    let impostor = connect("w1", "p").unwrap().named("w2").with_patience(Duration::from_secs(4));
    let impostor = hire(impostor, "guarded", off_by(-100.0, MILLISECOND, &impostors));
    let leader = connect("coordinator", "c").unwrap();
    let other = leader.clone().named("w3");
    let foreign = spawn(move || {
        let problem = Boxed::cube(-1.0..=1.0, 5).unwrap().minimize(|x| x[0]);
        Worker::new(&other, "guarded")?.run(&problem)
    });
    let keeping = Keeping { deadline: Duration::from_secs(2), ..Keeping::default() };
    let coordinator = Coordinator::new(&leader, "guarded").unwrap().keeping(keeping);
    let here = slow(Duration::ZERO, &Calls::default());
    let report = coordinator
        .run(&mut swarm(Pace::Generation), &here, &mut Evaluations(400), &mut ())
        .unwrap();
    assert_eq!(bits_of(&report), alone(400));
    assert_eq!(report.workers.keys().collect::<Vec<_>>(), ["w1"]);
    assert!(matches!(foreign.join().unwrap(), Err(Error::Build { .. })));
    honest.join().unwrap().unwrap();
    drop(impostor.join().unwrap());
}

/// What is no message, or about another problem, is counted and changes nothing.
#[test]
fn who_may_join_and_what_is_refused() {
    let Some(engine) = servers() else { return };
    let mut stranger = Stranger::connect(engine);
    let noise = spawn(move || {
        let mut answer = stranger.overhear("swarmopt.noisy.results.*");
        stranger.publish("swarmopt.noisy.results.mallory", b"");
        stranger.publish("swarmopt.noisy.results.mallory", b"\x01 what is this");
        stranger.publish("swarmopt.noisy.work", b"\x01 and this");
        // Another problem: its fingerprint is text near the beginning.
        answer[10] ^= 1;
        stranger.publish("swarmopt.noisy.results.mallory", &answer);
    });
    let (crew, calls) = crew(engine, "noisy", 2, MILLISECOND);
    let report = lead(engine, "noisy", Pace::Generation, 1_000, |c| c);
    let served = crew.into_iter().map(|w| w.join().unwrap().unwrap());
    let refused: u64 = served.map(|served| served.refused).sum();
    noise.join().unwrap();
    assert_eq!((bits_of(&report), calls.load(Relaxed)), (alone(1_000), 1_000));
    assert_eq!((report.counts.malformed, report.counts.other_build), (2, 1));
    assert_eq!(refused, 1, "work that nobody can read");
    assert!(!report.workers.contains_key("mallory"));
}
