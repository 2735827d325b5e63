//! Closures that give a cost and the values of constraints in one call.

use super::{
    Boxed, Constrained, Constraint, EvaluationMode, Failure, Objective, Permutation, Point,
    Problem, Sense, Space,
    objective::{Exclusive, about_objective},
};
use std::fmt::Display;

/// A closure that returns a cost and writes the values of constraints: what
/// [`minimize_subject_to`](Boxed::minimize_subject_to) and the similar methods give.
#[derive(Clone, Debug)]
pub struct Joint<G> {
    constraints: Vec<Constraint>,
    call: G,
}

impl<S, G> Objective<S, Joint<G>> {
    fn joint<C: Into<Constraint>>(
        space: S,
        sense: Sense,
        constraints: impl IntoIterator<Item = C>,
        call: G,
    ) -> Self {
        let constraints = constraints.into_iter().map(Into::into).collect();
        Objective::new(space, sense, Joint { constraints, call })
    }
}

impl<S, T, G> Problem for Objective<S, Joint<G>>
where
    S: Space<Point = Vec<T>>,
    G: Fn(&[T], &mut [f64]) -> Result<f64, Failure> + Send + Sync,
{
    type Space = S;
    type Fitness = Constrained;

    about_objective!();

    fn evaluate(&self, x: &Point<Self>) -> Result<Constrained, Failure> {
        let Joint { constraints, call } = &self.cost;
        let mut values = vec![f64::NAN; constraints.len()];
        let cost = call(x, &mut values);
        Constrained::of(constraints, values, cost)
    }
    fn evaluation_mode(&self) -> EvaluationMode {
        self.mode
    }
    fn constraints(&self) -> &[Constraint] {
        &self.cost.constraints
    }
}

macro_rules! joint_closures_over {
    ($space:ty, $coordinate:ty) => {
        impl $space {
            /// Returns the problem of minimizing `objective` under constraints, given by their names or as
            /// [`Constraint`]s: it returns the cost of a point and writes the value of each constraint, in their
            /// order. A constraint holds where its value is at most 0, or for an equality near 0. One that is
            /// not written counts as failed.
            ///
            /// ```
            /// use swarmopt::prelude::*;
            /// // One simulation gives both weight and stress.
            /// let rod = Boxed::new([0.1..=10.0])?.minimize_subject_to(["stress"], |x, g| {
            ///     let (weight, stress) = (7.8 * x[0], 900.0 / x[0]);
            ///     g[0] = stress - 250.0;
            ///     weight
            /// });
            /// let outcome = solve(&rod, Seed(1), Evaluations(500))?;
            /// assert!((outcome.value()? - 7.8 * 3.6).abs() < 1e-3);
            /// # Ok::<(), swarmopt::Error>(())
            /// ```
            pub fn minimize_subject_to<C: Into<Constraint>>(
                self,
                constraints: impl IntoIterator<Item = C>,
                objective: impl Fn(&[$coordinate], &mut [f64]) -> f64 + Send + Sync,
            ) -> Objective<
                Self,
                Joint<impl Fn(&[$coordinate], &mut [f64]) -> Result<f64, Failure> + Send + Sync>,
            > {
                let call = move |x: &[$coordinate], g: &mut [f64]| Ok(objective(x, g));
                Objective::joint(self, Sense::Minimize, constraints, call)
            }

            /// Returns the problem of maximizing `objective` under constraints; see
            /// [`minimize_subject_to`](Self::minimize_subject_to).
            pub fn maximize_subject_to<C: Into<Constraint>>(
                self,
                constraints: impl IntoIterator<Item = C>,
                objective: impl Fn(&[$coordinate], &mut [f64]) -> f64 + Send + Sync,
            ) -> Objective<
                Self,
                Joint<impl Fn(&[$coordinate], &mut [f64]) -> Result<f64, Failure> + Send + Sync>,
            > {
                let call = move |x: &[$coordinate], g: &mut [f64]| Ok(-objective(x, g));
                Objective::joint(self, Sense::Maximize, constraints, call)
            }

            /// Returns the problem of minimizing under constraints an objective that may fail; see
            /// [`try_minimize`](Self::try_minimize) and [`minimize_subject_to`](Self::minimize_subject_to).
            pub fn try_minimize_subject_to<C: Into<Constraint>, E: Display>(
                self,
                constraints: impl IntoIterator<Item = C>,
                objective: impl Fn(&[$coordinate], &mut [f64]) -> Result<f64, E> + Send + Sync,
            ) -> Objective<
                Self,
                Joint<impl Fn(&[$coordinate], &mut [f64]) -> Result<f64, Failure> + Send + Sync>,
            > {
                let call = move |x: &[$coordinate], g: &mut [f64]| {
                    objective(x, g).map_err(|e| Failure::Error(e.to_string()))
                };
                Objective::joint(self, Sense::Minimize, constraints, call)
            }

            /// Returns the problem of minimizing under constraints an objective that changes its own state; see
            /// [`minimize_mut`](Self::minimize_mut) and [`minimize_subject_to`](Self::minimize_subject_to).
            pub fn minimize_mut_subject_to<C: Into<Constraint>>(
                self,
                constraints: impl IntoIterator<Item = C>,
                objective: impl FnMut(&[$coordinate], &mut [f64]) -> f64 + Send,
            ) -> Objective<
                Self,
                Joint<impl Fn(&[$coordinate], &mut [f64]) -> Result<f64, Failure> + Send + Sync>,
            > {
                let objective = Exclusive::new(objective);
                let call = move |x: &[$coordinate], g: &mut [f64]| {
                    objective.with(|objective| objective(x, g))
                };
                let problem = Objective::joint(self, Sense::Minimize, constraints, call);
                Objective { mode: EvaluationMode::Sequential, ..problem }
            }
        }
    };
}
joint_closures_over!(Boxed, f64);
joint_closures_over!(Permutation, usize);
