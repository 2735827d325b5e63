//! g05.

use super::super::entry::{Entry, at, equalities, inequalities};
use crate::problem::Boxed;

pub fn entry() -> Entry {
    Entry {
        space: Boxed::known([0.0..=1200.0, 0.0..=1200.0, -0.55..=0.55, -0.55..=0.55]),
        constraints: [inequalities(["g1", "g2"]), equalities(["h3", "h4", "h5"])].concat(),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![
            679.945_149_883_828_2,
            1_026.066_974_304_518,
            0.118_876_367_962_857_5,
            -0.396_233_485_752_270_24,
        ],
        optimum: 5_126.496_714_007_102,
    }
}

fn formula([x1, x2, x3, x4]: [f64; 4]) -> (f64, [f64; 5]) {
    let cost = 3.0 * x1 + 1e-6 * x1.powi(3) + 2.0 * x2 + 2e-6 / 3.0 * x2.powi(3);
    let power = |a: f64, b: f64| 1000.0 * ((a - 0.25).sin() + (b - 0.25).sin());
    let constraints = [
        x3 - x4 - 0.55,
        x4 - x3 - 0.55,
        power(-x3, -x4) + 894.8 - x1,
        power(x3, x3 - x4) + 894.8 - x2,
        power(x4, x4 - x3) + 1294.8,
    ];
    (cost, constraints)
}
