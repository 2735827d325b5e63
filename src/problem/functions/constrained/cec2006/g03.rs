//! g03.

use super::super::entry::{Entry, at, equalities};
use crate::problem::Boxed;

pub fn entry() -> Entry {
    Entry {
        space: Boxed::known(vec![0.0..=1.0; 10]),
        constraints: equalities(["h1"]),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![0.316_243_577_009_873_5; 10],
        optimum: -1.000_500_100_010_000_4,
    }
}

fn formula(x: [f64; 10]) -> (f64, [f64; 1]) {
    // √10 to the power of 10.
    let factor = 1e5;
    (-factor * x.iter().product::<f64>(), [x.iter().map(|x| x * x).sum::<f64>() - 1.0])
}
