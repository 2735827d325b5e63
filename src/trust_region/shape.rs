//! The shape of a trust region.

use super::{quadratic::spectrum, square};
use nalgebra::{DMatrix, DVector};
use serde::{Deserialize, Serialize};

/// An ellipsoid of volume 1: long where the models are flat, short where they are steep.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Shape {
    /// The mean of the curvatures learnt, with determinant 1.
    #[serde(with = "square")]
    matrix: DMatrix<f64>,
    /// The directions of the half-axes, as columns, times their lengths.
    #[serde(with = "square")]
    axes: DMatrix<f64>,
    /// The inverse of `axes`.
    #[serde(with = "square")]
    inverse: DMatrix<f64>,
}

/// The weight of a new curvature in the mean.
const LEARNING: f64 = 0.3;
/// The largest ratio of two curvatures.
const CONDITION: f64 = 1e6;

impl Shape {
    /// Returns a ball.
    pub fn ball(n: usize) -> Self {
        let unit = DMatrix::identity(n, n);
        Shape { matrix: unit.clone(), axes: unit.clone(), inverse: unit }
    }

    /// Returns the number of dimensions.
    pub fn dimensions(&self) -> usize {
        self.axes.nrows()
    }

    /// Returns whether it has these dimensions, all numbers finite.
    pub fn is_sound(&self, n: usize) -> bool {
        let all = [&self.matrix, &self.axes, &self.inverse];
        all.iter().all(|m| m.shape() == (n, n) && m.iter().all(|x| x.is_finite()))
    }

    /// Returns the half-axes as columns.
    pub fn axes(&self) -> &DMatrix<f64> {
        &self.axes
    }

    /// Returns the matrix that takes a distance to coordinates along the half-axes.
    pub fn inverse(&self) -> &DMatrix<f64> {
        &self.inverse
    }

    /// Learns the curvature of the Lagrangian, as far as it is `known`, from 0 to 1.
    pub fn learn(&mut self, curvature: &DMatrix<f64>, known: f64) {
        let Some((axes, values)) = normalized(curvature, CONDITION.powf(known)) else { return };
        let learnt = &axes * DMatrix::from_diagonal(&values) * axes.transpose();
        let mean = &self.matrix * (1.0 - LEARNING) + learnt * LEARNING;
        let Some((axes, values)) = normalized(&mean, CONDITION) else { return };
        let lengths = values.map(|value| value.sqrt().recip());
        self.matrix = &axes * DMatrix::from_diagonal(&values) * axes.transpose();
        self.axes = &axes * DMatrix::from_diagonal(&lengths);
        self.inverse = DMatrix::from_diagonal(&lengths.map(f64::recip)) * axes.transpose();
    }
}

/// Returns the eigenvectors and the absolute eigenvalues, limited to a condition and with product 1.
fn normalized(matrix: &DMatrix<f64>, condition: f64) -> Option<(DMatrix<f64>, DVector<f64>)> {
    let (values, axes) = spectrum(matrix)?;
    let top = values.amax();
    if !(top > 1e-200 && top.is_finite()) {
        return None;
    }
    // Relative to the largest, so that the unit of the costs changes no bit.
    let values = values.map(|value| (value.abs() / top).max(1.0 / condition));
    let mean = values.map(f64::ln).mean().exp();
    Some((axes, values / mean))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_becomes_long_where_the_curvature_is_small() {
        let mut shape = Shape::ball(2);
        let curvature = DMatrix::from_row_slice(2, 2, &[100.0, 0.0, 0.0, 1.0]);
        (0..60).for_each(|_| shape.learn(&curvature, 1.0));
        let lengths: Vec<f64> = shape.axes().column_iter().map(|axis| axis.norm()).collect();
        let (short, long) = (lengths[0].min(lengths[1]), lengths[0].max(lengths[1]));
        assert!((long / short - 10.0).abs() < 1e-3 && (long * short - 1.0).abs() < 1e-9);
        assert!((shape.axes() * shape.inverse() - DMatrix::identity(2, 2)).amax() < 1e-9);
        let before = shape.clone();
        shape.learn(&DMatrix::from_element(2, 2, f64::NAN), 1.0);
        assert_eq!(before.axes, shape.axes);
        (0..60).for_each(|_| shape.learn(&curvature, 0.0));
        assert!(shape.axes().column_iter().all(|axis| (axis.norm() - 1.0).abs() < 1e-3));
    }
}
