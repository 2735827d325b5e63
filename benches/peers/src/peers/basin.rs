//! basin: global best, evaluated a generation at a time.

use crate::{
    contestant::{Best, Contestant, DIMENSIONS, LOWER, PARTICLES, Task, UPPER},
    objective::Objective,
};
use basin::{
    BoxBounds, ConstraintDescription, ConstraintSet, Constraints, CostFunction, Executor,
    GlobalBestPso, PopulationProgress,
};
use std::convert::Infallible;

/// `basin::GlobalBestPso`
pub struct Basin;

struct Cost<O> {
    objective: O,
    lower: Vec<f64>,
    upper: Vec<f64>,
}

impl<O> Constraints for Cost<O> {
    type Set = ConstraintSet<BoxBounds<Vec<f64>>>;

    fn constraints(&self) -> <Self::Set as ConstraintDescription>::Borrowed<'_> {
        ConstraintSet::new().with_bounds(BoxBounds::new(Some(&self.lower), Some(&self.upper)))
    }
}

impl<O: Objective> CostFunction for Cost<O> {
    type Param = Vec<f64>;
    type Output = f64;
    type Error = Infallible;

    fn cost(&self, x: &Vec<f64>) -> Result<f64, Infallible> {
        Ok(self.objective.at(x))
    }
}

impl Contestant for Basin {
    const NAME: &'static str = "basin 3.2";

    fn minimize<O: Objective>(objective: O, task: Task) -> Best {
        let (lower, upper) = (vec![LOWER; DIMENSIONS], vec![UPPER; DIMENSIONS]);
        let swarm = GlobalBestPso::new(task.seed).with_swarm_size(PARTICLES);
        let progress = PopulationProgress::<Vec<f64>>::empty();
        let result = Executor::new(Cost { objective, lower, upper }, swarm, progress)
            .max_iter(task.moves() as u64)
            .run()?;
        Ok(result.cost())
    }
}
