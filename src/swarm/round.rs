//! The round: the agents propose, the candidates are evaluated, the colony takes them in.

use super::{
    Colony, Context, Limits, Polish, Retrial, Swarm,
    batch::together,
    candidate::Polishing,
    memory::{Memory, Seat, State, lane},
};
use crate::{
    error::Error,
    problem::{Cut, DynProblem, Failure, Fitness, Manner, Space},
    topology::Standing,
};
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering::Relaxed};

impl<S: Space, C: Colony<S, F>, F: Fitness> Swarm<S, C, F> {
    /// One round, or as much of it as the limits allow: the next step goes on from there.
    ///
    /// # Errors
    /// [`Error::Waiting`] while candidates handed out by [`ask`](Self::ask) have not been told;
    /// [`Error::Idle`] if no agent proposes anything.
    pub fn step(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        limits: &Limits<'_>,
    ) -> Result<(), Error> {
        if self.memory.any(State::Out) {
            return Err(self.waiting());
        }
        let lost = AtomicU64::new(0);
        let cut = || limits.cuts() || lost.load(Relaxed) >= limits.failures;
        let failing = Limits { cut: Some(&cut), ..*limits };
        let limits = if limits.failures < u64::MAX { &failing } else { limits };
        let seats = self.memory.seats.len() as u64;
        // What local search may spend on each candidate beyond the evaluation itself.
        let allowance = self.allowance(limits.evaluations);
        let Memory { polish, on_failure: policy, streams, .. } = self.memory;
        let finish = |i: usize, seat: &mut Seat<C::Agent, S::Point, F>| {
            if seat.candidate.failure.is_some() {
                let key = lane::retry(streams.round(seat.ask), i);
                let allowance = allowance.saturating_sub(seat.candidate.spent);
                seat.candidate.retry(problem, Retrial { policy, key, allowance }, limits.cut);
                lost.fetch_add(u64::from(seat.candidate.failure.is_some()), Relaxed);
            }
            if polish != Polish::None
                && let Some(key) = polish.key(streams.round(seat.ask), i)
            {
                let retried = seat.candidate.retried.as_ref().map_or(0, |retried| retried.total());
                let allowance = allowance.saturating_sub(seat.candidate.spent + retried);
                seat.candidate.polish(problem, Polishing { key, allowance }, limits.cut);
            }
        };
        // The first seat that reaches the target: those after it have their turn in the next step.
        let reached = AtomicUsize::new(usize::MAX);
        let meets = |cost: F| limits.target.is_some_and(|target| cost.scalar() <= target);
        let evaluate = |i: usize, seat: &mut Seat<C::Agent, S::Point, F>| {
            if seat.is_waiting() && i < reached.load(Relaxed) && !limits.cuts() {
                if limits.target.is_some() {
                    seat.candidate.remember();
                }
                seat.candidate.evaluate(problem);
                finish(i, seat);
                if meets(seat.candidate.cost()) {
                    reached.fetch_min(i, Relaxed);
                }
            }
        };
        // Where nothing forbids it an agent's candidate is evaluated right where it is proposed. A target
        // forbids it: agents after the seat that reaches it would have proposed or not, by the threads.
        let fits = limits.evaluations >= seats && limits.target.is_none();
        let at_once = problem.manner() == Manner::Apart && fits;
        let begun = self.memory.any(State::Proposed);
        if begun && at_once {
            self.crew.each(&mut self.memory.seats, evaluate);
        }
        match (!begun || self.memory.any(State::Called), at_once) {
            (true, true) => self.propose(problem.space(), limits, allowance, evaluate)?,
            (true, false) => self.propose(problem.space(), limits, allowance, |_, _| ())?,
            (false, _) => {}
        }
        if !at_once {
            let end = self.memory.first_waiting(limits.evaluations);
            let chosen = &mut self.memory.seats[..end];
            match problem.manner() {
                Manner::Apart => self.crew.each(chosen, evaluate),
                Manner::InOrder => chosen.iter_mut().enumerate().for_each(|(i, s)| evaluate(i, s)),
                Manner::Together => {
                    together(problem, chosen, finish);
                }
            }
        }
        let (mut spent, mut told, mut waiting) = (0, false, false);
        let reached = reached.into_inner();
        for i in 0..self.memory.seats.len() {
            let seat = &mut self.memory.seats[i];
            if seat.state == State::Proposed && i > reached && !seat.is_waiting() {
                seat.candidate.forget(); // evaluated by another thread meanwhile
            }
            match seat.state {
                State::Called => waiting = true,
                State::Proposed if seat.is_waiting() => waiting = true,
                State::Proposed => spent = self.count(i).saturating_add(spent),
                _ => {}
            }
            told |= self.memory.seats[i].state == State::Told;
        }
        match (waiting, told) {
            (true, _) => Ok(()),
            (false, true) => {
                self.close(problem, limits.evaluations.saturating_sub(spent), limits.cut);
                Ok(())
            }
            (false, false) => Err(Error::Idle { method: C::NAME }),
        }
    }

    /// What each agent may spend beyond the evaluation of its candidate.
    pub(super) fn allowance(&self, budget: u64) -> u64 {
        let seats = self.memory.seats.len() as u64;
        match budget {
            u64::MAX => u64::MAX,
            left => left.saturating_sub(seats) / seats,
        }
    }

    pub(super) fn waiting(&self) -> Error {
        Error::Waiting { open: self.open() }
    }

    /// How many candidates have been handed out and not been told.
    pub fn open(&self) -> usize {
        self.memory.seats.iter().filter(|seat| seat.state == State::Out).count()
    }

    /// Counts what the candidate of a seat has cost, and keeps it if it is the best yet. The
    /// evaluations it took.
    #[inline]
    pub(super) fn count(&mut self, i: usize) -> u64 {
        let memory = &mut self.memory;
        let seats = memory.seats.len() as u64;
        let Seat { candidate, state, ask, .. } = &mut memory.seats[i];
        *state = State::Told;
        let tally = &mut memory.tally;
        tally.evaluations = tally.evaluations.saturating_add(candidate.evaluations);
        memory.tally.spent += std::mem::take(&mut candidate.spent);
        if candidate.failure.is_some() || candidate.retried.is_some() {
            let ticket = *ask * seats + i as u64;
            let failures = &mut memory.tally.failures;
            let before = failures.last.clone();
            if let Some(retried) = candidate.retried.take() {
                *failures += &retried;
                failures.retried += retried.total().saturating_sub(retried.inside);
            }
            if let Some(failure) = &candidate.failure {
                failures.count(Failure::clone(failure));
            }
            if ticket < memory.failed_ticket {
                failures.last = before; // it was proposed later, though told earlier
            }
            memory.failed_ticket = ticket.max(memory.failed_ticket);
        }
        let cost = candidate.cost();
        let (better, equal) = match &memory.best {
            None => (cost.is_valid(), false),
            Some(best) => (cost.beats(&best.fitness), cost == best.fitness),
        };
        if better || equal {
            let ticket = *ask * seats + i as u64;
            // Of equals the one that was proposed first is kept, whichever is told first.
            if better || ticket < memory.best_ticket {
                candidate.copy_to(&mut memory.best);
                memory.best_ticket = ticket;
                memory.improved |= better;
            }
        }
        candidate.evaluations
    }

    /// The round is over: the colony takes in what was told, in the order of the seats.
    pub(super) fn close(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        left: u64,
        cut: Option<Cut<'_>>,
    ) {
        self.polish_best(problem, left, cut);
        self.absorb(problem.space(), 0..self.memory.seats.len());
        self.settle(problem.space());
    }

    /// Hands what was told to the colony, in the order given, or seeds the board with it.
    pub(super) fn absorb(&mut self, space: &S, order: impl IntoIterator<Item = usize>) {
        let streams = self.memory.streams.round(self.memory.asks);
        let Memory { medium, seats, board, wiring, best, progress, seeding, .. } = &mut self.memory;
        let context = Context { space, wiring, best: best.as_ref(), progress: *progress, streams };
        for i in order {
            let Seat { candidate, state, .. } = &mut seats[i];
            if *state == State::Told {
                *state = State::Idle;
                match *seeding {
                    true => board.push(candidate.to_slot()),
                    false => self.method.absorb(medium, board, candidate, &context),
                }
            }
        }
    }

    /// Brings the colony, the wiring and the counts up to date.
    pub(super) fn settle(&mut self, space: &S) {
        let memory = &mut self.memory;
        memory.seeding = false;
        let (wiring, best, progress) = (&memory.wiring, memory.best.as_ref(), memory.progress);
        let streams = memory.streams.round(memory.asks);
        let context = Context { space, wiring, best, progress, streams };
        self.method.end_round(&mut memory.medium, &mut memory.board, &context);
        let board = &memory.board;
        let standing = Standing {
            improved: memory.improved,
            leads: &|a, b| match (board.get(a), board.get(b)) {
                (Some(x), Some(y)) => x.leads(y, a < b),
                (x, _) => x.is_some(),
            },
        };
        let rng = &mut memory.streams.at(memory.asks, lane::WIRE);
        self.topology.rewire(&mut memory.wiring, &standing, rng);
        memory.tally.stalls = if memory.improved { 0 } else { memory.tally.stalls + 1 };
        memory.tally.rounds += 1;
        memory.improved = false;
        self.led = false;
    }

    /// Local search on the best candidate of the round.
    fn polish_best(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        allowance: u64,
        cut: Option<Cut<'_>>,
    ) {
        if self.memory.polish != Polish::Best || allowance == 0 {
            return;
        }
        let told = self.memory.seats.iter().enumerate().filter(|(_, s)| s.state == State::Told);
        let cost = |seat: &Seat<_, _, F>| seat.candidate.cost();
        let best = told.min_by(|(_, a), (_, b)| cost(a).order(&cost(b))).map(|(i, _)| i);
        let Some(i) = best.filter(|&i| self.memory.seats[i].candidate.failure.is_none()) else {
            return;
        };
        let key = self.memory.streams.round(self.memory.asks).key(lane::POLISH_BEST);
        let candidate = &mut self.memory.seats[i].candidate;
        candidate.evaluations = 0; // counted already: what is new is what local search spends
        candidate.polish(problem, Polishing { key, allowance }, cut);
        self.count(i);
    }
}
