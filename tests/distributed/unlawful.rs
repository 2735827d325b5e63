//! Messages that are well formed and yet cannot be, and programs that hold another swarm than the run was begun with.

use crate::{engine::Engine, support::*};
use serde_json::{Value, json};
use std::{collections::BTreeSet, sync::atomic::Ordering::Relaxed, thread::spawn, time::Duration};
use swarmopt::{
    Error,
    author::*,
    distributed::{Coordinator, Trust, Verification},
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

/// What nobody could answer: points outside the space, of another dimension, or where none was to be moved, and evaluations that
/// would overflow.
fn lies() -> [Value; 6] {
    [
        json!([[9.0, 9.0, 9.0, 9.0, 9.0], 1]),
        json!([[0.0, 0.0], 1]),
        json!([[0.0, 0.0, 0.0, 0.0, 0.0], 1]),
        json!([null, 1_u64 << 63]),
        json!([null, u64::MAX]),
        json!([null, 0]),
    ]
}

/// Answers so many candidates sooner than anybody who evaluates them, each once.
fn lie(engine: &Engine, run: &str, candidates: usize) {
    let [mut ear, mut mouth] = [(); 2].map(|()| Stranger::connect(engine));
    ear.listen(&format!("swarmopt.{run}.work"));
    let mut answered = BTreeSet::new();
    while answered.len() < candidates {
        let message = ear.next();
        let batch = read(&message);
        for job in batch[5].as_array().unwrap() {
            if answered.insert(job[0].as_u64().unwrap()) {
                let lie = &lies()[answered.len() % 6];
                let told = json!([job[0], {"Ok": -1e9}, lie[0], lie[1], null]);
                let answer = json!([batch[0], batch[2], [told], 1_000, 1, []]);
                let answer = write(message[0], &answer);
                mouth.publish(&format!("swarmopt.{run}.results.mallory"), &answer);
            }
        }
    }
}

#[test]
fn answers_that_cannot_be_change_nothing_and_a_restart_reads_past_them() {
    let Some(engine) = servers() else { return };
    for (run, trust) in
        [("lies", Trust::Everyone), ("lies-checked", Trust::Earned(Verification::default()))]
    {
        let liar = spawn(move || lie(engine, run, 18));
        let (crew, calls) = crew(engine, run, 3, 20 * MILLISECOND);
        let report = lead(engine, run, Pace::Generation, 200, |c| c.retention(ALL).trust(trust));
        go_home(crew);
        liar.join().unwrap();
        // Some come late: then they count for nothing.
        assert!(report.counts.malformed >= 6, "{:?}", report.counts);
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
    let ring = ParticleSwarm::new(20).topology(Ring::new(2)).build(&here, Seed(1)).unwrap();
    let others: [(Box<dyn Optimizer<Boxed>>, &str); 5] = [
        (Box::new(ParticleSwarm::new(20).build(&here, Seed(2)).unwrap()), "seed"),
        (Box::new(ParticleSwarm::new(21).build(&here, Seed(1)).unwrap()), "21"),
        (Box::new(ring), "topology"),
        (
            Box::new(ParticleSwarm::new(20).inertia(0.9, 0.4).build(&here, Seed(1)).unwrap()),
            "inertia",
        ),
        (Box::new(ArtificialBeeColony::new(20).build(&here, Seed(1)).unwrap()), "method"),
    ];
    for (mut other, differs) in others {
        let coordinator = Coordinator::new(&connect(engine, "another"), "settings").unwrap();
        let led = coordinator.run(&mut *other, &here, &mut Evaluations(200), &mut ());
        let replayed = coordinator.replay(&mut *other, &here, &mut Evaluations(100)).map(drop);
        for error in [led.unwrap_err(), replayed.unwrap_err()] {
            assert!(
                matches!(&error, Error::Checkpoint { expected, .. } if expected.contains(differs)),
                "{differs}: {error}"
            );
        }
    }
    let coordinator = || {
        Coordinator::new(&connect(engine, "another"), "settings")
            .unwrap()
            .give_up_on(Flag::default())
    };
    let checked = coordinator().trust(Trust::Earned(Verification::default()));
    let error = checked
        .run(&mut swarm(Pace::Generation), &here, &mut Evaluations(200), &mut ())
        .unwrap_err();
    assert!(
        matches!(&error, Error::Checkpoint { found, .. } if found.contains("Everyone")),
        "{error}"
    );
}
