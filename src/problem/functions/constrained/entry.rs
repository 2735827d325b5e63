//! What makes a constrained test function.

use crate::problem::{Boxed, Constraint};

/// A test function with its constraints and its optimum.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub space: Boxed,
    pub constraints: Vec<Constraint>,
    /// Returns the cost of a point and writes the values of the constraints.
    pub formula: fn(&[f64], &mut [f64]) -> f64,
    /// A point of the lowest cost that is known, feasible in floating point.
    pub minimizer: Vec<f64>,
    pub optimum: f64,
}

/// The tolerance of equalities, which the competition sets.
const TOLERANCE: f64 = 1e-4;

/// Returns constraints of at most 0.
pub(super) fn inequalities<const M: usize>(names: [&str; M]) -> Vec<Constraint> {
    names.map(Constraint::at_most_zero).to_vec()
}

/// Returns constraints equal to 0.
pub(super) fn equalities<const M: usize>(names: [&str; M]) -> Vec<Constraint> {
    names.map(|name| Constraint::equal_to_zero(name, TOLERANCE)).to_vec()
}

/// Calls a formula of `N` coordinates that gives a cost and the values of `M` constraints. Returns NaN if `x` or
/// `values` has another length.
pub(super) fn at<const N: usize, const M: usize>(
    x: &[f64],
    values: &mut [f64],
    formula: impl Fn([f64; N]) -> (f64, [f64; M]),
) -> f64 {
    let (Ok(x), Ok(values)) = (<[f64; N]>::try_from(x), <&mut [f64; M]>::try_from(values)) else {
        return f64::NAN;
    };
    let (cost, all) = formula(x);
    *values = all;
    cost
}
