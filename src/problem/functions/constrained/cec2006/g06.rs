//! g06.

use super::super::entry::{Entry, at, inequalities};
use crate::problem::Boxed;

pub fn entry() -> Entry {
    Entry {
        space: Boxed::known([13.0..=100.0, 0.0..=100.0]),
        constraints: inequalities(["g1", "g2"]),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![14.095_000_000_000_2, 0.842_960_789_215_891_7],
        optimum: -6_961.813_875_580_139,
    }
}

fn formula([x1, x2]: [f64; 2]) -> (f64, [f64; 2]) {
    let cost = (x1 - 10.0).powi(3) + (x2 - 20.0).powi(3);
    let outside = 100.0 - (x1 - 5.0).powi(2) - (x2 - 5.0).powi(2);
    let inside = (x1 - 6.0).powi(2) + (x2 - 5.0).powi(2) - 82.81;
    (cost, [outside, inside])
}
