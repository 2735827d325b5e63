//! swarmopt itself.

use crate::{
    contestant::{Best, Contestant, DIMENSIONS, LOWER, PARTICLES, Task, UPPER},
    objective::Objective,
};
use swarmopt::{author::*, prelude::*};

/// The canonical particle swarm on the ring of the two loops.
pub struct OursRing;

impl Contestant for OursRing {
    const NAME: &'static str = "ours ring";

    fn minimize<O: Objective>(objective: O, task: Task) -> Best {
        swarm(move |x| objective.at(x), Ring::new(1), task)
    }
}

/// The same with the objective of the fast loop: the figure to hold against it.
pub struct OursRingEightSums;

impl Contestant for OursRingEightSums {
    const NAME: &'static str = "ours ring, eight sums";

    fn minimize<O: Objective>(objective: O, task: Task) -> Best {
        swarm(move |x| objective.in_eight_sums(x), Ring::new(1), task)
    }
}

/// The canonical particle swarm, global best.
pub struct OursComplete;

impl Contestant for OursComplete {
    const NAME: &'static str = "ours complete";

    fn minimize<O: Objective>(objective: O, task: Task) -> Best {
        swarm(move |x| objective.at(x), Complete, task)
    }
}

fn swarm(
    cost: impl Fn(&[f64]) -> f64 + Send + Sync,
    topology: impl Topology + 'static,
    task: Task,
) -> Best {
    let problem = Boxed::cube(LOWER..=UPPER, DIMENSIONS)?.minimize(cost);
    let outcome = ParticleSwarm::new(PARTICLES).topology(topology).solve(
        &problem,
        Seed(task.seed),
        Evaluations(task.evaluations() as u64),
    )?;
    Ok(outcome.best().ok_or("swarmopt found no best")?.value)
}
