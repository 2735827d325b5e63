//! The jobs of a session: the candidates to evaluate, those handed out, and those whose value is known.

use crate::{
    error::Error,
    problem::{Failure, Fitness, Space},
    swarm::{Asked, OpenCandidate, Ticket},
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

/// A point to evaluate, and the ticket under which to tell its value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Job<X> {
    /// The ticket. The same run gives the same points the same tickets in every process, so a result that comes
    /// after a crash can still be told to the resumed session.
    pub ticket: Ticket,
    /// The point.
    pub point: X,
}

/// The candidates that a session has asked for and not yet passed to the swarm.
pub(super) struct Jobs<X, F> {
    /// The candidates, in the order in which the swarm gave them.
    open: BTreeMap<u64, OpenCandidate<X, F>>,
    /// The number of the next candidate.
    next: u64,
    /// Those to be handed out.
    waiting: VecDeque<u64>,
    /// Those handed out.
    out: HashMap<Ticket, u64>,
    /// Those whose outcome is known.
    done: BTreeSet<u64>,
}

impl<X, F> Default for Jobs<X, F> {
    fn default() -> Self {
        Jobs {
            open: BTreeMap::new(),
            next: 0,
            waiting: VecDeque::new(),
            out: HashMap::new(),
            done: BTreeSet::new(),
        }
    }
}

impl<X: Clone, F: Fitness> Jobs<X, F> {
    /// Adds a candidate. One whose cost is known already is done.
    pub fn add<S: Space<Point = X>>(&mut self, asked: Asked<X, F>, known: Option<F>, space: &S) {
        let mut candidate = OpenCandidate::new(asked);
        let known = candidate.cost().or(known);
        let done = known.is_some_and(|cost| candidate.take(space, Ok(cost)));
        self.open.insert(self.next, candidate);
        match done {
            true => drop(self.done.insert(self.next)),
            false => self.waiting.push_back(self.next),
        }
        self.next += 1;
    }

    /// Hands out at most `most` of the candidates that wait.
    pub fn hand_out(&mut self, most: usize) -> Vec<Job<X>> {
        let chosen: Vec<u64> = self.waiting.drain(..most.min(self.waiting.len())).collect();
        let mut job = |number: u64| {
            let candidate = self.open.get(&number)?;
            let mut ticket = candidate.ticket();
            while self.out.contains_key(&ticket) {
                ticket = ticket.wrapping_add(1); // two attempts with the same ticket: one in 2⁵³
            }
            self.out.insert(ticket, number);
            Some(Job { ticket, point: candidate.point().clone() })
        };
        chosen.into_iter().filter_map(&mut job).collect()
    }

    /// Takes in the outcome of an evaluation. If the candidate gets another attempt, it waits again, first of all.
    pub fn take<S: Space<Point = X>>(
        &mut self,
        ticket: Ticket,
        outcome: Result<F, Failure>,
        space: &S,
    ) -> Result<(), Error> {
        let number = self.out.remove(&ticket).ok_or(Error::UnknownTicket(ticket))?;
        let done = self.open.get_mut(&number).is_none_or(|it| it.take(space, outcome));
        match done {
            true => drop(self.done.insert(number)),
            false => self.waiting.push_front(number),
        }
        Ok(())
    }

    /// Removes the next candidate that is done: only if all before it are, where the order matters.
    pub fn next_done(&mut self, in_order: bool) -> Option<OpenCandidate<X, F>> {
        let number = *self.done.first()?;
        if in_order && self.open.keys().next() != Some(&number) {
            return None;
        }
        self.done.remove(&number);
        self.open.remove(&number)
    }

    /// Returns the candidates that are done.
    pub fn done(&self) -> impl Iterator<Item = &OpenCandidate<X, F>> {
        self.done.iter().filter_map(|number| self.open.get(number))
    }

    /// Returns the number of candidates.
    pub fn len(&self) -> usize {
        self.open.len()
    }

    /// Returns the number of candidates handed out and not yet told.
    pub fn out(&self) -> usize {
        self.out.len()
    }

    /// Drops all candidates.
    pub fn clear(&mut self) {
        *self = Jobs { next: self.next, ..Jobs::default() };
    }
}
