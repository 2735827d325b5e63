//! Problems whose objective this program cannot call.

use super::{Failure, Objective, Point, Problem, Sense, Space};

/// An objective that this program cannot call: a simulator elsewhere, a laboratory, a queue. A problem with it, as
/// [`ExternalObjective`] gives, is searched by a [`Session`](crate::run::Session), which hands out points and takes in
/// their values; every evaluation by `solve` fails.
#[derive(Clone, Copy, Debug)]
pub struct External;

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
}

impl<S: Space> ExternalObjective for S {}

impl<S: Space> Problem for Objective<S, External> {
    type Space = S;
    type Fitness = f64;

    fn space(&self) -> &S {
        &self.space
    }
    fn evaluate(&self, _: &Point<Self>) -> Result<f64, Failure> {
        let why = "the objective is external; instead of `solve` call `session`, `ask` it for points and `tell` it \
                   their values";
        Err(Failure::Error(why.to_owned()))
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
