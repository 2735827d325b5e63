//! The memory of an evaluated point.

use crate::problem::{Bounded, Fitness};
use serde::{Deserialize, Serialize};

/// An evaluated point: its place in the unit cube, its cost, and the values of its constraints.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Mark {
    pub place: Vec<f64>,
    /// The cost, then each constraint. Empty if the evaluation failed or gave a value no model can follow.
    pub values: Vec<f64>,
}

/// The values beyond which differences of values overflow or mean nothing.
const HUGE: f64 = 1e200;

impl Mark {
    /// Creates the mark of an evaluated point.
    pub fn of<S: Bounded, F: Fitness>(space: &S, point: &[f64], fitness: &F) -> Self {
        let place = point.iter().enumerate().map(|(j, x)| space.share(j, *x)).collect();
        let constraints = fitness.constraints();
        let mut values = Vec::with_capacity(1 + constraints.len());
        values.push(fitness.cost());
        match constraints {
            [] if fitness.violation() != 0.0 => values.push(fitness.violation()),
            all => values.extend(all),
        }
        if !values.iter().all(|value| value.abs() < HUGE) {
            values.clear();
        }
        Mark { place, values }
    }

    /// Returns whether a model can use it.
    pub fn is_known(&self) -> bool {
        !self.values.is_empty()
    }

    /// Returns whether it satisfies all constraints.
    pub fn is_feasible(&self) -> bool {
        self.is_known() && self.values[1..].iter().all(|g| *g <= 0.0)
    }
}
