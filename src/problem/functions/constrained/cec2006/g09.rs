//! g09.

use super::super::entry::{Entry, at, inequalities};
use crate::problem::Boxed;

pub fn entry() -> Entry {
    Entry {
        space: Boxed::known(vec![-10.0..=10.0; 7]),
        constraints: inequalities(["g1", "g2", "g3", "g4"]),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![
            2.330_499_372_879_534,
            1.951_372_372_896_888,
            -0.477_541_392_388_860_84,
            4.365_726_233_655_804_5,
            -0.624_486_970_526_817_7,
            1.038_131_018_607_951_8,
            1.594_226_711_611_876_7,
        ],
        optimum: 680.630_057_374_402_1,
    }
}

fn formula([x1, x2, x3, x4, x5, x6, x7]: [f64; 7]) -> (f64, [f64; 4]) {
    let cost = (x1 - 10.0).powi(2)
        + 5.0 * (x2 - 12.0).powi(2)
        + x3.powi(4)
        + 3.0 * (x4 - 11.0).powi(2)
        + 10.0 * x5.powi(6)
        + 7.0 * x6 * x6
        + x7.powi(4)
        - 4.0 * x6 * x7
        - 10.0 * x6
        - 8.0 * x7;
    let constraints = [
        2.0 * x1 * x1 + 3.0 * x2.powi(4) + x3 + 4.0 * x4 * x4 + 5.0 * x5 - 127.0,
        7.0 * x1 + 3.0 * x2 + 10.0 * x3 * x3 + x4 - x5 - 282.0,
        23.0 * x1 + x2 * x2 + 6.0 * x6 * x6 - 8.0 * x7 - 196.0,
        4.0 * x1 * x1 + x2 * x2 - 3.0 * x1 * x2 + 2.0 * x3 * x3 + 5.0 * x6 - 11.0 * x7,
    ];
    (cost, constraints)
}
