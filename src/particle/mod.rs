//! Particle swarms: particles move with a velocity and remember the best point they have visited.
//!
//! A slot of the board is a particle's personal best. The topology defines whose personal bests a
//! particle knows of.

mod axes;
mod bare_bones;
mod canonical;
mod comprehensive_learning;
mod eigen;
mod exemplar;
mod flight;
mod fully_informed;
mod heterogeneous;
mod learning;
mod quantum;
mod schedule;
mod spso2011;
mod tour_swarm;

pub use bare_bones::{BareBonesSwarm, BareParticle};
pub use canonical::{Particle, ParticleSwarm};
pub use comprehensive_learning::Clpso;
pub use eigen::{EigenParticle, EigenSwarm};
pub use exemplar::LearningParticle;
pub use flight::Bounds;
pub use fully_informed::{FullyInformedParticle, FullyInformedSwarm};
pub use heterogeneous::Hclpso;
pub use quantum::{Quantum, QuantumSwarm};
pub use spso2011::{Spso2011, StandardParticle};
pub use tour_swarm::{TourParticle, TourSwarm};
