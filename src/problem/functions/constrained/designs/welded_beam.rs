//! The welded beam.

use super::super::entry::{Entry, at, inequalities};
use crate::problem::Boxed;
use std::f64::consts::SQRT_2;

/// The load in pounds.
const LOAD: f64 = 6000.0;
/// The length of the beam in inches.
const LENGTH: f64 = 14.0;
/// Young's modulus in pounds per square inch.
const YOUNG: f64 = 30e6;
/// The shear modulus in pounds per square inch.
const SHEAR: f64 = 12e6;

pub fn entry() -> Entry {
    Entry {
        space: Boxed::known([0.1..=2.0, 0.1..=10.0, 0.1..=10.0, 0.1..=2.0]),
        constraints: inequalities([
            "shear stress",
            "bending stress",
            "weld within beam",
            "material cost",
            "thinnest weld",
            "deflection",
            "buckling load",
        ]),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![
            0.205_729_639_786_079_17,
            3.470_488_665_628_025,
            9.036_623_910_357_64,
            0.205_729_639_786_079_55,
        ],
        optimum: 1.724_852_308_597_365,
    }
}

/// Computes from the thickness and length of the weld and the height and thickness of the beam.
fn formula([h, l, t, b]: [f64; 4]) -> (f64, [f64; 7]) {
    let bar = 0.048_11 * t * b * (14.0 + l);
    let cost = 1.104_71 * h * h * l + bar;
    let half = (h + t) / 2.0;
    let radius = (l * l / 4.0 + half * half).sqrt();
    let moment = LOAD * (LENGTH + l / 2.0);
    let inertia = 2.0 * SQRT_2 * h * l * (l * l / 12.0 + half * half);
    let primary = LOAD / (SQRT_2 * h * l);
    let secondary = moment * radius / inertia;
    let shear =
        (primary * primary + primary * secondary * l / radius + secondary * secondary).sqrt();
    let bending = 6.0 * LOAD * LENGTH / (b * t * t);
    let deflection = 4.0 * LOAD * LENGTH.powi(3) / (YOUNG * t.powi(3) * b);
    let slender = t / (2.0 * LENGTH) * (YOUNG / (4.0 * SHEAR)).sqrt();
    let buckling = 4.013 * YOUNG * t * b.powi(3) / 6.0 / (LENGTH * LENGTH) * (1.0 - slender);
    let constraints = [
        shear - 13_600.0,
        bending - 30_000.0,
        h - b,
        0.104_71 * h * h + bar - 5.0,
        0.125 - h,
        deflection - 0.25,
        LOAD - buckling,
    ];
    (cost, constraints)
}
