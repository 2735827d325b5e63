//! The covariance swarm: agents that learn the shape of the landscape together.
//!
//! What all have written into their surroundings is here a normal distribution: the mean says where
//! good points were found, the covariance along which directions they lay, the step how far from
//! each other. An agent draws from it, the round's ranks move it.

mod convergence;
mod covariance_swarm;
mod distribution;
mod fold;
mod rates;
mod shape;

pub use covariance_swarm::{CovarianceSwarm, Scout};
