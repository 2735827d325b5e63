//! The speed reducer.

use super::super::entry::{Entry, at, inequalities};
use crate::problem::Boxed;

pub fn entry() -> Entry {
    Entry {
        space: Boxed::known([
            2.6..=3.6,
            0.7..=0.8,
            17.0..=28.0,
            7.3..=8.3,
            7.3..=8.3,
            2.9..=3.9,
            5.0..=5.5,
        ]),
        constraints: inequalities([
            "bending stress of teeth",
            "contact stress of teeth",
            "deflection of shaft 1",
            "deflection of shaft 2",
            "stress of shaft 1",
            "stress of shaft 2",
            "size",
            "least width of face",
            "greatest width of face",
            "length of shaft 1",
            "length of shaft 2",
        ]),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![
            3.5,
            0.7,
            17.0,
            7.3,
            7.715_319_911_478_264,
            3.350_214_666_096_449_4,
            5.286_654_464_980_225,
        ],
        optimum: 2_994.471_066_146_820_2,
    }
}

/// Computes from the width of the face, the module and number of teeth, and the lengths and diameters of the shafts.
#[expect(clippy::approx_constant, reason = "the published formula rounds π/4 to 0.7854")]
fn formula([b, m, teeth, l1, l2, d1, d2]: [f64; 7]) -> (f64, [f64; 11]) {
    let z = teeth.round();
    let gears = 0.7854 * b * m * m * (3.3333 * z * z + 14.9334 * z - 43.0934);
    let shafts = 7.4777 * (d1.powi(3) + d2.powi(3)) - 1.508 * b * (d1 * d1 + d2 * d2);
    let cost = gears + shafts + 0.7854 * (l1 * d1 * d1 + l2 * d2 * d2);
    let deflection = |l: f64, d: f64| 1.93 * l.powi(3) / (m * z * d.powi(4)) - 1.0;
    let torque = |l: f64, square: f64| ((745.0 * l / (m * z)).powi(2) + square).sqrt();
    let constraints = [
        27.0 / (b * m * m * z) - 1.0,
        397.5 / (b * m * m * z * z) - 1.0,
        deflection(l1, d1),
        deflection(l2, d2),
        torque(l1, 16.9e6) / (110.0 * d1.powi(3)) - 1.0,
        torque(l2, 157.5e6) / (85.0 * d2.powi(3)) - 1.0,
        m * z / 40.0 - 1.0,
        5.0 * m / b - 1.0,
        b / (12.0 * m) - 1.0,
        (1.5 * d1 + 1.9) / l1 - 1.0,
        (1.1 * d2 + 1.9) / l2 - 1.0,
    ];
    (cost, constraints)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn teeth_are_rounded_to_the_nearest_number() {
        let at = |teeth: f64| formula([3.5, 0.7, teeth, 7.3, 7.8, 3.4, 5.3]);
        assert_eq!(at(17.49), at(17.0));
        assert_eq!(at(17.51), at(18.0));
    }
}
