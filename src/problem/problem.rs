//! The problem: a space and the cost of its points.

use super::{Allowance, Failure, Fitness, Recorded, Space, StartingFrom, Within};
use crate::{error::Error, rng::Stream};
use serde::{Deserialize, Serialize};
use std::{fmt, path::Path, time::Duration};

/// What is to be solved. Whatever the user's sense, `evaluate` returns a cost: lower is better.
pub trait Problem: Send + Sync {
    /// Where the points live.
    type Space: Space;
    /// What a point is worth.
    type Fitness: Fitness;

    /// The space searched.
    fn space(&self) -> &Self::Space;

    /// The cost of `x`. An error or a panic is counted and ranks last; it does not end the run.
    ///
    /// # Errors
    /// Whatever keeps the cost from being known.
    fn evaluate(&self, x: &Point<Self>) -> Result<Self::Fitness, Failure>;

    /// How a round of candidates is to be evaluated.
    fn evaluation_mode(&self) -> EvaluationMode {
        EvaluationMode::Parallel
    }

    /// The costs of all `points`, pushed to `costs` in the same order. A panic fails them all.
    fn evaluate_all(
        &self,
        points: &[&Point<Self>],
        costs: &mut Vec<Result<Self::Fitness, Failure>>,
    ) {
        costs.extend(points.iter().map(|x| self.evaluate(x)));
    }

    /// Improves `x`, whose cost is `fitness`, in place by local search within `allowance`, and returns
    /// the cost it ends with. Does nothing by default; a
    /// [`LocalSearch`](crate::local_search::LocalSearch) put `on` a problem does something. A problem of your own
    /// that does something says so by [`local_search`](Self::local_search), too.
    fn improve(
        &self,
        _x: &mut Point<Self>,
        fitness: Self::Fitness,
        _allowance: &mut Allowance<'_>,
        _rng: &mut Stream,
    ) -> Self::Fitness {
        fitness
    }

    /// Names what [`improve`](Self::improve) does, parameters included: a checkpoint is resumed with the
    /// same local search only. Default: `None`, it does nothing.
    fn local_search(&self) -> Option<String> {
        None
    }

    /// Points known to be good, to start from.
    fn starts(&self) -> &[Point<Self>] {
        &[]
    }

    /// The same problem, searched from these points: the first slots of the board take them, and
    /// the others their own. They must lie in the space and be no more than the slots.
    fn starting_from(&self, points: Vec<Point<Self>>) -> StartingFrom<'_, Self>
    where
        Self: Sized,
    {
        StartingFrom::new(self, points)
    }

    /// As [`starting_from`](Self::starting_from), with points whose values, in the user's sense, are known
    /// already: the objective is not asked for them. A value that is NaN is not known.
    fn starting_from_known(&self, points: Vec<(Point<Self>, f64)>) -> StartingFrom<'_, Self>
    where
        Self: Problem<Fitness = f64> + Sized,
    {
        let sense = self.sense();
        let known = points.into_iter().map(|(point, value)| (point, sense.turn(value)));
        StartingFrom::known(self, known.collect())
    }

    /// The problem with a time limit for each evaluation: what takes longer counts as failed, and the
    /// run goes on.
    fn within(self, limit: Duration) -> Within<Self>
    where
        Self: Sized + 'static,
    {
        Within::new(self, limit)
    }

    /// The same problem, whose evaluations are kept in a file: what an earlier process has paid for is not
    /// paid for again. One recorded point is evaluated again, to see that the file is about this objective.
    ///
    /// # Errors
    /// [`Error::Io`] if the file cannot be used or another process uses it, [`Error::Parse`] with the
    /// line if it holds something else, [`Error::Results`] if it is about a problem of another name, sense
    /// or space, or the recorded point has another value now.
    fn recorded(&self, path: impl AsRef<Path>) -> Result<Recorded<'_, Self>, Error>
    where
        Self: Sized,
    {
        Recorded::open(self, path.as_ref(), true)
    }

    /// As [`recorded`](Self::recorded), but no point is evaluated again: for an objective with noise, or one
    /// whose evaluation takes hours.
    ///
    /// # Errors
    /// Those of `recorded`, but for another value.
    fn recorded_unchecked(&self, path: impl AsRef<Path>) -> Result<Recorded<'_, Self>, Error>
    where
        Self: Sized,
    {
        Recorded::open(self, path.as_ref(), false)
    }

    /// The problem with its type forgotten, so that unlike ones fit in one list.
    fn boxed<'p>(self) -> Box<DynProblem<'p, Self::Space, Self::Fitness>>
    where
        Self: Sized + 'p,
    {
        Box::new(self)
    }

    /// Whether the user's values are to fall or to rise.
    fn sense(&self) -> Sense {
        Sense::Minimize
    }

    /// What tables and charts call it. Default: "objective".
    fn name(&self) -> &str {
        UNNAMED
    }

    /// The best value possible, in the user's sense, where it is known.
    fn optimum(&self) -> Option<f64> {
        None
    }
}

/// A problem on the space `S`, whatever its type. All that runs is given problems in this form: a swarm is
/// compiled once for a space, not for each objective.
///
/// ```
/// use swarmopt::prelude::*;
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

/// What a problem without a name of its own is called.
pub(crate) const UNNAMED: &str = "objective";

/// A point of a problem's space.
pub type Point<P> = <<P as Problem>::Space as Space>::Point;

/// How a round of candidates is evaluated.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EvaluationMode {
    /// Each by itself, on as many threads as there are.
    #[default]
    Parallel,
    /// One after the other in agent order, for an objective with a state.
    Sequential,
    /// All in one call of [`Problem::evaluate_all`].
    Batch,
}

/// Which way is better for the user. Inside, costs fall; this turns them back.
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
    /// From a cost to the user's value, or back.
    #[inline]
    pub fn turn(self, x: f64) -> f64 {
        match self {
            Sense::Minimize => x,
            Sense::Maximize => -x,
        }
    }
}

/// Forwards methods of [`Problem`] to the problem within: `about` what describes it, `evaluation` those that
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
    };
}
pub(crate) use forward;

impl<P: Problem + ?Sized> Problem for &P {
    forward!(self => (**self), about, evaluation, search, starts);
}

impl<P: Problem + ?Sized> Problem for Box<P> {
    forward!(self => (**self), about, evaluation, search, starts);
}
