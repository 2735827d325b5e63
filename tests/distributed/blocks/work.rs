//! Scheduling, queues, discovery and who may join: who works.

use crate::{
    engine::{Engine, Setup, wait_for},
    support::*,
};
use std::{
    sync::atomic::Ordering::Relaxed,
    thread::{sleep, spawn},
    time::Duration,
};
use swarmopt::{
    Error,
    distributed::{Cluster, Coordinator, Retention, Worker},
    prelude::*,
};

/// Work goes to whoever is free: a slow worker gets less and delays nobody long.
#[test]
fn scheduling_and_load_balancing() {
    let Some(engine) = servers() else { return };
    let calls = Calls::default();
    let naps = [60, 3, 3].map(Duration::from_millis);
    let hired = hire_all(engine, "balance", together(naps, &calls));
    let report = lead(engine, "balance", Pace::Steady, 1_500, |c| c);
    let served = hired.map(|w| w.join().unwrap().unwrap().evaluations);
    assert_eq!((served.iter().sum::<u64>(), report.evaluations), (1_500, 1_500));
    assert!(served[0] * 3 < served[1] && served[0] * 3 < served[2], "{served:?}");
}

/// Map: each candidate is evaluated once, somewhere. Reduce: the swarm's update.
#[test]
fn map_reduce() {
    let Some(engine) = servers() else { return };
    let calls = Calls::default();
    let crew = hire_all(engine, "map", together([5 * MILLISECOND; 4], &calls));
    let report = lead(engine, "map", Pace::Generation, 800, |c| c);
    let served: Vec<u64> = go_home(crew).iter().map(|served| served.evaluations).collect();
    assert_eq!((served.iter().sum::<u64>(), calls.load(Relaxed)), (800, 800));
    assert!(served.iter().all(|one| *one > 0), "{served:?}");
    assert_eq!(bits_of(&report), alone(800));
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
        let calls = Calls::default();
        let problem = slow(MILLISECOND, &calls);
        let first = spawn(move || Worker::new(&first, "queue")?.until(until).run(&problem));
        wait_for("something done", Duration::from_secs(20), || {
            (calls.load(Relaxed) > 100).then_some(())
        });
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
    lead(engine, "found", Pace::Generation, 6_000, |c| c);
    go_home(crew);
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
    let retention = Retention { deadline: Duration::from_secs(2), ..Retention::default() };
    let coordinator = Coordinator::new(&leader, "guarded").unwrap().retention(retention);
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
    let refused: u64 = go_home(crew).iter().map(|served| served.refused).sum();
    noise.join().unwrap();
    assert_eq!((bits_of(&report), calls.load(Relaxed)), (alone(1_000), 1_000));
    assert_eq!((report.counts.malformed, report.counts.other_build), (2, 1));
    assert_eq!(refused, 1, "work that nobody can read");
    assert!(!report.workers.contains_key("mallory"));
}
