use super::*;

use crate::{
    covariance::CovarianceSwarm,
    ensemble::{Restart, Restarts},
    problem::{Boxed, Problem},
    run::{Evaluations, Solve, run},
};

fn hills() -> impl Problem<Space = Boxed, Fitness = f64> {
    Boxed::cube(-5.0..=5.0, 2).unwrap().minimize(|x| {
        x.iter().map(|x| x * x - 10.0 * (std::f64::consts::TAU * x).cos() + 10.0).sum()
    })
}

#[test]
fn until_the_first_swarm_converges_nothing_is_different() {
    let problem = hills();
    let mut plain = CovarianceSwarm::default().build(&problem, Seed(1)).unwrap();
    let growing = CovarianceSwarm::default().restarts(Restarts::Growing(2.0));
    let mut relay = growing.build(&problem, Seed(1)).unwrap();
    while !plain.has_converged() {
        plain.step(&problem, &Limits::NONE).unwrap();
        relay.step(&problem, &Limits::NONE).unwrap();
    }
    assert_eq!(plain.save().unwrap(), relay.swarm().save().unwrap());
    assert_eq!(relay.sum().restarts, 0);
    relay.step(&problem, &Limits::NONE).unwrap();
    assert_eq!(relay.sum().restarts, 1);
    assert_eq!(relay.swarm().board().len(), 2 * plain.board().len());
    assert_eq!(relay.sum().rounds, plain.tally().rounds + 1);
}

#[test]
fn sizes_grow_or_alternate_as_said() {
    let problem = hills();
    let sizes = |restarts: Restarts| {
        let mut relay =
            CovarianceSwarm::default().restarts(restarts).build(&problem, Seed(3)).unwrap();
        relay.step(&problem, &Limits::NONE).unwrap();
        let mut sizes = vec![relay.swarm().board().len()];
        while sizes.len() < 6 {
            relay.step(&problem, &Limits::NONE).unwrap();
            if relay.sum().restarts as usize == sizes.len() {
                sizes.push(relay.swarm().board().len());
            }
        }
        sizes
    };
    assert_eq!(sizes(Restarts::Equal), [6; 6]);
    assert_eq!(sizes(Restarts::Growing(1.5)), [6, 9, 14, 20, 30, 46]);
    let both = sizes(Restarts::Alternating(2.0));
    assert_eq!(both[..2], [6, 12]);
    assert!(both[2..].iter().any(|size| *size < 12), "{both:?}");
    for factor in [0.5, f64::NAN, 1e3] {
        let growing = CovarianceSwarm::default().restarts(Restarts::Growing(factor));
        assert!(matches!(growing.build(&problem, Seed(1)), Err(Error::Parameter { .. })));
    }
}

#[test]
fn a_result_for_a_swarm_that_is_gone_is_refused() {
    let problem = hills();
    let equal = CovarianceSwarm::default().restarts(Restarts::Equal);
    let mut relay = equal.build(&problem, Seed(1)).unwrap();
    let old = relay.ask(&problem, &Limits::NONE).unwrap();
    let told: Vec<_> = old.iter().map(|a| a.clone().evaluate(&problem)).collect();
    relay.tell(&problem, told.clone()).unwrap();
    run(&mut relay, &problem, &mut Evaluations(5_000), &mut ()).unwrap();
    assert!(relay.sum().restarts > 0);
    let new = relay.ask(&problem, &Limits::NONE).unwrap();
    assert!(new.iter().all(|a| old.iter().all(|b| a.ticket != b.ticket)));
    assert!(matches!(relay.tell(&problem, told), Err(Error::UnknownTicket(_))));
    assert_eq!(relay.swarm().open(), new.len());
    relay.past.run = u64::MAX; // however many there were, no ticket overflows
    assert!(relay.first_ticket().checked_add(TICKETS).is_some());
}
