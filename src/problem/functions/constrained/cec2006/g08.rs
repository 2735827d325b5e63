//! g08.

use super::super::entry::{Entry, at, inequalities};
use crate::problem::Boxed;
use std::f64::consts::TAU;

pub fn entry() -> Entry {
    Entry {
        space: Boxed::known(vec![0.0..=10.0; 2]),
        constraints: inequalities(["g1", "g2"]),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![1.227_971_352_763_844_3, 4.245_373_366_458_418],
        optimum: -0.095_825_041_418_035_81,
    }
}

fn formula([x1, x2]: [f64; 2]) -> (f64, [f64; 2]) {
    let cost = -(TAU * x1).sin().powi(3) * (TAU * x2).sin() / (x1.powi(3) * (x1 + x2));
    (cost, [x1 * x1 - x2 + 1.0, 1.0 - x1 + (x2 - 4.0).powi(2)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_the_cost_is_not_defined_a_constraint_is_violated() {
        let (cost, [_, g2]) = formula([0.0, 4.0]);
        assert!(cost.is_nan() && g2 == 1.0);
    }
}
