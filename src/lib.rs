//! Particle swarms, ant colonies and bees on one trait.

pub mod ant;
pub mod bee;
#[cfg(feature = "plots")]
pub mod chart;
pub mod conformance;
pub mod error;
pub mod local_search;
pub mod particle;
pub mod problem;
pub mod rng;
pub mod run;
pub mod swarm;
pub mod topology;

pub use error::Error;

/// What most programs need.
pub mod prelude {
    pub use crate::{
        ant::*,
        bee::*,
        error::Error,
        local_search::*,
        particle::*,
        problem::*,
        rng::{Seed, Stream, Streams},
        run::*,
        swarm::*,
        topology::*,
    };
}
