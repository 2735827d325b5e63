//! The round: the agents propose, the candidates are evaluated, the colony takes them in.

use super::{
    Limits, Swarm,
    count::Counted,
    evaluation::Evaluation,
    memory::{Memory, Seat, State},
};
use crate::{
    error::Error,
    problem::{Cut, DynProblem, EvaluationMode, Fitness, Space},
    swarm::{Colony, Context},
};

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
            return Err(self.memory.waiting());
        }
        let evaluation = Evaluation::new(problem, limits, self.memory.orders(limits.evaluations));
        let cut = || evaluation.is_cut();
        let cut = evaluation.can_be_cut().then_some(&cut as Cut<'_>);
        let evaluate = |i: usize, seat: &mut Seat<_, _>| evaluation.evaluate(i, seat);
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
            let then = |i: usize, seat: &mut Seat<_, _>| {
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
        match self.memory.count_all(evaluation.reached()) {
            Counted { waiting: true, .. } => Ok(()),
            Counted { told: false, .. } => Err(Error::Idle { method: C::NAME }),
            Counted { evaluations, .. } => {
                self.close(problem, limits.evaluations.saturating_sub(evaluations), cut);
                Ok(())
            }
        }
    }

    /// Returns the number of candidates handed out and not yet told.
    pub fn open(&self) -> usize {
        self.memory.open()
    }

    /// Ends the round: the colony takes in the results in the order of the seats.
    pub(super) fn close(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        left: u64,
        cut: Option<Cut<'_>>,
    ) {
        self.memory.polish_best(problem, left, cut);
        self.absorb(problem.space(), 0..self.memory.seats.len());
        self.settle(problem.space());
    }

    /// Passes the results to the colony in the given order, or seeds the board with them.
    pub(super) fn absorb(&mut self, space: &S, order: impl IntoIterator<Item = usize>) {
        let streams = self.memory.streams.round(self.memory.asks);
        let (method, medium) = (&self.method, &mut self.medium);
        let Memory { seats, board, wiring, best, progress, seeding, .. } = &mut self.memory;
        let context = Context { space, wiring, best: best.as_ref(), progress: *progress, streams };
        for i in order {
            let Seat { candidate, state, .. } = &mut seats[i];
            if *state == State::Told {
                *state = State::Idle;
                match *seeding {
                    true => board.push(candidate.to_slot()),
                    false => method.absorb(medium, board, candidate, &context),
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
        self.method.end_round(&mut self.medium, &mut memory.board, &context);
        memory.end_round(&*self.topology);
        self.led = false;
    }
}
