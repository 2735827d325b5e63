//! Particle swarms, ant colonies and bees on one trait.

pub mod error;
pub mod problem;
pub mod rng;
pub mod topology;

pub use error::Error;

/// What most programs need.
pub mod prelude {
    pub use crate::{error::Error, problem::*, rng::Seed, topology::*};
}
