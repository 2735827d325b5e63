//! g04.

use super::super::entry::{Entry, at, inequalities};
use crate::problem::Boxed;

pub fn entry() -> Entry {
    Entry {
        space: Boxed::known([78.0..=102.0, 33.0..=45.0, 27.0..=45.0, 27.0..=45.0, 27.0..=45.0]),
        constraints: inequalities(["g1", "g2", "g3", "g4", "g5", "g6"]),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![78.0, 33.0, 29.995_256_025_682_558, 45.0, 36.775_812_905_787_2],
        optimum: -30_665.538_671_783_317,
    }
}

fn formula([x1, x2, x3, x4, x5]: [f64; 5]) -> (f64, [f64; 6]) {
    let cost = 5.357_854_7 * x3 * x3 + 0.835_689_1 * x1 * x5 + 37.293_239 * x1 - 40_792.141;
    let u = 85.334_407 + 0.005_685_8 * x2 * x5 + 0.000_626_2 * x1 * x4 - 0.002_205_3 * x3 * x5;
    let v = 80.512_49 + 0.007_131_7 * x2 * x5 + 0.002_995_5 * x1 * x2 + 0.002_181_3 * x3 * x3;
    let w = 9.300_961 + 0.004_702_6 * x3 * x5 + 0.001_254_7 * x1 * x3 + 0.001_908_5 * x3 * x4;
    (cost, [u - 92.0, -u, v - 110.0, 90.0 - v, w - 25.0, 20.0 - w])
}
