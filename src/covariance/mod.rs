//! The covariance swarm: agents that learn the shape of the landscape together.
//!
//! The colony's medium is a normal distribution: the mean says where good points were found, the
//! covariance in which directions they lay, the step how far apart. Agents draw their candidates from
//! it, and the ranks of a round's candidates update it.

mod convergence;
mod covariance_swarm;
mod distribution;
mod fold;
mod learned;
mod rates;
mod shape;

pub use covariance_swarm::{CovarianceSwarm, Scout};
