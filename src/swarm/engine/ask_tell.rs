//! Ask and tell, and the swarm as an [`Optimizer`].

use super::{
    Asked, Limits, OnFailure, Optimizer, Origin, Pace, Swarm, Tally, Threads, Told,
    memory::{Memory, State},
    orders::Orders,
};
use crate::{
    error::Error,
    problem::{DynProblem, Fitness, Space, require_inside},
    swarm::{Board, Candidate, Colony, Slot},
};
use serde_json::Value;

impl<S: Space, C: Colony<S, F>, F: Fitness> Swarm<S, C, F> {
    /// Hands out at most `limits.evaluations` candidates; those of a generation in agent order.
    ///
    /// # Errors
    /// Returns [`Error::Waiting`] if all are out already.
    pub fn ask(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        limits: &Limits<'_>,
    ) -> Result<Vec<Asked<S::Point, F>>, Error> {
        let at_most = usize::try_from(limits.evaluations).unwrap_or(usize::MAX);
        self.memory.most = self.memory.tally.evaluations.saturating_add(limits.budget);
        if !self.memory.any(State::Proposed) {
            let out = self.memory.any(State::Out);
            if out && (self.memory.seeding || self.memory.settings.pace == Pace::Generation) {
                return Err(self.memory.waiting());
            }
            self.propose(problem.space(), limits, limits.budget, |_, _| ())?;
            if self.memory.any(State::Called) && limits.cuts() {
                return Ok(Vec::new()); // cut before the first turn
            }
            if !self.memory.any(State::Proposed) {
                let idle = Error::Idle { method: C::NAME };
                return Err(if self.memory.any(State::Out) { self.memory.waiting() } else { idle });
            }
        }
        let (method, orders) = (&self.method, self.memory.orders(limits.budget));
        Ok(self
            .memory
            .hand_out(at_most, &orders, &|board, candidate| method.to_beat(board, candidate)))
    }

    /// Takes in results in any order and number: all of them or, on error, none.
    ///
    /// # Errors
    /// Returns [`Error::UnknownTicket`], [`Error::RepeatedTicket`], or [`Error::Outside`] for a point moved out of
    /// the space; the swarm is then unchanged.
    pub fn tell(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        told: Vec<Told<S::Point, F>>,
    ) -> Result<(), Error> {
        let order = self.memory.admit(problem.space(), &told)?;
        self.memory.take(&order, told);
        let open = [State::Out, State::Proposed, State::Called];
        let unfinished = open.into_iter().any(|state| self.memory.any(state));
        if self.memory.settings.pace == Pace::Steady && !self.memory.seeding {
            self.absorb(problem.space(), order);
            self.settle(problem.space());
        } else if !unfinished && self.memory.any(State::Told) {
            let left = self.memory.most.saturating_sub(self.memory.tally.evaluations);
            self.close(problem, left, None);
        }
        Ok(())
    }
}

/// Returns the cost that a candidate must beat on the board.
type ToBeat<'a, X, F> = &'a dyn Fn(&Board<X, F>, &Candidate<X, F>) -> Option<F>;

impl<X: Clone, F: Fitness> Memory<X, F> {
    /// Hands out at most `at_most` of the candidates that are proposed, in the order of the seats.
    fn hand_out(
        &mut self,
        at_most: usize,
        orders: &Orders,
        to_beat: ToBeat<'_, X, F>,
    ) -> Vec<Asked<X, F>> {
        let proposed = |i: &usize| self.seats[*i].state == State::Proposed;
        let chosen: Vec<usize> = (0..self.seats.len()).filter(proposed).take(at_most).collect();
        let hand_out = |i: usize| {
            let ticket = self.ticket(i);
            let seat = &mut self.seats[i];
            seat.state = State::Out;
            let candidate = &seat.candidate;
            let to_beat = if self.seeding { None } else { to_beat(&self.board, candidate) };
            let (retry, polish) = orders.of(i, seat);
            let Candidate { point, fitness, .. } = &seat.candidate;
            let (point, fitness) = (point.clone(), fitness.clone());
            Asked { ticket, point, fitness, to_beat, polish, retry }
        };
        chosen.into_iter().map(hand_out).collect()
    }

    /// Returns the seats of the results if all of them can be taken in.
    fn admit<S: Space<Point = X>>(
        &self,
        space: &S,
        told: &[Told<X, F>],
    ) -> Result<Vec<usize>, Error> {
        let mut seen = vec![false; self.seats.len()];
        let seat_of = |result: &Told<_, _>| {
            let i = (result.ticket % seen.len() as u64) as usize;
            let out = self.seats[i].state == State::Out;
            if !out || self.ticket(i) != result.ticket {
                return Err(Error::UnknownTicket(result.ticket));
            }
            if std::mem::replace(&mut seen[i], true) {
                return Err(Error::RepeatedTicket(result.ticket));
            }
            if let Some(x) = &result.moved {
                require_inside(space, x, || format!("the point for ticket {}", result.ticket))?;
            }
            Ok(i)
        };
        told.iter().map(seat_of).collect()
    }

    /// Takes in results for the seats in `order`.
    fn take(&mut self, order: &[usize], told: Vec<Told<X, F>>) {
        for (&i, result) in order.iter().zip(told) {
            let candidate = &mut self.seats[i].candidate;
            candidate.take(result.fitness);
            candidate.evaluations = result.evaluations.max(1) + candidate.inner_evaluations;
            candidate.retried = result.retried;
            if let Some(point) = result.moved {
                candidate.point = point;
            }
            self.count(i);
        }
    }
}

impl<S: Space, C: Colony<S, F>, F: Fitness> Optimizer<S, F> for Swarm<S, C, F> {
    fn recall(&mut self) {
        let out = self.memory.seats.iter_mut().filter(|seat| seat.state == State::Out);
        out.for_each(|seat| seat.state = State::Proposed);
    }
    fn ask(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        limits: &Limits<'_>,
    ) -> Result<Vec<Asked<S::Point, F>>, Error> {
        Swarm::ask(self, problem, limits)
    }
    fn admits(
        &self,
        problem: &DynProblem<'_, S, F>,
        told: &[Told<S::Point, F>],
    ) -> Result<(), Error> {
        self.memory.admit(problem.space(), told).map(|_| ())
    }
    fn tell(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        told: Vec<Told<S::Point, F>>,
    ) -> Result<(), Error> {
        Swarm::tell(self, problem, told)
    }
    fn step(&mut self, problem: &DynProblem<'_, S, F>, limits: &Limits<'_>) -> Result<(), Error> {
        Swarm::step(self, problem, limits)
    }
    fn open(&self) -> usize {
        Swarm::open(self)
    }
    fn best(&self) -> Option<&Slot<S::Point, F>> {
        Swarm::best(self)
    }
    fn slots(&self) -> Box<dyn Iterator<Item = &Slot<S::Point, F>> + '_> {
        Box::new(self.memory.board.iter())
    }
    fn positions(&self) -> Box<dyn Iterator<Item = &S::Point> + '_> {
        Box::new(Swarm::positions(self))
    }
    fn welcome(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        guest: &Slot<S::Point, F>,
    ) -> Result<(), Error> {
        Swarm::welcome(self, problem.space(), guest)
    }
    fn tally(&self) -> Tally {
        self.memory.tally.clone()
    }
    fn has_converged(&self) -> bool {
        Swarm::has_converged(self)
    }
    fn names(&self) -> (String, String) {
        (C::NAME.to_owned(), self.topology.name())
    }
    fn persists(&self) -> bool {
        self.memory.settings.on_failure == OnFailure::Persist
    }
    fn origin(&self) -> Origin {
        Swarm::origin(self)
    }
    fn threads(&self) -> Threads {
        Swarm::threads(self)
    }
    fn save(&self) -> Result<Value, Error> {
        Swarm::save(self)
    }
    fn load(&mut self, problem: &DynProblem<'_, S, F>, saved: Value) -> Result<(), Error> {
        Swarm::load(self, problem, saved)
    }
}
