//! metalforge: global best, each particle moved and evaluated in turn.

use crate::{
    contestant::{Best, Contestant, DIMENSIONS, LOWER, PARTICLES, Task, UPPER},
    objective::Objective,
};
use forge_core::{Optimizer, Pso, Termination, problem::func};

/// `forge_core::Pso`
pub struct Metalforge;

impl Contestant for Metalforge {
    const NAME: &'static str = "metalforge 0.3";

    fn minimize<O: Objective>(objective: O, task: Task) -> Best {
        let problem = func(vec![(LOWER, UPPER); DIMENSIONS], move |x: &[f64]| objective.at(x));
        let swarm = Pso { swarm_size: PARTICLES, seed: task.seed, ..Pso::default() };
        Ok(swarm.optimize(&problem, &Termination::budget(task.evaluations())).best_value())
    }
}
