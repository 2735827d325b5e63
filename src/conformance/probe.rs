//! Wrappers around a problem that count evaluations, record results, inject failures or scale costs.

use crate::{
    problem::{Allowance, DynProblem, EvaluationMode, Failure, Fitness, Problem, Sense, Space},
    rng::Stream,
};
use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicU64, Ordering},
};

/// The way in which injected failures fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mishap {
    Error,
    Panic,
    NotANumber,
}

/// A problem that records every evaluation.
pub(super) struct Probe<'a, S, F> {
    problem: &'a DynProblem<'a, S, F>,
    calls: AtomicU64,
    /// The number of evaluations that local search has reported.
    inside: AtomicU64,
    seen: Mutex<Seen<F>>,
    mishap: Option<(Mishap, u64)>,
}

/// The results recorded so far.
#[derive(Clone, Debug)]
pub(super) struct Seen<F> {
    /// The lowest cost.
    pub best: Option<F>,
    /// The first point outside the space.
    pub outside: Option<String>,
}

impl<'a, S: Space, F: Fitness> Probe<'a, S, F> {
    pub(super) fn new(problem: &'a DynProblem<'a, S, F>) -> Self {
        let seen = Mutex::new(Seen { best: None, outside: None });
        Probe { problem, calls: AtomicU64::new(0), inside: AtomicU64::new(0), seen, mishap: None }
    }

    /// Creates a probe in which every `every`-th evaluation fails.
    pub(super) fn failing(problem: &'a DynProblem<'a, S, F>, mishap: Mishap, every: u64) -> Self {
        Probe { mishap: Some((mishap, every)), ..Probe::new(problem) }
    }

    pub(super) fn erased(&self) -> &DynProblem<'_, S, F> {
        self
    }

    pub(super) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    pub(super) fn inside(&self) -> u64 {
        self.inside.load(Ordering::Relaxed)
    }

    pub(super) fn seen(&self) -> Seen<F> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl<S: Space, F: Fitness> Problem for Probe<'_, S, F> {
    type Space = S;
    type Fitness = F;

    fn space(&self) -> &S {
        self.problem.space()
    }
    fn evaluate(&self, x: &S::Point) -> Result<F, Failure> {
        let call = self.calls.fetch_add(1, Ordering::Relaxed) + 1;
        if let Some((mishap, every)) = self.mishap
            && call.is_multiple_of(every)
        {
            return match mishap {
                Mishap::Error => Err(Failure::Error("on order".to_owned())),
                Mishap::NotANumber => Ok(F::WORST),
                // Unwinds as a panic does, without the message on standard error.
                Mishap::Panic => std::panic::resume_unwind(Box::new("on order")),
            };
        }
        let cost = self.problem.evaluate(x);
        let is_outside = !self.space().contains(x);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if is_outside && seen.outside.is_none() {
            seen.outside = Some(format!("{x:?}"));
        }
        if let Ok(cost) = &cost
            && seen.best.as_ref().is_none_or(|best| cost.beats(best))
        {
            seen.best = Some(cost.clone());
        }
        cost
    }
    fn evaluation_mode(&self) -> EvaluationMode {
        match self.problem.evaluation_mode() {
            EvaluationMode::Batch => EvaluationMode::Sequential, // to record each evaluation
            other => other,
        }
    }
    fn improve(
        &self,
        x: &mut S::Point,
        fitness: F,
        allowance: &mut Allowance<'_>,
        rng: &mut Stream,
    ) -> F {
        let before = allowance.spent();
        let after = self.problem.improve(x, fitness, allowance, rng);
        self.inside.fetch_add(allowance.spent() - before, Ordering::Relaxed);
        after
    }
    fn local_search(&self) -> Option<String> {
        self.problem.local_search()
    }
    fn sense(&self) -> Sense {
        self.problem.sense()
    }
    fn name(&self) -> &str {
        self.problem.name()
    }
}

/// A problem whose costs are multiplied by `factor`.
pub(super) struct Scaled<'a, S> {
    pub problem: &'a DynProblem<'a, S, f64>,
    pub factor: f64,
}

impl<S: Space> Problem for Scaled<'_, S> {
    type Space = S;
    type Fitness = f64;

    fn space(&self) -> &S {
        self.problem.space()
    }
    fn evaluate(&self, x: &S::Point) -> Result<f64, Failure> {
        self.problem.evaluate(x).map(|cost| cost * self.factor)
    }
    fn evaluation_mode(&self) -> EvaluationMode {
        match self.problem.evaluation_mode() {
            EvaluationMode::Batch => EvaluationMode::Sequential, // to scale each cost
            other => other,
        }
    }
    fn improve(
        &self,
        x: &mut S::Point,
        cost: f64,
        allowance: &mut Allowance<'_>,
        rng: &mut Stream,
    ) -> f64 {
        self.problem.improve(x, cost / self.factor, allowance, rng) * self.factor
    }
    fn local_search(&self) -> Option<String> {
        self.problem.local_search()
    }
}
