//! g11.

use super::super::entry::{Entry, at, equalities};
use crate::problem::Boxed;

pub fn entry() -> Entry {
    Entry {
        space: Boxed::known(vec![-1.0..=1.0; 2]),
        constraints: equalities(["h1"]),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![-0.707_036_066_972_542_7, 0.5],
        optimum: 0.749_9,
    }
}

fn formula([x1, x2]: [f64; 2]) -> (f64, [f64; 1]) {
    (x1 * x1 + (x2 - 1.0).powi(2), [x2 - x1 * x1])
}
