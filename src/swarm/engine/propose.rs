//! The first half of a round: the agents propose.

use super::{
    Limits, Pace, Swarm,
    memory::{Memory, Seat, State, call},
};
use crate::{
    error::Error,
    problem::{Fitness, Space},
    swarm::{Agent, Colony, View},
};

impl<S: Space, C: Colony<S, F>, F: Fitness> Swarm<S, C, F> {
    /// Lets every called seat write a candidate, and runs `then` on it in the same task. The round may use
    /// `budget` evaluations.
    pub(super) fn propose(
        &mut self,
        space: &S,
        limits: &Limits<'_>,
        budget: u64,
        then: impl Fn(usize, &mut Seat<C::Agent, S::Point, F>) + Sync + Send,
    ) -> Result<(), Error> {
        let steady = self.memory.settings.pace == Pace::Steady && !self.memory.seeding;
        if !steady && self.memory.any(State::Told) && !self.memory.any(State::Called) {
            return Err(self.waiting());
        }
        if let (None, Some(schedule)) = (limits.progress, self.method.schedule()) {
            return Err(Error::NoEnd { method: C::NAME, schedule });
        }
        if !self.led {
            self.lead();
        }
        let allowance = self.orders(budget).allowance;
        let memory = &mut self.memory;
        // A round that was cut keeps its progress and its number.
        if !memory.any(State::Called) {
            memory.progress = limits.progress.unwrap_or(0.0);
            memory.asks += 1;
            if !memory.seeding {
                call(&mut memory.seats, memory.settings.pace);
            }
        }
        if self.memory.seeding {
            if self.seed(space, &then) {
                return Ok(());
            }
            self.memory.seeding = false; // a colony that starts from an empty board
            call(&mut self.memory.seats, self.memory.settings.pace);
        }
        let memory = &mut self.memory;
        let (ask, progress, round) =
            (memory.asks, memory.progress, memory.streams.round(memory.asks));
        let (method, medium) = (&self.method, &memory.medium);
        let (board, wiring) = (&memory.board, &memory.wiring);
        let (leaders, cut) = (&self.leaders[..], limits.cut);
        let write = |me: usize, seat: &mut Seat<C::Agent, S::Point, F>| {
            let Some(agent) = &mut seat.agent else { return };
            if seat.state != State::Called || limits.cuts() {
                return;
            }
            let view = View {
                me,
                space,
                method,
                medium,
                board,
                wiring,
                progress,
                allowance,
                cut,
                steady,
                leaders,
            };
            seat.state = State::Idle;
            seat.candidate.clear();
            seat.ask = ask;
            if agent.propose(&view, &mut round.lane(me as u64), &mut seat.candidate) {
                seat.state = State::Proposed;
                then(me, seat);
            }
        };
        if steady {
            call_free(&mut memory.seats, &mut memory.next, limits.evaluations, write);
        } else {
            self.executor.each(&mut memory.seats, write);
        }
        Ok(())
    }

    /// Updates the leaders; there are none while the board is not full.
    fn lead(&mut self) {
        let Memory { board, wiring, .. } = &self.memory;
        self.leaders.clear();
        if board.len() == wiring.nodes() {
            wiring.leaders(|a, b| board[a].fitness.beats(&board[b].fitness), &mut self.leaders);
        }
        self.led = true;
    }
}

/// Lets at most `at_most` free seats write a candidate, in turn from seat `next`: for a steady pace.
fn call_free<A, X, F>(
    seats: &mut [Seat<A, X, F>],
    next: &mut usize,
    at_most: u64,
    write: impl Fn(usize, &mut Seat<A, X, F>),
) {
    let first = *next;
    let mut left = at_most;
    for i in (first..seats.len()).chain(0..first) {
        if left > 0 && seats[i].state == State::Idle && seats[i].agent.is_some() {
            seats[i].state = State::Called;
            write(i, &mut seats[i]);
            if seats[i].state == State::Called {
                seats[i].state = State::Idle; // cut before its turn
            }
            left -= 1;
            *next = (i + 1) % seats.len();
        }
    }
}
