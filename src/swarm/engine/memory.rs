//! The state of a swarm as plain data, which a checkpoint holds.

use super::{Origin, Pace, Settings, Tally};
use crate::{
    problem::{Fitness, Space},
    rng::Streams,
    swarm::{Board, Candidate, Colony, Slot},
    topology::Wiring,
};
use serde::{Deserialize, Serialize};

/// An agent and its candidate, which is reused in every round. While the board is seeded, seat i holds the
/// first point of slot i.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(bound = "A: Serialize + serde::de::DeserializeOwned, \
                 X: Serialize + serde::de::DeserializeOwned, F: Fitness")]
pub(super) struct Seat<A, X, F> {
    #[serde(with = "none_or_one")]
    pub agent: Option<A>,
    pub candidate: Candidate<X, F>,
    pub state: State,
    /// The ask in which the candidate was proposed.
    pub ask: u64,
}

impl<A, X, F> Seat<A, X, F> {
    /// Returns whether it holds a candidate that waits to be evaluated here.
    #[inline]
    pub(super) fn is_waiting(&self) -> bool {
        self.state == State::Proposed && self.candidate.evaluations == 0
    }
}

/// Calls all agents if the pace is by generations.
pub(super) fn call<A, X, F>(seats: &mut [Seat<A, X, F>], pace: Pace) {
    if pace == Pace::Generation {
        let agents = seats.iter_mut().filter(|seat| seat.agent.is_some());
        agents.for_each(|seat| seat.state = State::Called);
    }
}

/// Serialization of an optional agent as a list of none or one: an agent without any memory is written as
/// `null`, which an `Option` would read as no agent.
mod none_or_one {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<A: Serialize, S: Serializer>(
        agent: &Option<A>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        agent.as_slice().serialize(serializer)
    }
    pub(super) fn deserialize<'de, A: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<A>, D::Error> {
        Ok(Vec::<A>::deserialize(deserializer)?.pop())
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
#[serde(bound = "")]
pub(super) struct Memory<S: Space, C: Colony<S, F>, F: Fitness> {
    pub origin: Origin,
    pub dimensions: usize,
    pub medium: C::Medium,
    pub wiring: Wiring,
    #[serde(flatten)]
    pub settings: Settings,
    pub seats: Vec<Seat<C::Agent, S::Point, F>>,
    pub board: Board<S::Point, F>,
    pub best: Option<Slot<S::Point, F>>,
    /// The ticket of the best candidate. Of equal candidates the one with the earlier ticket is kept, so that the
    /// order of telling does not matter.
    pub best_ticket: u64,
    /// The latest ticket of a failed evaluation, whose failure is kept as the last.
    pub failed_ticket: u64,
    pub improved: bool,
    pub streams: Streams,
    pub asks: u64,
    /// The seat to be called first, so that a steady swarm calls all in turn.
    pub next: usize,
    /// The number of points to start from; they are in the first seats.
    pub given: usize,
    /// The number of seats after those with a first point of the initialization.
    pub scattered: usize,
    pub seeding: bool,
    pub progress: f64,
    /// The maximum total of evaluations, from the last ask. It limits the local search in a tell.
    #[serde(skip, default = "u64::max_value")]
    pub most: u64,
    pub tally: Tally,
}

impl<S: Space, C: Colony<S, F>, F: Fitness> Memory<S, C, F> {
    pub(super) fn ticket(&self, seat: usize) -> u64 {
        self.seats[seat].ask * self.seats.len() as u64 + seat as u64
    }

    /// Returns the origin, the settings included.
    pub(super) fn origin(&self) -> Origin {
        self.origin
            .clone()
            .with("local search on", format_args!("{:?}", self.settings.polish))
            .with("pace", format_args!("{:?}", self.settings.pace))
    }

    pub(super) fn any(&self, state: State) -> bool {
        self.seats.iter().any(|seat| seat.state == state)
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
}
