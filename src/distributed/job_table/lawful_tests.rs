//! Tests with well-formed answers that cannot be right.

use super::{
    tests::{laden, rastrigin},
    *,
};
use crate::{author::*, prelude::*, problem::Failures, swarm::Told};

/// Returns well-formed results that cannot be right: for a candidate that is only to be evaluated, and
/// for one that is to be improved.
#[test]
fn only_what_a_candidate_can_come_to_is_lawful() {
    let problem = rastrigin();
    let mut swarm = ParticleSwarm::new(4).build(&problem, Seed(1)).unwrap();
    let plain = swarm.ask(&problem, &Limits::NONE).unwrap().remove(0);
    let improved = Powell::default().on(rastrigin());
    let mut polished = ParticleSwarm::new(4).polish(Polish::All).build(&improved, Seed(1)).unwrap();
    let budget = Limits { budget: 400, ..Limits::NONE };
    let polished = polished.ask(&improved, &budget).unwrap().remove(0);
    let truth = Told::new(plain.ticket, 1.0);
    let lawful = |asked: &Asked<Vec<f64>, f64>, told: &Told<Vec<f64>, f64>| {
        is_lawful::<Boxed, f64>(problem.space(), asked, told)
    };
    let moved = |to: Vec<f64>| Told { moved: Some(to), ..truth.clone() };
    let spent = |evaluations| Told { evaluations, ..truth.clone() };
    let failed = |errors, retried| {
        let failures = Failures { errors, retried, ..Failures::default() };
        Told { retried: Some(Box::new(failures)), evaluations: 3, ..truth.clone() }
    };
    assert!(lawful(&plain, &truth) && lawful(&polished, &truth));
    assert!(!lawful(&plain, &moved(vec![0.0; 10])) && lawful(&polished, &moved(vec![0.0; 10])));
    for outside in [vec![], vec![0.0; 9], vec![9.0; 10], vec![f64::NAN; 10]] {
        assert!(!lawful(&polished, &moved(outside)));
    }
    for (evaluations, of_plain, of_polished) in
        [(0, false, false), (2, false, true), (400, false, false), (1 << 63, false, false)]
    {
        assert_eq!(lawful(&plain, &spent(evaluations)), of_plain, "{evaluations}");
        assert_eq!(lawful(&polished, &spent(evaluations)), of_polished, "{evaluations}");
    }
    assert!(lawful(&polished, &failed(2, 2)));
    for (errors, retried) in [(4, 0), (u64::MAX, 1), (1, 2)] {
        assert!(!lawful(&polished, &failed(errors, retried)), "{errors} {retried}");
    }
}

#[test]
fn a_candidate_with_unlawful_answers_goes_out_again_and_fails_in_the_end() {
    let problem = rastrigin();
    let mut job_table = laden(&problem, Trust::Everyone);
    let judge = &mut |_: Asked<Vec<f64>, f64>| unreachable!("nobody is checked");
    let mut batches = job_table.batches(Duration::ZERO, 1);
    let ticket = batches[0].jobs[0].ticket;
    for time in 1..=5 {
        let mut answer =
            job_table.own(vec![Told { evaluations: 1 << 63, ..Told::new(ticket, -9.0) }]);
        job_table.sift("mallory", false, &mut answer, &|asked, told| {
            is_lawful::<Boxed, f64>(problem.space(), asked, told)
        });
        let told = job_table.hear("mallory", false, answer, Duration::ZERO, judge);
        assert_eq!(
            (job_table.counts.malformed, job_table.reputations.of("mallory").caught),
            (time, time as u32)
        );
        batches = job_table.batches(Duration::ZERO, 1);
        if time < 5 {
            assert!(told.is_empty() && batches[0].jobs[0].ticket == ticket, "{time}");
        } else {
            assert!(told[0].fitness.is_err() && batches.is_empty());
        }
    }
    assert_eq!(job_table.worker_ledger.refused["mallory"].messages, 5);
}
