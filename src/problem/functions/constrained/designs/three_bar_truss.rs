//! The three-bar truss.

use super::super::entry::{Entry, at, inequalities};
use crate::problem::Boxed;
use std::f64::consts::SQRT_2;

/// The length of the middle bar in centimetres.
const LENGTH: f64 = 100.0;
/// The load in kilonewtons.
const LOAD: f64 = 2.0;
/// The greatest stress in kilonewtons per square centimetre.
const STRESS: f64 = 2.0;

pub fn entry() -> Entry {
    Entry {
        space: Boxed::known(vec![0.0..=1.0; 2]),
        constraints: inequalities(["stress of bar 1", "stress of bar 2", "stress of bar 3"]),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![0.788_675_134_594_814_4, 0.408_248_290_463_863_85],
        optimum: 263.895_843_376_468_4,
    }
}

/// Computes from the cross-sections of the outer bars and of the middle bar.
fn formula([outer, middle]: [f64; 2]) -> (f64, [f64; 3]) {
    let excess = |share: f64, area: f64| {
        // Without a cross-section there is nothing to bear the load, also where the formula is 0/0.
        if area == 0.0 { f64::INFINITY } else { LOAD * share / area - STRESS }
    };
    let both = SQRT_2 * outer * outer + 2.0 * outer * middle;
    let constraints = [
        excess(SQRT_2 * outer + middle, both),
        excess(middle, both),
        excess(1.0, SQRT_2 * middle + outer),
    ];
    ((2.0 * SQRT_2 * outer + middle) * LENGTH, constraints)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_cross_section_the_stress_is_infinite() {
        assert_eq!(formula([0.0, 0.0]).1, [f64::INFINITY; 3]);
        assert_eq!(formula([0.0, 1.0]).1, [f64::INFINITY, f64::INFINITY, 2.0 / SQRT_2 - 2.0]);
    }
}
