//! The allowance of a local search.

use super::{Failure, Failures, Fitness, Point, Problem, guarded};
use std::fmt;

/// A function that long-running work calls again and again, and that returns `true` to end it.
pub type Cut<'a> = &'a (dyn Fn() -> bool + Sync);

/// The number of evaluations that a local search may use. It counts them, and tells the search when to end:
/// when they are used up, or at the time limit or the flag of the run.
///
/// A search that evaluates the objective calls [`evaluate`](Self::evaluate); one that computes costs by
/// difference counts them with [`spend`](Self::spend). Both call [`is_exhausted`](Self::is_exhausted) in
/// every loop.
///
/// ```
/// use swarmopt::{author::*, prelude::*};
/// let ball = Boxed::cube(-1.0..=1.0, 2)?.minimize(|x| x[0] * x[0] + x[1] * x[1]);
/// let (mut x, mut rng) = (vec![0.9, -0.4], Streams::new(Seed(1)).at(0, 0));
/// let mut allowance = Allowance::new(200);
/// let cost = Powell::default().improve(&ball, &mut x, 0.97, &mut allowance, &mut rng);
/// assert!(cost < 1e-12 && allowance.spent() <= 200);
/// # Ok::<(), swarmopt::Error>(())
/// ```
pub struct Allowance<'a> {
    evaluations: u64,
    spent: u64,
    failures: Failures,
    cut: Option<Cut<'a>>,
    is_cut: bool,
}

impl<'a> Allowance<'a> {
    /// Creates an allowance of at most `evaluations` evaluations.
    pub fn new(evaluations: u64) -> Self {
        Allowance { evaluations, spent: 0, failures: Failures::default(), cut: None, is_cut: false }
    }

    /// Sets a function that also ends the search, once it returns `true`.
    #[must_use]
    pub fn until(mut self, cut: Option<Cut<'a>>) -> Self {
        self.cut = cut;
        self
    }

    /// Returns the number of evaluations used.
    pub fn spent(&self) -> u64 {
        self.spent
    }

    /// Returns the number of evaluations left.
    pub fn left(&self) -> u64 {
        self.evaluations - self.spent
    }

    /// Returns whether the search has to end. Reads the clock if there is a time limit, which takes tens of
    /// nanoseconds; a search whose steps are cheaper calls it once in a hundred.
    #[inline]
    pub fn is_exhausted(&mut self) -> bool {
        self.is_cut |= self.cut.is_some_and(|cut| cut());
        self.is_cut || self.spent >= self.evaluations
    }

    /// Counts `evaluations` as used, but no more than are left.
    #[inline]
    pub fn spend(&mut self, evaluations: u64) {
        self.spent += evaluations.min(self.left());
    }

    /// Evaluates `x` and counts it. Returns the worst cost if the evaluation fails, panics or gives NaN, which
    /// is counted as a failure, or if the search has to end, which is not counted.
    pub fn evaluate<P>(&mut self, problem: &P, x: &Point<P>) -> P::Fitness
    where
        P: Problem + ?Sized,
    {
        if self.is_exhausted() {
            return P::Fitness::WORST;
        }
        self.spent += 1;
        let failure = match guarded(|| problem.evaluate(x)) {
            Ok(cost) if cost.is_valid() => return cost,
            Ok(_) => Failure::NotANumber,
            Err(failure) => failure,
        };
        self.failures.count(failure);
        P::Fitness::WORST
    }

    /// Returns the failures after the search has ended.
    pub(crate) fn into_failures(self) -> Failures {
        self.failures
    }

    /// Returns the failures so far, by kind.
    pub fn failures(&self) -> &Failures {
        &self.failures
    }

    /// Returns the function that ends the search, if there is one, for a search that passes it on.
    pub(crate) fn cut(&self) -> Option<Cut<'a>> {
        self.cut
    }
}

impl fmt::Debug for Allowance<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Allowance { evaluations, spent, failures, is_cut, .. } = self;
        f.debug_struct("Allowance")
            .field("evaluations", evaluations)
            .field("spent", spent)
            .field("failures", failures)
            .field("is_cut", is_cut)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Boxed;
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

    #[test]
    fn what_fails_is_counted_and_costs_the_worst_there_is() {
        let calls = AtomicU64::new(0);
        let odd = Boxed::cube(0.0..=9.0, 1).unwrap().try_minimize(|x| {
            calls.fetch_add(1, Relaxed);
            match x[0] {
                1.0 => Err("no licence"),
                2.0 => std::panic::resume_unwind(Box::new("overflow")),
                3.0 => Ok(f64::NAN),
                x => Ok(x),
            }
        });
        let mut allowance = Allowance::new(5);
        let costs = [0.0, 1.0, 2.0, 3.0, 4.0, 5.0].map(|x| allowance.evaluate(&odd, &vec![x]));
        let known = costs.map(|cost: f64| cost.is_valid().then_some(cost));
        assert_eq!(known, [Some(0.0), None, None, None, Some(4.0), None]);
        assert_eq!((allowance.spent(), allowance.left(), calls.load(Relaxed)), (5, 0, 5));
        let Failures { errors, panics, not_a_number, .. } = allowance.failures();
        assert_eq!((*errors, *panics, *not_a_number), (1, 1, 1));
    }

    #[test]
    fn a_cut_ends_it_for_good() {
        let asked = AtomicU64::new(0);
        let cut = || asked.fetch_add(1, Relaxed) == 2; // returns true only once
        let ball = Boxed::cube(0.0..=9.0, 1).unwrap().minimize(|x| x[0]);
        let mut allowance = Allowance::new(9).until(Some(&cut));
        for _ in 0..6 {
            allowance.evaluate(&ball, &vec![1.0]);
        }
        assert!(allowance.is_exhausted() && allowance.spent() == 2);
    }
}
