//! Particle swarms: particles fly, and remember the best place they have been.
//!
//! A slot of the board is a particle's personal best. The topology says whose personal bests a
//! particle hears of.

mod canonical;
mod flight;
mod fully_informed;
mod schedule;

pub use canonical::{Particle, ParticleSwarm};
pub use flight::Bounds;
pub use fully_informed::{FullyInformedParticle, FullyInformedSwarm};
