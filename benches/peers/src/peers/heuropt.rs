//! heuropt: global best. It reports the best of the last positions, not of the run.

use crate::{
    contestant::{Best, Contestant, DIMENSIONS, LOWER, PARTICLES, Task, UPPER},
    objective::Objective as Goal,
};
use heuropt::prelude::*;

/// `heuropt::prelude::ParticleSwarm`
pub struct Heuropt;

struct Cost<O>(O);

impl<O: Goal> Problem for Cost<O> {
    type Decision = Vec<f64>;

    fn objectives(&self) -> ObjectiveSpace {
        ObjectiveSpace::new(vec![Objective::minimize("cost")])
    }
    fn evaluate(&self, x: &Vec<f64>) -> Evaluation {
        Evaluation::new(vec![self.0.at(x)])
    }
}

impl Contestant for Heuropt {
    const NAME: &'static str = "heuropt 0.11";

    fn minimize<O: Goal>(objective: O, task: Task) -> Best {
        let config = ParticleSwarmConfig {
            swarm_size: PARTICLES,
            generations: task.moves(),
            seed: task.seed,
            ..ParticleSwarmConfig::default()
        };
        let bounds = RealBounds::new(vec![(LOWER, UPPER); DIMENSIONS]);
        let result = ParticleSwarm::new(config, bounds).run(&Cost(objective));
        let best = result.best.ok_or("heuropt found no best")?;
        Ok(best.evaluation.objectives[0])
    }
}
