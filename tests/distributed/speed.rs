//! How near to the ideal a swarm over three servers comes.

use crate::{engine::Engine, support::*};
use std::{
    sync::{Arc, Mutex, atomic::Ordering::Relaxed},
    time::{Duration, Instant},
};
use swarmopt::{
    author::*,
    distributed::{Coordinator, Retention},
    prelude::*,
};

const AGENTS: usize = 40;
const WORKERS: usize = 4;
const GENERATIONS: u64 = 26;
const NAP: Duration = Duration::from_millis(20);

/// Four workers, evaluations of 20 ms, every message on three servers: at least 90 % of the ideal, which
/// is what the evaluations take, shared by four. A nap is longer than it is told to be: the ideal
/// counts what it was. Servers and workers share a machine that may be busy with something else,
/// so that the best of three tries counts.
#[test]
fn four_workers_are_nearly_four_times_as_fast_as_one() {
    let Some(_) = Engine::find() else { return };
    let engine = Engine::start(3);
    let mut best = 0.0_f64;
    for attempt in 0..3 {
        let share = share_of_ideal(&engine, &format!("speed-{attempt}"));
        best = best.max(share);
        if best >= 0.9 {
            return;
        }
    }
    panic!("{:.1} % of the ideal", 100.0 * best);
}

/// From the end of the first generation, when all workers are there, to that of the last.
fn share_of_ideal(engine: &Engine, run: &str) -> f64 {
    let (calls, naps) = (Calls::default(), Calls::default());
    let crew: Vec<_> = (0..WORKERS)
        .map(|w| hire(connect(engine, &format!("w{w}")), run, napping(&calls, &naps)))
        .collect();
    let ends: Arc<Mutex<Vec<Instant>>> = Arc::default();
    let note = {
        let ends = Arc::clone(&ends);
        move |_: &Status| ends.lock().unwrap().push(Instant::now())
    };
    let here = slow(Duration::ZERO, &Calls::default());
    let mut swarm = ParticleSwarm::new(AGENTS).build(&here, Seed(1)).unwrap();
    let evaluations = GENERATIONS * AGENTS as u64;
    let retention = Retention { replicas: Some(3), ..Retention::default() };
    let report = Coordinator::new(&connect(engine, "coordinator"), run)
        .unwrap()
        .retention(retention)
        .run(&mut swarm, &here, &mut Evaluations(evaluations), &mut OnRound(note))
        .unwrap();
    crew.into_iter().for_each(|w| assert!(w.join().unwrap().is_ok()));
    assert_eq!((report.evaluations, report.rounds), (evaluations, GENERATIONS));
    let ends = ends.lock().unwrap();
    let took = ends[ends.len() - 1] - ends[0];
    let nap = naps.load(Relaxed) as f64 / 1e9 / calls.load(Relaxed) as f64;
    let ideal = nap * ((ends.len() - 1) * AGENTS) as f64 / WORKERS as f64;
    let share = ideal / took.as_secs_f64();
    println!(
        "{} generations in {took:.3?}, a nap {:.2} ms, {:.1} % of the ideal",
        ends.len() - 1,
        1e3 * nap,
        100.0 * share
    );
    share
}

/// The problem of [`slow`], which counts the nanoseconds that it really sleeps, too.
fn napping(calls: &Calls, naps: &Calls) -> Slow {
    let (calls, naps) = (Arc::clone(calls), Arc::clone(naps));
    let problem = Boxed::cube(-5.12..=5.12, 5).unwrap().minimize(move |x| {
        let start = Instant::now();
        std::thread::sleep(NAP);
        naps.fetch_add(start.elapsed().as_nanos() as u64, Relaxed);
        calls.fetch_add(1, Relaxed);
        let wave = |x: &f64| x * x - 10.0 * (std::f64::consts::TAU * x).cos() + 10.0;
        x.iter().map(wave).sum::<f64>()
    });
    Box::new(problem.named("rastrigin"))
}
