//! Points to start from.

use super::{EvaluationMode, Failure, Fitness, Point, Problem, Sense, forward};
use crate::rng::Stream;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A problem with points to start from. Created by [`Problem::starting_from`].
///
/// The objective is evaluated once at each of the points, however many swarms of a portfolio or islands
/// start from it, unless several do so at the same moment; and never at one whose value was
/// [given](Problem::starting_from_known). Each use of a point by a swarm counts as an evaluation.
/// For an objective with noise, the first value is kept.
///
/// ```
/// use swarmopt::prelude::*;
/// let valley = Boxed::cube(-5.0..=5.0, 2)?.minimize(|x| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2));
/// let warm = valley.starting_from(vec![vec![0.9, 0.8]]);
/// let outcome = ParticleSwarm::default().solve(&warm, Seed(1), Evaluations(40))?;
/// assert!(outcome.best().unwrap().value < 0.0201); // no worse than where it began
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "warm start")]
#[derive(Debug)]
pub struct StartingFrom<'a, P: Problem> {
    problem: &'a P,
    points: Vec<Point<P>>,
    /// The costs of the points, as far as they are known.
    costs: Mutex<Vec<Option<P::Fitness>>>,
}

impl<P: Problem> Clone for StartingFrom<'_, P> {
    fn clone(&self) -> Self {
        let costs = Mutex::new(self.costs().clone());
        StartingFrom { problem: self.problem, points: self.points.clone(), costs }
    }
}

impl<'a, P: Problem> StartingFrom<'a, P> {
    pub(super) fn new(problem: &'a P, points: Vec<Point<P>>) -> Self {
        let costs = Mutex::new(vec![None; points.len()]);
        StartingFrom { problem, points, costs }
    }

    pub(super) fn known(problem: &'a P, known: Vec<(Point<P>, P::Fitness)>) -> Self {
        let (points, costs): (Vec<_>, Vec<_>) = known.into_iter().unzip();
        let costs = costs.into_iter().map(|cost| cost.is_valid().then_some(cost)).collect();
        StartingFrom { problem, points, costs: Mutex::new(costs) }
    }

    fn costs(&self) -> MutexGuard<'_, Vec<Option<P::Fitness>>> {
        self.costs.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the index of `x` among the points.
    fn which(&self, x: &Point<P>) -> Option<usize> {
        self.points.iter().position(|point| point == x)
    }

    fn note(&self, which: Option<usize>, outcome: &Result<P::Fitness, Failure>) {
        if let (Some(i), Ok(cost)) = (which, outcome)
            && cost.is_valid()
        {
            self.costs()[i] = Some(cost.clone());
        }
    }
}

impl<P: Problem> Problem for StartingFrom<'_, P> {
    forward!(self => self.problem, about, search);

    fn evaluate(&self, x: &Point<P>) -> Result<P::Fitness, Failure> {
        if let Some(known) = self.known(x) {
            return Ok(known);
        }
        let which = self.which(x);
        let outcome = self.problem.evaluate(x);
        self.note(which, &outcome);
        outcome
    }
    fn evaluate_all(&self, points: &[&Point<P>], costs: &mut Vec<Result<P::Fitness, Failure>>) {
        let which: Vec<_> = points.iter().map(|x| self.which(x)).collect();
        let known: Vec<_> = {
            let costs = self.costs();
            which.iter().map(|which| which.and_then(|i| costs[i].clone())).collect()
        };
        let asked = points.iter().zip(&known).filter(|(_, known)| known.is_none());
        let asked: Vec<&Point<P>> = asked.map(|(x, _)| *x).collect();
        let mut fresh = Vec::with_capacity(asked.len());
        if !asked.is_empty() {
            self.problem.evaluate_all(&asked, &mut fresh);
        }
        let mut fresh = fresh.into_iter();
        costs.extend(which.into_iter().zip(known).map_while(|(which, known)| match known {
            Some(cost) => Some(Ok(cost)),
            None => fresh.next().inspect(|outcome| self.note(which, outcome)),
        }));
    }
    fn starts(&self) -> &[Point<P>] {
        &self.points
    }
    fn known(&self, x: &Point<P>) -> Option<P::Fitness> {
        self.which(x).and_then(|i| self.costs()[i].clone())
    }
}

#[cfg(test)]
mod tests {
    use crate::{author::*, ensemble::Archipelago, prelude::*, problem::StartingFrom};
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

    /// Returns how often the objective is evaluated at the point 0.5, 0.5 while `run` runs from it.
    fn asked(run: impl Fn(&StartingFrom<'_, &dyn Problem<Space = Boxed, Fitness = f64>>)) -> u64 {
        let calls = AtomicU64::new(0);
        let profit = Boxed::cube(0.0..=1.0, 2).unwrap().maximize(|x| {
            calls.fetch_add(u64::from(x == [0.5, 0.5]), Relaxed);
            x[0] - x[1]
        });
        let erased: &dyn Problem<Space = Boxed, Fitness = f64> = &profit;
        run(&Problem::starting_from(&erased, vec![vec![0.5, 0.5]]));
        calls.load(Relaxed)
    }

    #[test]
    fn a_start_point_is_evaluated_once_however_many_start_from_it() {
        let alone = asked(|problem| {
            solve(problem, Seed(1), Evaluations(100)).unwrap();
        });
        let islands = asked(|problem| {
            let mut islands = Archipelago::new(Box::new(Ring::new(1)), 5, Seed(1)).unwrap();
            for seed in 0..4 {
                islands.add(ParticleSwarm::new(5).build(problem, Seed(seed)).unwrap());
            }
            run(&mut islands, problem, &mut Evaluations(100), &mut ()).unwrap();
        });
        assert_eq!((alone, islands), (1, 1));
    }

    #[test]
    fn a_known_value_is_not_asked_for_and_is_in_the_users_sense() {
        let calls = AtomicU64::new(0);
        let profit = Boxed::cube(0.0..=1.0, 2).unwrap().maximize(|x| {
            calls.fetch_add(1, Relaxed);
            x[0] - x[1]
        });
        let known =
            profit.starting_from_known(vec![(vec![0.5, 0.5], 7.0), (vec![0.1, 0.1], f64::NAN)]);
        let outcome = ParticleSwarm::new(10).solve(&known, Seed(1), Rounds(1)).unwrap();
        assert_eq!((outcome.best().unwrap().value, outcome.evaluations), (7.0, 10));
        assert_eq!(calls.load(Relaxed), 9);
    }
}
