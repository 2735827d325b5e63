//! Counting: what the evaluated candidates of a round cost, and which is the best so far.

use super::{
    Polish, PolishOrder,
    memory::{Memory, Seat, State},
};
use crate::{
    problem::{Cut, DynProblem, Failure, Fitness, Space},
    swarm::context::lane,
    topology::{Ranking, Topology},
};

/// The counts of a step.
#[derive(Default)]
pub(super) struct Counted {
    pub evaluations: u64,
    /// Whether a candidate has been evaluated in this round.
    pub told: bool,
    /// Whether an agent or a candidate still waits for its turn.
    pub waiting: bool,
}

impl<X: Clone, F: Fitness> Memory<X, F> {
    /// Counts the evaluated candidates, and undoes those after seat `reached`.
    pub(super) fn count_all(&mut self, reached: usize) -> Counted {
        let mut all = Counted::default();
        for i in 0..self.seats.len() {
            let seat = &mut self.seats[i];
            if seat.state == State::Proposed && i > reached && !seat.is_waiting() {
                seat.candidate.forget(); // evaluated by another thread meanwhile
            }
            match seat.state {
                State::Called => all.waiting = true,
                State::Proposed if seat.is_waiting() => all.waiting = true,
                State::Proposed => all.evaluations = all.evaluations.saturating_add(self.count(i)),
                _ => {}
            }
            all.told |= self.seats[i].state == State::Told;
        }
        all
    }

    /// Counts the evaluations and failures of the candidate of seat `i`, and keeps the candidate if it is the best
    /// so far. Returns its number of evaluations.
    #[inline]
    pub(super) fn count(&mut self, i: usize) -> u64 {
        let seats = self.seats.len() as u64;
        let Seat { candidate, state, ask } = &mut self.seats[i];
        *state = State::Told;
        let tally = &mut self.tally;
        tally.evaluations = tally.evaluations.saturating_add(candidate.evaluations);
        self.tally.inner_evaluations += std::mem::take(&mut candidate.inner_evaluations);
        if candidate.failure.is_some() || candidate.retried.is_some() {
            let ticket = *ask * seats + i as u64;
            let failures = &mut self.tally.failures;
            let before = failures.last.clone();
            if let Some(retried) = candidate.retried.take() {
                *failures += &retried;
                failures.retried += retried.total().saturating_sub(retried.inside);
            }
            if let Some(failure) = &candidate.failure {
                failures.count(Failure::clone(failure));
            }
            if ticket < self.failed_ticket {
                failures.last = before; // proposed later, though told earlier
            }
            self.failed_ticket = ticket.max(self.failed_ticket);
        }
        let cost = candidate.cost();
        let (better, equal) = match &self.best {
            None => (cost.is_valid(), false),
            Some(best) => (cost.beats(&best.fitness), cost == best.fitness),
        };
        if better || equal {
            let ticket = *ask * seats + i as u64;
            // Of equal candidates the one proposed first is kept, whichever is told first.
            if better || ticket < self.best_ticket {
                candidate.copy_to(&mut self.best);
                self.best_ticket = ticket;
                self.improved |= better;
            }
        }
        candidate.evaluations
    }

    /// Does local search on the best candidate of the round.
    pub(super) fn polish_best<S: Space<Point = X>>(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        allowance: u64,
        cut: Option<Cut<'_>>,
    ) {
        if self.settings.polish != Polish::Best || allowance == 0 {
            return;
        }
        let told = self.seats.iter().enumerate().filter(|(_, s)| s.state == State::Told);
        let cost = |seat: &Seat<_, F>| seat.candidate.cost();
        let best = told.min_by(|(_, a), (_, b)| cost(a).order(&cost(b))).map(|(i, _)| i);
        let Some(i) = best.filter(|&i| self.seats[i].candidate.failure.is_none()) else {
            return;
        };
        let key = self.streams.round(self.asks).key(lane::POLISH_BEST);
        let candidate = &mut self.seats[i].candidate;
        candidate.evaluations = 0; // counted already: only local search adds to them
        candidate.polish(problem, PolishOrder { key, allowance }, cut);
        self.count(i);
    }

    /// Brings the wiring and the counts up to date at the end of a round.
    pub(super) fn end_round(&mut self, topology: &dyn Topology) {
        self.relax();
        let board = &self.board;
        let standing = Ranking {
            improved: self.improved,
            leads: &|a, b| match (board.get(a), board.get(b)) {
                (Some(x), Some(y)) => x.leads(y, a < b),
                (x, _) => x.is_some(),
            },
        };
        let rng = &mut self.streams.at(self.asks, lane::WIRE);
        topology.rewire(&mut self.wiring, &standing, rng);
        self.tally.stagnation = if self.improved { 0 } else { self.tally.stagnation + 1 };
        self.tally.rounds += 1;
        self.improved = false;
    }
}
