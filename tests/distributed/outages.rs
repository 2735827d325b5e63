//! Servers that die or are cut off, and a log that is full, while a run goes on: it ends with the same bits.

use crate::{
    engine::{Engine, wait_for},
    faults::{GENERATION, LIMIT},
    play::Play,
    roles::{Plan, RUN},
};
use std::{thread::sleep, time::Duration};

/// The server that leads the run's stream of this kind.
fn leader(engine: &Engine, kind: &str) -> usize {
    let stream = format!("swarmopt_{RUN}_{kind}");
    wait_for(&format!("a leader of {stream}"), LIMIT, || engine.leader_of(&stream))
}

#[test]
fn the_server_that_leads_a_stream_is_killed() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(3);
    let mut play = Play::under_way(&engine, |plan| plan);
    play.fault_now();
    for kind in ["work", "results"] {
        let leader = leader(&engine, kind);
        engine.kill(leader);
        play.wait_for_more(4 * GENERATION);
        engine.restart(leader);
    }
    play.end("two leading servers killed, one after the other", 4 * GENERATION, LIMIT);
}

#[test]
fn all_servers_are_killed() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(3);
    let mut play = Play::under_way(&engine, |plan| plan);
    play.fault_now();
    engine.kill_all();
    sleep(Duration::from_secs(3));
    engine.restart_all();
    play.end("all servers killed, back after 3 s", 2 * GENERATION, LIMIT);
}

/// While answers find no log, what is under way goes to another worker after each deadline of 2 s: a
/// generation at the most, six times until there is a leader again.
const CUT_OFF: u64 = 6 * GENERATION;

#[test]
fn the_server_that_leads_a_stream_is_cut_off() {
    let Some(_) = Engine::find() else { return };
    if !Engine::can_partition() {
        return;
    }
    let engine = Engine::partitioned();
    let mut play = Play::under_way(&engine, |plan| plan);
    play.fault_now();
    let leader = leader(&engine, "results");
    engine.cut(leader);
    sleep(Duration::from_secs(8));
    engine.heal(leader);
    play.end("a leading server cut off for 8 s", CUT_OFF, LIMIT);
}

#[test]
fn a_server_that_stays_cut_off_is_not_waited_for() {
    let Some(_) = Engine::find() else { return };
    if !Engine::can_partition() {
        return;
    }
    let engine = Engine::partitioned();
    let mut play = Play::new(&engine, |plan| plan);
    // All are connected to the one that will be cut off.
    let others = play.plan.urls.clone();
    play.plan.urls = engine.url(0);
    play.enter(&["c0", "w0", "w1"]);
    play.plan.urls = others;
    play.wait_for_more(play.plan.evaluations / 4);
    play.fault_now();
    engine.cut(0);
    play.end("a server cut off for good, all connected to it", CUT_OFF, LIMIT);
}

#[test]
fn the_log_of_results_is_full_again_and_again() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(3);
    let mut play = Play::new(&engine, |plan| Plan { bytes: Some(16 << 10), ..plan });
    play.enter(&["c0", "w0", "w1"]);
    play.wait_for_more(1);
    play.fault_now();
    play.end("no more than 16 KiB in each stream", 0, LIMIT);
}
