//! Closures that evaluate a whole round of points at once.

use super::{
    Boxed, Constrained, Constraint, EvaluationMode, Failure, Objective, Point, Problem, Sense,
    objective::about_objective,
};
use ndarray::{Array2, ArrayView2, ArrayViewMut2};
use std::sync::{Mutex, PoisonError};

/// A closure over the rows of a matrix, one point each: what [`Boxed::minimize_batch`] gives.
#[derive(Debug)]
pub struct Batch<G> {
    call: G,
    /// The points of the last round, kept to reuse the memory.
    rows: Mutex<Vec<f64>>,
}

impl<G> Batch<G> {
    fn new(call: G) -> Self {
        Batch { call, rows: Mutex::default() }
    }

    /// Calls `evaluate` with the closure and the points as a matrix.
    fn with<T>(
        &self,
        points: &[&Vec<f64>],
        evaluate: impl FnOnce(&G, ArrayView2<'_, f64>) -> T,
    ) -> Result<T, Failure> {
        let rows = || self.rows.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = std::mem::take(&mut *rows());
        all.clear();
        points.iter().for_each(|x| all.extend_from_slice(x));
        let shape = (points.len(), points.first().map_or(0, |x| x.len()));
        let matrix =
            Array2::from_shape_vec(shape, all).map_err(|e| Failure::Error(e.to_string()))?;
        let result = evaluate(&self.call, matrix.view());
        *rows() = matrix.into_raw_vec_and_offset().0;
        Ok(result)
    }
}

/// A closure that evaluates points, and the constraints on them, at once: what
/// [`Boxed::minimize_batch_subject_to`] gives.
#[derive(Debug)]
pub struct JointBatch<G> {
    constraints: Vec<Constraint>,
    batch: Batch<G>,
}

impl Boxed {
    /// Returns the problem of minimizing `objective`, which evaluates a whole round of points at once: the
    /// rows of a matrix, one cost per row.
    ///
    /// ```
    /// use swarmopt::prelude::*;
    /// let spheres = Boxed::cube(-5.0..=5.0, 3)?.minimize_batch(|points, costs| {
    ///     for (row, cost) in points.rows().into_iter().zip(costs) {
    ///         *cost = row.iter().map(|x| x * x).sum();
    ///     }
    /// });
    /// let outcome = ParticleSwarm::default().solve(&spheres, Seed(1), Evaluations(4_000))?;
    /// assert!(outcome.best().unwrap().value < 1e-3);
    /// # Ok::<(), swarmopt::Error>(())
    /// ```
    pub fn minimize_batch<G>(self, objective: G) -> Objective<Boxed, Batch<G>>
    where
        G: Fn(ArrayView2<'_, f64>, &mut [f64]) + Send + Sync,
    {
        Objective::new(self, Sense::Minimize, Batch::new(objective))
    }

    /// Returns the problem of minimizing `objective` under constraints, where it evaluates a whole round of points
    /// at once: the rows of a matrix. It writes one cost per row, and the values of the constraints in the same
    /// row of another matrix; see [`minimize_subject_to`](Self::minimize_subject_to).
    pub fn minimize_batch_subject_to<C: Into<Constraint>, G>(
        self,
        constraints: impl IntoIterator<Item = C>,
        objective: G,
    ) -> Objective<Boxed, JointBatch<G>>
    where
        G: Fn(ArrayView2<'_, f64>, &mut [f64], ArrayViewMut2<'_, f64>) + Send + Sync,
    {
        let constraints = constraints.into_iter().map(Into::into).collect();
        let batch = Batch::new(objective);
        Objective::new(self, Sense::Minimize, JointBatch { constraints, batch })
    }
}

/// Implements [`Problem`] for an objective on a box that is evaluated by batches, but for the batch itself.
macro_rules! by_batches {
    () => {
        about_objective!();

        fn evaluate(&self, x: &Vec<f64>) -> Result<Self::Fitness, Failure> {
            let mut all = Vec::with_capacity(1);
            self.evaluate_all(&[x], &mut all);
            all.pop().unwrap_or(Err(Failure::NotANumber))
        }
        fn evaluation_mode(&self) -> EvaluationMode {
            EvaluationMode::Batch
        }
    };
}

impl<G: Fn(ArrayView2<'_, f64>, &mut [f64]) + Send + Sync> Problem for Objective<Boxed, Batch<G>> {
    type Space = Boxed;
    type Fitness = f64;

    by_batches!();

    fn evaluate_all(&self, points: &[&Point<Self>], costs: &mut Vec<Result<f64, Failure>>) {
        let mut raw = vec![f64::NAN; points.len()];
        match self.cost.with(points, |call, matrix| call(matrix, &mut raw)) {
            Ok(()) => costs.extend(raw.into_iter().map(Ok)),
            Err(failure) => costs.extend(points.iter().map(|_| Err(failure.clone()))),
        }
    }
}

impl<G> Problem for Objective<Boxed, JointBatch<G>>
where
    G: Fn(ArrayView2<'_, f64>, &mut [f64], ArrayViewMut2<'_, f64>) + Send + Sync,
{
    type Space = Boxed;
    type Fitness = Constrained;

    by_batches!();

    fn constraints(&self) -> &[Constraint] {
        &self.cost.constraints
    }
    fn evaluate_all(&self, points: &[&Point<Self>], all: &mut Vec<Result<Constrained, Failure>>) {
        let JointBatch { constraints, batch } = &self.cost;
        let mut costs = vec![f64::NAN; points.len()];
        let mut values = Array2::from_elem((points.len(), constraints.len()), f64::NAN);
        match batch.with(points, |call, matrix| call(matrix, &mut costs, values.view_mut())) {
            Ok(()) => {
                let rows = values.rows().into_iter().zip(costs);
                all.extend(rows.map(|(row, cost)| {
                    Constrained::of(constraints, row.iter().copied(), Ok(cost))
                }));
            }
            Err(failure) => all.extend(points.iter().map(|_| Err(failure.clone()))),
        }
    }
}
