//! Constraints through whole runs: what is best, what is said where nothing is feasible, and what stops.

use std::time::Duration;
use swarmopt::{author::*, prelude::*};

/// Minimizes x + y on a disc of radius 1, in the half-plane y ≥ x: the optimum is −√2 at (−1, −1)/√2, where both
/// constraints bind.
fn disc() -> impl Problem<Space = Boxed, Fitness = Constrained> {
    let plane = Boxed::cube(-2.0..=2.0, 2).unwrap().minimize(|x| x[0] + x[1]);
    let disc = plane.subject_to("disc", |x| x[0] * x[0] + x[1] * x[1] - 1.0);
    disc.subject_to("half", |x| x[0] - x[1])
}

fn solves<R: IntoOptimizer<Boxed, Constrained>>(
    method: impl Solve<Method = R, Watch = ()>,
    budget: u64,
) {
    let outcome = method.solve(&disc(), Seed(1), Evaluations(budget)).unwrap();
    let gap = outcome.value().unwrap() + 2.0_f64.sqrt();
    assert!((-1e-9..1e-2).contains(&gap), "{outcome}");
    let [circle, half] = &outcome.constraints[..] else { panic!("{outcome}") };
    assert!(circle.holds && half.holds, "{outcome}");
    assert!(outcome.to_string().contains("constraints: disc"), "{outcome}");
    let history = outcome.history().records();
    assert!(history.iter().all(|record| record.1.is_finite()), "{history:?}");
}

#[test]
fn every_family_finds_the_constrained_optimum() {
    solves(ParticleSwarm::default(), 20_000);
    solves(EigenSwarm::default(), 20_000);
    solves(ArtificialBeeColony::default(), 20_000);
    solves(AcoR::default(), 20_000);
    solves(CovarianceSwarm::default().restarts(Restarts::Alternating(3.0)), 20_000);
    solves(Generalist, 500);
}

#[test]
fn without_a_feasible_point_there_is_no_best() {
    let line = Boxed::cube(0.0..=1.0, 1).unwrap().minimize(|x| x[0]);
    let never = line.subject_to("low", |x| x[0] - 0.2).subject_to("high", |x| 0.6 - x[0]);
    let stop = Evaluations(2_000).or(Target(1.0));
    let outcome = solve(&never, Seed(1), stop).unwrap();
    assert_eq!((outcome.best(), &outcome.reason), (None, &Reason::Evaluations(2_000)));
    let closest = outcome.closest.as_ref().unwrap();
    assert!((closest.violation - 0.4).abs() < 1e-9, "{closest:?}");
    let error = outcome.value().unwrap_err().to_string();
    assert!(error.contains("none of 2000 evaluations was at a feasible point"), "{error}");
    assert!(error.contains("least violation 0.4"), "{error}");
    assert!(outcome.history().records().is_empty());
    let text = serde_json::to_string(&outcome).unwrap();
    assert_eq!(serde_json::from_str::<Outcome<Vec<f64>>>(&text).unwrap().closest, outcome.closest);
}

#[test]
fn a_target_waits_for_a_feasible_point() {
    let plane = Boxed::cube(-1.0..=1.0, 2).unwrap().minimize(|x| x[0]);
    let problem = plane.subject_to("right", |x| 0.5 - x[0]);
    let outcome = solve(&problem, Seed(1), Evaluations(5_000).or(Target(0.51))).unwrap();
    assert_eq!(outcome.reason, Reason::Target(0.51));
    assert!((0.5..=0.51).contains(&outcome.value().unwrap()));
    let mirrored = Boxed::cube(-1.0..=1.0, 2).unwrap().maximize(|x| -x[0]);
    let mirrored = mirrored.subject_to("right", |x| 0.5 - x[0]);
    let outcome = solve(&mirrored, Seed(1), Evaluations(5_000).or(Target(-0.51))).unwrap();
    assert!((-0.51..=-0.5).contains(&outcome.value().unwrap()), "{outcome}");
}

#[test]
fn statements_that_cannot_be_meant_are_named() {
    let refused = |constraint: Constraint| {
        let line = Boxed::cube(0.0..=1.0, 1).unwrap().minimize(|x| x[0]);
        let problem = line.subject_to("first", |_| 0.0).subject_to(constraint, |_| 0.0);
        solve(&problem, Seed(1), Evaluations(10)).unwrap_err().to_string()
    };
    for (constraint, text) in [
        (Constraint::from("b").unit(0.0), "unit is 0 of constraint `b`; allowed: above 0"),
        (Constraint::from("b").unit(f64::NAN), "unit is NaN of constraint `b`; allowed: above 0"),
        (
            Constraint::equal_to_zero("b", -1.0),
            "tolerance is -1 of constraint `b`; allowed: 0 or more",
        ),
        (Constraint::from("first"), "name is `first` of two constraints; allowed: one of its own"),
    ] {
        assert_eq!(refused(constraint), text);
    }
    let problem = disc();
    let error = CooperativeSwarm::default().solve(&problem, Seed(1), Evaluations(10)).unwrap_err();
    assert!(error.to_string().contains("fitness is one with constraints"), "{error}");
}

#[test]
fn a_resumed_run_and_a_told_one_have_the_same_bits() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("run.json");
    let problem = disc();
    let swarm = || EigenSwarm::default().threads(Threads::Count(2));
    let whole = swarm().solve(&problem, Seed(5), Evaluations(3_000)).unwrap();
    swarm()
        .checkpoint(&path, Every::Rounds(10))
        .solve(&problem, Seed(5), Evaluations(1_234))
        .unwrap();
    let resumed = swarm().resume(&path).solve(&problem, Seed(5), Evaluations(3_000)).unwrap();
    assert_eq!((resumed.best(), resumed.history()), (whole.best(), whole.history()));
    let external = Boxed::cube(-2.0..=2.0, 2).unwrap();
    let external = external.minimize_external_subject_to(["disc", "half"]);
    let mut session = swarm().session(&external, Seed(5), Evaluations(3_000)).unwrap();
    while !session.is_done() {
        for job in session.ask(7).unwrap() {
            let fitness = problem.evaluate(&job.point).unwrap();
            session.tell_subject_to(job.ticket, fitness.cost(), fitness.constraints()).unwrap();
        }
    }
    let told = session.finish().unwrap();
    assert_eq!((told.best(), &told.constraints), (whole.best(), &whole.constraints));
}

#[test]
fn failures_time_limits_and_records_go_with_constraints() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("evaluations.jsonl");
    let problem = disc();
    let swarm = || ParticleSwarm::new(12);
    let plain = swarm().solve(&problem, Seed(2), Evaluations(400)).unwrap();
    swarm().solve(&problem.recorded(&path).unwrap(), Seed(2), Evaluations(250)).unwrap();
    let recorded = problem.recorded(&path).unwrap();
    let outcome = swarm().solve(&recorded, Seed(2), Evaluations(400)).unwrap();
    assert_eq!((outcome.best(), recorded.reused()), (plain.best(), 250));
    let limited = disc().within(Duration::from_secs(10));
    assert_eq!(swarm().solve(&limited, Seed(2), Evaluations(400)).unwrap().best(), plain.best());
    let panics = Boxed::cube(0.0..=1.0, 1).unwrap().minimize(|x| x[0]);
    let panics =
        panics.subject_to("odd", |x| if x[0] > 0.9 { panic!("on order") } else { 0.3 - x[0] });
    let outcome = swarm().solve(&panics, Seed(2), Evaluations(400)).unwrap();
    assert!(
        outcome.failures.panics > 0 && (outcome.value().unwrap() - 0.3).abs() < 1e-3,
        "{outcome}"
    );
}

#[test]
fn ants_obey_constraints_on_orders() {
    // Item 0 must not come before item 5, and the cost pulls it to the front.
    let orders = Permutation::new(6).unwrap().minimize(|p| {
        let place = |item: usize| p.iter().position(|i| *i == item).unwrap() as f64;
        (0..6).map(|item| place(item) * (6 - item) as f64).sum()
    });
    let place = |p: &[usize], item: usize| p.iter().position(|i| *i == item).unwrap() as f64;
    let problem = orders.subject_to("after", move |p| place(p, 5) - place(p, 0));
    for outcome in [
        MaxMinAntSystem::default().solve(&problem, Seed(1), Evaluations(3_000)).unwrap(),
        AntSystem::default().solve(&problem, Seed(1), Evaluations(3_000)).unwrap(),
        ArtificialBeeColony::default().solve(&problem, Seed(1), Evaluations(3_000)).unwrap(),
    ] {
        assert_eq!(outcome.point().unwrap(), &[1, 2, 5, 0, 3, 4], "{outcome}");
    }
}

#[test]
fn a_session_takes_one_value_for_each_constraint() {
    let external = Boxed::cube(0.0..=1.0, 1).unwrap();
    let external = external.maximize_external_subject_to([Constraint::equal_to_zero("h", 0.1)]);
    let mut session = ParticleSwarm::new(3).session(&external, Seed(1), Evaluations(3)).unwrap();
    let jobs = session.ask(3).unwrap();
    let error = session.tell_subject_to(jobs[0].ticket, 1.0, &[]).unwrap_err();
    assert_eq!(error.to_string(), "values of constraints is 0; allowed: 1");
    for (job, (value, h)) in jobs.iter().zip([(5.0, -0.3), (2.0, 0.05), (1.0, 0.0)]) {
        session.tell_subject_to(job.ticket, value, &[h]).unwrap();
    }
    let outcome = session.finish().unwrap();
    assert_eq!((outcome.value().unwrap(), outcome.constraints[0].value), (2.0, 0.05));
}

#[test]
fn relaxed_constraints_reach_an_equality_and_need_an_end() {
    let ring = || {
        let plane = Boxed::cube(-2.0..=2.0, 2).unwrap().minimize(|x| x[0] + x[1]);
        plane.equal("ring", |x| x[0] * x[0] + x[1] * x[1] - 1.0, 1e-4)
    };
    let relaxed = || EigenSwarm::default().constraint_handling(ConstraintHandling::Relaxed(0.5));
    let mut gaps: Vec<f64> = (0..9)
        .map(|seed| {
            let outcome = relaxed().solve(&ring(), Seed(seed), Evaluations(20_000)).unwrap();
            outcome.value().unwrap() + 2.0_f64.sqrt()
        })
        .collect();
    gaps.sort_by(f64::total_cmp);
    assert!(gaps[6] < 1e-2, "{gaps:?}");
    let error = relaxed().solve(&ring(), Seed(1), Stagnation(50)).unwrap_err();
    assert!(matches!(error, swarmopt::Error::NoEnd { .. }), "{error}");
    let plain = Boxed::cube(0.0..=1.0, 1).unwrap().minimize(|x| x[0]);
    let error = relaxed().solve(&plain, Seed(1), Evaluations(50)).unwrap_err();
    assert!(error.to_string().starts_with("constraint handling is Relaxed(0.5)"), "{error}");
    let none = AcoR::default().constraint_handling(ConstraintHandling::Relaxed(0.5));
    let error = none.solve(&ring(), Seed(1), Evaluations(50)).unwrap_err().to_string();
    assert!(error.contains("ACO_R, which keeps no personal bests"), "{error}");
    let error = EigenSwarm::default()
        .constraint_handling(ConstraintHandling::Relaxed(1.5))
        .solve(&ring(), Seed(1), Evaluations(50))
        .unwrap_err();
    assert_eq!(error.to_string(), "relaxed until is 1.5; allowed: above 0 to 1");
}
