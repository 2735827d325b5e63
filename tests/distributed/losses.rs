//! What the servers keep is lost while a run goes on, or between two of its leaders: it ends with the same bits.

use crate::{
    engine::{Engine, Setup, wait_for},
    support::*,
};
use std::{
    sync::{Arc, Mutex, atomic::Ordering::Relaxed},
    thread::{JoinHandle, sleep, spawn},
    time::{Duration, Instant},
};
use swarmopt::{
    Error,
    author::*,
    distributed::{Coordinator, Report, Retention, Worker},
    prelude::*,
};

const LIMIT: Duration = Duration::from_secs(60);

/// What is done to what a leader has left.
type Lose = fn(&str);

/// A run led aside.
type Led = JoinHandle<Result<Report<Vec<f64>>, Error>>;

/// A run led on a thread of its own, and how many evaluations it knows.
fn lead_aside(
    engine: &Engine,
    run: &str,
    evaluations: u64,
    set: impl FnOnce(Coordinator) -> Coordinator,
) -> (Led, Arc<Mutex<u64>>) {
    let known: Arc<Mutex<u64>> = Arc::default();
    let note = {
        let known = Arc::clone(&known);
        move |status: &Status| *known.lock().unwrap() = status.evaluations
    };
    let coordinator = set(Coordinator::new(&connect(engine, "coordinator"), run).unwrap());
    let leader = spawn(move || {
        let here = slow(Duration::ZERO, &Calls::default());
        let stop = &mut Evaluations(evaluations);
        coordinator.run(&mut swarm(Pace::Generation), &here, stop, &mut OnRound(note))
    });
    (leader, known)
}

fn wait_for_more(known: &Mutex<u64>, more: u64) {
    let enough = *known.lock().unwrap() + more;
    wait_for("more evaluations", LIMIT, || (*known.lock().unwrap() >= enough).then_some(()));
}

#[test]
fn streams_and_buckets_are_deleted_under_a_run() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(1);
    let (crew, _) = crew(&engine, "robbed", 2, 5 * MILLISECOND);
    let often = Every::Time(Duration::from_millis(500));
    let retention = Retention { deadline: Duration::from_secs(2), ..Retention::default() };
    let (leader, known) =
        lead_aside(&engine, "robbed", 1_600, |c| c.checkpoint(often).retention(retention));
    wait_for_more(&known, 100);
    for stream in [
        "swarmopt_robbed_results",
        "swarmopt_robbed_work",
        "KV_swarmopt_state",
        "KV_swarmopt_lease",
        "OBJ_swarmopt_checkpoints",
    ] {
        operate(&engine, async |js| js.delete_stream(stream).await.map(drop)).unwrap();
        wait_for_more(&known, 200);
    }
    operate(&engine, async |js| {
        js.delete_consumer_from_stream("workers", "swarmopt_robbed_work").await.map(drop)
    })
    .unwrap();
    wait_for_more(&known, 100);
    let report = leader.join().unwrap().unwrap();
    assert_eq!(bits_of(&report), alone(1_600));
    go_home(crew);
    // All of it is there again, and says so.
    let runs = connect(&engine, "observer").runs().unwrap();
    assert_eq!(runs[0].ended.as_deref(), Some("1600 evaluations"));
    assert!(!checkpoints(&engine, "robbed").is_empty());
}

/// One copy, on one server: it is killed and comes back as it was, and then with nothing.
#[test]
fn the_only_server_comes_back_with_its_store_and_then_without() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(1);
    let (crew, _) = crew(&engine, "wiped", 2, 5 * MILLISECOND);
    let retention = Retention { deadline: Duration::from_secs(2), ..Retention::default() };
    let (leader, known) = lead_aside(&engine, "wiped", 1_000, |c| c.retention(retention));
    wait_for_more(&known, 100);
    engine.restart(0);
    wait_for_more(&known, 200);
    engine.wipe(0);
    engine.restart(0);
    wait_for_more(&known, 200);
    let report = leader.join().unwrap().unwrap();
    assert_eq!(bits_of(&report), alone(1_000));
    go_home(crew);
}

#[test]
fn servers_that_stay_away_end_a_run_at_its_patience() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(1);
    let patient = |name| connect(&engine, name).with_patience(Duration::from_secs(4));
    let run = |cluster| {
        spawn(move || {
            let here = slow(Duration::ZERO, &Calls::default());
            let coordinator = Coordinator::new(&cluster, "left-alone").unwrap();
            let stop = &mut Evaluations(100_000);
            coordinator.run(&mut swarm(Pace::Generation), &here, stop, &mut ()).map(drop)
        })
    };
    let [leader, standby] = ["c0", "c1"].map(|name| run(patient(name)));
    let worker = hire(patient("w0"), "left-alone", slow(5 * MILLISECOND, &Calls::default()));
    let cluster = connect(&engine, "observer");
    wait_for("the run", LIMIT, || {
        let runs = cluster.runs().unwrap();
        runs.first()
            .is_some_and(|run| run.evaluations > 100 && run.standbys.len() == 1)
            .then_some(())
    });
    // While it is led it is not forgotten.
    assert!(matches!(cluster.forget("left-alone"), Err(Error::Fenced { .. })));
    engine.kill(0);
    let start = Instant::now();
    for ended in [leader.join().unwrap(), standby.join().unwrap(), worker.join().unwrap().map(drop)]
    {
        assert!(matches!(ended, Err(Error::Engine { .. })), "{ended:?}");
    }
    assert!(start.elapsed() < Duration::from_secs(25), "{:?}", start.elapsed());
}

/// Whoever leads next finds the log, checkpoints or both lost or damaged.
#[test]
fn what_a_leader_left_is_lost_before_the_next_one_comes() {
    let Some(engine) = servers() else { return };
    let losses: [(&str, Lose); 4] = [
        ("log-lost", |run| {
            let engine = servers().unwrap();
            let log = format!("swarmopt_{run}_results");
            operate(engine, async |js| js.delete_stream(log).await.map(drop)).unwrap();
        }),
        ("last-lost", |run| {
            let engine = servers().unwrap();
            let last = checkpoints(engine, run).pop().unwrap();
            operate(engine, async |js| {
                let store = js.get_object_store("swarmopt_checkpoints").await.unwrap();
                store.delete(&last).await.unwrap();
            });
        }),
        ("last-damaged", |run| {
            let engine = servers().unwrap();
            let last = checkpoints(engine, run).pop().unwrap();
            operate(engine, async |js| {
                let store = js.get_object_store("swarmopt_checkpoints").await.unwrap();
                store.put(last.as_str(), &mut &b"{\"problem\": \"rastr"[..]).await.unwrap();
            });
        }),
        ("both-lost", |run| {
            let engine = servers().unwrap();
            operate(engine, async |js| {
                let store = js.get_object_store("swarmopt_checkpoints").await.unwrap();
                for object in checkpoints_of(&store, run).await {
                    store.delete(&object).await.unwrap();
                }
            });
        }),
    ];
    for (run, lose) in losses {
        let calls = Calls::default();
        let stop = Flag::default();
        let (cluster, until) = (connect(engine, "w"), stop.clone());
        let objective = slow(MILLISECOND, &calls);
        let worker =
            spawn(move || Worker::new(&cluster, run)?.stay(true).until(until).run(&objective));
        let often = Every::Evaluations(100);
        let start = Instant::now();
        lead(engine, run, Pace::Generation, 300, |c| c.checkpoint(often).retention(ALL));
        lose(run);
        let report =
            lead(engine, run, Pace::Generation, 600, |c| c.checkpoint(often).retention(ALL));
        println!("{run}: {:.1?}", start.elapsed());
        stop.0.store(true, Relaxed);
        worker.join().unwrap().unwrap();
        assert_eq!(bits_of(&report), alone(600), "{run}");
        assert_eq!(calls.load(Relaxed), 600, "{run}: nothing is evaluated twice");
        assert_eq!(report.counts.lost, 0, "{run}");
    }
}

/// SIGTERM, or whatever else raises a flag, ends a leader and not the run: one that stands by goes on, and no worker leaves.
#[test]
fn a_leader_that_is_told_to_stop_sends_no_worker_home() {
    let Some(engine) = servers() else { return };
    let flag = Flag::default();
    let run = |name: &str, stop: Option<Flag>| {
        let cluster = connect(engine, name);
        spawn(move || {
            let here = slow(Duration::ZERO, &Calls::default());
            let coordinator = Coordinator::new(&cluster, "told-to-stop").unwrap().retention(ALL);
            let stop = &mut Evaluations(600).or(stop.unwrap_or_default());
            coordinator.run(&mut swarm(Pace::Generation), &here, stop, &mut ())
        })
    };
    let leader = run("c0", Some(flag.clone()));
    let observer = connect(engine, "observer");
    let standing = |fits: &dyn Fn(&swarmopt::distributed::RunStatus) -> bool| {
        wait_for("the run", LIMIT, || {
            let runs = observer.runs().unwrap();
            runs.into_iter().find(|run| run.run == "told-to-stop" && fits(run))
        })
    };
    standing(&|run| run.leader.as_deref().is_some_and(|leader| leader.starts_with("c0-")));
    let standby = run("c1", None);
    let (crew, _) = crew(engine, "told-to-stop", 4, 10 * MILLISECOND);
    standing(&|run| run.standbys.len() == 1 && run.evaluations > 60);
    flag.0.store(true, Relaxed);
    let left = leader.join().unwrap().unwrap();
    assert_eq!(left.reason, Reason::Flag);
    sleep(Duration::from_secs(2));
    assert!(
        crew.iter().all(|worker| !worker.is_finished()) || standby.is_finished(),
        "a worker left"
    );
    let report = standby.join().unwrap().unwrap();
    assert_eq!(bits_of(&report), alone(600));
    go_home(crew);
}

/// An objective that hangs keeps its batch from nobody for ever.
#[test]
fn a_hung_evaluation_is_done_by_another() {
    let Some(engine) = servers() else { return };
    let retention = Retention {
        deadline: Duration::from_millis(500),
        longest: Some(Duration::from_millis(100)),
        ..ALL
    };
    let (calls, over) = (Calls::default(), Flag::default());
    let hangs = {
        let (calls, over) = (Arc::clone(&calls), over.clone());
        let honest = slow(MILLISECOND, &calls);
        let problem = Boxed::cube(-5.12..=5.12, 5).unwrap().minimize(move |x| {
            while calls.load(Relaxed) == 77 && !over.0.load(Relaxed) {
                sleep(MILLISECOND);
            }
            honest.evaluate(&x.to_vec()).unwrap()
        });
        Box::new(problem.named("rastrigin")) as Slow
    };
    let hung = hire(connect(engine, "hung"), "hung", hangs);
    let sound = {
        let over = over.clone();
        let cluster = connect(engine, "sound");
        spawn(move || {
            sleep(Duration::from_secs(1));
            let _ = over;
            Worker::new(&cluster, "hung")?.run(&slow(MILLISECOND, &Calls::default()))
        })
    };
    let report = lead(engine, "hung", Pace::Generation, 400, |c| c.retention(retention));
    assert_eq!(bits_of(&report), alone(400));
    over.0.store(true, Relaxed);
    go_home([hung, sound]);
}

/// A server without JetStream says so at once, to whoever asks.
#[test]
fn without_jetstream_nobody_waits_in_silence() {
    let Some(_) = Engine::find() else { return };
    let engine = Setup::nodes(1).config("jetstream: disabled").start();
    let start = Instant::now();
    let here = slow(Duration::ZERO, &Calls::default());
    let cluster = connect(&engine, "c0");
    let coordinator = Coordinator::new(&cluster, "nothing").unwrap();
    let led = coordinator.run(&mut swarm(Pace::Generation), &here, &mut Evaluations(9), &mut ());
    let worked = Worker::new(&cluster, "nothing").unwrap().run(&here);
    for error in [led.unwrap_err(), worked.unwrap_err(), cluster.runs().unwrap_err()] {
        assert!(error.to_string().contains("JetStream"), "{error}");
    }
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
}
