//! argmin: global best. Its generator must be replaced to seed it.

use crate::{
    contestant::{Best, Contestant, DIMENSIONS, LOWER, PARTICLES, Task, UPPER},
    objective::Objective,
};
use argmin::{
    core::{CostFunction, Error, Executor},
    solver::particleswarm::ParticleSwarm,
};
use rand_09::{SeedableRng, rngs::StdRng};

/// `argmin::solver::particleswarm::ParticleSwarm`
pub struct Argmin;

struct Cost<O>(O);

impl<O: Objective> CostFunction for Cost<O> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, x: &Vec<f64>) -> Result<f64, Error> {
        Ok(self.0.at(x))
    }
}

impl Contestant for Argmin {
    const NAME: &'static str = "argmin 0.11";

    fn minimize<O: Objective>(objective: O, task: Task) -> Best {
        let bounds = (vec![LOWER; DIMENSIONS], vec![UPPER; DIMENSIONS]);
        let swarm = ParticleSwarm::new(bounds, PARTICLES)
            .with_rng_generator(StdRng::seed_from_u64(task.seed));
        let result = Executor::new(Cost(objective), swarm)
            .configure(|state| state.max_iters(task.moves() as u64))
            .run()?;
        Ok(result.state().get_best_cost())
    }
}
