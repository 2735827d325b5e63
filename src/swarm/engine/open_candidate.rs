//! A candidate handed out, whose evaluation reports attempt by attempt.

use super::{Asked, PolishOrder, Ticket, Told, retry::Attempts};
use crate::{
    problem::{Cut, DynProblem, Failure, Fitness, Space},
    swarm::Candidate,
};

/// A candidate handed out and the outcomes of its evaluation so far. It gives the same result as
/// [`Asked::evaluate`], though another process or a person evaluates.
#[derive(Clone, Debug)]
pub(crate) struct OpenCandidate<X, F> {
    ticket: Ticket,
    candidate: Candidate<X, F>,
    /// The further attempts, and the key from which their tickets follow.
    attempts: Option<(Attempts<X>, u64)>,
    polish: Option<PolishOrder>,
    /// The number of attempts that have ended.
    ended: u64,
}

impl<X: Clone, F: Fitness> OpenCandidate<X, F> {
    pub fn new(asked: Asked<X, F>) -> Self {
        let Asked { ticket, point, fitness, polish, retry, .. } = asked;
        let attempts = retry.map(|order| (Attempts::new(order), order.key));
        let candidate = Candidate { fitness, ..Candidate::at(point) };
        OpenCandidate { ticket, candidate, attempts, polish, ended: 0 }
    }

    /// Returns the point to evaluate.
    pub fn point(&self) -> &X {
        &self.candidate.point
    }

    /// Returns the cost, if it is known.
    pub fn cost(&self) -> Option<F> {
        self.candidate.fitness.clone()
    }

    /// Returns the ticket of the present attempt. Each has its own, the same in every process: a result that comes
    /// late is not taken for that of another point.
    pub fn ticket(&self) -> Ticket {
        match &self.attempts {
            Some((_, key)) if self.ended > 0 => key.wrapping_add(self.ended) >> 11, // JSON has 53 bits
            _ => self.ticket,
        }
    }

    /// Takes in the outcome of an attempt. Returns whether it was the last: otherwise the point, which may be
    /// another one now, is to be evaluated under the new ticket.
    pub fn take<S: Space<Point = X>>(&mut self, space: &S, outcome: Result<F, Failure>) -> bool {
        match self.ended {
            0 => self.candidate.take(outcome),
            _ => self.candidate.judge(outcome), // counted when it began
        }
        self.ended += 1;
        let attempts = self.attempts.as_mut();
        !attempts.is_some_and(|(attempts, _)| attempts.begin(space, &mut self.candidate))
    }

    /// Does the local search that was ordered, until `cut`, and returns the result for the swarm.
    pub fn finish<S: Space<Point = X>>(
        self,
        problem: &DynProblem<'_, S, F>,
        cut: Option<Cut<'_>>,
    ) -> Told<X, F> {
        let OpenCandidate { ticket, mut candidate, attempts, polish, .. } = self;
        let moved = attempts.is_some_and(|(attempts, _)| attempts.end(&mut candidate));
        let polished = candidate.polish_after_attempts(problem, polish, cut);
        Told::of(ticket, candidate, moved || polished)
    }
}
