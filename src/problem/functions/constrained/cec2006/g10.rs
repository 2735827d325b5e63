//! g10.

use super::super::entry::{Entry, at, inequalities};
use crate::problem::Boxed;
use std::iter::{once, repeat_n};

pub fn entry() -> Entry {
    let areas = once(100.0..=10_000.0).chain(repeat_n(1000.0..=10_000.0, 2));
    Entry {
        space: Boxed::known(areas.chain(repeat_n(10.0..=1000.0, 5))),
        constraints: inequalities(["g1", "g2", "g3", "g4", "g5", "g6"]),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![
            579.306_684_425_356_5,
            1_359.970_668_051_665_1,
            5_109.970_668_051_785,
            182.017_699_581_119_5,
            295.601_173_277_932_6,
            217.982_300_418_879_7,
            286.416_526_303_185_26,
            395.601_173_277_931_8,
        ],
        optimum: 7_049.248_020_528_666,
    }
}

fn formula([x1, x2, x3, x4, x5, x6, x7, x8]: [f64; 8]) -> (f64, [f64; 6]) {
    let constraints = [
        0.0025 * (x4 + x6) - 1.0,
        0.0025 * (x5 + x7 - x4) - 1.0,
        0.01 * (x8 - x5) - 1.0,
        -x1 * x6 + 833.332_52 * x4 + 100.0 * x1 - 83_333.333,
        -x2 * x7 + 1250.0 * x5 + x2 * x4 - 1250.0 * x4,
        -x3 * x8 + 1_250_000.0 + x3 * x5 - 2500.0 * x5,
    ];
    (x1 + x2 + x3, constraints)
}
