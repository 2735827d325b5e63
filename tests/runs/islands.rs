//! Swarms of swarms: an archipelago keeps the promises that a swarm keeps.

use swarmopt::{Error, author::*, ensemble::Archipelago, prelude::*, topology::Graph};

const ROUNDS: u64 = 20;

fn problem() -> impl Problem<Space = Boxed, Fitness = f64> {
    let space = Boxed::cube(-5.0..=5.0, 4).unwrap();
    space.minimize(|x| x.iter().map(|x| x * x - 3.0 * (5.0 * x).cos()).sum())
}

/// Four islands of unlike swarms, which send each other their bests every third round.
fn unlike(problem: &DynProblem<'_, Boxed>, seed: u64) -> Archipelago<Boxed> {
    let mut all = Archipelago::new(Box::new(RandomK::new(2)), 3, Seed(seed)).unwrap();
    let seed = |k: u64| Seed(10 * seed + k);
    let particles = ParticleSwarm::new(7).inertia(0.9, 0.4).topology(RandomK::new(2));
    all.add(particles.build(problem, seed(1)).unwrap())
        .add(ArtificialBeeColony::new(5).limit(3).build(problem, seed(2)).unwrap())
        .add(AcoR::default().archive(9).ants(4).build(problem, seed(3)).unwrap())
        .add(BeesAlgorithm::default().patience(2).build(problem, seed(4)).unwrap());
    all
}

/// An archipelago that is one of the islands of another.
fn nested(problem: &DynProblem<'_, Boxed>, seed: u64) -> Archipelago<Boxed> {
    let mut all = Archipelago::new(Box::new(Complete), 4, Seed(seed)).unwrap();
    all.add(unlike(problem, seed + 1));
    all.add(FullyInformedSwarm::new(6).build(problem, Seed(seed + 2)).unwrap());
    all.add(unlike(problem, seed + 3));
    all
}

fn state<S: Space, F: Fitness>(swarm: &Archipelago<S, F>) -> String {
    swarm.save().unwrap().to_string()
}

fn go<S: Space, F: Fitness>(
    swarm: &mut Archipelago<S, F>,
    problem: &DynProblem<'_, S, F>,
    mut stop: impl Stop,
) -> Reason {
    run(swarm, problem, &mut stop, &mut ()).unwrap()
}

#[test]
fn threads_do_not_matter() {
    let problem = problem();
    for build in [unlike, nested] {
        let end = |threads: Threads| {
            let mut swarm = build(&problem, 1).with_threads(threads);
            go(&mut swarm, &problem, Rounds(ROUNDS));
            state(&swarm)
        };
        let alone = end(Threads::Sequential);
        for threads in [1, 2, 5].map(Threads::Count).into_iter().chain([Threads::Rayon]) {
            assert!(end(threads) == alone, "{threads:?}");
        }
        let mut other = build(&problem, 2);
        go(&mut other, &problem, Rounds(ROUNDS));
        assert!(state(&other) != alone);
    }
}

#[test]
fn ask_and_tell_is_run() {
    let problem = problem();
    for build in [unlike, nested] {
        let mut whole = build(&problem, 1);
        go(&mut whole, &problem, Rounds(ROUNDS));
        let mut swarm = build(&problem, 1);
        let mut rng = Streams::new(Seed(5)).at(0, 0);
        for round in 0..ROUNDS {
            let progress = round as f64 / ROUNDS as f64;
            let limits = Limits::evaluations(3).at(progress);
            let mut out = Vec::new();
            // Workers take what there is and bring back any of what they have.
            while Optimizer::tally(&swarm).rounds == round {
                match swarm.ask(&problem, &limits) {
                    Ok(more) => {
                        assert!((1..=3).contains(&more.len()));
                        out.extend(more);
                    }
                    Err(Error::Waiting { open }) => assert_eq!(open, out.len()),
                    Err(other) => panic!("{other}"),
                }
                rng.shuffle(&mut out);
                let back = out.split_off(out.len() / 2);
                let told = back.into_iter().map(|asked| asked.evaluate(&problem)).collect();
                swarm.tell(&problem, told).unwrap();
            }
            assert!(out.is_empty());
        }
        assert!(state(&swarm) == state(&whole));
    }
}

#[test]
fn saved_and_loaded_it_goes_on_with_the_same_bits() {
    let problem = problem();
    for build in [unlike, nested] {
        let mut whole = build(&problem, 1);
        // In the middle of a round of some islands, and between two migrations.
        for evaluations in [1, 60, 200] {
            go(&mut whole, &problem, Evaluations(evaluations));
            let saved: serde_json::Value = serde_json::from_str(&state(&whole)).unwrap();
            let mut other = build(&problem, 1);
            other.load(&problem, saved).unwrap();
            let mut same = build(&problem, 1);
            for evaluations in [1, 60, 200].into_iter().filter(|e| *e <= evaluations) {
                go(&mut same, &problem, Evaluations(evaluations));
            }
            go(&mut other, &problem, Evaluations(900));
            go(&mut same, &problem, Evaluations(900));
            assert!(state(&other) == state(&same), "after {evaluations}");
        }
    }
}

#[test]
fn a_checkpoint_that_fits_some_islands_only_changes_none() {
    let problem = problem();
    let mut saved = unlike(&problem, 1);
    go(&mut saved, &problem, Rounds(5));
    let saved = saved.save().unwrap();
    let mut swarm = unlike(&problem, 1);
    go(&mut swarm, &problem, Rounds(4));
    let before = state(&swarm);
    let mut refused = |saved: serde_json::Value| {
        let error = swarm.load(&problem, saved).unwrap_err();
        assert!(matches!(error, Error::Checkpoint { .. }), "{error}");
        assert!(state(&swarm) == before);
    };
    let mut wrong = saved.clone();
    wrong["islands"][3] = wrong["islands"][2].clone();
    refused(wrong);
    let mut few = saved.clone();
    few["islands"].as_array_mut().unwrap().pop();
    refused(few);
    refused(saved["islands"][0].clone());
    refused(serde_json::Value::Null);
    swarm.load(&problem, saved.clone()).unwrap();
    assert_eq!(swarm.save().unwrap(), saved);
}

#[test]
fn budgets_are_kept_to_the_last_evaluation() {
    let problem = problem();
    for build in [unlike, nested] {
        for budget in [1, 3, 50, 333, 1_001] {
            let mut swarm = build(&problem, 1).with_threads(Threads::Count(2));
            assert_eq!(go(&mut swarm, &problem, Evaluations(budget)), Reason::Evaluations(budget));
            let spent: u64 = swarm.islands().iter().map(|i| i.tally().evaluations).sum();
            assert_eq!((Optimizer::tally(&swarm).evaluations, spent), (budget, budget));
        }
    }
}

#[test]
fn an_island_that_cannot_move_gets_what_its_informant_found() {
    let problem = problem();
    let lively = || ParticleSwarm::new(8).build(&problem, Seed(1)).unwrap();
    let stuck = ParticleSwarm::new(8).inertia(0.0, 0.0).pulls(0.0, 0.0);
    let stuck = stuck.build(&problem, Seed(2)).unwrap();
    let one_way = Graph::new(vec![vec![], vec![0]]).unwrap();
    let mut swarm = Archipelago::new(Box::new(one_way), 5, Seed(1)).unwrap();
    swarm.add(lively()).add(stuck);
    let mut alone = lively();
    let mut first = None;
    for round in 1..=12 {
        swarm.step(&problem, &Limits::NONE).unwrap();
        alone.step(&problem, &Limits::NONE).unwrap();
        let best = |i: usize| swarm.islands()[i].best().unwrap().clone();
        // Nobody tells the first island anything.
        assert_eq!(&best(0), alone.best().unwrap());
        first = first.or_else(|| Some(best(1)));
        if round % 5 == 0 {
            first = Some(best(0));
        }
        assert_eq!(Some(best(1)), first, "in round {round}");
        assert!(swarm.islands()[1].slots().any(|slot| slot.point == best(1).point));
    }
    assert_eq!(swarm.best(), swarm.islands()[0].best());
}

#[test]
fn wrong_results_are_refused_on_all_islands_under_the_tickets_they_came_with() {
    let problem = problem();
    for build in [unlike, nested] {
        let mut swarm = build(&problem, 1);
        // Some of a later round: tickets of the first one are then old.
        go(&mut swarm, &problem, Rounds(2));
        let asked = swarm.ask(&problem, &Limits::NONE.at(0.5)).unwrap();
        let good: Vec<_> = asked.into_iter().map(|asked| asked.evaluate(&problem)).collect();
        let before = state(&swarm);
        let last = good.last().unwrap();
        let refused = |swarm: &mut Archipelago<_>, wrong: Told<Vec<f64>>| {
            let told = [good.clone(), vec![wrong]].concat();
            let admitted = swarm.admits(&problem, &told).unwrap_err();
            let error = swarm.tell(&problem, told).unwrap_err();
            assert_eq!(error.to_string(), admitted.to_string());
            assert!(state(swarm) == before);
            error
        };
        for strange in [u64::MAX / 2, u64::MAX, 0, last.ticket + 10_000] {
            let error = refused(&mut swarm, Told { ticket: strange, ..last.clone() });
            assert!(matches!(error, Error::UnknownTicket(t) if t == strange), "{strange}: {error}");
        }
        let error = refused(&mut swarm, last.clone());
        assert!(matches!(error, Error::RepeatedTicket(t) if t == last.ticket), "{error}");
        let mut told = good.clone();
        told.last_mut().unwrap().moved = Some(vec![9.0; 4]);
        let error = swarm.tell(&problem, told).unwrap_err();
        assert!(matches!(error, Error::Outside { .. }) && state(&swarm) == before, "{error}");
        let step = swarm.step(&problem, &Limits::NONE).unwrap_err();
        assert!(matches!(step, Error::Waiting { .. }), "{step}");
        swarm.tell(&problem, good).unwrap();
        assert_eq!(Optimizer::tally(&swarm).rounds, 3);
    }
}

#[test]
fn archipelagos_that_cannot_be_give_the_typed_error() {
    let problem = problem();
    let islands = |topology: Box<dyn Topology>, n: u64| {
        let mut all = Archipelago::new(topology, 1, Seed(1)).unwrap();
        for seed in 0..n {
            all.add(ParticleSwarm::new(3).build(&problem, Seed(seed)).unwrap());
        }
        let asked = all.ask(&problem, &Limits::NONE).map(|asked| asked.len());
        let stepped = all.step(&problem, &Limits::NONE);
        match (asked, stepped) {
            (Err(a), Err(b)) => {
                assert_eq!(a.to_string(), b.to_string());
                a
            }
            other => panic!("{other:?}"),
        }
    };
    let none = islands(Box::new(Complete), 0);
    assert!(matches!(none, Error::Parameter { name: "islands", .. }));
    assert_eq!(none.to_string(), "islands is 0; allowed: at least 1");
    let two = islands(Box::new(Ring::new(1)), 2);
    assert!(matches!(two, Error::TopologySize { nodes: 2, .. }), "{two}");
    assert_eq!(two.to_string(), "the ring(1) topology cannot join 2 nodes; allowed: at least 3");
    let four = islands(Box::<VonNeumann>::default(), 4);
    assert!(matches!(four, Error::TopologySize { nodes: 4, .. }), "{four}");
    let never = Archipelago::<Boxed>::new(Box::new(Complete), 0, Seed(1)).err().unwrap();
    assert_eq!(never.to_string(), "interval is 0; allowed: at least 1 round");
}

#[test]
fn a_step_with_candidates_out_is_refused_before_any_island_moves() {
    let problem = problem();
    let mut swarm = unlike(&problem, 1);
    go(&mut swarm, &problem, Rounds(2));
    let asked = swarm.ask(&problem, &Limits::evaluations(3).at(0.5)).unwrap();
    let before = state(&swarm);
    let refused = swarm.step(&problem, &Limits::NONE.at(0.5));
    assert!(matches!(refused, Err(Error::Waiting { open: 3 })), "{refused:?}");
    assert_eq!((state(&swarm), swarm.open()), (before, 3));
    swarm.tell(&problem, asked.into_iter().map(|a| a.evaluate(&problem)).collect()).unwrap();
    swarm.step(&problem, &Limits::NONE.at(0.5)).unwrap();
}
