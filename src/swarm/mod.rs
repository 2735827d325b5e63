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
mod any_method;
mod archipelago;
mod ask_tell;
mod asked;
mod batch;
mod board;
mod candidate;
mod colony;
mod context;
mod evaluation;
mod first_points;
mod members;
mod memory;
mod optimizer;
mod origin;
mod population;
mod portfolio;
mod propose;
mod recent;
mod recipe;
mod relay;
mod restarts;
mod retry;
mod round;
mod slot;
mod soundness;
#[expect(clippy::module_inception, reason = "the swarm is what this module is about")]
mod swarm;
mod threads;

pub use agent::{Agent, View};
pub use any_method::AnyMethod;
pub use archipelago::Archipelago;
pub use asked::{Asked, PolishOrder, Ticket, Told};
#[cfg(feature = "nats")]
pub(crate) use batch::answer;
pub(crate) use board::rounding;
pub use board::{Board, replace_worst};
pub use candidate::Candidate;
pub use colony::{Colony, Method};
pub use context::Context;
#[cfg(feature = "nats")]
pub(crate) use members::part;
pub use memory::{Pace, Polish};
pub use optimizer::{Limits, Optimizer, Tally};
pub use origin::Origin;
pub use population::Population;
pub use portfolio::Portfolio;
pub(crate) use recent::RecentBests;
pub use recipe::{IntoOptimizer, Settings};
pub use relay::RestartingSwarm;
pub use restarts::{Restarts, Scale, WithRestarts};
pub use retry::{OnFailure, RetryOrder};
pub use slot::Slot;
pub use swarm::Swarm;
pub use threads::Threads;
