//! Closures as problems.

use super::{Boxed, Failure, Manner, Permutation, Point, Problem, Sense, Space};
use ndarray::{Array2, ArrayView2};
use std::{
    fmt::Display,
    sync::{Mutex, PoisonError},
};

/// A closure over a space: made by `minimize` and its sisters on [`Boxed`] and [`Permutation`].
#[derive(Clone, Debug)]
pub struct Objective<S, G> {
    space: S,
    cost: G,
    sense: Sense,
    manner: Manner,
    name: String,
    optimum: Option<f64>,
}

impl<S, G> Objective<S, G> {
    fn new(space: S, sense: Sense, cost: G) -> Self {
        let name = "objective".to_owned();
        Objective { space, cost, sense, manner: Manner::Apart, name, optimum: None }
    }

    /// What tables and charts call it.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// The best value possible, where it is known: tables then show the gap to it.
    #[must_use]
    pub fn with_optimum(mut self, value: f64) -> Self {
        self.optimum = Some(value);
        self
    }
}

impl<S, T, G> Problem for Objective<S, G>
where
    S: Space<Point = Vec<T>>,
    G: Fn(&[T]) -> Result<f64, Failure> + Send + Sync,
{
    type Space = S;
    type Fitness = f64;

    fn space(&self) -> &S {
        &self.space
    }
    #[inline]
    fn evaluate(&self, x: &Vec<T>) -> Result<f64, Failure> {
        (self.cost)(x)
    }
    fn manner(&self) -> Manner {
        self.manner
    }
    fn sense(&self) -> Sense {
        self.sense
    }
    fn name(&self) -> &str {
        &self.name
    }
    fn optimum(&self) -> Option<f64> {
        self.optimum
    }
}

macro_rules! closures_over {
    ($space:ty, $coordinate:ty) => {
        impl $space {
            /// The problem of finding where `objective` is least.
            pub fn minimize(
                self,
                objective: impl Fn(&[$coordinate]) -> f64 + Send + Sync,
            ) -> Objective<Self, impl Fn(&[$coordinate]) -> Result<f64, Failure> + Send + Sync>
            {
                Objective::new(self, Sense::Minimize, move |x: &[$coordinate]| Ok(objective(x)))
            }

            /// The problem of finding where `objective` is greatest. Values, targets and charts
            /// stay in the sense of `objective`.
            pub fn maximize(
                self,
                objective: impl Fn(&[$coordinate]) -> f64 + Send + Sync,
            ) -> Objective<Self, impl Fn(&[$coordinate]) -> Result<f64, Failure> + Send + Sync>
            {
                Objective::new(self, Sense::Maximize, move |x: &[$coordinate]| Ok(-objective(x)))
            }

            /// As `minimize`, for an objective that may fail. A failed evaluation is counted and
            /// ranks last.
            pub fn try_minimize<E: Display>(
                self,
                objective: impl Fn(&[$coordinate]) -> Result<f64, E> + Send + Sync,
            ) -> Objective<Self, impl Fn(&[$coordinate]) -> Result<f64, Failure> + Send + Sync>
            {
                Objective::new(self, Sense::Minimize, move |x: &[$coordinate]| {
                    objective(x).map_err(|e| Failure::Error(e.to_string()))
                })
            }

            /// As `minimize`, for an objective that changes its own state: it is called from one
            /// thread at a time, candidate by candidate in agent order.
            pub fn minimize_mut(
                self,
                objective: impl FnMut(&[$coordinate]) -> f64 + Send,
            ) -> Objective<Self, impl Fn(&[$coordinate]) -> Result<f64, Failure> + Send + Sync>
            {
                let objective = Mutex::new(objective);
                let cost = move |x: &[$coordinate]| {
                    // A panic in an earlier call poisons the lock, not the run.
                    let mut objective = objective.lock().unwrap_or_else(PoisonError::into_inner);
                    Ok((*objective)(x))
                };
                Objective { manner: Manner::InOrder, ..Objective::new(self, Sense::Minimize, cost) }
            }
        }
    };
}
closures_over!(Boxed, f64);
closures_over!(Permutation, usize);

impl Boxed {
    /// The problem of finding where `objective` is least, for an objective that costs a whole
    /// round of points at once: the rows of a matrix, one cost a row.
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
    pub fn minimize_batch<G>(self, objective: G) -> BatchObjective<G>
    where
        G: Fn(ArrayView2<'_, f64>, &mut [f64]) + Send + Sync,
    {
        BatchObjective { space: self, objective, rows: Mutex::default() }
    }
}

/// A closure over the rows of a matrix: made by [`Boxed::minimize_batch`].
#[derive(Debug)]
pub struct BatchObjective<G> {
    space: Boxed,
    objective: G,
    /// The points of the last round, kept for their memory.
    rows: Mutex<Vec<f64>>,
}

impl<G: Fn(ArrayView2<'_, f64>, &mut [f64]) + Send + Sync> Problem for BatchObjective<G> {
    type Space = Boxed;
    type Fitness = f64;

    fn space(&self) -> &Boxed {
        &self.space
    }
    fn evaluate(&self, x: &Vec<f64>) -> Result<f64, Failure> {
        let mut costs = Vec::with_capacity(1);
        self.evaluate_all(&[x], &mut costs);
        costs.pop().unwrap_or(Err(Failure::NotANumber))
    }
    fn manner(&self) -> Manner {
        Manner::Together
    }
    fn evaluate_all(&self, points: &[&Point<Self>], costs: &mut Vec<Result<f64, Failure>>) {
        let shape = (points.len(), self.space.dimensions());
        let mut rows =
            std::mem::take(&mut *self.rows.lock().unwrap_or_else(PoisonError::into_inner));
        rows.clear();
        points.iter().for_each(|x| rows.extend_from_slice(x));
        match Array2::from_shape_vec(shape, rows) {
            Ok(matrix) => {
                let mut raw = vec![f64::NAN; points.len()];
                (self.objective)(matrix.view(), &mut raw);
                costs.extend(raw.into_iter().map(Ok));
                let rows = matrix.into_raw_vec_and_offset().0;
                *self.rows.lock().unwrap_or_else(PoisonError::into_inner) = rows;
            }
            Err(shape) => {
                costs.extend(points.iter().map(|_| Err(Failure::Error(shape.to_string()))));
            }
        }
    }
}
