//! Quadratic models of the cost and the constraints around a point, from points nearby.

use super::quadratic::Quadratic;
use nalgebra::{Cholesky, DMatrix, DVector};

/// The variance of a slope before any point is known, in units of that of a curvature.
pub(super) const SLOPE: f64 = 1e3;
/// The weight of curvatures that are alike in all directions.
const EVEN: f64 = 100.0;
/// The squared error of a value at distance 1; it grows with the sixth power of the distance, as what a quadratic leaves
/// out does.
const ERROR: f64 = 1e-4;

/// The models, and what is not known of them.
pub(super) struct Fit {
    /// The cost, then each constraint.
    pub models: Vec<Quadratic>,
    /// The covariance of the slope that is left.
    pub doubt: DMatrix<f64>,
}

/// Fits a quadratic to each output, with the value at the centre, by Gaussian process regression with the kernel
/// SLOPE zᵀz' + ½ (zᵀz')² + ¼ EVEN |z|²|z'|². `points` are the columns; `rises` has, for each output, the rise of its
/// value from the centre to each point. `None` if the points have no usable covariance. O(k³ + k² · outputs) for k points.
pub(super) fn fit(points: &DMatrix<f64>, values: &[f64], rises: &[DVector<f64>]) -> Option<Fit> {
    let (n, k) = points.shape();
    let products = points.tr_mul(points);
    let square = products.diagonal();
    let mut kernel = DMatrix::from_fn(k, k, |i, j| {
        let p = products[(i, j)];
        SLOPE * p + 0.5 * p * p + 0.25 * EVEN * square[i] * square[j]
    });
    (0..k).for_each(|i| kernel[(i, i)] += ERROR * square[i].powi(3));
    let scale = kernel.diagonal().map(|variance| 1.0 / variance.sqrt());
    let scaled = DMatrix::from_fn(k, k, |i, j| match i == j {
        true => 1.0,
        false => kernel[(i, j)] * scale[i] * scale[j],
    });
    let factored = factor(&scaled)?;
    let model = |(rises, value): (&DVector<f64>, &f64)| {
        let mut weights = rises.component_mul(&scale);
        factored.solve_mut(&mut weights);
        weights.component_mul_assign(&scale);
        let slope = points * &weights * SLOPE;
        let mut curvature = points * DMatrix::from_diagonal(&weights) * points.transpose();
        let even = 0.5 * EVEN * weights.dot(&square);
        (0..n).for_each(|r| curvature[(r, r)] += even);
        Quadratic { value: *value, slope, curvature }
    };
    let models = rises.iter().zip(values).map(model).collect();
    let mut known = DMatrix::from_fn(k, n, |i, r| points[(r, i)] * scale[i]);
    factored.l_dirty().solve_lower_triangular_mut(&mut known);
    let doubt = DMatrix::identity(n, n) * SLOPE - known.tr_mul(&known) * (SLOPE * SLOPE);
    Some(Fit { models, doubt })
}

/// Returns the Cholesky factor of a matrix whose diagonal is raised as far as that is needed.
fn factor(matrix: &DMatrix<f64>) -> Option<Cholesky<f64, nalgebra::Dyn>> {
    let mut jitter = 1e-14;
    while jitter <= 1e-3 {
        let mut raised = matrix.clone();
        (0..matrix.nrows()).for_each(|i| raised[(i, i)] += jitter);
        if let Some(factored) = Cholesky::new(raised) {
            return Some(factored);
        }
        jitter *= 10.0;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Seed, Streams};

    #[test]
    fn a_quadratic_is_found_from_as_many_points_as_it_has_coefficients() {
        let n = 3;
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let truth = Quadratic {
            value: 5.0,
            slope: DVector::from_vec(vec![1.0, -2.0, 0.5]),
            curvature: DMatrix::from_row_slice(
                3,
                3,
                &[4.0, 1.0, 0.0, 1.0, 3.0, -1.0, 0.0, -1.0, 2.0],
            ),
        };
        let points = DMatrix::from_fn(n, 9, |_, _| rng.in_range(-1.0, 1.0));
        let rises = DVector::from_fn(9, |i, _| truth.at(&points.column(i).into()) - truth.value);
        let found = fit(&points, &[5.0], &[rises]).unwrap();
        let model = &found.models[0];
        assert!((&model.slope - &truth.slope).amax() < 0.05, "{}", model.slope);
        assert!((&model.curvature - &truth.curvature).amax() < 0.3, "{}", model.curvature);
        assert!(found.doubt.diagonal().max() < 1.0, "{}", found.doubt);
    }

    #[test]
    fn along_a_line_the_rest_of_the_slope_stays_in_doubt() {
        let points = DMatrix::from_row_slice(2, 2, &[0.5, 1.0, 0.0, 0.0]);
        let rises = DVector::from_vec(vec![0.5, 1.0]);
        let found = fit(&points, &[0.0], &[rises]).unwrap();
        assert!(found.doubt[(0, 0)] < 10.0 && found.doubt[(1, 1)] == SLOPE, "{}", found.doubt);
        assert!((found.models[0].slope[0] - 1.0).abs() < 0.05 && found.models[0].slope[1] == 0.0);
    }
}
