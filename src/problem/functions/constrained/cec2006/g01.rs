//! g01.

use super::super::entry::{Entry, at, inequalities};
use crate::problem::Boxed;

pub fn entry() -> Entry {
    let unit = || 0.0..=1.0;
    let wide = || 0.0..=100.0;
    let bounds = (0..13).map(|i| if (9..12).contains(&i) { wide() } else { unit() });
    Entry {
        space: Boxed::known(bounds),
        constraints: inequalities(["g1", "g2", "g3", "g4", "g5", "g6", "g7", "g8", "g9"]),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 3.0, 3.0, 3.0, 1.0],
        optimum: -15.0,
    }
}

fn formula(x: [f64; 13]) -> (f64, [f64; 9]) {
    let [x1, x2, x3, x4, x5, x6, x7, x8, x9, x10, x11, x12, _] = x;
    let (first, others) = x.split_at(4);
    let curved: f64 = first.iter().map(|x| x - x * x).sum();
    let cost = 5.0 * curved - others.iter().sum::<f64>();
    let constraints = [
        2.0 * (x1 + x2) + x10 + x11 - 10.0,
        2.0 * (x1 + x3) + x10 + x12 - 10.0,
        2.0 * (x2 + x3) + x11 + x12 - 10.0,
        x10 - 8.0 * x1,
        x11 - 8.0 * x2,
        x12 - 8.0 * x3,
        x10 - 2.0 * x4 - x5,
        x11 - 2.0 * x6 - x7,
        x12 - 2.0 * x8 - x9,
    ];
    (cost, constraints)
}
