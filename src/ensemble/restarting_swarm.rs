//! A swarm with restarts, which is replaced with a new one when it has converged.

use super::{Restarts, members::renamed, past::Past, restarts::Plan};
use crate::{
    error::{Error, part},
    problem::{DynProblem, Fitness, Space},
    rng::Seed,
    swarm::{
        Asked, Colony, IntoOptimizer, Limits, Optimizer, Origin, Settings, Slot, Swarm, Tally,
        Threads, Told,
    },
};
use serde_json::Value;

/// A swarm that is replaced with a new one when it has converged, or when it improves too slowly to reach the
/// best known point. The best point of all swarms is kept, and the counts continue.
///
/// Created by [`restarts`](crate::ensemble::Restart::restarts). Until the first swarm has converged the run is, to
/// the bit, the one without restarts.
///
/// ```
/// use swarmopt::prelude::*;
/// let hills = Function::Rastrigin.in_dimensions(4)?.rotated(Seed(1));
/// let relay = CovarianceSwarm::default().restarts(Restarts::Growing(2.0));
/// let outcome = relay.solve(&hills, Seed(1), Evaluations(60_000).or(Target(1e-8)))?;
/// assert_eq!(outcome.reason, Reason::Target(1e-8));
/// # Ok::<(), swarmopt::Error>(())
/// ```
pub struct RestartingSwarm<S: Space, C: Colony<S, F>, F: Fitness = f64> {
    colony: C,
    restarts: Restarts,
    settings: Settings,
    swarm: Swarm<S, C, F>,
    origin: Origin,
    seed: Seed,
    past: Past<S::Point, F>,
}

/// The number of tickets of each swarm, which has a range of its own. Ranges are reused after `RANGES` swarms,
/// long after all candidates handed out have been told.
const TICKETS: u64 = 1 << 40;
const RANGES: u64 = 1 << 16;

impl<S: Space, C: Colony<S, F>, F: Fitness> RestartingSwarm<S, C, F> {
    /// Creates the first swarm, which is the one that would run without restarts.
    ///
    /// # Errors
    /// Returns the errors of [`Swarm::new`] and of the settings.
    pub fn new(
        colony: C,
        restarts: Restarts,
        problem: &DynProblem<'_, S, F>,
        seed: Seed,
        settings: Settings,
    ) -> Result<Self, Error> {
        let swarm = colony.clone().into_optimizer(problem, seed, &settings)?;
        let past = Past::none(Plan::new(restarts)?, seed, problem.space().dimensions());
        let origin = swarm.origin().with("restarts", format_args!("{restarts:?}"));
        Ok(RestartingSwarm { colony, restarts, settings, swarm, origin, seed, past })
    }

    /// Returns the current swarm.
    pub fn swarm(&self) -> &Swarm<S, C, F> {
        &self.swarm
    }

    /// Creates the swarm that takes over now, or the first one, which begins at the points to start from.
    fn next(&self, problem: &DynProblem<'_, S, F>) -> Result<Swarm<S, C, F>, Error> {
        let colony = self.colony.scaled(self.past.scale);
        let (seed, starts) = match self.past.run {
            0 => (self.seed, problem.starts()),
            run => (Seed(self.past.streams.round(run).key(1)), [].as_slice()),
        };
        Swarm::starting_from(problem, starts, colony, seed, self.settings.clone())
    }

    /// Returns the best point of all swarms.
    pub fn best(&self) -> Option<&Slot<S::Point, F>> {
        let both = self.past.best.iter().chain(self.swarm.best());
        both.min_by(|a, b| a.fitness.order(&b.fitness))
    }

    fn sum(&self) -> Tally {
        self.past.sum(self.swarm.tally(), self.swarm.best())
    }

    /// Returns whether another swarm must take over: the current one has converged, or it improves too slowly to
    /// reach the best known cost.
    fn is_over(&self) -> bool {
        self.swarm.has_converged() || self.past.outdoes(self.swarm.slots)
    }

    /// Records the best cost on the board if a round has ended.
    fn note(&mut self, rounds_before: u64) {
        if self.swarm.tally().rounds > rounds_before {
            let (board, recent) = (self.swarm.board(), &mut self.past.recent);
            match board.get(board.best()) {
                Some(best) => recent.note(&best.fitness, self.past.dimensions, self.swarm.slots),
                None => recent.clear(),
            }
        }
    }

    /// Lets the next swarm take over if the current one is over and none of its candidates are out.
    fn renew(&mut self, problem: &DynProblem<'_, S, F>) -> Result<(), Error> {
        if !self.is_over() || self.swarm.open() > 0 {
            return Ok(());
        }
        let last = self.swarm.tally();
        self.past.run += 1;
        self.past.scale = self.past.plan.next(last, self.past.streams, self.past.run);
        (self.past.tally, self.past.best) = (self.sum(), self.best().cloned());
        self.past.recent.clear();
        self.swarm = self.next(problem)?;
        Ok(())
    }

    /// Returns the first ticket in the range of the current swarm.
    fn first_ticket(&self) -> u64 {
        self.past.run % RANGES * TICKETS
    }

    /// Returns the results under the current swarm's own tickets.
    fn own(&self, told: Vec<Told<S::Point, F>>) -> Result<Vec<Told<S::Point, F>>, Error> {
        let own = |result: Told<_, _>| match result.ticket.checked_sub(self.first_ticket()) {
            Some(ticket @ ..TICKETS) => Ok(Told { ticket, ..result }),
            _ => Err(Error::UnknownTicket(result.ticket)),
        };
        told.into_iter().map(own).collect()
    }

    /// Restores the tickets in an error of the current swarm.
    fn renamed(&self, error: Error) -> Error {
        renamed(error, |own| self.first_ticket() + own)
    }
}

impl<S: Space, C: Colony<S, F>, F: Fitness> Optimizer<S, F> for RestartingSwarm<S, C, F> {
    fn ask(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        limits: &Limits<'_>,
    ) -> Result<Vec<Asked<S::Point, F>>, Error> {
        self.renew(problem)?;
        if self.is_over() {
            return Err(Error::Waiting { open: self.swarm.open() });
        }
        let asked = self.swarm.ask(problem, limits)?;
        let base = self.first_ticket();
        Ok(asked.into_iter().map(|a| Asked { ticket: base + a.ticket, ..a }).collect())
    }
    fn recall(&mut self) {
        self.swarm.recall();
    }
    fn admits(
        &self,
        problem: &DynProblem<'_, S, F>,
        told: &[Told<S::Point, F>],
    ) -> Result<(), Error> {
        let own = self.own(told.to_vec())?;
        self.swarm.admits(problem, &own).map_err(|error| self.renamed(error))
    }
    fn tell(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        told: Vec<Told<S::Point, F>>,
    ) -> Result<(), Error> {
        let (own, rounds) = (self.own(told)?, self.swarm.tally().rounds);
        self.swarm.tell(problem, own).map_err(|error| self.renamed(error))?;
        self.note(rounds);
        Ok(())
    }
    fn step(&mut self, problem: &DynProblem<'_, S, F>, limits: &Limits<'_>) -> Result<(), Error> {
        self.renew(problem)?;
        let rounds = self.swarm.tally().rounds;
        self.swarm.step(problem, limits)?;
        self.note(rounds);
        Ok(())
    }
    fn open(&self) -> usize {
        self.swarm.open()
    }
    fn best(&self) -> Option<&Slot<S::Point, F>> {
        RestartingSwarm::best(self)
    }
    fn slots(&self) -> Box<dyn Iterator<Item = &Slot<S::Point, F>> + '_> {
        Box::new(self.swarm.board().iter())
    }
    fn positions(&self) -> Box<dyn Iterator<Item = &S::Point> + '_> {
        Box::new(self.swarm.positions())
    }
    fn welcome(
        &mut self,
        problem: &DynProblem<'_, S, F>,
        guest: &Slot<S::Point, F>,
    ) -> Result<(), Error> {
        self.swarm.welcome(problem.space(), guest)
    }
    fn tally(&self) -> Tally {
        self.sum()
    }
    fn names(&self) -> (String, String) {
        self.restarts.names(&self.colony, &self.settings)
    }
    fn persists(&self) -> bool {
        self.swarm.persists()
    }
    fn origin(&self) -> Origin {
        self.origin.clone()
    }
    fn threads(&self) -> Threads {
        self.swarm.threads()
    }
    fn save(&self) -> Result<Value, Error> {
        let text = |e: serde_json::Error| Error::Checkpoint {
            expected: "points that JSON can hold".into(),
            found: e.to_string(),
        };
        let past = serde_json::to_value(&self.past).map_err(text)?;
        Ok(serde_json::json!({ "origin": self.origin, "past": past, "swarm": self.swarm.save()? }))
    }
    fn load(&mut self, problem: &DynProblem<'_, S, F>, mut saved: Value) -> Result<(), Error> {
        self.origin.check(&part(&mut saved, "origin")?)?;
        let past: Past<S::Point, F> = part(&mut saved, "past")?;
        past.check(&self.past, problem.space())?;
        let before = std::mem::replace(&mut self.past, past);
        let loaded = self.next(problem).and_then(|mut swarm| {
            swarm.load(problem, part(&mut saved, "swarm")?)?;
            Ok(swarm)
        });
        match loaded {
            Ok(swarm) => self.swarm = swarm,
            Err(error) => {
                self.past = before;
                return Err(error);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
