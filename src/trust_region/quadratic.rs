//! Quadratic functions.

use nalgebra::{Cholesky, DMatrix, DVector, SymmetricEigen};

/// The function value + slopeᵀz + ½ zᵀ curvature z.
#[derive(Clone, Debug)]
pub(super) struct Quadratic {
    pub value: f64,
    pub slope: DVector<f64>,
    pub curvature: DMatrix<f64>,
}

impl Quadratic {
    /// Returns a constant function of `n` variables.
    pub fn constant(value: f64, n: usize) -> Self {
        Quadratic { value, slope: DVector::zeros(n), curvature: DMatrix::zeros(n, n) }
    }

    /// Returns the value at `z`.
    pub fn at(&self, z: &DVector<f64>) -> f64 {
        self.value + z.dot(&(&self.slope + &self.curvature * z * 0.5))
    }

    /// Returns the gradient at `z`.
    pub fn slope_at(&self, z: &DVector<f64>) -> DVector<f64> {
        &self.slope + &self.curvature * z
    }

    /// Returns how much it can change within one unit, or a little of its value if it is constant; above 0.
    pub fn size(&self) -> f64 {
        let changes = self.slope.norm() + 0.5 * self.curvature.norm();
        changes.max(1e-12 * self.value.abs()).max(1e-100)
    }

    /// Returns it divided by a number.
    pub fn over(&self, unit: f64) -> Self {
        let (slope, curvature) = (&self.slope / unit, &self.curvature / unit);
        Quadratic { value: self.value / unit, slope, curvature }
    }
}

/// Returns a symmetric matrix, with its eigenvalues replaced by their absolute values unless all are positive.
pub(super) fn convex(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let least = 1e-12 * matrix.amax() + 1e-14;
    let mut raised = matrix.clone();
    (0..matrix.nrows()).for_each(|i| raised[(i, i)] += least);
    if Cholesky::new(raised.clone()).is_some() {
        return raised;
    }
    let Some((values, axes)) = spectrum(matrix) else {
        return DMatrix::identity(matrix.nrows(), matrix.nrows()) * least;
    };
    let values = values.map(|value| value.abs().max(least));
    &axes * DMatrix::from_diagonal(&values) * axes.transpose()
}

/// Returns the eigenvalues of a symmetric matrix and the eigenvectors, which are the columns; `None` if they are not
/// finite or the decomposition does not converge.
pub(super) fn spectrum(matrix: &DMatrix<f64>) -> Option<(DVector<f64>, DMatrix<f64>)> {
    let finite = matrix.iter().all(|x| x.is_finite());
    let rounds = 100 * matrix.nrows() + 1_000;
    let eigen = finite.then(|| SymmetricEigen::try_new(matrix.clone(), f64::EPSILON, rounds))??;
    Some((eigen.eigenvalues, eigen.eigenvectors))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_slopes_and_curvatures_agree() {
        let q = Quadratic {
            value: 3.0,
            slope: DVector::from_vec(vec![1.0, -2.0]),
            curvature: DMatrix::from_row_slice(2, 2, &[2.0, 0.5, 0.5, -1.0]),
        };
        let z = DVector::from_vec(vec![2.0, 4.0]);
        assert_eq!(q.at(&z), 3.0 + 2.0 - 8.0 + 4.0 + 4.0 - 8.0);
        assert_eq!(q.slope_at(&z), DVector::from_vec(vec![7.0, -5.0]));
        assert_eq!(q.over(2.0).at(&z), q.at(&z) / 2.0);
    }

    #[test]
    fn a_matrix_is_made_convex_by_its_absolute_spectrum() {
        let saddle = DMatrix::from_row_slice(2, 2, &[0.0, 2.0, 2.0, 0.0]);
        let bowl = convex(&saddle);
        assert!((bowl - DMatrix::identity(2, 2) * 2.0).amax() < 1e-9);
        let convex_already = DMatrix::from_row_slice(2, 2, &[4.0, 1.0, 1.0, 3.0]);
        assert!((convex(&convex_already) - convex_already).amax() < 1e-9);
        assert!(spectrum(&DMatrix::from_element(2, 2, f64::NAN)).is_none());
    }
}
