//! A problem of one cost under constraints.

use super::{Constrained, Constraint, EvaluationMode, Failure, Point, Problem, Sense};
use std::fmt;

type Rule<'c, X> = Box<dyn Fn(&X) -> f64 + Send + Sync + 'c>;

/// A problem of one cost, with constraints. Created by [`Problem::subject_to`] and [`Problem::equal`].
///
/// ```
/// use swarmopt::prelude::*;
/// // The largest rectangle of perimeter 4 that is at most twice as wide as high.
/// let rectangle = Boxed::cube(0.0..=2.0, 2)?
///     .maximize(|x| x[0] * x[1])
///     .subject_to("shape", |x| x[0] - 2.0 * x[1])
///     .equal("perimeter", |x| 2.0 * (x[0] + x[1]) - 4.0, 1e-6);
/// let outcome = solve(&rectangle, Seed(1), Evaluations(5_000))?;
/// assert!((outcome.value()? - 1.0).abs() < 1e-3);
/// assert_eq!(outcome.constraints[0].name, "shape");
/// # Ok::<(), swarmopt::Error>(())
/// ```
pub struct SubjectTo<'c, P: Problem<Fitness = f64>> {
    problem: P,
    constraints: Vec<Constraint>,
    rules: Vec<Rule<'c, Point<P>>>,
}

impl<'c, P: Problem<Fitness = f64>> SubjectTo<'c, P> {
    pub(super) fn new(problem: P) -> Self {
        SubjectTo { problem, constraints: Vec::new(), rules: Vec::new() }
    }

    /// Adds a constraint, which holds where `g` is at most 0. `constraint` is its name or a [`Constraint`].
    #[must_use]
    pub fn subject_to(
        mut self,
        constraint: impl Into<Constraint>,
        g: impl Fn(&Point<P>) -> f64 + Send + Sync + 'c,
    ) -> Self {
        self.constraints.push(constraint.into());
        self.rules.push(Box::new(g));
        self
    }

    /// Adds a constraint, which holds where `h` differs from 0 by at most `tolerance`.
    #[must_use]
    pub fn equal(
        self,
        name: impl Into<String>,
        h: impl Fn(&Point<P>) -> f64 + Send + Sync + 'c,
        tolerance: f64,
    ) -> Self {
        self.subject_to(Constraint::equal_to_zero(name, tolerance), h)
    }

    /// Adds the values of the constraints to a cost.
    fn complete(&self, x: &Point<P>, cost: Result<f64, Failure>) -> Result<Constrained, Failure> {
        let values = self.rules.iter().map(|rule| rule(x));
        Constrained::of(&self.constraints, values, cost)
    }
}

impl<P: Problem<Fitness = f64>> Problem for SubjectTo<'_, P> {
    type Space = P::Space;
    type Fitness = Constrained;

    fn space(&self) -> &P::Space {
        self.problem.space()
    }
    fn evaluate(&self, x: &Point<P>) -> Result<Constrained, Failure> {
        self.complete(x, self.problem.evaluate(x))
    }
    fn evaluation_mode(&self) -> EvaluationMode {
        self.problem.evaluation_mode()
    }
    fn evaluate_all(&self, points: &[&Point<P>], all: &mut Vec<Result<Constrained, Failure>>) {
        let mut costs = Vec::with_capacity(points.len());
        self.problem.evaluate_all(points, &mut costs);
        all.extend(points.iter().zip(costs).map(|(x, cost)| self.complete(x, cost)));
    }
    fn starts(&self) -> &[Point<P>] {
        self.problem.starts()
    }
    fn constraints(&self) -> &[Constraint] {
        &self.constraints
    }
    fn sense(&self) -> Sense {
        self.problem.sense()
    }
    fn name(&self) -> &str {
        self.problem.name()
    }
    fn optimum(&self) -> Option<f64> {
        self.problem.optimum()
    }
}

impl<P: Problem<Fitness = f64> + fmt::Debug> fmt::Debug for SubjectTo<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let SubjectTo { problem, constraints, .. } = self;
        f.debug_struct("SubjectTo")
            .field("problem", problem)
            .field("constraints", constraints)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use crate::{author::*, prelude::*};
    use ndarray::{ArrayView2, ArrayViewMut2};

    #[test]
    fn values_lie_in_the_order_stated_and_equalities_give_two() {
        let problem = Boxed::cube(-2.0..=2.0, 2)
            .unwrap()
            .minimize(|x| x[0])
            .subject_to(Constraint::at_most_zero("sum").unit(10.0), |x| x[0] + x[1])
            .equal("difference", |x| x[0] - x[1], 0.5);
        let at = |x: [f64; 2]| problem.evaluate(&x.to_vec()).unwrap();
        assert_eq!(at([1.0, 2.0]), at([1.0, 2.0]));
        assert_eq!(at([1.0, 2.0]).constraints(), [3.0, -1.5, 0.5]);
        assert_eq!((at([1.0, 2.0]).violation(), at([1.0, 2.0]).cost()), (0.8, 1.0));
        assert!(at([-1.0, -1.5]).is_feasible() && !at([-1.0, -1.51]).is_feasible());
    }

    #[test]
    fn where_a_constraint_is_violated_the_cost_may_be_missing() {
        let root = Boxed::cube(-1.0..=1.0, 1).unwrap().minimize(|x| x[0].sqrt());
        let problem = root.subject_to("defined", |x| -x[0]);
        let at = |x: f64| problem.evaluate(&vec![x]);
        assert_eq!(at(-0.5).unwrap(), Constrained::new(f64::INFINITY, vec![0.5]));
        assert_eq!(at(0.25).unwrap(), Constrained::new(0.5, vec![-0.25]));
        let failing = Boxed::cube(-1.0..=1.0, 1)
            .unwrap()
            .try_minimize(|x| if x[0] < 0.5 { Err("diverged") } else { Ok(x[0]) })
            .subject_to("defined", |x| -x[0]);
        assert!(failing.evaluate(&vec![0.2]).is_err());
        assert_eq!(failing.evaluate(&vec![-0.2]).unwrap().violation(), 0.2);
    }

    #[test]
    fn a_constraint_that_is_not_a_number_is_a_failure_with_its_name() {
        let line = Boxed::cube(0.0..=1.0, 1).unwrap().minimize(|x| x[0]);
        let problem = line.subject_to("first", |_| -1.0).subject_to("load", |_| f64::NAN);
        let failure = problem.evaluate(&vec![0.5]).unwrap_err();
        assert_eq!(failure, Failure::Error("constraint `load` is not a number".to_owned()));
        let joint =
            Boxed::cube(0.0..=1.0, 1).unwrap().minimize_subject_to(["first", "second"], |x, g| {
                g[0] = -1.0;
                x[0]
            });
        let failure = joint.evaluate(&vec![0.5]).unwrap_err();
        assert_eq!(failure, Failure::Error("constraint `second` is not a number".to_owned()));
    }

    #[test]
    fn the_forms_of_a_statement_agree() {
        let space = || Boxed::cube(-3.0..=3.0, 2).unwrap();
        let cost = |x: &[f64]| x[0] * x[0] + x[1];
        let (g, h) = (|x: &[f64]| 1.0 - x[0], |x: &[f64]| x[0] + x[1]);
        let constraints = || [Constraint::from("g"), Constraint::equal_to_zero("h", 1e-3)];
        let both = move |x: &[f64], out: &mut [f64]| {
            out.copy_from_slice(&[g(x), h(x)]);
            cost(x)
        };
        let batch = |points: ArrayView2<'_, f64>, costs: &mut [f64]| {
            let rows = points.rows().into_iter();
            rows.zip(costs).for_each(|(x, out)| *out = cost(x.as_slice().unwrap()));
        };
        let joint_batch = |points: ArrayView2<'_, f64>,
                           costs: &mut [f64],
                           mut values: ArrayViewMut2<'_, f64>| {
            for ((x, out), mut g) in points.rows().into_iter().zip(costs).zip(values.rows_mut()) {
                *out = both(x.as_slice().unwrap(), g.as_slice_mut().unwrap());
            }
        };
        let constrained = |problem| -> Box<DynProblem<'_, Boxed, Constrained>> { problem };
        let all = [
            constrained(
                space()
                    .minimize(cost)
                    .subject_to("g", move |x| g(x))
                    .equal("h", move |x| h(x), 1e-3)
                    .boxed(),
            ),
            constrained(
                space()
                    .minimize_batch(batch)
                    .subject_to("g", move |x| g(x))
                    .equal("h", move |x| h(x), 1e-3)
                    .boxed(),
            ),
            constrained(
                space()
                    .minimize_mut(cost)
                    .subject_to("g", move |x| g(x))
                    .equal("h", move |x| h(x), 1e-3)
                    .boxed(),
            ),
            constrained(space().minimize_batch_subject_to(constraints(), joint_batch).boxed()),
            constrained(space().minimize_subject_to(constraints(), both).boxed()),
            constrained(space().minimize_mut_subject_to(constraints(), both).boxed()),
            constrained(
                space()
                    .try_minimize_subject_to(constraints(), move |x, g| Ok::<_, String>(both(x, g)))
                    .boxed(),
            ),
        ];
        let swarm = || ParticleSwarm::new(10);
        let outcome = |problem: &DynProblem<'_, Boxed, Constrained>| {
            let outcome = swarm().solve(problem, Seed(3), Evaluations(500)).unwrap();
            (outcome.best().cloned(), outcome.closest, outcome.constraints)
        };
        let first = outcome(&all[0]);
        all[1..].iter().for_each(|problem| assert_eq!(outcome(problem), first));
    }
}
