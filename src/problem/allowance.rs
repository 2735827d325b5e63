//! What a local search may spend.

use super::{Failure, Failures, Fitness, Point, Problem, guarded};
use std::fmt;

/// Asked again and again by whoever may take long: true ends the work.
pub type Cut<'a> = &'a (dyn Fn() -> bool + Sync);

/// Counts the evaluations of one local search, and says when it has to end: when all it may spend is
/// spent, or when the clock or the flag of the run says so.
///
/// A search that evaluates the objective does it by [`evaluate`](Self::evaluate); one that works out
/// costs by difference says so by [`spend`](Self::spend). Both ask
/// [`is_exhausted`](Self::is_exhausted) in every loop.
///
/// ```
/// use swarmopt::prelude::*;
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
    /// Allows at most `evaluations`.
    pub fn new(evaluations: u64) -> Self {
        Allowance { evaluations, spent: 0, failures: Failures::default(), cut: None, is_cut: false }
    }

    /// Ends the search as soon as `cut` says so, too.
    #[must_use]
    pub fn until(mut self, cut: Option<Cut<'a>>) -> Self {
        self.cut = cut;
        self
    }

    /// The evaluations spent.
    pub fn spent(&self) -> u64 {
        self.spent
    }

    /// The evaluations that may still be spent.
    pub fn left(&self) -> u64 {
        self.evaluations - self.spent
    }

    /// Returns whether the search has to end. Asks the clock where there is one, which takes some
    /// tens of nanoseconds; a search whose steps are cheaper asks once in a hundred.
    #[inline]
    pub fn is_exhausted(&mut self) -> bool {
        self.is_cut |= self.cut.is_some_and(|cut| cut());
        self.is_cut || self.spent >= self.evaluations
    }

    /// Counts `evaluations` as spent; of more than are left, what is left.
    #[inline]
    pub fn spend(&mut self, evaluations: u64) {
        self.spent += evaluations.min(self.left());
    }

    /// Evaluates `x` and counts it. Returns the worst cost if the evaluation errs, panics or gives NaN, which
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

    /// The failures alone, when the search has ended.
    pub(crate) fn into_failures(self) -> Failures {
        self.failures
    }

    /// The evaluations that failed.
    pub fn failures(&self) -> &Failures {
        &self.failures
    }

    /// The function that says when to end, if there is one: for a search that hands it on.
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
        let cut = || asked.fetch_add(1, Relaxed) == 2; // says so once only
        let ball = Boxed::cube(0.0..=9.0, 1).unwrap().minimize(|x| x[0]);
        let mut allowance = Allowance::new(9).until(Some(&cut));
        for _ in 0..6 {
            allowance.evaluate(&ball, &vec![1.0]);
        }
        assert!(allowance.is_exhausted() && allowance.spent() == 2);
    }
}
