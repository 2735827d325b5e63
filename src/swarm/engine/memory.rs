//! The state of a swarm that is the same for every colony, as plain data, which a checkpoint holds.

use super::{ConstraintHandling, Origin, Pace, Settings, Tally};
use crate::{
    error::{Error, require},
    problem::{Fitness, Space, require_inside},
    rng::Streams,
    swarm::{Board, Candidate, Slot},
    topology::Wiring,
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// A candidate, which is reused in every round. Seat i belongs to agent i; while the board is seeded, it holds the
/// first point of slot i.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "X: Serialize + DeserializeOwned, F: Fitness")]
pub(super) struct Seat<X, F> {
    pub candidate: Candidate<X, F>,
    pub state: State,
    /// The ask in which the candidate was proposed.
    pub ask: u64,
}

impl<X, F> Seat<X, F> {
    /// Returns whether it holds a candidate that waits to be evaluated here.
    #[inline]
    pub(super) fn is_waiting(&self) -> bool {
        self.state == State::Proposed && self.candidate.evaluations == 0
    }
}

/// The state of a seat's candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum State {
    /// None: the seat is free.
    Idle,
    /// Not yet written: the agent is called in this round but has not had its turn.
    Called,
    /// Written, not yet evaluated.
    Proposed,
    /// Handed out.
    Out,
    /// Evaluated, not yet taken in by the colony.
    Told,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "X: Clone + Serialize + DeserializeOwned, F: Fitness")]
pub(super) struct Memory<X, F: Fitness> {
    pub origin: Origin,
    pub dimensions: usize,
    pub wiring: Wiring,
    pub settings: Settings,
    pub seats: Vec<Seat<X, F>>,
    pub board: Board<X, F>,
    pub best: Option<Slot<X, F>>,
    /// The ticket of the best candidate. Of equal candidates the one with the earlier ticket is kept, so that the
    /// order of telling does not matter.
    pub best_ticket: u64,
    /// The latest ticket of a failed evaluation, whose failure is kept as the last.
    pub failed_ticket: u64,
    pub improved: bool,
    pub streams: Streams,
    pub asks: u64,
    /// The agent to be called first, so that a steady swarm calls all in turn.
    pub next: usize,
    /// The number of points to start from; they are in the first seats.
    pub given: usize,
    /// The number of seats after those with a first point of the initialization.
    pub scattered: usize,
    pub seeding: bool,
    pub progress: f64,
    /// The violation that slots forgave at first, if they do.
    #[serde(default)]
    pub first_level: Option<f64>,
    /// The maximum total of evaluations, from the last ask. It limits the local search in a tell.
    #[serde(skip, default = "u64::max_value")]
    pub most: u64,
    pub tally: Tally,
}

impl<X, F: Fitness> Memory<X, F> {
    pub(super) fn ticket(&self, seat: usize) -> u64 {
        self.seats[seat].ask * self.seats.len() as u64 + seat as u64
    }

    /// Returns the origin, the settings included.
    pub(super) fn origin(&self) -> Origin {
        let Settings { polish, pace, handling, .. } = &self.settings;
        let origin = self
            .origin
            .clone()
            .with("local search on", format_args!("{polish:?}"))
            .with("pace", format_args!("{pace:?}"));
        match handling {
            ConstraintHandling::FeasibleFirst => origin,
            _ => origin.with("constraint handling", format_args!("{handling:?}")),
        }
    }

    pub(super) fn any(&self, state: State) -> bool {
        self.seats.iter().any(|seat| seat.state == state)
    }

    /// Calls the first `agents` seats if the pace is by generations.
    pub(super) fn call(&mut self, agents: usize) {
        if self.settings.pace == Pace::Generation {
            self.seats[..agents].iter_mut().for_each(|seat| seat.state = State::Called);
        }
    }

    /// Returns the number of leading seats that hold at most `at_most` waiting candidates.
    pub(super) fn first_waiting(&self, at_most: u64) -> usize {
        let mut left = at_most;
        let excess = self.seats.iter().position(|seat| {
            let fits = !seat.is_waiting() || left > 0;
            left = left.saturating_sub(u64::from(seat.is_waiting()));
            !fits
        });
        excess.unwrap_or(self.seats.len())
    }

    /// Returns the number of candidates handed out and not yet told.
    pub(super) fn open(&self) -> usize {
        self.seats.iter().filter(|seat| seat.state == State::Out).count()
    }

    pub(super) fn waiting(&self) -> Error {
        Error::Waiting { open: self.open() }
    }

    /// Keeps a guest as the best if it is better.
    pub(super) fn welcome<S: Space<Point = X>>(
        &mut self,
        space: &S,
        guest: &Slot<X, F>,
    ) -> Result<(), Error>
    where
        X: Clone,
    {
        require_inside(space, &guest.point, || "the guest".to_owned())?;
        let cost = &guest.fitness;
        require(cost.is_valid(), "cost of a guest", format_args!("{cost:?}"), "a number")?;
        if self.best.as_ref().is_none_or(|best| cost.beats(&best.fitness)) {
            (self.best, self.best_ticket) = (Some(guest.clone()), 0);
        }
        Ok(())
    }
}
