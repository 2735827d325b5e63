//! Closures as problems.

use super::{Boxed, EvaluationMode, Failure, Permutation, Problem, Sense, Space, UNNAMED};
use std::{
    fmt::Display,
    sync::{Mutex, PoisonError},
    thread::{self, ThreadId},
};

/// A space and a cost for its points: a closure, as `minimize` and the similar methods of [`Boxed`] and
/// [`Permutation`] give it, or an [`External`](super::External) objective.
#[derive(Clone, Debug)]
pub struct Objective<S, G> {
    pub(super) space: S,
    pub(super) cost: G,
    pub(super) sense: Sense,
    pub(super) mode: EvaluationMode,
    pub(super) name: String,
    pub(super) optimum: Option<f64>,
}

impl<S, G> Objective<S, G> {
    pub(super) fn new(space: S, sense: Sense, cost: G) -> Self {
        let name = UNNAMED.to_owned();
        Objective { space, cost, sense, mode: EvaluationMode::Parallel, name, optimum: None }
    }

    /// Sets the name in tables and charts.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the best value possible, so that tables show the gap to it.
    #[must_use]
    pub fn with_optimum(mut self, value: f64) -> Self {
        self.optimum = Some(value);
        self
    }
}

/// Implements the methods of [`Problem`] by which an [`Objective`] describes itself, whatever its cost is.
macro_rules! about_objective {
    () => {
        fn space(&self) -> &Self::Space {
            &self.space
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
    };
}
pub(super) use about_objective;

impl<S, T, G> Problem for Objective<S, G>
where
    S: Space<Point = Vec<T>>,
    G: Fn(&[T]) -> Result<f64, Failure> + Send + Sync,
{
    type Space = S;
    type Fitness = f64;

    about_objective!();

    #[inline]
    fn evaluate(&self, x: &Vec<T>) -> Result<f64, Failure> {
        (self.cost)(x)
    }
    fn evaluation_mode(&self) -> EvaluationMode {
        self.mode
    }
}

macro_rules! closures_over {
    ($space:ty, $coordinate:ty) => {
        impl $space {
            /// Returns the problem of minimizing `objective`.
            pub fn minimize(
                self,
                objective: impl Fn(&[$coordinate]) -> f64 + Send + Sync,
            ) -> Objective<Self, impl Fn(&[$coordinate]) -> Result<f64, Failure> + Send + Sync>
            {
                Objective::new(self, Sense::Minimize, move |x: &[$coordinate]| Ok(objective(x)))
            }

            /// Returns the problem of maximizing `objective`. Values, targets and charts keep the sign of
            /// `objective`.
            pub fn maximize(
                self,
                objective: impl Fn(&[$coordinate]) -> f64 + Send + Sync,
            ) -> Objective<Self, impl Fn(&[$coordinate]) -> Result<f64, Failure> + Send + Sync>
            {
                Objective::new(self, Sense::Maximize, move |x: &[$coordinate]| Ok(-objective(x)))
            }

            /// Returns the problem of minimizing an objective that may fail. A failed evaluation is counted
            /// and ranks last.
            pub fn try_minimize<E: Display>(
                self,
                objective: impl Fn(&[$coordinate]) -> Result<f64, E> + Send + Sync,
            ) -> Objective<Self, impl Fn(&[$coordinate]) -> Result<f64, Failure> + Send + Sync>
            {
                Objective::new(self, Sense::Minimize, move |x: &[$coordinate]| {
                    objective(x).map_err(|e| Failure::Error(e.to_string()))
                })
            }

            /// Returns the problem of minimizing an objective that changes its own state: it is called from
            /// one thread at a time, candidate by candidate in agent order.
            ///
            /// The objective may use rayon. Islands and the runs of an experiment on such a problem run one
            /// after another. Two concurrent runs must not share a rayon pool that the objective uses: a
            /// thread that waits inside the objective may be given work of the other run. A call from within a
            /// call fails with [`Failure::Error`].
            pub fn minimize_mut(
                self,
                objective: impl FnMut(&[$coordinate]) -> f64 + Send,
            ) -> Objective<Self, impl Fn(&[$coordinate]) -> Result<f64, Failure> + Send + Sync>
            {
                let objective = Exclusive::new(objective);
                let cost = move |x: &[$coordinate]| objective.with(|objective| objective(x));
                Objective {
                    mode: EvaluationMode::Sequential,
                    ..Objective::new(self, Sense::Minimize, cost)
                }
            }
        }
    };
}
closures_over!(Boxed, f64);
closures_over!(Permutation, usize);

/// A closure with a state, which one thread calls at a time.
pub(super) struct Exclusive<G> {
    closure: Mutex<G>,
    /// The thread that is in a call.
    caller: Mutex<Option<ThreadId>>,
}

impl<G> Exclusive<G> {
    pub(super) fn new(closure: G) -> Self {
        Exclusive { closure: Mutex::new(closure), caller: Mutex::new(None) }
    }

    /// Calls the closure after the calls of other threads have ended. While it waits for rayon inside the
    /// closure, a thread may be given a job that calls the closure again: that call fails, as it cannot begin.
    pub(super) fn with<T>(&self, call: impl FnOnce(&mut G) -> T) -> Result<T, Failure> {
        let caller = || self.caller.lock().unwrap_or_else(PoisonError::into_inner);
        let me = Some(thread::current().id());
        if *caller() == me {
            let why = "the objective was called from within a call of its own; one made by \
                       minimize_mut can be called once at a time";
            return Err(Failure::Error(why.to_owned()));
        }
        // A panic in an earlier call poisons the lock, not the run.
        let mut closure = self.closure.lock().unwrap_or_else(PoisonError::into_inner);
        *caller() = me;
        let _end = Left(&self.caller);
        Ok(call(&mut closure))
    }
}

/// Resets the caller when a call ends, also by a panic.
struct Left<'a>(&'a Mutex<Option<ThreadId>>);

impl Drop for Left<'_> {
    fn drop(&mut self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::{
        OnceLock,
        atomic::{AtomicBool, Ordering::Relaxed},
    };

    type Shared = Box<dyn Problem<Space = Boxed, Fitness = f64>>;

    #[test]
    fn a_call_from_within_a_call_fails_and_panics_leave_nothing_locked() {
        static PROBLEM: OnceLock<Shared> = OnceLock::new();
        static PANICS: AtomicBool = AtomicBool::new(false);
        let mut calls = 0.0;
        let nested = Boxed::cube(0.0..=1.0, 1).unwrap().minimize_mut(move |x| {
            calls += 1.0;
            if PANICS.load(Relaxed) {
                std::panic::resume_unwind(Box::new("on order"));
            }
            let inside = PROBLEM.get().map(|problem| problem.evaluate(&x.to_vec()));
            assert!(
                matches!(inside, Some(Err(Failure::Error(why))) if why.contains("minimize_mut"))
            );
            calls
        });
        let problem = PROBLEM.get_or_init(|| Box::new(nested));
        assert_eq!(problem.evaluate(&vec![0.5]), Ok(1.0));
        PANICS.store(true, Relaxed);
        let call = || problem.evaluate(&vec![0.5]);
        assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(call)).is_err());
        PANICS.store(false, Relaxed);
        assert_eq!(problem.evaluate(&vec![0.5]), Ok(3.0));
    }
}
