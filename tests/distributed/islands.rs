//! Islands in processes of their own.

use crate::support::*;
use std::{thread::spawn, time::Duration};
use swarmopt::{
    author::*,
    distributed::{Island, Migration},
    ensemble::Archipelago,
    prelude::*,
};

fn problem() -> Slow {
    slow(Duration::ZERO, &Calls::default())
}

fn particles() -> impl Optimizer<Boxed> {
    ParticleSwarm::new(10).build(&problem(), Seed(1)).unwrap()
}

fn bees() -> impl Optimizer<Boxed> {
    ArtificialBeeColony::new(10).build(&problem(), Seed(2)).unwrap()
}

fn ants() -> impl Optimizer<Boxed> {
    AcoR::default().build(&problem(), Seed(3)).unwrap()
}

/// An animal for each island.
fn animal(island: usize) -> Box<dyn Optimizer<Boxed>> {
    match island {
        0 => Box::new(particles()),
        1 => Box::new(bees()),
        _ => Box::new(ants()),
    }
}

/// By epoch, three islands of unlike animals end with the same bits as an archipelago here.
#[test]
fn islands_by_epoch_are_an_archipelago() {
    let Some(engine) = servers() else { return };
    let mut here = Archipelago::new(Box::new(Ring::new(1)), 5, Seed(7)).unwrap();
    here.add(particles()).add(bees()).add(ants());
    run(&mut here, &problem(), &mut Rounds(60), &mut ()).unwrap();
    let islands = [0, 1, 2].map(|me| {
        let cluster = connect(engine, &format!("island{me}"));
        spawn(move || {
            let ring = Ring::new(1);
            let mut island =
                Island::new(&cluster, "epochs", me, 3, &ring, 5, Seed(7), animal(me)).unwrap();
            run(&mut island, &problem(), &mut Rounds(60), &mut ()).unwrap();
            let best = island.best().unwrap();
            assert_eq!(island.welcomed(), 2 * 12);
            bits(Some((&best.point, best.fitness)), island.tally().evaluations)
        })
    });
    let found = islands.map(|island| island.join().unwrap());
    for (island, found) in here.islands().iter().zip(found) {
        let best = island.best().unwrap();
        assert_eq!(bits(Some((&best.point, best.fitness)), island.tally().evaluations), found);
    }
}

/// What is known of others may be old: an island whose neighbours are gone goes on with what they
/// said last.
#[test]
fn consistency_models() {
    let Some(engine) = servers() else { return };
    let island = |me: usize| {
        let cluster = connect(engine, &format!("island{me}"));
        Island::new(&cluster, "stale", me, 2, &Complete, 5, Seed(7), animal(me))
            .unwrap()
            .migration(Migration::AsItComes)
    };
    let mut good = island(0);
    run(&mut good, &problem(), &mut Rounds(200), &mut ()).unwrap();
    assert_eq!(good.welcomed(), 0, "nobody has spoken yet");
    let best = good.best().unwrap().fitness;
    drop(good);
    let mut late = island(1);
    run(&mut late, &problem(), &mut Rounds(5), &mut ()).unwrap();
    assert_eq!((late.welcomed(), late.best().unwrap().fitness <= best), (1, true));
}
