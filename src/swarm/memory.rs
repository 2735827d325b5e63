//! All that a swarm knows, as plain data: what a checkpoint holds.

use super::{Board, Candidate, Colony, OnFailure, Origin, Slot, Tally};
use crate::{
    error::{Error, require},
    problem::{Fitness, Space},
    rng::{RoundStreams, Streams},
    topology::Wiring,
};
use serde::{Deserialize, Serialize};

/// When results are taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pace {
    /// When all of a round are told; the same bits in whatever order that happens.
    #[default]
    Generation,
    /// At once, and the agents told go on while others are out.
    Steady,
}

/// Which candidates get the problem's local search.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum Polish {
    /// None.
    #[default]
    None,
    /// All of them.
    All,
    /// Each with this probability, in [0, 1].
    Share(f64),
    /// The best of the round. By ask and tell it is done in the tell that ends the round, within the
    /// budget of the last ask, and does not hear a clock.
    Best,
}

impl Polish {
    pub(crate) fn check(self) -> Result<(), Error> {
        match self {
            Polish::Share(p) => require((0.0..=1.0).contains(&p), "polish share", p, "0 to 1"),
            _ => Ok(()),
        }
    }

    /// The key of the stream of a candidate's local search, if it is to have one. Decided anew, and
    /// the same, wherever it is asked.
    pub(super) fn key(self, round: RoundStreams, seat: usize) -> Option<u64> {
        let lane = lane::POLISH + seat as u64;
        match self {
            Polish::None | Polish::Best => None,
            Polish::All => Some(round.key(lane)),
            Polish::Share(p) => {
                let chosen = round.lane(lane::SHARE + seat as u64).unit() < p;
                chosen.then(|| round.key(lane))
            }
        }
    }
}

/// Lanes of a round that are not those of agents 0, 1, 2, ….
pub(super) mod lane {
    pub(crate) const POLISH: u64 = 1 << 40;
    pub(crate) const SHARE: u64 = 2 << 40;
    pub(crate) const POLISH_BEST: u64 = 3 << 40;
    pub(crate) const WIRE: u64 = 4 << 40;
    pub(crate) const SCATTER: u64 = 5 << 40;
    const RETRY: u64 = 6 << 40;
    pub(crate) const COLONY: u64 = 7 << 40;

    /// The key of the stream from which another point for a seat is drawn.
    pub(crate) fn retry(round: super::RoundStreams, seat: usize) -> u64 {
        round.key(RETRY + seat as u64)
    }
}

/// An agent and the candidate it writes again and again. While the board is seeded, seat i writes
/// the first point of slot i.
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
    /// Whether it holds a candidate that is to be evaluated here.
    #[inline]
    pub(super) fn is_waiting(&self) -> bool {
        self.state == State::Proposed && self.candidate.evaluations == 0
    }
}

/// Calls all agents of a generation.
pub(super) fn call<A, X, F>(seats: &mut [Seat<A, X, F>], pace: Pace) {
    if pace == Pace::Generation {
        let agents = seats.iter_mut().filter(|seat| seat.agent.is_some());
        agents.for_each(|seat| seat.state = State::Called);
    }
}

/// An agent that may be missing, as a list of none or one: an agent without any memory is written as
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

/// Where a seat's candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum State {
    /// Nowhere: the seat is free.
    Idle,
    /// Called in this round, which was cut before its agent had its turn.
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
    pub pace: Pace,
    pub polish: Polish,
    #[serde(default)]
    pub on_failure: OnFailure,
    pub seats: Vec<Seat<C::Agent, S::Point, F>>,
    pub board: Board<S::Point, F>,
    pub best: Option<Slot<S::Point, F>>,
    /// The ticket the best was found under: of equals the earlier ticket is kept, so that the order
    /// of telling does not matter.
    pub best_ticket: u64,
    /// The latest ticket of an evaluation that failed: the failure remembered is its.
    pub failed_ticket: u64,
    pub improved: bool,
    pub streams: Streams,
    pub asks: u64,
    /// The seat to be called first, so that a steady swarm serves all in turn.
    pub next: usize,
    /// How many first points the user has given; they stand in the first seats.
    pub given: usize,
    /// How many seats after those hold a first point that was scattered.
    pub scattered: usize,
    pub seeding: bool,
    pub progress: f64,
    /// How many evaluations there may be in all, as the last ask said: for the local search that a tell does.
    #[serde(skip, default = "u64::max_value")]
    pub most: u64,
    pub tally: Tally,
}

impl<S: Space, C: Colony<S, F>, F: Fitness> Memory<S, C, F> {
    pub(super) fn ticket(&self, seat: usize) -> u64 {
        self.seats[seat].ask * self.seats.len() as u64 + seat as u64
    }

    /// What it was made of, the settings included.
    pub(super) fn origin(&self) -> Origin {
        self.origin
            .clone()
            .with("local search on", format_args!("{:?}", self.polish))
            .with("pace", format_args!("{:?}", self.pace))
    }

    pub(super) fn any(&self, state: State) -> bool {
        self.seats.iter().any(|seat| seat.state == state)
    }

    /// How many seats from the first hold at most so many candidates to be evaluated.
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
