//! Messages that are well formed and yet cannot be, and programs that hold another swarm than the run was begun with.

use crate::support::*;
use serde_json::{Value, json};
use std::{sync::atomic::Ordering::Relaxed, thread::spawn, time::Duration};
use swarmopt::{
    distributed::{Coordinator, Trust, Vigilance},
    prelude::*,
};

/// A message of ours, read and written by its shape alone.
fn read(message: &[u8]) -> Value {
    rmp_serde::from_slice(&message[1..]).unwrap()
}

fn write(version: u8, message: &Value) -> Vec<u8> {
    let mut bytes = vec![version];
    bytes.extend(rmp_serde::to_vec(message).unwrap());
    bytes
}

/// Answers to a batch that nobody could give: points outside the space, of another dimension, or where none was to
/// be moved, and evaluations that would overflow.
fn lies(batch: &Value) -> Vec<Value> {
    let told = [
        json!([[9.0, 9.0, 9.0, 9.0, 9.0], 1]),
        json!([[0.0, 0.0], 1]),
        json!([[0.0, 0.0, 0.0, 0.0, 0.0], 1]),
        json!([null, 1_u64 << 63]),
        json!([null, u64::MAX]),
        json!([null, 0]),
    ];
    let jobs = batch[5].as_array().unwrap().iter();
    jobs.zip(told.iter().cycle())
        .map(|(job, lie)| {
            let one = json!([job[0], {"Ok": -1e9}, lie[0], lie[1], null]);
            json!([batch[0], batch[2], [one], 1_000, 1, []])
        })
        .collect()
}

#[test]
fn answers_that_cannot_be_change_nothing_and_a_restart_reads_past_them() {
    let Some(engine) = servers() else { return };
    for (run, trust) in
        [("lies", Trust::Everyone), ("lies-checked", Trust::Earned(Vigilance::default()))]
    {
        let mut stranger = Stranger::connect(engine);
        let liar = spawn(move || {
            let mut told = 0;
            for _ in 0..3 {
                let message = stranger.overhear(&format!("swarmopt.{run}.work"));
                for lie in lies(&read(&message)) {
                    let lie = write(message[0], &lie);
                    stranger.publish(&format!("swarmopt.{run}.results.mallory"), &lie);
                    told += 1;
                }
            }
            told
        });
        let (crew, calls) = crew(engine, run, 2, 20 * MILLISECOND);
        let report = lead(engine, run, Pace::Generation, 200, |c| c.keeping(ALL).trust(trust));
        go_home(crew);
        let told: u64 = liar.join().unwrap();
        assert!(told >= 3 && report.counts.malformed >= 3, "{told} {:?}", report.counts);
        assert!(report.workers["mallory"].1.caught >= 3, "{:?}", report.workers);
        assert_eq!(bits_of(&report), alone(200), "{run}");
        // What is in the log stays there: whoever reads it does the same.
        let mut again = swarm(Pace::Generation);
        let coordinator = Coordinator::new(&connect(engine, "reader"), run).unwrap().trust(trust);
        let here = slow(Duration::ZERO, &calls);
        let counts = coordinator.replay(&mut again, &here, &mut Evaluations(200)).unwrap();
        let best = again.best().map(|best| (&best.point[..], best.fitness));
        assert_eq!(bits(best, again.tally().evaluations), bits_of(&report), "{run}");
        assert_eq!(counts.malformed, report.counts.malformed, "{run}");
        assert!(calls.load(Relaxed) >= 200);
    }
}

#[test]
fn a_run_is_not_taken_over_with_other_settings() {
    let Some(engine) = servers() else { return };
    let (crew, _) = crew(engine, "settings", 1, MILLISECOND);
    lead(engine, "settings", Pace::Generation, 100, |c| c);
    go_home(crew);
    let here = slow(Duration::ZERO, &Calls::default());
    let coordinator = || {
        Coordinator::new(&connect(engine, "another"), "settings")
            .unwrap()
            .give_up_on(Flag::default())
    };
    let checked = coordinator().trust(Trust::Earned(Vigilance::default()));
    let error = checked
        .run(&mut swarm(Pace::Generation), &here, &mut Evaluations(200), &mut ())
        .unwrap_err();
    assert!(
        matches!(&error, Error::Checkpoint { found, .. } if found.contains("Everyone")),
        "{error}"
    );
}
