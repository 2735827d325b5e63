//! g12.

use super::super::entry::{Entry, at, inequalities};
use crate::problem::Boxed;

pub fn entry() -> Entry {
    Entry {
        space: Boxed::known(vec![0.0..=10.0; 3]),
        constraints: inequalities(["g1"]),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![5.0, 5.0, 5.0],
        optimum: -1.0,
    }
}

fn formula(x: [f64; 3]) -> (f64, [f64; 1]) {
    let far: f64 = x.iter().map(|x| (x - 5.0).powi(2)).sum();
    // The distance to the nearest of the centres, which form a grid.
    let from_centre: f64 = x.iter().map(|x| (x - x.round().clamp(1.0, 9.0)).powi(2)).sum();
    (-(100.0 - far) / 100.0, [from_centre - 0.0625])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn balls_about_whole_numbers_from_1_to_9_are_feasible() {
        let value = |x: [f64; 3]| formula(x).1[0];
        assert_eq!(value([1.0, 9.0, 4.0]), -0.0625);
        assert_eq!(value([1.0, 9.0, 4.25]), 0.0);
        assert_eq!(value([5.5, 5.5, 5.5]), 0.6875);
        assert_eq!(value([0.0, 10.0, 5.0]), 1.9375);
    }
}
