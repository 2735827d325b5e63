//! Processes that die, freeze or lose their servers while a run goes on: it ends with the same bits.

use crate::{
    engine::{Engine, wait_for},
    play::Play,
    roles::RUN,
};
use std::{sync::Mutex, thread::sleep, time::Duration};

/// No fault may keep the swarm at a stand for longer.
pub const LIMIT: Duration = Duration::from_secs(30);

/// All candidates that can be under way at once: what a fault may cost.
pub const GENERATION: u64 = 24;

#[test]
fn a_worker_is_killed() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(3);
    let mut play = Play::under_way(&engine, |plan| plan);
    play.fault_now();
    play.kill(&["w0"]);
    play.end("a worker killed", GENERATION, LIMIT);
}

#[test]
fn a_worker_is_frozen_past_its_deadline_and_thawed() {
    let Some(_) = Engine::find() else { return };
    // A worker that freezes just as it has fetched a batch says nothing late: then once more.
    let heard_late = (0..3).any(|_| {
        let engine = Engine::start(3);
        let mut play = Play::under_way(&engine, |plan| plan);
        play.fault_now();
        play.freeze("w0", Duration::from_secs(5));
        assert!(play.plan.ended().is_none(), "over before the worker thaws");
        let ended = play.end("a worker frozen for 5 s", GENERATION, LIMIT);
        // What it said late was heard, and counted for nothing.
        assert_eq!(ended.counts.accepted, ended.run.evaluations);
        ended.counts.repeated > 0
    });
    assert!(heard_late);
}

#[test]
fn a_coordinator_is_killed_and_another_stands_by() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(3);
    let mut play = Play::under_way(&engine, |plan| plan);
    play.enter(&["c1"]);
    play.wait_for_more(2 * GENERATION);
    play.fault_now();
    play.kill(&["c0"]);
    play.end("the coordinator killed, one stands by", 0, LIMIT);
}

#[test]
fn a_coordinator_that_was_frozen_finds_another_in_its_place_and_stops() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(3);
    let mut play = Play::under_way(&engine, |plan| plan);
    play.enter(&["c1"]);
    play.wait_for_more(2 * GENERATION);
    play.fault_now();
    play.freeze("c0", Duration::from_secs(8)); // its lease ends after 5
    wait_for("c0 to stop", LIMIT, || play.plan.fenced("c0").exists().then_some(()));
    assert!(!play.plan.fenced("c1").exists());
    play.end("the coordinator frozen for 8 s, one stands by", GENERATION, LIMIT);
}

#[test]
fn a_coordinator_is_killed_and_started_again() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(3);
    let mut play = Play::under_way(&engine, |plan| plan);
    play.fault_now();
    play.kill(&["c0"]);
    sleep(Duration::from_secs(1));
    play.enter(&["c0"]);
    play.end("the coordinator killed, started again", 0, LIMIT);
}

#[test]
fn all_are_killed_and_started_again() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(3);
    let mut play = Play::under_way(&engine, |plan| plan);
    play.fault_now();
    play.kill(&["c0", "w0", "w1"]);
    engine.kill_all();
    engine.restart_all();
    play.enter(&["c0", "w0", "w1"]);
    play.end("coordinator, workers and servers killed", GENERATION, 2 * LIMIT);
}

#[test]
fn a_candidate_that_no_worker_survives_is_a_failed_evaluation() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(3);
    let mut play = Play::new(&engine, |plan| plan);
    let points = Mutex::new(Vec::new());
    play.plan.alone(|x| points.lock().unwrap().push(x.to_vec()));
    play.plan.poison = Some(points.lock().unwrap()[10 * GENERATION as usize + 5].clone());
    play.enter(&["c0", "w0", "w1"]);
    play.wait_for_more(9 * GENERATION);
    play.fault_now();
    let mut deaths = 0;
    while play.plan.ended().is_none() && deaths < 30 {
        deaths += ["w0", "w1"].iter().filter(|name| play.revive(name)).count();
        sleep(Duration::from_millis(50));
    }
    // Five times with others in its batch, and five times alone.
    let ended =
        play.end(&format!("poison, {deaths} workers dead of it"), 5 * GENERATION, 2 * LIMIT);
    assert_eq!((ended.run.failures, deaths), (1, 10), "{RUN}");
}
