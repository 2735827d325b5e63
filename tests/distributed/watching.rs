//! What is seen of a run from outside, and what a connection costs that many runs share.

use crate::{
    engine::{Engine, Setup, wait_for},
    support::*,
};
use std::{
    sync::{Arc, atomic::Ordering::Relaxed},
    thread::{sleep, spawn},
    time::Duration,
};
use swarmopt::{
    Error,
    author::*,
    distributed::{Cluster, Coordinator, Retention, RunStatus, Worker},
    prelude::*,
};

const LIMIT: Duration = Duration::from_secs(30);

fn wait_for_run(cluster: &Cluster, run: &str, fits: impl Fn(&RunStatus) -> bool) -> RunStatus {
    wait_for(run, LIMIT, || {
        let runs = cluster.runs().unwrap();
        runs.into_iter().find(|one| one.run == run && fits(one))
    })
}

/// A run is seen from its first moment on: who leads it, who stands by, who was refused; and that nobody leads it any more.
#[test]
fn a_run_is_seen_in_its_first_round_and_when_it_is_dead() {
    let Some(engine) = servers() else { return };
    let observer = connect(engine, "observer");
    let flag = Flag::default();
    let run = |name: &str| {
        let (cluster, flag) = (connect(engine, name), flag.clone());
        spawn(move || {
            let here = slow(Duration::ZERO, &Calls::default());
            let coordinator = Coordinator::new(&cluster, "seen").unwrap().give_up_on(flag.clone());
            let stop = &mut Evaluations(100_000).or(flag);
            coordinator.run(&mut swarm(Pace::Generation), &here, stop, &mut ())
        })
    };
    // Without a worker, the first round does not end.
    let leader = run("c0");
    let seen = wait_for_run(&observer, "seen", |run| run.leader.is_some() && run.age.is_some());
    assert_eq!((seen.rounds, seen.problem.as_str(), seen.ended), (0, "rastrigin", None));
    assert!(seen.leader.unwrap().starts_with("c0-"));
    let standby = run("c1");
    let seen = wait_for_run(&observer, "seen", |run| run.standbys.len() == 1);
    assert!(seen.standbys[0].starts_with("c1-"), "{:?}", seen.standbys);
    // One that holds another problem is refused, and that is seen, too.
    let other = Boxed::cube(-1.0..=1.0, 5).unwrap().minimize(|x| x[0]);
    let refused = Worker::new(&connect(engine, "stray"), "seen").unwrap().run(&other);
    assert!(matches!(refused, Err(Error::Build { .. })));
    let worker = hire(connect(engine, "w"), "seen", slow(5 * MILLISECOND, &Calls::default()));
    let seen = wait_for_run(&observer, "seen", |run| run.refused.contains_key("stray"));
    assert!(seen.refused["stray"].why.contains("another problem"), "{:?}", seen.refused);
    flag.0.store(true, Relaxed);
    assert_eq!(leader.join().unwrap().unwrap().reason, Reason::Flag);
    drop(standby.join().unwrap());
    let seen = wait_for_run(&observer, "seen", |run| run.leader.is_none());
    assert_eq!((seen.ended, seen.left.as_deref()), (None, Some("flag raised")));
    lead(engine, "seen", Pace::Generation, seen.evaluations + 1, |c| c); // sends the worker home
    worker.join().unwrap().unwrap();
    assert!(wait_for_run(&observer, "seen", |_| true).ended.is_some());
}

/// What one run after another over the same connection leaves there.
#[test]
fn runs_on_one_connection_leave_nothing_there() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(1);
    let cluster = connect(&engine, "w");
    let listens = || {
        let connections = engine.monitor(0, "/connz").unwrap();
        let connections = connections["connections"].as_array().unwrap().clone();
        connections.iter().map(|one| one["subscriptions"].as_u64().unwrap()).max().unwrap()
    };
    let run = |name: String| {
        let here = slow(Duration::ZERO, &Calls::default());
        let worker = hire(cluster.clone(), &name, slow(Duration::ZERO, &Calls::default()));
        let coordinator = Coordinator::new(&cluster, &name).unwrap();
        coordinator
            .run(&mut swarm(Pace::Generation), &here, &mut Evaluations(60), &mut ())
            .unwrap();
        worker.join().unwrap().unwrap();
        wait_for("the end of what it listened to", LIMIT, || (listens() <= 2).then_some(()));
    };
    (0..4).for_each(|k| run(format!("one-{k}")));
    assert!(cluster.workers(Duration::from_millis(300)).unwrap().is_empty(), "they have left");
}

/// A worker whose name is not its user's is told why at once.
#[test]
fn a_worker_under_another_name_is_told_so() {
    let Some(_) = Engine::find() else { return };
    let user = |name: &str, may: &str| {
        format!(
            "{{ user: {name}, password: x, permissions: {{ publish: [{may}], subscribe: \">\" }} }}"
        )
    };
    let users = [
        user("c", "\">\""),
        user("w1", "\"$JS.>\", \"_INBOX.>\", \"$SRV.>\", \"swarmopt.*.results.w1\""),
        user("w3", "\"$JS.>\", \"_INBOX.>\", \"$SRV.>\""),
    ];
    let engine = Setup::nodes(1)
        .config(&format!("authorization {{ users: [{}] }}", users.join(", ")))
        .start();
    let connect = |user| Cluster::connect(&access(&engine, user, "x")).unwrap();
    let leader = connect("c");
    let led = spawn(move || {
        let here = slow(Duration::ZERO, &Calls::default());
        let retention = Retention { deadline: Duration::from_secs(1), ..Retention::default() };
        let coordinator = Coordinator::new(&leader, "named").unwrap().retention(retention);
        coordinator.run(&mut swarm(Pace::Generation), &here, &mut Evaluations(60), &mut ())
    });
    let wrong = Worker::new(&connect("w1").named("w2"), "named").unwrap();
    let error = wrong.run(&slow(Duration::ZERO, &Calls::default())).unwrap_err();
    assert!(error.to_string().contains("swarmopt.named.results.w2"), "{error}");
    // One that may not answer under its own name either ends with its first answer.
    let mute = Worker::new(&connect("w3"), "named").unwrap();
    let error = mute.run(&slow(Duration::ZERO, &Calls::default())).unwrap_err();
    assert!(error.to_string().contains("swarmopt.named.results.w3"), "{error}");
    let right = Worker::new(&connect("w1"), "named").unwrap();
    right.run(&slow(Duration::ZERO, &Calls::default())).unwrap();
    assert_eq!(bits_of(&led.join().unwrap().unwrap()), alone(60));
}

/// What was kept on fewer servers than can be is kept on more by whoever leads next.
#[test]
fn what_is_kept_once_is_kept_three_times_by_the_next_leader() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(3);
    let once = Retention { replicas: Some(1), ..Retention::default() };
    let stop = Flag::default();
    let (cluster, until) = (connect(&engine, "w"), stop.clone());
    let worker = spawn(move || {
        let objective = slow(Duration::ZERO, &Calls::default());
        Worker::new(&cluster, "raised")?.stay(true).until(until).run(&objective)
    });
    let copies = || -> Vec<(String, usize)> {
        operate(&engine, async |js| {
            use futures_util::StreamExt;
            let mut streams = js.streams();
            let mut found = Vec::new();
            while let Some(Ok(info)) = streams.next().await {
                found.push((info.config.name.clone(), info.config.num_replicas));
            }
            found
        })
    };
    lead(&engine, "raised", Pace::Generation, 60, |c| c.retention(once));
    assert!(copies().len() >= 6 && copies().iter().all(|one| one.1 == 1), "{:?}", copies());
    lead(&engine, "raised", Pace::Generation, 120, |c| c);
    assert!(copies().iter().all(|one| one.1 == 3), "{:?}", copies());
    stop.0.store(true, Relaxed);
    worker.join().unwrap().unwrap();
    // A run begins while a server is down, and is kept by three when it is back.
    engine.kill(2);
    let (crew, _) = crew(&engine, "short", 1, MILLISECOND);
    let report = lead(&engine, "short", Pace::Generation, 100, |c| c);
    assert_eq!(bits_of(&report), alone(100));
    go_home(crew);
    engine.restart(2);
    assert!(copies().iter().all(|one| one.1 == 3), "{:?}", copies());
}

/// Local search that is told to stop stops, and another worker does it to its end.
#[test]
fn a_worker_that_is_told_to_stop_leaves_local_search_to_another() {
    let Some(engine) = servers() else { return };
    let calls = Calls::default();
    let problem = |nap: Duration| {
        let calls = Arc::clone(&calls);
        let hills = Boxed::cube(-5.12..=5.12, 5).unwrap().minimize(move |x| {
            calls.fetch_add(1, Relaxed);
            sleep(nap);
            x.iter().map(|x| x * x - 10.0 * (std::f64::consts::TAU * x).cos() + 10.0).sum()
        });
        Powell::default().on(hills.named("rastrigin"))
    };
    let build =
        || ParticleSwarm::new(6).polish(Polish::All).build(&problem(Duration::ZERO), Seed(1));
    let stop = Flag::default();
    let (cluster, until, slowly) =
        (connect(engine, "slow"), stop.clone(), problem(Duration::from_millis(40)));
    let first = spawn(move || Worker::new(&cluster, "searching")?.until(until).run(&slowly));
    let cluster = connect(engine, "c");
    let here = problem(Duration::ZERO);
    let led = spawn({
        let mut swarm = build().unwrap();
        move || {
            let coordinator = Coordinator::new(&cluster, "searching").unwrap().retention(ALL);
            let stop = &mut Evaluations(4_000);
            coordinator.run(&mut swarm, &here, stop, &mut ()).unwrap()
        }
    });
    wait_for("local search", LIMIT, || (calls.load(Relaxed) > 10).then_some(()));
    stop.0.store(true, Relaxed);
    let start = std::time::Instant::now();
    first.join().unwrap().unwrap();
    assert!(start.elapsed() < Duration::from_secs(4), "{:?}", start.elapsed());
    let quick = Worker::new(&connect(engine, "quick"), "searching").unwrap();
    quick.run(&problem(Duration::ZERO)).unwrap();
    let mut alone: Box<dyn Optimizer<_>> = Box::new(build().unwrap());
    run(&mut *alone, &problem(Duration::ZERO), &mut Evaluations(4_000), &mut ()).unwrap();
    let report = led.join().unwrap();
    assert_eq!(report.evaluations, alone.tally().evaluations);
    let best = report.best().unwrap();
    assert_eq!(best.value.to_bits(), alone.best().unwrap().fitness.to_bits());
}
