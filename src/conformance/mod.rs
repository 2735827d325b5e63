//! The contract that every colony keeps, as a test suite for custom colonies.
//!
//! [`check`] checks one colony with its topology on one problem against every clause;
//! [`on_boxes`] and [`on_orders`] do so on the spaces where colonies usually break: one dimension, a
//! dimension that is a single value, two cities. [`on_local_search`] checks a local search.
//!
//! ```
//! use swarmopt::{conformance, prelude::*};
//! conformance::on_boxes(|| ParticleSwarm::new(6).topology(Ring::new(1)))?;
//! # Ok::<(), conformance::Violation>(())
//! ```

mod evaluations;
mod exchange;
mod local_search;
mod probe;
mod same_bits;
mod subject;
mod suites;

pub use local_search::on_local_search;
pub use suites::{check, on_boxes, on_orders, refuses};

/// A clause of the contract that a colony breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{clause}: {detail}, by {swarm} on {problem}")]
pub struct Violation {
    /// The name of the clause.
    pub clause: &'static str,
    /// The observed behaviour.
    pub detail: String,
    /// The names of method and topology.
    pub swarm: String,
    /// The name of the problem.
    pub problem: String,
}
