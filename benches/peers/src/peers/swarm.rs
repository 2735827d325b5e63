//! swarm: global best. It evaluates the first positions twice and the best once more.

use crate::{
    contestant::{Best, Contestant, DIMENSIONS, LOWER, PARTICLES, Task, UPPER},
    objective::Objective,
};
use swarm::{Optimiser, Variable, pso::PsoParams};

/// `swarm::Optimiser::Pso`
pub struct Swarm;

impl Contestant for Swarm {
    const NAME: &'static str = "swarm 0.1";

    fn minimize<O: Objective>(objective: O, task: Task) -> Best {
        let bounds = vec![Variable(LOWER, UPPER); DIMENSIONS];
        let swarm = Optimiser::Pso {
            n_particles: PARTICLES,
            params: PsoParams::default(),
            constraint_handler: None,
            seed: Some(task.seed),
        };
        let mut cost = |x: &[f64]| (vec![objective.at(x)], None);
        let result =
            swarm.solve(&mut cost, &bounds, task.moves()).map_err(|error| error.to_string())?;
        Ok(result.best_solution().ok_or("swarm found no best")?.f[0])
    }
}
