//! mahf: global best with falling inertia. It has no defaults; these are those of its example.

use crate::{
    contestant::{Best, Contestant, DIMENSIONS, LOWER, PARTICLES, Task, UPPER},
    objective::Objective,
};
use mahf::{Random, SingleObjective, prelude::*};
use std::ops::Range;

/// `mahf::heuristics::pso::real_pso`
pub struct Mahf;

struct Cost<O>(O);

impl<O: Objective> Problem for Cost<O> {
    type Encoding = Vec<f64>;
    type Objective = SingleObjective;

    fn name(&self) -> &str {
        "cost"
    }
}

impl<O: Objective> problems::VectorProblem for Cost<O> {
    type Element = f64;

    fn dimension(&self) -> usize {
        DIMENSIONS
    }
}

impl<O: Objective> problems::LimitedVectorProblem for Cost<O> {
    fn domain(&self) -> Vec<Range<f64>> {
        vec![LOWER..UPPER; DIMENSIONS]
    }
}

impl<O: Objective> ObjectiveFunction for Cost<O> {
    fn objective(&self, x: &Vec<f64>) -> SingleObjective {
        self.0.at(x).try_into().unwrap_or_default()
    }
}

impl Contestant for Mahf {
    const NAME: &'static str = "mahf 0.1";

    fn minimize<O: Objective>(objective: O, task: Task) -> Best {
        let parameters = pso::RealProblemParameters {
            num_particles: PARTICLES as u32,
            start_weight: 0.9,
            end_weight: 0.4,
            c_one: 1.7,
            c_two: 1.7,
            v_max: (UPPER - LOWER) / 2.0,
        };
        let until = conditions::LessThanN::iterations(task.moves() as u32);
        let swarm: Configuration<Cost<O>> = pso::real_pso(parameters, until)?;
        let state = swarm.optimize_with(&Cost(objective), |state| {
            state.insert_evaluator(evaluate::Sequential::new());
            state.insert(Random::new(task.seed));
            Ok(())
        })?;
        Ok(state.best_objective_value().ok_or("mahf found no best")?.value())
    }
}
