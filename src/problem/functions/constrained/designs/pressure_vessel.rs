//! The pressure vessel.

use super::super::entry::{Entry, at, inequalities};
use crate::problem::Boxed;
use std::f64::consts::PI;

/// Plates have thicknesses of whole numbers of this part of an inch.
const SIXTEENTH: f64 = 0.0625;

pub fn entry() -> Entry {
    let plates = || SIXTEENTH..=99.0 * SIXTEENTH;
    Entry {
        space: Boxed::known([plates(), plates(), 10.0..=200.0, 10.0..=200.0]),
        constraints: inequalities(["shell thickness", "head thickness", "volume", "length"]),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![0.812_5, 0.437_5, 42.098_445_595_854_84, 176.636_595_842_440_78],
        optimum: 6_059.714_335_048_436,
    }
}

/// Computes from the thickness of the shell and of the heads, the inner radius and the length of the cylinder.
fn formula([shell, head, r, l]: [f64; 4]) -> (f64, [f64; 4]) {
    let [shell, head] = [shell, head].map(|x| (x / SIXTEENTH).round() * SIXTEENTH);
    let cost = 0.6224 * shell * r * l
        + 1.7781 * head * r * r
        + 3.1661 * shell * shell * l
        + 19.84 * shell * shell * r;
    let volume = PI * r * r * l + 4.0 / 3.0 * PI * r.powi(3);
    (cost, [0.0193 * r - shell, 0.009_54 * r - head, 1_296_000.0 - volume, l - 240.0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plates_are_rounded_to_the_nearest_sixteenth() {
        let at = |shell: f64, head: f64| formula([shell, head, 42.0, 177.0]);
        assert_eq!(at(0.79, 0.46), at(0.8125, 0.4375));
        assert_ne!(at(0.78, 0.46), at(0.8125, 0.4375));
    }
}
