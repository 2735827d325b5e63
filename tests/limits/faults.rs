//! Objectives that misbehave, and what is done about it.

use std::{
    panic::resume_unwind,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
    time::Duration,
};
use swarmopt::{Error, author::*, prelude::*, problem::Failures, run::Solver};

fn cube() -> Boxed {
    Boxed::cube(-5.0..=5.0, 3).unwrap()
}

fn bowl(x: &[f64]) -> f64 {
    x.iter().map(|x| (x - 1.0).powi(2)).sum()
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    Error,
    Panic,
    NaN,
}

const FAULTS: [Fault; 3] = [Fault::Error, Fault::Panic, Fault::NaN];

/// What is called and what fails of it.
#[derive(Default)]
struct Counts {
    calls: AtomicU64,
    failed: AtomicU64,
}

/// A share of all points fails in that way; the same points always.
fn failing(
    fault: Fault,
    share: f64,
    counts: &Counts,
) -> impl Problem<Space = Boxed, Fitness = f64> {
    cube().try_minimize(move |x| {
        counts.calls.fetch_add(1, Relaxed);
        let bits = x.iter().fold(0, |hash: u64, x| hash.wrapping_mul(31) ^ x.to_bits());
        let unit = (bits.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 11) as f64 / (1u64 << 53) as f64;
        if unit >= share {
            return Ok(bowl(x));
        }
        counts.failed.fetch_add(1, Relaxed);
        match fault {
            Fault::Error => Err("no cost"),
            Fault::Panic => resume_unwind(Box::new("no cost")),
            Fault::NaN => Ok(f64::NAN),
        }
    })
}

fn kinds(failures: &Failures) -> [u64; 3] {
    assert_eq!(failures.timeouts, 0);
    [failures.errors, failures.panics, failures.not_a_number]
}

#[test]
fn every_attempt_is_counted_by_its_kind_and_keeps_to_the_budget() {
    let policies = [OnFailure::Persist, OnFailure::Retry(2), OnFailure::Resample(3)];
    for (fault, index) in FAULTS.into_iter().zip(0..) {
        for share in [0.01, 0.5, 1.0] {
            for policy in policies {
                let counts = Counts::default();
                let problem = failing(fault, share, &counts);
                let swarm = ParticleSwarm::new(9).threads(Threads::Count(2)).on_failure(policy);
                let outcome = swarm.solve(&problem, Seed(1), Evaluations(2_000));
                if share == 1.0 && policy != OnFailure::Persist {
                    assert!(matches!(outcome, Err(Error::AllFailed { .. })), "{outcome:?}");
                    continue;
                }
                let outcome = outcome.unwrap();
                let case = format!("{fault:?} {share} {policy:?}: {:?}", outcome.failures);
                let (calls, failed) = (counts.calls.load(Relaxed), counts.failed.load(Relaxed));
                assert_eq!((outcome.evaluations, calls), (2_000, 2_000), "{case}");
                let mut expected = [0; 3];
                expected[index] = failed;
                assert_eq!(kinds(&outcome.failures), expected, "{case}");
                let (total, lost) = (outcome.failures.total(), outcome.failures.lost());
                assert!((0.3 * share..=4.0 * share).contains(&(total as f64 / 2_000.0)), "{case}");
                match policy {
                    OnFailure::WorstCost | OnFailure::Persist => {
                        assert_eq!(lost, total, "{case}");
                    }
                    // The same point fails again; at the end there may be nothing left to try with.
                    OnFailure::Retry(_) => {
                        assert!(lost >= total / 3 && lost <= total / 3 + 9, "{case}");
                    }
                    // Of four points one is good but for 1 in 16.
                    OnFailure::Resample(_) => {
                        assert!((lost as f64) <= 0.1 * total as f64 + 9.0, "{case}");
                    }
                }
                assert_eq!(outcome.best().is_some(), share < 1.0, "{case}");
                // Half of all agents thrown about find less.
                let near = if matches!(policy, OnFailure::Resample(_)) { 1.0 } else { 1e-2 };
                assert!(share == 1.0 || outcome.best().unwrap().value < near, "{case}");
            }
        }
    }
}

#[test]
fn a_second_attempt_gives_the_same_bits_on_any_threads_and_by_ask_and_tell() {
    fn check<C: Colony<Boxed>>(make: &dyn Fn() -> Solver<C>) {
        for policy in [OnFailure::Retry(1), OnFailure::Resample(2)] {
            let counts = Counts::default();
            let problem = failing(Fault::Error, 0.4, &counts);
            let build = |threads: Threads| {
                make().on_failure(policy).threads(threads).build(&problem, Seed(3)).unwrap()
            };
            let state = |swarm: &Swarm<Boxed, C>| swarm.save().unwrap().to_string();
            let (mut alone, mut many) = (build(Threads::Sequential), build(Threads::Count(3)));
            let mut asked = build(Threads::Sequential);
            for round in 0..12 {
                alone.step(&problem, &Limits::NONE.at(0.0)).unwrap();
                many.step(&problem, &Limits::NONE.at(0.0)).unwrap();
                let out = asked.ask(&problem, &Limits::NONE.at(0.0)).unwrap();
                let mut told: Vec<_> = out.into_iter().map(|a| a.evaluate(&problem)).collect();
                told.reverse();
                asked.tell(&problem, told).unwrap();
                assert!(state(&many) == state(&alone), "threads, round {round}");
                assert!(state(&asked) == state(&alone), "ask and tell, round {round}");
            }
            assert!(alone.tally().failures.retried > 0);
        }
    }
    check(&|| ParticleSwarm::new(12).topology(RandomK::default()));
    check(&|| AcoR::default().archive(12).ants(5).solver());
    check(&|| ArtificialBeeColony::new(12).limit(5).solver());
    check(&|| BeesAlgorithm::default().patience(2).solver());
    check(&|| CovarianceSwarm::default().solver());
}

#[test]
fn resampling_on_tours_keeps_them_tours() {
    let calls = AtomicU64::new(0);
    let space = Permutation::new(8).unwrap();
    let problem =
        space.try_minimize(|order| match calls.fetch_add(1, Relaxed) % 3 {
            0 => Err("no cost"),
            _ => Ok(order.iter().zip(0..).map(|(item, place)| item.abs_diff(place)).sum::<usize>()
                as f64),
        });
    let bees = ArtificialBeeColony::new(6).on_failure(OnFailure::Resample(1));
    let outcome = bees.threads(Threads::Sequential).solve(&problem, Seed(1), Evaluations(3_000));
    let outcome = outcome.unwrap();
    assert!(outcome.best().unwrap().value < 6.0, "{outcome}");
    assert_eq!(outcome.failures.errors, 1_000);
    assert!(outcome.failures.lost() < 10, "{:?}", outcome.failures);
}

#[test]
fn a_run_may_end_with_the_first_failures_and_keeps_what_it_found() {
    for allowed in [1, 4] {
        let calls = AtomicU64::new(0);
        let problem = cube().try_minimize(|x| match calls.fetch_add(1, Relaxed) {
            25.. => Err("the disk is full"),
            _ => Ok(bowl(x)),
        });
        let stop = Evaluations(1_000).or(Failing(allowed));
        let swarm = ParticleSwarm::new(10).threads(Threads::Sequential);
        let outcome = swarm.solve(&problem, Seed(1), stop.clone()).unwrap();
        assert_eq!(outcome.reason, Reason::Failing(allowed));
        // Not one more than that, though the round had others to come.
        assert_eq!((outcome.failures.errors, outcome.evaluations), (allowed, 25 + allowed));
        assert!(outcome.best().is_some());

        calls.store(0, Relaxed);
        let swarm = ParticleSwarm::new(10).threads(Threads::Count(3));
        let outcome = swarm.solve(&problem, Seed(1), stop).unwrap();
        assert_eq!(outcome.reason, Reason::Failing(allowed));
        assert!((allowed..allowed + 3).contains(&outcome.failures.errors), "{outcome}");
    }
    // What a second attempt mends is no failure in this sense.
    let calls = AtomicU64::new(0);
    let flaky = cube().try_minimize(|x| match calls.fetch_add(1, Relaxed) % 2 {
        0 => Err("busy"),
        _ => Ok(bowl(x)),
    });
    let swarm = ParticleSwarm::new(10).threads(Threads::Sequential);
    let stop = Evaluations(200).or(Failing(1));
    let outcome = swarm.on_failure(OnFailure::Retry(1)).solve(&flaky, Seed(1), stop).unwrap();
    assert_eq!(outcome.reason, Reason::Evaluations(200));
    assert_eq!((outcome.failures.errors, outcome.failures.retried), (100, 100));
    assert!(outcome.to_string().contains("100 errors, 0 panics, 0 NaN; 100 of them tried again"));
}

#[test]
fn an_objective_that_hangs_is_left_and_the_run_goes_on() {
    let hangs = cube().minimize(|x| {
        if x[0] > 4.0 {
            std::thread::sleep(Duration::from_secs(3_600));
        }
        bowl(x)
    });
    let swarm = ParticleSwarm::new(10).threads(Threads::Count(2));
    let bounded = hangs.within(Duration::from_millis(20));
    let outcome = swarm.solve(&bounded, Seed(1), Evaluations(1_000)).unwrap();
    assert_eq!(outcome.evaluations, 1_000);
    assert!(outcome.failures.timeouts > 0, "{outcome}");
    assert!(outcome.best().unwrap().value < 0.1, "{outcome}");
}

/// A local search that breaks its word: it leaves the box, changes the length, or has no cost.
#[derive(Debug)]
struct Rogue(u32);

impl<P: Problem<Space = Boxed, Fitness = f64>> LocalSearch<P> for Rogue {
    fn improve(
        &self,
        _: &P,
        x: &mut Vec<f64>,
        cost: f64,
        allowance: &mut Allowance<'_>,
        _: &mut Stream,
    ) -> f64 {
        allowance.spend(1);
        match self.0 {
            0 => x[0] = 99.0,
            1 => x.push(1.0),
            _ => return f64::NAN,
        }
        cost - 1.0
    }
}

#[test]
fn a_local_search_that_breaks_its_word_is_a_failure_and_moves_nothing() {
    let ball = || Boxed::cube(-5.0..=5.0, 2).unwrap().minimize(|x| x[0] * x[0] + x[1] * x[1]);
    for rogue in [0, 1, 2] {
        let problem = Rogue(rogue).on(ball());
        let swarm = ParticleSwarm::new(5).polish(Polish::All);
        let outcome = swarm.solve(&problem, Seed(1), Evaluations(100)).unwrap();
        let best = outcome.best().unwrap();
        assert_eq!(problem.evaluate(&best.point).unwrap(), best.value);
        assert_eq!((outcome.failures.total(), outcome.failures.lost()), (50, 0), "{rogue}");
        let mut swarm = ParticleSwarm::new(5).polish(Polish::All).build(&problem, Seed(1)).unwrap();
        let asked = swarm.ask(&problem, &Limits::NONE).unwrap();
        let told: Vec<_> = asked.into_iter().map(|asked| asked.evaluate(&problem)).collect();
        assert!(told.iter().all(|told| told.moved.is_none()));
        swarm.tell(&problem, told).unwrap();
    }
}
