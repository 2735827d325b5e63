//! Validation of a memory loaded from a checkpoint against the swarm that is to go on with it.
//!
//! Whatever the checkpoint holds, a swarm that accepts it can go on: sizes fit, indices exist, counts have
//! room to grow, and no seat waits for a result that will never come.

use super::{
    Pace, Swarm, Tally,
    memory::{Memory, Seat, State},
};
use crate::{
    error::{Error, counted, damaged, sound},
    problem::{Failures, Fitness, Space},
    swarm::{Agent, Colony, context::lane},
};
use std::fmt::Debug;

impl Tally {
    pub(crate) fn check(&self) -> Result<(), Error> {
        let Tally { rounds, evaluations, inner_evaluations, stagnation, restarts, failures } = self;
        check_failures(failures)?;
        for (name, count) in [
            ("rounds", rounds),
            ("evaluations", evaluations),
            ("evaluations of agents", inner_evaluations),
            ("rounds of stagnation", stagnation),
            ("restarts", restarts),
        ] {
            counted(name, *count)?;
        }
        Ok(())
    }
}

fn check_failures(failures: &Failures) -> Result<(), Error> {
    let Failures { errors, panics, not_a_number, timeouts, retried, inside, .. } = failures;
    counted("failures inside local search", *inside)?;
    counted("errors", *errors)?;
    counted("panics", *panics)?;
    counted("evaluations that are no number", *not_a_number)?;
    counted("evaluations that took too long", *timeouts)?;
    counted("failures tried again", *retried)
}

impl<S: Space, C: Colony<S, F>, F: Fitness> Swarm<S, C, F> {
    /// Validates a state loaded from a checkpoint against this swarm, which is of the same origin, and this space.
    pub(super) fn check(
        &self,
        agents: &[C::Agent],
        medium: &C::Medium,
        memory: &Memory<S::Point, F>,
        space: &S,
    ) -> Result<(), Error> {
        let (method, slots) = (&self.method, self.slots);
        memory.check(&self.memory, self.agents.len(), slots, method.steady())?;
        method.check(medium, space, &memory.board)?;
        // A slot is seeded if the user, the initialization or the colony writes a first point for it.
        let drawn = memory.given.saturating_add(memory.scattered);
        sound(drawn <= slots, format_args!("at most {slots} first points"), drawn)?;
        let rng = &memory.streams.at(0, lane::SCATTER);
        let is_seeded = |slot: usize| {
            let mut spare = S::Point::default();
            let seeds = |spare| method.seed(slot, space, &mut rng.clone(), spare);
            slot < slots && (slot < drawn || seeds(&mut spare))
        };
        memory.check_board(space, slots, &is_seeded)?;
        memory.check_seats(space, self.agents.len(), slots, &is_seeded)?;
        let (found, expected) = (agents.len(), self.agents.len());
        sound(found == expected, format_args!("{expected} agents"), found)?;
        agents.iter().try_for_each(|agent| agent.check(space, slots))
    }
}

impl<X: Clone + Debug + Default + PartialEq, F: Fitness> Memory<X, F> {
    fn check(&self, built: &Self, agents: usize, slots: usize, steady: bool) -> Result<(), Error> {
        let size = |m: &Self| format!("{} dimensions and {} seats", m.dimensions, m.seats.len());
        let (expected, found) = (size(built), size(self));
        sound(expected == found, expected, found)?;
        sound(self.wiring.is_sound(slots), format_args!("a wiring of {slots} slots"), "another")?;
        self.check_counts(agents)?;
        self.check_settings(steady)
    }

    fn check_counts(&self, agents: usize) -> Result<(), Error> {
        self.tally.check()?;
        let (mut evaluations, mut spent) = (0_u64, 0_u64);
        for candidate in self.seats.iter().map(|seat| &seat.candidate) {
            evaluations = evaluations.saturating_add(candidate.evaluations);
            spent = spent.saturating_add(candidate.inner_evaluations);
            candidate.retried.as_deref().map_or(Ok(()), check_failures)?;
        }
        counted("evaluations of candidates", evaluations)?;
        counted("evaluations spent on candidates", spent)?;
        // Tickets grow with the product of the two.
        counted("tickets", self.asks.saturating_mul(self.seats.len() as u64))?;
        let next = self.next;
        sound(next < agents.max(1), format_args!("a next agent below {agents}"), next)
    }

    fn check_settings(&self, steady: bool) -> Result<(), Error> {
        let (progress, pace) = (self.progress, self.settings.pace);
        sound((0.0..=1.0).contains(&progress), "a progress from 0 to 1", progress)?;
        sound(pace == Pace::Generation || steady, "whole generations", "another pace")?;
        self.settings.polish.check().map_err(|error| damaged("parameters in their ranges", error))
    }

    /// Checks that all points lie inside the space and that all seeded slots are on the board.
    fn check_board<S: Space<Point = X>>(
        &self,
        space: &S,
        slots: usize,
        is_seeded: &dyn Fn(usize) -> bool,
    ) -> Result<(), Error> {
        let mut points = self.board.iter().chain(&self.best).map(|slot| &slot.point);
        sound(points.all(|point| space.contains(point)), "points inside the space", "another")?;
        let rows = self.board.len();
        let whole = match self.seeding {
            true => rows == 0,
            false => rows == slots || rows < slots && !is_seeded(rows),
        };
        sound(whole, format_args!("a board of {slots} slots"), rows)
    }

    /// Checks that all seats are in states from which a round can go on.
    fn check_seats<S: Space<Point = X>>(
        &self,
        space: &S,
        agents: usize,
        slots: usize,
        is_seeded: &dyn Fn(usize) -> bool,
    ) -> Result<(), Error> {
        let drawn = if self.seeding { self.given + self.scattered } else { 0 };
        let begun = !self.seeding || self.seats.iter().any(|seat| seat.state != State::Idle);
        for (i, seat) in self.seats.iter().enumerate() {
            let Seat { candidate, state, ask } = seat;
            let idle = *state == State::Idle;
            // A seat that was never written holds no point; seats with a first point have been written.
            let inside = space.contains(&candidate.point);
            let blank = (idle || *state == State::Called)
                && i >= drawn
                && candidate.point == X::default()
                && !(begun && is_seeded(i));
            let point = || format!("{:?}", candidate.point);
            if !(inside || blank) {
                return Err(damaged("candidates inside the space", point()));
            }
            let asked = *ask > 0 || (idle || *state == State::Called);
            sound(asked && *ask <= self.asks, format_args!("asks up to {}", self.asks), ask)?;
            let slot = candidate.slot;
            sound(slot < slots, format_args!("slots below {slots}"), slot)?;
            let can_be = match state {
                State::Called => {
                    i < agents && !self.seeding && self.settings.pace == Pace::Generation
                }
                State::Idle => !(self.seeding && begun && is_seeded(i)),
                _ => !self.seeding || i < slots,
            };
            sound(can_be, "seats in the middle of a round", format_args!("seat {i} {state:?}"))?;
        }
        let open = [State::Called, State::Proposed, State::Out];
        let waited_for = open.into_iter().any(|state| self.any(state));
        sound(waited_for || !self.any(State::Told), "a round that goes on", "one told to its end")
    }
}
