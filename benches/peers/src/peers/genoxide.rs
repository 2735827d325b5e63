//! genoxide: global best and ring.

use crate::{
    contestant::{Best, Contestant, DIMENSIONS, LOWER, PARTICLES, Task, UPPER},
    objective::Objective as Cost,
};
use genoxide::{algorithm::pso::Topology, prelude::*};

/// `genoxide::algorithm::pso::Pso` on its default topology.
pub struct GenoxideGlobal;

impl Contestant for GenoxideGlobal {
    const NAME: &'static str = "genoxide 0.13 global";

    fn minimize<O: Cost>(objective: O, task: Task) -> Best {
        swarm(objective, task, Topology::Global)
    }
}

/// The same on a ring of radius 1.
pub struct GenoxideRing;

impl Contestant for GenoxideRing {
    const NAME: &'static str = "genoxide 0.13 ring";

    fn minimize<O: Cost>(objective: O, task: Task) -> Best {
        swarm(objective, task, Topology::Ring { neighbors: 1 })
    }
}

fn swarm<O: Cost>(objective: O, task: Task, topology: Topology) -> Best {
    let swarm = Pso::builder(Real::uniform(DIMENSIONS, LOWER..=UPPER)?)
        .population_size(PARTICLES)
        .topology(topology)
        .minimize()
        .seed(task.seed)
        .build()?;
    let outcome = Engine::new(swarm, move |x: &Reals| objective.at(x))
        .stop_when(Stop::generations(task.moves() as u64))
        .run()?;
    Ok(outcome.best_fitness().score().ok_or("genoxide found no valid best")?)
}
