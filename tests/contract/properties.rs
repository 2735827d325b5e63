//! What may be asked and told in any order: random colonies, spaces, topologies and conversations.
//!
//! 11 colonies, on boxes and on tours, 96 conversations of up to 60 turns each.

use proptest::prelude::*;
use std::collections::HashSet;
use swarmopt::{Error, author::*, prelude::*};

/// One turn of a conversation.
#[derive(Clone, Debug)]
enum Turn {
    /// Asks for at most so many candidates.
    Ask(u64),
    /// Tells the results of a share of what is out, every third of them failed.
    Tell { share: f64, rotate: usize },
    /// Tells what was never asked, what was told before, the same twice, a point outside, or one
    /// of another size.
    Mistake(usize),
    /// Goes on in a new swarm that loads what this one saved.
    Move,
    /// A round of its own, with so many evaluations.
    Step(u64),
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        3 => (1..40u64).prop_map(Turn::Ask),
        4 => (0.0..=1.0f64, 0..9usize).prop_map(|(share, rotate)| Turn::Tell { share, rotate }),
        2 => (0..5usize).prop_map(Turn::Mistake),
        1 => Just(Turn::Move),
        1 => (1..60u64).prop_map(Turn::Step),
    ]
}

/// Where is searched, who hears whom, with which seed, and what is said.
#[derive(Clone, Debug)]
struct Talk {
    space: Boxed,
    topology: usize,
    seed: u64,
    turns: Vec<Turn>,
}

fn talk() -> impl Strategy<Value = Talk> {
    let bounds = prop::collection::vec((-1e3..1e3f64, 0.0..1e3f64), 1..5);
    (bounds, 0..5usize, any::<u64>(), prop::collection::vec(turn(), 1..60)).prop_map(
        |(bounds, topology, seed, turns)| {
            let bounds = bounds.into_iter().map(|(low, width)| low..=low + width);
            Talk { space: Boxed::new(bounds).unwrap(), topology, seed, turns }
        },
    )
}

fn cost(x: &[f64]) -> f64 {
    x.iter().zip(1..).map(|(x, i)| f64::from(i) * x * x).sum()
}

/// On a box.
fn hold<C: Colony<Boxed> + Method + Clone>(colony: C, talk: &Talk) -> Result<(), TestCaseError> {
    let n = talk.space.dimensions();
    let strange = [vec![1e9; n], vec![talk.space.lower()[0]; n + 1]];
    converse(&talk.space.clone().minimize(cost), colony, talk, strange)
}

/// On the tours through as many cities as the box has dimensions, and five more.
fn travel<C: Colony<Tsp> + Method + Clone>(colony: C, talk: &Talk) -> Result<(), TestCaseError> {
    let n = talk.space.dimensions() + 5;
    let tsp = Tsp::uniform(n, Seed(talk.seed)).unwrap();
    // Each ant colony has slots of its own number.
    converse(
        &tsp,
        colony,
        &Talk { topology: 4, ..talk.clone() },
        [vec![0; n], (0..n + 1).collect()],
    )
}

/// Holds a conversation with a swarm of this colony and checks every turn; `strange` are two points
/// that are none of the space.
fn converse<P, C>(
    problem: &P,
    colony: C,
    talk: &Talk,
    strange: [Point<P>; 2],
) -> Result<(), TestCaseError>
where
    P: Problem<Fitness = f64>,
    C: Colony<P::Space> + Method + Clone,
{
    let cost = |x: &Point<P>| problem.evaluate(x).unwrap();
    let build = || {
        let solver = colony.clone().solver();
        match talk.topology {
            0 => solver.topology(Complete),
            1 => solver.topology(Ring::new(1)),
            2 => solver.topology(RandomK::default()),
            3 => solver.topology(Isolated),
            _ => solver,
        }
        .build(problem, Seed(talk.seed))
        .unwrap()
    };
    let state = |swarm: &Swarm<P::Space, C>| swarm.save().unwrap().to_string();
    let mut swarm = build();
    let mut out: Vec<Asked<Point<P>>> = Vec::new();
    let mut past: Vec<u64> = Vec::new();
    let (mut evaluations, mut failures, mut least) = (0, 0, f64::INFINITY);
    for turn in &talk.turns {
        match turn {
            Turn::Ask(limit) => match swarm.ask(problem, &Limits::evaluations(*limit).at(0.0)) {
                Ok(asked) => {
                    prop_assert!(!asked.is_empty() && asked.len() as u64 <= *limit);
                    for one in &asked {
                        prop_assert!(problem.space().contains(&one.point), "{:?}", one.point);
                    }
                    out.extend(asked);
                    let tickets: HashSet<u64> = out.iter().map(|one| one.ticket).collect();
                    prop_assert_eq!(tickets.len(), out.len());
                    prop_assert!(past.iter().all(|ticket| !tickets.contains(ticket)));
                }
                Err(Error::Waiting { open }) => prop_assert_eq!(open, out.len()),
                Err(other) => prop_assert!(false, "{}", other),
            },
            Turn::Tell { share, rotate } => {
                let count = (share * out.len() as f64).ceil() as usize;
                let turned = *rotate % out.len().max(1);
                out.rotate_left(turned);
                let mut told = Vec::new();
                for (one, i) in out.drain(..count).zip(0..) {
                    past.push(one.ticket);
                    evaluations += 1;
                    told.push(match i % 3 {
                        2 => {
                            failures += 1;
                            Told::failed(one.ticket, Failure::NotANumber)
                        }
                        _ => {
                            least = least.min(cost(&one.point));
                            Told::new(one.ticket, cost(&one.point))
                        }
                    });
                }
                swarm.tell(problem, told).unwrap();
            }
            Turn::Mistake(kind) => {
                let before = state(&swarm);
                let first = out.first().map(|one| one.ticket);
                let wrong = match (kind, first, past.last()) {
                    (0, Some(ticket), _) => vec![Told::new(ticket, 1.0), Told::new(ticket, 1.0)],
                    (1, Some(ticket), _) => {
                        let moved = Some(strange[0].clone());
                        vec![Told { moved, ..Told::new(ticket, -1.0) }]
                    }
                    (4, Some(ticket), _) => {
                        let moved = Some(strange[1].clone());
                        vec![Told { moved, ..Told::new(ticket, -1.0) }]
                    }
                    (2, _, Some(ticket)) => vec![Told::new(*ticket, -1.0)],
                    _ => vec![Told::new(u64::MAX, -1.0)],
                };
                let error = swarm.tell(problem, wrong).unwrap_err();
                let typed = matches!(
                    error,
                    Error::UnknownTicket(_) | Error::RepeatedTicket(_) | Error::Outside { .. }
                );
                prop_assert!(typed, "{}", error);
                prop_assert!(state(&swarm) == before, "{}", error);
            }
            Turn::Move => {
                let mut other = build();
                other.load(problem, swarm.save().unwrap()).unwrap();
                prop_assert!(state(&other) == state(&swarm));
                swarm = other;
            }
            Turn::Step(limit) => {
                let before = (state(&swarm), swarm.tally().clone());
                match swarm.step(problem, &Limits::evaluations(*limit).at(0.0)) {
                    Ok(()) => {
                        // What an agent spent before an earlier ask is counted with its candidate.
                        let spent = swarm.tally().inner_evaluations - before.1.inner_evaluations;
                        let own = swarm.tally().evaluations - before.1.evaluations - spent;
                        prop_assert!(out.is_empty() && own <= *limit, "{} of {}", own, limit);
                        evaluations += own;
                        least = least.min(swarm.best().map_or(f64::INFINITY, |best| best.fitness));
                    }
                    Err(Error::Waiting { open }) => {
                        prop_assert!(open == out.len() && state(&swarm) == before.0);
                    }
                    Err(other) => prop_assert!(false, "{}", other),
                }
            }
        }
        prop_assert_eq!(swarm.open(), out.len());
        // What agents spend on their way to a candidate counts, too.
        let Tally { evaluations: all, inner_evaluations: spent, .. } = swarm.tally();
        prop_assert_eq!(all - spent, evaluations);
        prop_assert_eq!(swarm.tally().failures.total(), failures);
        let best = swarm.best().map_or(f64::INFINITY, |best| best.fitness);
        prop_assert_eq!(best, least);
        for slot in swarm.board() {
            prop_assert!(problem.space().contains(&slot.point), "{:?}", slot.point);
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn particles(talk in talk(), n in 3..20usize, inertia in 0.0..1.0f64) {
        hold(ParticleSwarm::new(n).inertia(inertia, inertia), &talk)?;
    }

    #[test]
    fn informed_particles(talk in talk(), n in 9..20usize) {
        hold(FullyInformedSwarm::new(n), &Talk { topology: talk.topology % 3, ..talk })?;
    }

    #[test]
    fn learners(talk in talk()) {
        hold(Clpso::default(), &talk)?;
    }

    #[test]
    fn covariance(talk in talk()) {
        hold(CovarianceSwarm::default(), &Talk { topology: 4, ..talk })?;
    }

    #[test]
    fn ants(talk in talk(), k in 3..20usize, m in 1..9usize) {
        hold(AcoR::default().archive(k).ants(m), &talk)?;
    }

    #[test]
    fn bees(talk in talk(), sources in 3..12usize, limit in 1..9u32) {
        hold(ArtificialBeeColony::new(sources).limit(limit), &talk)?;
    }

    #[test]
    fn recruits(talk in talk(), patience in 1..5u32) {
        hold(BeesAlgorithm::default().patience(patience), &talk)?;
    }

    #[test]
    fn ants_on_tours(talk in talk(), m in 1..9usize, evaporation in 0.01..0.9f64) {
        travel(MaxMinAntSystem::default().ants(m).evaporation(evaporation), &talk)?;
    }

    #[test]
    fn focused_ants(talk in talk(), m in 1..5usize, changes in 1..9usize) {
        travel(FocusedAnts::default().ants(m).kicks(changes), &talk)?;
    }

    #[test]
    fn bees_on_tours(talk in talk(), sources in 3..12usize) {
        travel(ArtificialBeeColony::new(sources), &talk)?;
    }

    #[test]
    fn particles_on_tours(talk in talk()) {
        travel(TourSwarm::default(), &talk)?;
    }
}
