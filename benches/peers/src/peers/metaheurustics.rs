//! metaheurustics-rs: global best, inertia 0.9. It cannot be seeded.

use crate::{
    contestant::{Best, Contestant, DIMENSIONS, LOWER, PARTICLES, Task, UPPER},
    objective::Objective,
};
use metaheurustics::algorithm::{ObjectiveFunction, OptimizationParams, PSO, PSOParams};
use ndarray_015::Array1;

/// `metaheurustics::algorithm::PSO`
pub struct Metaheurustics;

struct Cost<O>(O);

impl<O: Objective> ObjectiveFunction for Cost<O> {
    fn evaluate(&self, x: &Array1<f64>) -> f64 {
        self.0.at(x.as_slice().unwrap_or_default())
    }
    fn dimensions(&self) -> usize {
        DIMENSIONS
    }
    fn bounds(&self) -> (Vec<f64>, Vec<f64>) {
        (vec![LOWER; DIMENSIONS], vec![UPPER; DIMENSIONS])
    }
}

impl Contestant for Metaheurustics {
    const NAME: &'static str = "metaheurustics-rs 0.2";

    fn minimize<O: Objective>(objective: O, task: Task) -> Best {
        let opt_params = OptimizationParams {
            population_size: PARTICLES,
            max_iterations: task.moves(),
            target_value: None,
        };
        let params = PSOParams { opt_params, ..PSOParams::default() };
        Ok(PSO::new(&Cost(objective), params).optimize()?.best_fitness)
    }
}
