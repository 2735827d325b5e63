//! g13.

use super::super::entry::{Entry, at, equalities};
use crate::problem::Boxed;
use std::iter::repeat_n;

pub fn entry() -> Entry {
    Entry {
        space: Boxed::known(repeat_n(-2.3..=2.3, 2).chain(repeat_n(-3.2..=3.2, 3))),
        constraints: equalities(["h1", "h2", "h3"]),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![
            -1.717_142_239_276_007_6,
            1.595_721_239_621_574_3,
            1.827_250_242_028_063,
            -0.763_659_874_722_748_9,
            -0.763_659_874_722_748_9,
        ],
        optimum: 0.053_941_514_041_897_905,
    }
}

fn formula([x1, x2, x3, x4, x5]: [f64; 5]) -> (f64, [f64; 3]) {
    let constraints = [
        x1 * x1 + x2 * x2 + x3 * x3 + x4 * x4 + x5 * x5 - 10.0,
        x2 * x3 - 5.0 * x4 * x5,
        x1.powi(3) + x2.powi(3) + 1.0,
    ];
    ((x1 * x2 * x3 * x4 * x5).exp(), constraints)
}
