//! Sessions: runs whose points the caller evaluates end as `solve` does.

use std::{cell::Cell, fmt::Debug, time::Duration};
use swarmopt::{
    Error,
    author::*,
    ensemble::{AlgorithmPortfolio, Islands},
    local_search::Powell,
    prelude::*,
    run::{Job, Session},
};

fn value(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x - 3.0 * (5.0 * x).cos() + 3.0).sum()
}

fn cube() -> Boxed {
    Boxed::cube(-4.0..=5.0, 3).unwrap()
}

/// How points are asked for and values told.
#[derive(Clone, Copy, Debug)]
enum Way {
    /// In twos, told at once.
    Twos,
    /// A round at a time, told in another order.
    Shuffled,
}

const WAYS: [Way; 2] = [Way::Twos, Way::Shuffled];

/// Asks and tells until the session ends, or `most` results are told.
fn drive<X: Clone + Debug>(
    session: &mut Session<'_, impl Space<Point = X>>,
    way: Way,
    most: usize,
    evaluate: impl Fn(&X) -> Result<f64, String>,
) {
    let mut rng = Streams::new(Seed(9)).at(1, 0);
    let mut out: Vec<Job<X>> = Vec::new();
    let mut left = most;
    while !session.is_done() && left > 0 {
        let portion = if matches!(way, Way::Twos) { 2 } else { 5 };
        match session.ask(portion) {
            Ok(jobs) => out.extend(jobs),
            Err(Error::Waiting { open }) => assert_eq!((open, open > 0), (out.len(), true)),
            Err(other) => panic!("{other}"),
        }
        let whole =
            matches!(session.ask(1).map(|jobs| out.extend(jobs)), Err(Error::Waiting { .. }));
        if matches!(way, Way::Shuffled) {
            if !whole && !session.is_done() {
                continue;
            }
            rng.shuffle(&mut out);
        }
        for job in out.drain(..) {
            if session.is_done() || left == 0 {
                break; // the target
            }
            left -= 1;
            match evaluate(&job.point) {
                Ok(value) => session.tell(job.ticket, value).unwrap(),
                Err(why) => session.fail(job.ticket, why).unwrap(),
            }
        }
    }
}

/// The outcome without what differs from run to run.
fn timeless<X>(mut outcome: Outcome<X>) -> Outcome<X> {
    outcome.elapsed = Duration::ZERO;
    outcome
}

fn same<M>(method: impl Fn() -> M, stop: impl Stop + Clone)
where
    M: Solve<Watch = ()>,
    M::Method: IntoOptimizer<Boxed>,
{
    let inside = cube().minimize(value);
    let solved = timeless(method().solve(&inside, Seed(3), stop.clone()).unwrap());
    let outside = cube().minimize_external();
    for way in WAYS {
        let mut session = method().session(&outside, Seed(3), stop.clone()).unwrap();
        drive(&mut session, way, usize::MAX, |x| Ok(value(x)));
        assert_eq!(timeless(session.finish().unwrap()), solved, "{way:?}");
    }
}

#[test]
fn a_session_ends_as_solve_does() {
    same(|| ParticleSwarm::new(7).topology(Ring::new(1)), Evaluations(503).or(Target(1e-3)));
    same(|| ParticleSwarm::new(40), Evaluations(4_000).or(Target(1e-2)));
    same(|| ParticleSwarm::new(7).initialization(Initialization::LatinHypercube), Rounds(9));
    same(|| ArtificialBeeColony::new(6), Evaluations(1_000).or(Stagnation(5)));
    same(AcoR::default, Evaluations(555));
    same(|| CovarianceSwarm::default().restarts(Restarts::Growing(2.0)), Evaluations(2_003));
    same(CooperativeSwarm::default, Evaluations(300));
    same(|| Generalist, Evaluations(3_001).or(Target(1e-8)));
    let islands = || {
        let islands = Islands::on(Ring::new(1)).every(3).with(ParticleSwarm::new(5));
        islands.with(ArtificialBeeColony::new(4)).with(AcoR::default())
    };
    same(islands, Evaluations(1_001));
    let portfolio =
        || AlgorithmPortfolio::default().with(ParticleSwarm::new(5)).with(AcoR::default());
    same(portfolio, Evaluations(1_001).or(Target(0.1)));
}

#[test]
fn ants_on_tours_and_a_rising_value_too() {
    let tsp = Tsp::uniform(12, Seed(1)).unwrap();
    let ants = || MaxMinAntSystem::default().ants(5);
    let solved = timeless(ants().solve(&tsp, Seed(2), Evaluations(123)).unwrap());
    let outside = tsp.clone().minimize_external().named(tsp.name());
    for way in WAYS {
        let mut session = ants().session(&outside, Seed(2), Evaluations(123)).unwrap();
        drive(&mut session, way, usize::MAX, |tour| Ok(tsp.evaluate(tour).unwrap()));
        let mut told = timeless(session.finish().unwrap());
        told.optimum = solved.optimum; // known of the instance alone
        assert_eq!(told, solved);
    }
    let rise = |x: &[f64]| 7.0 - value(x);
    let inside = cube().maximize(rise).named("yield");
    let solved = timeless(ParticleSwarm::new(7).solve(&inside, Seed(2), Target(6.9)).unwrap());
    let outside = cube().maximize_external().named("yield");
    let mut session = ParticleSwarm::new(7).session(&outside, Seed(2), Target(6.9)).unwrap();
    drive(&mut session, Way::Shuffled, usize::MAX, |x| Ok(rise(x)));
    assert!(session.best().unwrap().value >= 6.9);
    assert_eq!(timeless(session.finish().unwrap()), solved);
}

#[test]
fn failures_are_counted_and_tried_again_as_in_solve() {
    let odd = |x: &[f64]| match (x[0].to_bits() ^ x[1].to_bits()) % 3 {
        0 => Err(format!("no answer at {:.3}", x[0])),
        1 if x[2] > 1.0 => Ok(f64::NAN),
        _ => Ok(value(x)),
    };
    let inside = cube().try_minimize(odd);
    let outside = cube().minimize_external();
    let policies =
        [OnFailure::WorstCost, OnFailure::Persist, OnFailure::Retry(2), OnFailure::Resample(3)];
    for policy in policies {
        for failing in [u64::MAX, 7] {
            let stop = || Evaluations(701).or(Failing(failing));
            let method = || ParticleSwarm::new(9).on_failure(policy);
            let solved = timeless(method().solve(&inside, Seed(4), stop()).unwrap());
            assert!(solved.failures.errors > 5, "{solved}");
            assert!(failing < 9 || solved.failures.not_a_number > 0, "{solved}");
            for way in WAYS {
                let mut session = method().session(&outside, Seed(4), stop()).unwrap();
                drive(&mut session, way, usize::MAX, |x| odd(x));
                let told = timeless(session.finish().unwrap());
                assert_eq!(told, solved, "{policy:?} {way:?} {failing}");
            }
        }
    }
}

#[test]
fn local_search_is_done_by_the_session() {
    let inside = Powell::default().on(cube().minimize(value));
    for polish in [Polish::All, Polish::Share(0.3), Polish::Best] {
        let method = || ParticleSwarm::new(6).polish(polish);
        let solved = timeless(method().solve(&inside, Seed(4), Evaluations(1_500)).unwrap());
        for way in WAYS {
            let mut session = method().session(&inside, Seed(4), Evaluations(1_500)).unwrap();
            drive(&mut session, way, usize::MAX, |x| Ok(value(x)));
            assert_eq!(timeless(session.finish().unwrap()), solved, "{polish:?} {way:?}");
        }
    }
    let outside = cube().minimize_external();
    let refused = ParticleSwarm::new(6).polish(Polish::All).session(&outside, Seed(4), Rounds(2));
    assert!(matches!(refused, Err(Error::Parameter { name: "polish", .. })));
}

#[test]
fn a_session_resumes_in_the_middle_and_writes_the_checkpoint_of_solve() {
    let inside = cube().minimize(value);
    let outside = cube().minimize_external();
    let folder = tempfile::tempdir().unwrap();
    let (own, other) = (folder.path().join("session.json"), folder.path().join("solve.json"));
    let method = || Generalist.on_failure(OnFailure::Retry(1));
    let stop = Evaluations(901);
    let kept = method().checkpoint(&other, Every::Rounds(1));
    let solved = timeless(kept.solve(&inside, Seed(5), stop).unwrap());
    for (way, told) in [(Way::Twos, 130), (Way::Shuffled, 131), (Way::Shuffled, 400)] {
        let kept = method().checkpoint(&own, Every::Rounds(1));
        let mut session = kept.session(&outside, Seed(5), stop).unwrap();
        drive(&mut session, way, told, |x| Ok(value(x)));
        drop(session); // killed
        let kept = method().resume(&own).checkpoint(&own, Every::Rounds(1));
        let mut session = kept.session(&outside, Seed(5), stop).unwrap();
        drive(&mut session, way, usize::MAX, |x| Ok(value(x)));
        assert_eq!(timeless(session.finish().unwrap()), solved, "{way:?}");
        let [own, other] = [&own, &other].map(|path| std::fs::read_to_string(path).unwrap());
        assert_eq!(own, other);
    }
    // Finished early, in the middle of a round; the rest by `solve`.
    let kept = method().checkpoint(&own, Every::Rounds(1));
    let mut session = kept.session(&outside, Seed(5), stop).unwrap();
    drive(&mut session, Way::Shuffled, 203, |x| Ok(value(x)));
    let early = session.finish().unwrap();
    assert_eq!((early.reason, early.evaluations), (Reason::Caller, 203));
    let rest = timeless(method().resume(&own).solve(&inside, Seed(5), stop).unwrap());
    assert_eq!((rest.best(), rest.evaluations), (solved.best(), 901));
}

#[test]
fn a_ticket_is_the_same_after_a_crash() {
    let outside = cube().minimize_external();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("crash.json");
    let begin = || {
        let method = ParticleSwarm::new(5).on_failure(OnFailure::Resample(3));
        let kept = method.checkpoint(&path, Every::Rounds(1)).resume_newest(&path);
        kept.session(&outside, Seed(1), Rounds(50)).unwrap()
    };
    let mut first = begin();
    drive(&mut first, Way::Twos, 12, |x| Ok(value(x)));
    let lost = first.ask(5).unwrap();
    first.fail(lost[0].ticket, "power cut").unwrap();
    let again = first.ask(1).unwrap().remove(0);
    assert!(again.ticket != lost[0].ticket && again.point != lost[0].point);
    drop(first);
    let mut second = begin();
    let jobs = second.ask(5).unwrap();
    assert!(lost.iter().all(|job| jobs.contains(job)));
    second.fail(lost[0].ticket, "power cut").unwrap();
    assert_eq!(second.ask(1).unwrap(), [again]);
}

#[test]
fn at_a_steady_pace_nobody_waits_for_another() {
    let outside = cube().minimize_external();
    let rounds = Cell::new(0_u64);
    let method = || ParticleSwarm::new(10).pace(Pace::Steady).on_failure(OnFailure::Retry(1));
    let mut session = method().session(&outside, Seed(1), Evaluations(600)).unwrap();
    let mut out: Vec<Job<Vec<f64>>> = Vec::new();
    let mut told = 0;
    while !session.is_done() {
        match session.ask(4 - out.len()) {
            Ok(jobs) => out.extend(jobs),
            Err(Error::Waiting { open }) => assert_eq!(open, out.len()),
            Err(other) => panic!("{other}"),
        }
        assert!(session.open() == out.len() && (session.is_done() || !out.is_empty()));
        if out.is_empty() {
            break;
        }
        let job = out.remove(told % out.len()); // the others go on waiting
        told += 1;
        match told % 7 {
            0 => session.fail(job.ticket, "busy").unwrap(),
            _ => session.tell(job.ticket, value(&job.point)).unwrap(),
        }
        rounds.set(rounds.get().max(session.status().rounds));
    }
    let outcome = session.finish().unwrap();
    assert_eq!((outcome.evaluations, &outcome.reason), (600, &Reason::Evaluations(600)));
    assert!(rounds.get() > 400 && outcome.value().unwrap() < 0.5, "{outcome}");
    assert!(outcome.failures.retried > 50 && outcome.failures.lost() < 5, "{outcome}");
}

#[test]
fn a_steady_session_resumes_with_what_was_out() {
    let outside = cube().minimize_external();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("steady.json");
    let method =
        || ParticleSwarm::new(6).pace(Pace::Steady).checkpoint(&path, Every::Evaluations(1));
    let mut first = method().session(&outside, Seed(1), Evaluations(300)).unwrap();
    drive(&mut first, Way::Twos, 40, |x| Ok(value(x)));
    let mut out = first.ask(3).unwrap();
    let told = out.pop().unwrap();
    first.tell(told.ticket, value(&told.point)).unwrap();
    drop(first);
    let mut second = method().resume(&path).session(&outside, Seed(1), Evaluations(300)).unwrap();
    let jobs = second.ask(9).unwrap();
    assert!(out.iter().all(|job| jobs.contains(job)), "{out:?} {jobs:?}");
    for job in jobs {
        second.tell(job.ticket, value(&job.point)).unwrap();
    }
    drive(&mut second, Way::Twos, usize::MAX, |x| Ok(value(x)));
    assert_eq!(second.finish().unwrap().evaluations, 300);
}

#[test]
fn misuse_is_answered_and_changes_nothing() {
    let outside = cube().minimize_external();
    let solved =
        timeless(ParticleSwarm::new(5).solve(&cube().minimize(value), Seed(1), Rounds(3)).unwrap());
    let mut session = ParticleSwarm::new(5).session(&outside, Seed(1), Rounds(3)).unwrap();
    assert!(matches!(session.tell(0, 1.0), Err(Error::UnknownTicket(0))));
    assert!(session.ask(0).unwrap().is_empty() && session.best().is_none());
    while !session.is_done() {
        let jobs = session.ask(usize::MAX).unwrap();
        assert_eq!((jobs.len(), session.open()), (5, 5));
        assert!(matches!(session.ask(1), Err(Error::Waiting { open: 5 })));
        for job in jobs.iter().rev() {
            session.tell(job.ticket, value(&job.point)).unwrap();
            let twice = session.tell(job.ticket, 0.0);
            match session.is_done() {
                false => assert!(matches!(twice, Err(Error::UnknownTicket(t)) if t == job.ticket)),
                true => assert!(matches!(twice, Err(Error::Ended { .. }))),
            }
        }
    }
    assert_eq!(session.reason(), Some(&Reason::Rounds(3)));
    let late = session.ask(1).unwrap_err().to_string();
    assert!(late.contains("stopped by: 3 rounds") && late.contains("finish"), "{late}");
    assert!(matches!(session.fail(1, "late"), Err(Error::Ended { .. })));
    assert_eq!(session.history(), solved.history());
    assert_eq!(timeless(session.finish().unwrap()), solved);
    let zero = ParticleSwarm::new(5).session(&outside, Seed(1), Rounds(0));
    assert!(matches!(zero, Err(Error::Parameter { name: "rounds", .. })));
    let never =
        ParticleSwarm::new(5).session(&outside, Seed(1), StopWhen(|_: &Status| true)).unwrap();
    assert!(never.is_done() && never.finish().unwrap().evaluations == 0);
}

#[test]
fn where_all_fail_it_is_said_and_solve_says_what_to_do() {
    let outside = cube().minimize_external();
    let error = ParticleSwarm::new(12).solve(&outside, Seed(1), Rounds(3)).unwrap_err();
    let text = error.to_string();
    assert!(
        matches!(error, Error::AllFailed { evaluations: 12, .. }) && text.contains("`ask`"),
        "{text}"
    );
    let mut session = ParticleSwarm::new(12).session(&outside, Seed(1), Rounds(3)).unwrap();
    let jobs = session.ask(12).unwrap();
    let told: Vec<_> = jobs.iter().map(|job| session.tell(job.ticket, f64::NAN)).collect();
    assert!(told[..11].iter().all(Result::is_ok));
    assert!(matches!(told[11], Err(Error::AllFailed { evaluations: 12, .. })));
    assert!(session.finish().unwrap().best().is_none());
}

#[test]
fn the_best_is_known_as_soon_as_it_is_told() {
    let outside = cube().minimize_external();
    let mut session = ParticleSwarm::new(5).session(&outside, Seed(1), Rounds(3)).unwrap();
    let jobs = session.ask(5).unwrap();
    session.tell(jobs[3].ticket, 2.0).unwrap();
    session.fail(jobs[4].ticket, "spilt").unwrap();
    let best = session.best().unwrap();
    assert_eq!((best.value, &best.point), (2.0, &jobs[3].point));
    let outcome = session.finish().unwrap();
    assert_eq!((outcome.evaluations, outcome.failures.errors, outcome.rounds), (2, 1, 0));
    assert_eq!((outcome.value().unwrap(), outcome.history().records()), (2.0, &[(2, 2.0)][..]));
}

#[test]
fn a_flag_waits_for_what_is_out() {
    let outside = cube().minimize_external();
    let flag = Flag::default();
    let stop = flag.clone().or(Rounds(9));
    let mut session = ParticleSwarm::new(5).session(&outside, Seed(1), stop).unwrap();
    let jobs = session.ask(3).unwrap();
    flag.0.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(matches!(session.ask(3), Err(Error::Waiting { open: 3 })));
    for job in &jobs {
        assert!(!session.is_done());
        session.tell(job.ticket, value(&job.point)).unwrap();
    }
    assert!(session.ask(1).unwrap().is_empty());
    let outcome = session.finish().unwrap();
    assert_eq!((outcome.reason, outcome.evaluations), (Reason::Flag, 3));
}

#[test]
fn known_values_are_not_asked_for_and_observers_see_every_round() {
    let outside = cube().minimize_external();
    let known = outside
        .starting_from_known(vec![(vec![0.1; 3], value(&[0.1; 3])), (vec![1.0; 3], f64::NAN)]);
    let mut seen = Vec::new();
    let watched =
        ParticleSwarm::new(5).observe(OnRound(|status: &Status| seen.push(status.evaluations)));
    let mut session = watched.session(&known, Seed(1), Rounds(3)).unwrap();
    let jobs = session.ask(9).unwrap();
    assert_eq!((jobs.len(), &jobs[0].point), (4, &vec![1.0; 3]));
    for job in jobs {
        session.tell(job.ticket, value(&job.point)).unwrap();
    }
    drive(&mut session, Way::Shuffled, usize::MAX, |x| Ok(value(x)));
    assert_eq!(session.finish().unwrap().evaluations, 15);
    assert_eq!(seen, [5, 10, 15]);
}
