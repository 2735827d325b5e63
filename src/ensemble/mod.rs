//! Methods made of several methods: islands side by side, and portfolios that share the evaluations.
//!
//! They are built, solved, observed, saved and compared like any other method, and run as an
//! [`Archipelago`](crate::swarm::Archipelago) or a [`Portfolio`](crate::swarm::Portfolio).

mod algorithm_portfolio;
mod islands;
mod member;

pub use algorithm_portfolio::AlgorithmPortfolio;
pub use islands::Islands;
