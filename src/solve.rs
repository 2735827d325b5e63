//! The default method for a box: one call, and no choice but the budget.
//!
//! ```
//! use swarmopt::prelude::*;
//! let valley = Boxed::cube(-5.0..=5.0, 10)?.minimize(|x| {
//!     x.windows(2).map(|p| 100.0 * (p[1] - p[0] * p[0]).powi(2) + (1.0 - p[0]).powi(2)).sum()
//! });
//! let outcome = solve(&valley, Seed(1), Evaluations(40_000).or(Target(1e-8)))?;
//! assert_eq!(outcome.reason, Reason::Target(1e-8));
//! # Ok::<(), swarmopt::Error>(())
//! ```
//!
//! # What it does
//!
//! Two complementary swarms share the evaluations, a round at a time:
//!
//! - the [`CooperativeSwarm`]: one agent per coordinate. Where coordinates do not depend on each other it
//!   finds the best of many thousands of hills in some hundred evaluations per dimension; where they do,
//!   it detects this within three rounds and gets no more turns;
//! - the [`CovarianceSwarm`]: all agents learn the shape of the landscape together, whatever the direction
//!   of its valleys. When it has converged, or cannot reach the best known any more, it restarts: with
//!   three times the agents, which see the large-scale shape, and between those with few agents and a
//!   small first step, which visit many hills.
//!
//! The swarm with the best point gets four evaluations for each of the other's ([`Portfolio`]); a swarm
//! that has converged gets none. None of this depends on the budget, so a run may be stopped at any time.
//!
//! Under constraints a [`TrustRegionSwarm`] takes the place of the cooperative one, in up to [`MODELS_UP_TO`]
//! dimensions: its models of the cost and of every constraint find the corner of the feasible region in some tens of
//! evaluations per dimension. It has all evaluations until 200/n new regions in a row have found nothing better, at
//! most 2,000,000/n²; then the covariance swarm has them.
//!
//! In more than [`FULL_UP_TO`] dimensions the covariance swarm learns only the variance of each
//! coordinate: memory and time then grow linearly with the dimensions, not with their square and cube.
//!
//! # How good it is
//!
//! On the 24 functions of the BBOB suite it is ahead of every swarm and every CMA-ES measured with it;
//! `benches/bbob.md` has the table, and states the instances on which it was tuned. For constraints see
//! `benches/constrained.md`.

use crate::{
    cooperative::CooperativeSwarm,
    covariance::CovarianceSwarm,
    ensemble::{Portfolio, Restarts, WithRestarts},
    error::Error,
    problem::{Bounded, DynProblem, Fitness},
    rng::{Seed, Streams},
    run::{Outcome, Solve, Solver, Stop},
    swarm::{IntoOptimizer, Settings},
    trust_region::TrustRegionSwarm,
};
use serde::{Deserialize, Serialize};

/// The method of [`solve`], to be used where threads, observers or checkpoints are to be set:
///
/// ```
/// use swarmopt::prelude::*;
/// let bowl = Boxed::cube(-1.0..=2.0, 3)?.minimize(|x| x.iter().map(|x| x * x).sum());
/// let outcome = Generalist.threads(Threads::Auto).solve(&bowl, Seed(1), Evaluations(500))?;
/// assert!(outcome.best().unwrap().value < 1e-9);
/// # Ok::<(), swarmopt::Error>(())
/// ```
///
/// A [`topology`](Solve::topology) set here is that of the covariance swarm.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generalist;

/// The largest number of dimensions in which the full covariance is learnt.
pub const FULL_UP_TO: usize = 200;

/// The largest number of dimensions in which models of cost and constraints are fitted.
pub const MODELS_UP_TO: usize = 60;

/// The evaluations of the swarm that is behind for each evaluation of the one ahead.
const SHARE: f64 = 0.25;

/// The factor by which the covariance swarm grows when it restarts. Chosen over 2 on BBOB.
const GROWTH: f64 = 3.0;

impl<S: Bounded, F: Fitness> IntoOptimizer<S, F> for Generalist {
    type Optimizer = Portfolio<S, F>;

    fn into_optimizer(
        self,
        problem: &DynProblem<'_, S, F>,
        seed: Seed,
        settings: &Settings,
    ) -> Result<Portfolio<S, F>, Error> {
        let seeds = Streams::new(seed).round(0);
        let canonical = Settings { topology: None, ..settings.clone() };
        let learning = match problem.space().dimensions() {
            0..=FULL_UP_TO => CovarianceSwarm::default(),
            _ => CovarianceSwarm::default().diagonal(),
        };
        let learning = WithRestarts::new(learning, Restarts::Alternating(GROWTH));
        let mut both =
            if F::IS_NUMBER { Portfolio::new(SHARE)? } else { Portfolio::one_after_another() };
        if F::IS_NUMBER {
            let cooperative = CooperativeSwarm::default();
            both.add(cooperative.into_optimizer(problem, Seed(seeds.key(0)), &canonical)?);
        } else if problem.space().dimensions() <= MODELS_UP_TO {
            let models = TrustRegionSwarm::default();
            both.add(models.into_optimizer(problem, Seed(seeds.key(0)), &canonical)?);
        }
        both.add(learning.into_optimizer(problem, Seed(seeds.key(1)), settings)?);
        Ok(both)
    }
    fn names(&self, _: &Settings) -> (String, String) {
        ("generalist".to_owned(), "turns by merit".to_owned())
    }
}

impl Solve for Generalist {
    type Method = Generalist;
    type Watch = ();

    fn solver(self) -> Solver<Generalist> {
        Solver::new(self)
    }
}

/// Solves a problem on a box. See [the module](mod@crate::solve) for the method.
///
/// # Errors
/// [`Error::Outside`] for a start point outside the box. A failing objective is not an error: see
/// [`Outcome::failures`].
pub fn solve<S: Bounded, F: Fitness>(
    problem: &DynProblem<'_, S, F>,
    seed: Seed,
    stop: impl Stop,
) -> Result<Outcome<Vec<f64>>, Error> {
    Generalist.solve(problem, seed, stop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        problem::{Boxed, Function, Problem},
        run::{Evaluations, Reason, Target},
    };

    #[test]
    fn hills_by_the_thousand_and_turned_valleys_are_solved_alike() {
        let hills = Function::Rastrigin.in_dimensions(20).unwrap().shifted(Seed(1));
        let valley = Function::Ellipsoid.in_dimensions(20).unwrap();
        let valley = valley.shifted(Seed(2)).rotated(Seed(3));
        for (problem, budget) in [(hills, 6_000), (valley, 40_000)] {
            for seed in 0..5 {
                let stop = Evaluations(budget).or(Target(problem.optimum().unwrap() + 1e-8));
                let outcome = solve(&problem, Seed(seed), stop).unwrap();
                assert!(matches!(outcome.reason, Reason::Target(_)), "{outcome}");
            }
        }
    }

    #[test]
    fn where_coordinates_depend_on_each_other_the_cooperative_swarm_is_soon_out() {
        let valley = Function::Ellipsoid.in_dimensions(5).unwrap().rotated(Seed(1));
        let mut both = Generalist.build(&valley, Seed(1)).unwrap();
        crate::run::run(&mut both, &valley, &mut Evaluations(2_000), &mut ()).unwrap();
        let spent = both.members()[0].tally().evaluations;
        assert!(spent < 50, "{spent}");
    }

    #[test]
    fn a_start_point_is_where_it_starts() {
        let bowl =
            Boxed::cube(-5.0..=5.0, 4).unwrap().minimize(|x| x.iter().map(|x| x.abs()).sum());
        let near = bowl.starting_from(vec![vec![1e-3; 4]]);
        let outcome = solve(&near, Seed(1), Evaluations(5)).unwrap();
        assert!(outcome.best().unwrap().value <= 4e-3);
        let outside = bowl.starting_from(vec![vec![6.0; 4]]);
        assert!(matches!(solve(&outside, Seed(1), Evaluations(5)), Err(Error::Outside { .. })));
    }
}
