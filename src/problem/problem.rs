//! The problem: a space and the cost of its points.

use super::{
    Allowance, Constraint, Failure, Fitness, Recorded, Space, StartingFrom, SubjectTo, Within,
};
use crate::{error::Error, rng::Stream};
use serde::{Deserialize, Serialize};
use std::{fmt, path::Path, time::Duration};

/// A problem to solve. `evaluate` returns a cost, lower being better, also where the user maximizes.
pub trait Problem: Send + Sync {
    /// The space of the points.
    type Space: Space;
    /// The type of the costs.
    type Fitness: Fitness;

    /// Returns the search space.
    fn space(&self) -> &Self::Space;

    /// Returns the cost of `x`. An error or a panic is counted and ranks last; it does not end the run.
    ///
    /// # Errors
    /// Any failure that leaves the cost unknown.
    fn evaluate(&self, x: &Point<Self>) -> Result<Self::Fitness, Failure>;

    /// Returns how a round of candidates is evaluated. Default: [`EvaluationMode::Parallel`].
    fn evaluation_mode(&self) -> EvaluationMode {
        EvaluationMode::Parallel
    }

    /// Pushes the costs of all `points` to `costs` in the same order. After a panic, all of them count as failed.
    fn evaluate_all(
        &self,
        points: &[&Point<Self>],
        costs: &mut Vec<Result<Self::Fitness, Failure>>,
    ) {
        costs.extend(points.iter().map(|x| self.evaluate(x)));
    }

    /// Improves `x`, whose cost is `fitness`, in place by local search within `allowance`, and returns its new
    /// cost. Default: does nothing. A [`LocalSearch`](crate::local_search::LocalSearch) put `on` a problem
    /// overrides it. A problem that overrides it directly must override [`local_search`](Self::local_search),
    /// too.
    fn improve(
        &self,
        _x: &mut Point<Self>,
        fitness: Self::Fitness,
        _allowance: &mut Allowance<'_>,
        _rng: &mut Stream,
    ) -> Self::Fitness {
        fitness
    }

    /// Returns a description of [`improve`](Self::improve), including its parameters: a checkpoint is resumed
    /// only with the same local search. Default: `None`, for no local search.
    fn local_search(&self) -> Option<String> {
        None
    }

    /// Returns the constraints whose values the fitness holds. Default: none.
    fn constraints(&self) -> &[Constraint] {
        &[]
    }

    /// Returns points known to be good, to start from. Default: none.
    fn starts(&self) -> &[Point<Self>] {
        &[]
    }

    /// Returns the cost of `x` if it is known without an evaluation. Default: `None`.
    fn known(&self, _x: &Point<Self>) -> Option<Self::Fitness> {
        None
    }

    /// Returns the same problem, searched from these points: the first slots of the board take them, the
    /// others draw their own. They must be in the space and no more than the slots.
    fn starting_from(&self, points: Vec<Point<Self>>) -> StartingFrom<'_, Self>
    where
        Self: Sized,
    {
        StartingFrom::new(self, points)
    }

    /// Returns the same problem as [`starting_from`](Self::starting_from), with points whose values, in the
    /// user's sense, are known: the objective is not evaluated at them. NaN means that a value is unknown.
    fn starting_from_known(&self, points: Vec<(Point<Self>, f64)>) -> StartingFrom<'_, Self>
    where
        Self: Problem<Fitness = f64> + Sized,
    {
        let sense = self.sense();
        let known = points.into_iter().map(|(point, value)| (point, sense.turn(value)));
        StartingFrom::known(self, known.collect())
    }

    /// Returns the problem with a constraint, which holds where `g` is at most 0; `constraint` is its name or a
    /// [`Constraint`]. More may be added. All values are computed at every point. Where a constraint is violated
    /// the cost may be NaN or an error. A local search put on this problem is left out: put it on the whole.
    fn subject_to<'c>(
        self,
        constraint: impl Into<Constraint>,
        g: impl Fn(&Point<Self>) -> f64 + Send + Sync + 'c,
    ) -> SubjectTo<'c, Self>
    where
        Self: Problem<Fitness = f64> + Sized,
    {
        SubjectTo::new(self).subject_to(constraint, g)
    }

    /// Returns the problem with a constraint, which holds where `h` differs from 0 by at most `tolerance`; see
    /// [`subject_to`](Self::subject_to).
    fn equal<'c>(
        self,
        name: impl Into<String>,
        h: impl Fn(&Point<Self>) -> f64 + Send + Sync + 'c,
        tolerance: f64,
    ) -> SubjectTo<'c, Self>
    where
        Self: Problem<Fitness = f64> + Sized,
    {
        SubjectTo::new(self).equal(name, h, tolerance)
    }

    /// Returns the problem with a time limit for each evaluation: one that takes longer counts as failed, and
    /// the run goes on.
    fn within(self, limit: Duration) -> Within<Self>
    where
        Self: Sized + 'static,
    {
        Within::new(self, limit)
    }

    /// Returns the same problem with its evaluations recorded in a file, so that a later process need not repeat
    /// those of an earlier one. One recorded point is evaluated again, to check that the file belongs to this
    /// objective.
    ///
    /// # Errors
    /// [`Error::Io`] if the file cannot be used or another process uses it, [`Error::Parse`] with the
    /// line if it holds something else, [`Error::Results`] if it belongs to a problem of another name, sense
    /// or space, or if the recorded point now has another value.
    fn recorded(&self, path: impl AsRef<Path>) -> Result<Recorded<'_, Self>, Error>
    where
        Self: Sized,
    {
        Recorded::open(self, path.as_ref(), true)
    }

    /// Returns the same problem as [`recorded`](Self::recorded), but evaluates no point again: for an objective
    /// with noise, or one whose evaluation takes hours.
    ///
    /// # Errors
    /// Those of `recorded`, except for another value.
    fn recorded_unchecked(&self, path: impl AsRef<Path>) -> Result<Recorded<'_, Self>, Error>
    where
        Self: Sized,
    {
        Recorded::open(self, path.as_ref(), false)
    }

    /// Returns the problem as a trait object, so that problems of different types fit in one list.
    fn boxed<'p>(self) -> Box<DynProblem<'p, Self::Space, Self::Fitness>>
    where
        Self: Sized + 'p,
    {
        Box::new(self)
    }

    /// Returns whether to minimize or to maximize the user's values. Default: [`Sense::Minimize`].
    fn sense(&self) -> Sense {
        Sense::Minimize
    }

    /// Returns the name in tables and charts. Default: "objective".
    fn name(&self) -> &str {
        UNNAMED
    }

    /// Returns the best value possible, in the user's sense, if it is known. Default: `None`.
    fn optimum(&self) -> Option<f64> {
        None
    }
}

/// A problem on the space `S`, whatever its type. Everything that runs takes problems in this form: a swarm is
/// compiled once per space, not once per objective.
///
/// ```
/// use swarmopt::{author::*, prelude::*};
/// let problems: [Box<DynProblem<'_, Boxed>>; 2] = [
///     Function::Sphere.in_dimensions(3)?.boxed(),
///     Boxed::cube(-1.0..=1.0, 2)?.minimize(|x| x[0] + x[1]).boxed(),
/// ];
/// for problem in &problems {
///     println!("{}", solve(problem, Seed(1), Evaluations(1_000))?);
/// }
/// # Ok::<(), swarmopt::Error>(())
/// ```
pub type DynProblem<'p, S, F = f64> = dyn Problem<Space = S, Fitness = F> + 'p;

/// The name of a problem without a name of its own.
pub(crate) const UNNAMED: &str = "objective";

/// A point of a problem's space.
pub type Point<P> = <<P as Problem>::Space as Space>::Point;

/// The way in which a round of candidates is evaluated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EvaluationMode {
    /// Each by itself, on all threads of the run.
    #[default]
    Parallel,
    /// One after another in agent order, for an objective with a state.
    Sequential,
    /// All in one call of [`Problem::evaluate_all`].
    Batch,
}

/// The direction in which the user's values improve. Internally, costs are minimized; this converts them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sense {
    /// Lower values are better.
    #[default]
    Minimize,
    /// Higher values are better.
    Maximize,
}

impl fmt::Display for Sense {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Sense::Minimize => "minimize",
            Sense::Maximize => "maximize",
        })
    }
}

impl Sense {
    /// Converts a cost to the user's value, or back.
    #[inline]
    pub fn turn(self, x: f64) -> f64 {
        match self {
            Sense::Minimize => x,
            Sense::Maximize => -x,
        }
    }
}

/// Forwards methods of [`Problem`] to the inner problem: `about` those that describe it, `evaluation` those that
/// evaluate, `search` those of its local search, `starts` the points to start from.
macro_rules! forward {
    ($self:ident => $within:expr, $first:ident, $($other:ident),+) => {
        forward!($self => $within, $first);
        forward!($self => $within, $($other),+);
    };
    ($self:ident => $within:expr, about) => {
        type Space = P::Space;
        type Fitness = P::Fitness;

        fn space(&$self) -> &P::Space {
            $within.space()
        }
        fn evaluation_mode(&$self) -> EvaluationMode {
            $within.evaluation_mode()
        }
        fn constraints(&$self) -> &[$crate::problem::Constraint] {
            $within.constraints()
        }
        fn sense(&$self) -> Sense {
            $within.sense()
        }
        fn name(&$self) -> &str {
            $within.name()
        }
        fn optimum(&$self) -> Option<f64> {
            $within.optimum()
        }
    };
    ($self:ident => $within:expr, evaluation) => {
        fn evaluate(&$self, x: &Point<P>) -> Result<P::Fitness, Failure> {
            $within.evaluate(x)
        }
        fn evaluate_all(&$self, points: &[&Point<P>], costs: &mut Vec<Result<P::Fitness, Failure>>) {
            $within.evaluate_all(points, costs);
        }
    };
    ($self:ident => $within:expr, search) => {
        fn improve(
            &$self,
            x: &mut Point<P>,
            fitness: P::Fitness,
            allowance: &mut $crate::problem::Allowance<'_>,
            rng: &mut Stream,
        ) -> P::Fitness {
            $within.improve(x, fitness, allowance, rng)
        }
        fn local_search(&$self) -> Option<String> {
            $within.local_search()
        }
    };
    ($self:ident => $within:expr, starts) => {
        fn starts(&$self) -> &[Point<P>] {
            $within.starts()
        }
        fn known(&$self, x: &Point<P>) -> Option<P::Fitness> {
            $within.known(x)
        }
    };
}
pub(crate) use forward;

impl<P: Problem + ?Sized> Problem for &P {
    forward!(self => (**self), about, evaluation, search, starts);
}

impl<P: Problem + ?Sized> Problem for Box<P> {
    forward!(self => (**self), about, evaluation, search, starts);
}
