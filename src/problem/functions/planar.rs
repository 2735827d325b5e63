//! The formulas of two coordinates. [`Function`](super::Function) gives the sources.

use std::f64::consts::PI;

/// Returns the value of `formula` at a point; NaN if it does not have two coordinates.
pub(super) fn on_plane(point: &[f64], formula: impl Fn(f64, f64) -> f64) -> f64 {
    if let [x, y] = *point { formula(x, y) } else { f64::NAN }
}

/// Computes a sum of three terms, the first two not negative, so that it cannot round below the last.
pub(super) fn branin(x: f64, y: f64) -> f64 {
    let t = 1.0 / (8.0 * PI);
    let ridge = y - 5.1 / (4.0 * PI * PI) * x * x + 5.0 / PI * x - 6.0;
    ridge * ridge + 10.0 * (1.0 - t) * (1.0 + x.cos()) + 10.0 * t
}

pub(super) fn goldstein_price(x: f64, y: f64) -> f64 {
    // Both polynomials depend on one line each: s = x + y and t = 2x − 3y.
    let (s, t) = (x + y, 2.0 * x - 3.0 * y);
    let first = 1.0 + (s + 1.0).powi(2) * (19.0 - 14.0 * s + 3.0 * s * s);
    let second = 30.0 + t * t * (18.0 - 16.0 * t + 3.0 * t * t);
    first * second
}

pub(super) fn six_hump_camel(x: f64, y: f64) -> f64 {
    let (xx, yy) = (x * x, y * y);
    (4.0 - 2.1 * xx + xx * xx / 3.0) * xx + x * y + 4.0 * (yy - 1.0) * yy
}

pub(super) fn beale(x: f64, y: f64) -> f64 {
    let term = |c: f64, power: i32| (c - x + x * y.powi(power)).powi(2);
    term(1.5, 1) + term(2.25, 2) + term(2.625, 3)
}

pub(super) fn booth(x: f64, y: f64) -> f64 {
    (x + 2.0 * y - 7.0).powi(2) + (2.0 * x + y - 5.0).powi(2)
}

pub(super) fn easom(x: f64, y: f64) -> f64 {
    -x.cos() * y.cos() * (-(x - PI).powi(2) - (y - PI).powi(2)).exp()
}

pub(super) fn himmelblau(x: f64, y: f64) -> f64 {
    (x * x + y - 11.0).powi(2) + (x + y * y - 7.0).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn published_local_minima_and_values_by_hand() {
        for (x, y, value) in
            [(1.2, 0.8, 840.0), (1.8, 0.2, 84.0), (-0.6, -0.4, 30.0), (0.0, -1.0, 3.0)]
        {
            assert_relative_eq!(goldstein_price(x, y), value, max_relative = 1e-12);
        }
        assert_relative_eq!(branin(0.0, 0.0), 56.0 - 5.0 / (4.0 * PI), max_relative = 1e-14);
        for (x, y) in [(-PI, 12.275), (3.0 * PI, 2.475)] {
            assert_relative_eq!(branin(x, y), 0.397_887_357_729_738, max_relative = 1e-12);
        }
        assert_relative_eq!(six_hump_camel(1.0, 1.0), 97.0 / 30.0, max_relative = 1e-14);
        assert_eq!(beale(0.0, 0.0), 14.203_125);
        assert_eq!(booth(0.0, 0.0), 74.0);
        assert_relative_eq!(easom(0.0, 0.0), -(-2.0 * PI * PI).exp());
        assert_eq!(himmelblau(0.0, 0.0), 170.0);
        assert!(himmelblau(-2.805_118, 3.131_312) < 1e-9);
    }
}
