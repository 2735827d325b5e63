//! Methods made of several methods: islands side by side, and portfolios that share the evaluations.
//!
//! They are built, solved, observed, saved and compared like any other method, and run as an
//! [`Archipelago`] or a [`Portfolio`].

mod algorithm_portfolio;
mod archipelago;
mod islands;
mod member_methods;
mod members;
mod past;
mod portfolio;
mod restarting_swarm;
mod restarts;
mod with_restarts;

pub use algorithm_portfolio::AlgorithmPortfolio;
pub use archipelago::Archipelago;
pub use islands::Islands;
pub use portfolio::Portfolio;
pub use restarting_swarm::RestartingSwarm;
pub use restarts::Restarts;
pub use with_restarts::{Restart, WithRestarts};
