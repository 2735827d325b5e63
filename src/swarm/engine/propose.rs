//! The first half of a round: the agents propose.

use super::{
    Limits, Pace, Swarm,
    memory::{Memory, Seat, State},
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
        then: impl Fn(usize, &mut Seat<S::Point, F>) + Sync + Send,
    ) -> Result<(), Error> {
        let steady = self.memory.settings.pace == Pace::Steady && !self.memory.seeding;
        if !steady && self.memory.any(State::Told) && !self.memory.any(State::Called) {
            return Err(self.memory.waiting());
        }
        let schedule = || self.method.schedule().or(self.memory.settings.handling.schedule());
        if let Some(schedule) = schedule().filter(|_| limits.progress.is_none()) {
            return Err(Error::NoEnd { method: C::NAME, schedule });
        }
        if !self.led {
            self.lead();
        }
        let allowance = self.memory.orders(budget).allowance;
        let (agents, memory) = (self.agents.len(), &mut self.memory);
        // A round that was cut keeps its progress and its number.
        if !memory.any(State::Called) {
            memory.progress = limits.progress.unwrap_or(0.0);
            memory.asks += 1;
            if !memory.seeding {
                memory.call(agents);
            }
        }
        if self.memory.seeding {
            if self.seed(space, &then) {
                return Ok(());
            }
            self.memory.seeding = false; // a colony that starts from an empty board
            self.memory.call(agents);
        }
        let memory = &mut self.memory;
        let (ask, progress, round) =
            (memory.asks, memory.progress, memory.streams.round(memory.asks));
        let (method, medium) = (&self.method, &self.medium);
        let (board, wiring) = (&memory.board, &memory.wiring);
        let (leaders, cut) = (&self.leaders[..], limits.cut);
        let write = |me: usize, agent: &mut C::Agent, seat: &mut Seat<S::Point, F>| {
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
            let (seats, next) = (&mut memory.seats, &mut memory.next);
            call_free(&mut self.agents, seats, next, limits.evaluations, write);
        } else {
            self.executor.each_pair(&mut self.agents, &mut memory.seats, write);
        }
        Ok(())
    }

    /// Updates the leaders; there are none while the board is not full.
    fn lead(&mut self) {
        let Memory { board, wiring, .. } = &self.memory;
        self.leaders.clear();
        if board.len() == wiring.nodes() && self.memory.is_relaxed() {
            self.leaders.extend((0..board.len()).map(|node| board.leader_at(node, wiring)));
        } else if board.len() == wiring.nodes() {
            wiring.leaders(|a, b| board[a].fitness.beats(&board[b].fitness), &mut self.leaders);
        }
        self.led = true;
    }
}

/// Lets at most `at_most` free agents write a candidate, in turn from agent `next`: for a steady pace.
fn call_free<A, X, F>(
    agents: &mut [A],
    seats: &mut [Seat<X, F>],
    next: &mut usize,
    at_most: u64,
    write: impl Fn(usize, &mut A, &mut Seat<X, F>),
) {
    let first = *next;
    let mut left = at_most;
    for i in (first..agents.len()).chain(0..first) {
        if left > 0 && seats[i].state == State::Idle {
            seats[i].state = State::Called;
            write(i, &mut agents[i], &mut seats[i]);
            if seats[i].state == State::Called {
                seats[i].state = State::Idle; // cut before its turn
            }
            left -= 1;
            *next = (i + 1) % agents.len();
        }
    }
}
