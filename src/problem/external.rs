//! Problems whose objective this program cannot call.

use super::{
    Constrained, Constraint, Failure, Objective, Point, Problem, Sense, Space,
    objective::about_objective,
};

/// An objective that this program cannot call: a simulator elsewhere, a laboratory, a queue. A problem with it, as
/// [`ExternalObjective`] gives, is searched by a [`Session`](crate::run::Session), which hands out points and takes in
/// their values; every evaluation by `solve` fails.
#[derive(Clone, Copy, Debug)]
pub struct External;

/// An [`External`] objective under constraints.
#[derive(Clone, Debug)]
pub struct JointExternal(Vec<Constraint>);

/// Problems of a space alone, whose objective this program cannot call. For every [`Space`].
#[doc(alias = "ask and tell")]
pub trait ExternalObjective: Space + Sized {
    /// Returns the problem of minimizing an objective whose values are told to a [`Session`](crate::run::Session).
    fn minimize_external(self) -> Objective<Self, External> {
        Objective::new(self, Sense::Minimize, External)
    }

    /// Returns the problem of maximizing an objective whose values are told to a [`Session`](crate::run::Session).
    fn maximize_external(self) -> Objective<Self, External> {
        Objective::new(self, Sense::Maximize, External)
    }

    /// Returns the problem of minimizing under constraints, given by their names or as [`Constraint`]s, an objective
    /// whose values are told to a [`Session`](crate::run::Session), together with those of the constraints.
    fn minimize_external_subject_to<C: Into<Constraint>>(
        self,
        constraints: impl IntoIterator<Item = C>,
    ) -> Objective<Self, JointExternal> {
        let constraints = constraints.into_iter().map(Into::into).collect();
        Objective::new(self, Sense::Minimize, JointExternal(constraints))
    }

    /// Returns the problem of maximizing under constraints an objective whose values are told to a
    /// [`Session`](crate::run::Session); see
    /// [`minimize_external_subject_to`](Self::minimize_external_subject_to).
    fn maximize_external_subject_to<C: Into<Constraint>>(
        self,
        constraints: impl IntoIterator<Item = C>,
    ) -> Objective<Self, JointExternal> {
        let problem = self.minimize_external_subject_to(constraints);
        Objective { sense: Sense::Maximize, ..problem }
    }
}

impl<S: Space> ExternalObjective for S {}

/// Implements [`Problem`] for an external objective, but for its space, fitness and constraints.
macro_rules! evaluated_elsewhere {
    () => {
        about_objective!();

        fn evaluate(&self, _: &Point<Self>) -> Result<Self::Fitness, Failure> {
            let why = "the objective is external; instead of `solve` call `session`, `ask` it for points and `tell` \
                       it their values";
            Err(Failure::Error(why.to_owned()))
        }
    };
}

impl<S: Space> Problem for Objective<S, External> {
    type Space = S;
    type Fitness = f64;

    evaluated_elsewhere!();
}

impl<S: Space> Problem for Objective<S, JointExternal> {
    type Space = S;
    type Fitness = Constrained;

    evaluated_elsewhere!();

    fn constraints(&self) -> &[Constraint] {
        &self.cost.0
    }
}
