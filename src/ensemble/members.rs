//! The members of an archipelago or a portfolio.

use crate::{
    error::{Error, sound},
    problem::{DynProblem, Fitness, Space},
    swarm::{Asked, Limits, Optimizer, Origin, Slot, Tally, Told},
};
use serde_json::Value;

/// Swarms on one problem. Ticket t of member i of n is handed out as n · t + i.
pub(super) struct Members<S: Space, F: Fitness>(pub Vec<Box<dyn Optimizer<S, F>>>);

/// The results of each member.
type Shares<X, F> = Vec<Vec<Told<X, F>>>;

impl<S: Space, F: Fitness> Members<S, F> {
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns the best point of all members; of equal points that of the first member.
    pub(super) fn best(&self) -> Option<&Slot<S::Point, F>> {
        let bests = self.0.iter().filter_map(|member| member.best());
        bests.min_by(|a, b| a.fitness.order(&b.fitness))
    }

    pub(super) fn slots(&self) -> Box<dyn Iterator<Item = &Slot<S::Point, F>> + '_> {
        Box::new(self.0.iter().flat_map(|member| member.slots()))
    }

    pub(super) fn positions(&self) -> Box<dyn Iterator<Item = &S::Point> + '_> {
        Box::new(self.0.iter().flat_map(|member| member.positions()))
    }

    pub(super) fn open(&self) -> usize {
        self.0.iter().map(|member| member.open()).sum()
    }

    pub(super) fn recall(&mut self) {
        self.0.iter_mut().for_each(|member| member.recall());
    }

    pub(super) fn names(&self) -> String {
        let names: Vec<String> = self.0.iter().map(|member| member.name()).collect();
        names.join(" + ")
    }

    /// Adds the origins of all members to `own`, each under `what` and its number, from 1.
    pub(super) fn origins(&self, own: Origin, what: &str) -> Origin {
        self.0
            .iter()
            .zip(1..)
            .fold(own, |own, (member, i)| own.with_member(&format!("{what} {i}"), member.origin()))
    }

    /// Returns the evaluations, failures and restarts of all members, summed.
    pub(super) fn sum(&self) -> Tally {
        let mut sum = Tally::default();
        for tally in self.0.iter().map(|member| member.tally()) {
            sum.evaluations += tally.evaluations;
            sum.inner_evaluations += tally.inner_evaluations;
            sum.restarts += tally.restarts;
            sum.failures += &tally.failures;
        }
        sum
    }

    /// Returns whether the best point of all members is better than `last`, the best cost before, which it
    /// replaces.
    pub(super) fn has_improved(&self, last: &mut Option<F>) -> bool {
        let best = self.best().map(|slot| slot.fitness.clone());
        let improved = match (&best, &*last) {
            (Some(now), Some(before)) => now.beats(before),
            (now, _) => now.is_some(),
        };
        *last = best;
        improved
    }

    /// Asks member `i`, and returns its candidates under tickets of the whole.
    pub(super) fn ask(
        &mut self,
        i: usize,
        problem: &DynProblem<'_, S, F>,
        limits: &Limits<'_>,
    ) -> Result<Vec<Asked<S::Point, F>>, Error> {
        let n = self.len() as u64;
        let asked = self.0[i].ask(problem, limits)?;
        Ok(asked.into_iter().map(|a| Asked { ticket: a.ticket * n + i as u64, ..a }).collect())
    }

    /// Returns the results of each member, under its own tickets.
    fn shares(&self, told: Vec<Told<S::Point, F>>) -> Result<Shares<S::Point, F>, Error> {
        let n = self.len().max(1) as u64;
        let mut shares: Vec<Vec<_>> = self.0.iter().map(|_| Vec::new()).collect();
        for result in told {
            let Some(share) = shares.get_mut((result.ticket % n) as usize) else {
                return Err(Error::UnknownTicket(result.ticket));
            };
            share.push(Told { ticket: result.ticket / n, ..result });
        }
        Ok(shares)
    }

    /// Checks that each member would take in its share. An error names the ticket as it was told.
    fn admit(
        &self,
        problem: &DynProblem<'_, S, F>,
        shares: &[Vec<Told<S::Point, F>>],
    ) -> Result<(), Error> {
        let n = self.len() as u64;
        for (i, (member, share)) in (0..).zip(self.0.iter().zip(shares)) {
            let admitted = member.admits(problem, share);
            admitted.map_err(|error| renamed(error, |own| own * n + i))?;
        }
        Ok(())
    }

    /// Checks that all results would be taken in.
    pub(super) fn admits(
        &self,
        problem: &DynProblem<'_, S, F>,
        told: &[Told<S::Point, F>],
    ) -> Result<(), Error> {
        self.admit(problem, &self.shares(told.to_vec())?)
    }

    /// Tells each member its share: all of them or, on error, none.
    pub(super) fn tell(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        told: Vec<Told<S::Point, F>>,
    ) -> Result<(), Error> {
        let shares = self.shares(told)?;
        self.admit(problem, &shares)?;
        for (member, share) in self.0.iter_mut().zip(shares) {
            if !share.is_empty() {
                member.tell(problem, share)?;
            }
        }
        Ok(())
    }

    /// Lets every member welcome `guest`.
    pub(super) fn welcome(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        guest: &Slot<S::Point, F>,
    ) -> Result<(), Error> {
        self.0.iter_mut().try_for_each(|member| member.welcome(problem, guest))
    }

    /// Returns whether any member persists after failures.
    pub(super) fn persists(&self) -> bool {
        self.0.iter().any(|member| member.persists())
    }

    pub(super) fn save(&self) -> Result<Vec<Value>, Error> {
        self.0.iter().map(|member| member.save()).collect()
    }

    /// Loads all members if each of them is sound and all together satisfy `fit`. On error all are unchanged.
    pub(super) fn load_if(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        saved: Vec<Value>,
        fit: impl Fn(&[Box<dyn Optimizer<S, F>>]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (found, expected) = (saved.len(), self.len());
        sound(
            found == expected,
            format_args!("{expected} swarms"),
            format_args!("{found} swarms"),
        )?;
        let before = self.save()?;
        let mut pairs = self.0.iter_mut().zip(saved);
        let loaded = pairs.try_for_each(|(member, state)| member.load(problem, state));
        let loaded = loaded.and_then(|()| fit(&self.0));
        if loaded.is_err() {
            for (member, old) in self.0.iter_mut().zip(before) {
                member.load(problem, old)?;
            }
        }
        loaded
    }
}

/// Returns whether a member with the best cost `a` leads one with `b`. Of equals the one with the lower index
/// leads.
pub(super) fn leads<F: Fitness>(a: Option<&F>, b: Option<&F>, lower_index: bool) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => a.beats(b) || lower_index && !b.beats(a),
        (a, _) => a.is_some(),
    }
}

/// Replaces the ticket that an error names.
pub(super) fn renamed(error: Error, rename: impl Fn(u64) -> u64) -> Error {
    match error {
        Error::UnknownTicket(own) => Error::UnknownTicket(rename(own)),
        Error::RepeatedTicket(own) => Error::RepeatedTicket(rename(own)),
        other => other,
    }
}

/// Implements the methods of an [`Optimizer`] that only ask its members.
macro_rules! forward_members {
    ($self:ident => $members:expr) => {
        fn recall(&mut $self) {
            $members.recall();
        }
        fn admits(
            &$self,
            problem: &DynProblem<'_, S, F>,
            told: &[Told<S::Point, F>],
        ) -> Result<(), Error> {
            $members.admits(problem, told)
        }
        fn open(&$self) -> usize {
            $members.open()
        }
        fn best(&$self) -> Option<&Slot<S::Point, F>> {
            $members.best()
        }
        fn slots(&$self) -> Box<dyn Iterator<Item = &Slot<S::Point, F>> + '_> {
            $members.slots()
        }
        fn positions(&$self) -> Box<dyn Iterator<Item = &S::Point> + '_> {
            $members.positions()
        }
        fn welcome(
            &mut $self,
            problem: &DynProblem<'_, S, F>,
            guest: &Slot<S::Point, F>,
        ) -> Result<(), Error> {
            $members.welcome(problem, guest)
        }
        fn persists(&$self) -> bool {
            $members.persists()
        }
    };
}
pub(super) use forward_members;
