//! The tension/compression spring.

use super::super::entry::{Entry, at, inequalities};
use crate::problem::Boxed;

pub fn entry() -> Entry {
    Entry {
        space: Boxed::known([0.05..=2.0, 0.25..=1.3, 2.0..=15.0]),
        constraints: inequalities([
            "deflection",
            "shear stress",
            "surge frequency",
            "outer diameter",
        ]),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![0.051_689_061_082_763_53, 0.356_717_739_799_441_6, 11.288_965_751_613_35],
        optimum: 0.012_665_232_788_319_417,
    }
}

/// Computes from the diameters of the wire and of the coil and the number of active coils.
fn formula([wire, coil, turns]: [f64; 3]) -> (f64, [f64; 4]) {
    let curvature = (4.0 * coil * coil - wire * coil) / (12_566.0 * wire.powi(3) * (coil - wire));
    let constraints = [
        1.0 - coil.powi(3) * turns / (71_785.0 * wire.powi(4)),
        curvature + 1.0 / (5108.0 * wire * wire) - 1.0,
        1.0 - 140.45 * wire / (coil * coil * turns),
        (wire + coil) / 1.5 - 1.0,
    ];
    ((turns + 2.0) * coil * wire * wire, constraints)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coil_as_thin_as_its_wire_has_infinite_stress() {
        assert_eq!(formula([0.3, 0.3, 10.0]).1[1], f64::INFINITY);
    }
}
