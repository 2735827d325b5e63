//! Swarms: agents with private memory, a board that all agents read, a colony that holds what they have in
//! common, and the round in which candidates are proposed, evaluated and taken in.
//!
//! A round is the same for every method:
//!
//! 1. every agent reads the board and the colony *as they were after the last round* and proposes at most
//!    one candidate;
//! 2. the candidates are evaluated;
//! 3. the colony takes them in, in the order of the agents.
//!
//! Steps 1 and 2 may run on any number of threads: no agent sees what another does in the same round, so
//! the threads do not affect the result.

mod agent;
mod board;
mod candidate;
mod colony;
mod context;
mod engine;
mod population;
mod recent;
mod scale;
mod slot;

pub use agent::{Agent, View};
pub(crate) use board::rounding;
pub use board::{Board, replace_worst};
pub use candidate::Candidate;
pub use colony::{Colony, Method};
pub use context::Context;
#[cfg(feature = "nats")]
pub(crate) use engine::answer;
pub(crate) use engine::forward_optimizer;
pub use engine::{
    AnyMethod, Asked, ConstraintHandling, IntoOptimizer, Limits, OnFailure, Optimizer, Origin,
    Pace, Polish, PolishOrder, RetryOrder, Settings, Swarm, Tally, Threads, Ticket, Told,
};
pub(crate) use engine::{Executor, OpenCandidate, parameters_of};
pub use population::Population;
pub(crate) use recent::RecentBests;
pub(crate) use scale::MOST;
pub use scale::Scale;
pub use slot::Slot;
