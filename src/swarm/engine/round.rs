//! The round: the agents propose, the candidates are evaluated, the colony takes them in.

use super::{
    Limits, Polish, PolishOrder, Swarm,
    evaluation::{Evaluation, Orders},
    memory::{Memory, Seat, State},
};
use crate::{
    error::Error,
    problem::{Cut, DynProblem, EvaluationMode, Failure, Fitness, Space},
    swarm::{Colony, Context, context::lane},
    topology::Ranking,
};

/// The counts of a step.
#[derive(Default)]
struct Counted {
    evaluations: u64,
    /// Whether a candidate has been evaluated in this round.
    told: bool,
    /// Whether an agent or a candidate still waits for its turn.
    waiting: bool,
}

impl<S: Space, C: Colony<S, F>, F: Fitness> Swarm<S, C, F> {
    /// Runs one round, or as much of it as the limits allow; the next step goes on from there.
    ///
    /// # Errors
    /// Returns [`Error::Waiting`] while candidates handed out by [`ask`](Self::ask) have not been told, and
    /// [`Error::Idle`] if no agent proposes a candidate.
    pub fn step(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        limits: &Limits<'_>,
    ) -> Result<(), Error> {
        if self.memory.any(State::Out) {
            return Err(self.waiting());
        }
        let evaluation = Evaluation::new(problem, limits, self.orders(limits.evaluations));
        let cut = || evaluation.is_cut();
        let cut = evaluation.can_be_cut().then_some(&cut as Cut<'_>);
        let evaluate = |i: usize, seat: &mut Seat<_, _, _>| evaluation.evaluate(i, seat);
        // If possible, a candidate is evaluated in the task that proposes it. Not with a target: whether agents
        // after the seat that reaches it have proposed would depend on the threads.
        let mode = problem.evaluation_mode();
        let fits = limits.evaluations >= self.memory.seats.len() as u64 && limits.target.is_none();
        let at_once = mode == EvaluationMode::Parallel && fits;
        let begun = self.memory.any(State::Proposed);
        if begun && at_once {
            self.executor.each(&mut self.memory.seats, evaluate);
        }
        if !begun || self.memory.any(State::Called) {
            let then = |i: usize, seat: &mut Seat<_, _, _>| {
                if at_once {
                    evaluate(i, seat)
                }
            };
            self.propose(problem.space(), &Limits { cut, ..*limits }, limits.evaluations, then)?;
        }
        if !at_once {
            let end = self.memory.first_waiting(limits.evaluations);
            let chosen = &mut self.memory.seats[..end];
            match mode {
                EvaluationMode::Parallel => self.executor.each(chosen, evaluate),
                EvaluationMode::Sequential => {
                    chosen.iter_mut().enumerate().for_each(|(i, seat)| evaluate(i, seat));
                }
                EvaluationMode::Batch => evaluation.evaluate_all(chosen),
            }
        }
        match self.count_all(evaluation.reached()) {
            Counted { waiting: true, .. } => Ok(()),
            Counted { told: false, .. } => Err(Error::Idle { method: C::NAME }),
            Counted { evaluations, .. } => {
                self.close(problem, limits.evaluations.saturating_sub(evaluations), cut);
                Ok(())
            }
        }
    }

    /// Counts the evaluated candidates, and undoes those after seat `reached`.
    fn count_all(&mut self, reached: usize) -> Counted {
        let mut all = Counted::default();
        for i in 0..self.memory.seats.len() {
            let seat = &mut self.memory.seats[i];
            if seat.state == State::Proposed && i > reached && !seat.is_waiting() {
                seat.candidate.forget(); // evaluated by another thread meanwhile
            }
            match seat.state {
                State::Called => all.waiting = true,
                State::Proposed if seat.is_waiting() => all.waiting = true,
                State::Proposed => all.evaluations = all.evaluations.saturating_add(self.count(i)),
                _ => {}
            }
            all.told |= self.memory.seats[i].state == State::Told;
        }
        all
    }

    /// Returns the orders for candidates of a round that may use `budget` evaluations.
    pub(super) fn orders(&self, budget: u64) -> Orders {
        let Memory { settings, streams, .. } = &self.memory;
        let (policy, polish) = (settings.on_failure, settings.polish);
        Orders { policy, polish, streams: *streams, allowance: self.allowance(budget) }
    }

    /// Returns the number of evaluations that each agent may use beyond that of its candidate.
    fn allowance(&self, budget: u64) -> u64 {
        let seats = self.memory.seats.len() as u64;
        match budget {
            u64::MAX => u64::MAX,
            left => left.saturating_sub(seats) / seats,
        }
    }

    pub(super) fn waiting(&self) -> Error {
        Error::Waiting { open: self.open() }
    }

    /// Returns the number of candidates handed out and not yet told.
    pub fn open(&self) -> usize {
        self.memory.seats.iter().filter(|seat| seat.state == State::Out).count()
    }

    /// Counts the evaluations and failures of the candidate of seat `i`, and keeps the candidate if it is the best
    /// so far. Returns its number of evaluations.
    #[inline]
    pub(super) fn count(&mut self, i: usize) -> u64 {
        let memory = &mut self.memory;
        let seats = memory.seats.len() as u64;
        let Seat { candidate, state, ask, .. } = &mut memory.seats[i];
        *state = State::Told;
        let tally = &mut memory.tally;
        tally.evaluations = tally.evaluations.saturating_add(candidate.evaluations);
        memory.tally.inner_evaluations += std::mem::take(&mut candidate.inner_evaluations);
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
                failures.last = before; // proposed later, though told earlier
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
            // Of equal candidates the one proposed first is kept, whichever is told first.
            if better || ticket < memory.best_ticket {
                candidate.copy_to(&mut memory.best);
                memory.best_ticket = ticket;
                memory.improved |= better;
            }
        }
        candidate.evaluations
    }

    /// Ends the round: the colony takes in the results in the order of the seats.
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

    /// Passes the results to the colony in the given order, or seeds the board with them.
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

    /// Brings the colony, the wiring and the counts up to date at the end of a round.
    pub(super) fn settle(&mut self, space: &S) {
        let memory = &mut self.memory;
        memory.seeding = false;
        let (wiring, best, progress) = (&memory.wiring, memory.best.as_ref(), memory.progress);
        let streams = memory.streams.round(memory.asks);
        let context = Context { space, wiring, best, progress, streams };
        self.method.end_round(&mut memory.medium, &mut memory.board, &context);
        let board = &memory.board;
        let standing = Ranking {
            improved: memory.improved,
            leads: &|a, b| match (board.get(a), board.get(b)) {
                (Some(x), Some(y)) => x.leads(y, a < b),
                (x, _) => x.is_some(),
            },
        };
        let rng = &mut memory.streams.at(memory.asks, lane::WIRE);
        self.topology.rewire(&mut memory.wiring, &standing, rng);
        memory.tally.stagnation = if memory.improved { 0 } else { memory.tally.stagnation + 1 };
        memory.tally.rounds += 1;
        memory.improved = false;
        self.led = false;
    }

    /// Does local search on the best candidate of the round.
    fn polish_best(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        allowance: u64,
        cut: Option<Cut<'_>>,
    ) {
        if self.memory.settings.polish != Polish::Best || allowance == 0 {
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
        candidate.evaluations = 0; // counted already: only local search adds to them
        candidate.polish(problem, PolishOrder { key, allowance }, cut);
        self.count(i);
    }
}
