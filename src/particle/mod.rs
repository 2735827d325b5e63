//! Particle swarms: particles move with a velocity and remember the best point they have visited.
//!
//! A slot of the board is a particle's personal best. The topology defines whose personal bests a
//! particle knows of. A swarm on a box is a [`Flock`] with a rule by which its particles move.

mod axes;
mod bare_bones;
mod canonical;
mod comprehensive_learning;
mod cuckoo;
mod eigen;
mod exemplar;
mod firefly;
mod flight;
mod flock;
mod flock_memory;
mod fully_informed;
mod grey_wolf;
mod heterogeneous;
mod learning;
mod quantum;
mod schedule;
mod spso2011;
mod tour_swarm;

pub use bare_bones::{BareBones, BareBonesSwarm};
pub use canonical::{Canonical, ParticleSwarm};
pub use comprehensive_learning::{Clpso, ComprehensiveLearning};
pub use cuckoo::{Cuckoo, CuckooSearch};
pub use eigen::{Eigen, EigenMemory, EigenSwarm, Spread};
pub use exemplar::LearningMemory;
pub use firefly::{Firefly, FireflyAlgorithm};
pub use flight::Bounds;
pub use flock::{Flock, FlockRule, Particle};
pub use flock_memory::{FlockMedium, FlockMemory, Velocity};
pub use fully_informed::{FullyInformed, FullyInformedSwarm};
pub use grey_wolf::{GreyWolf, GreyWolfOptimizer};
pub use heterogeneous::Hclpso;
pub use quantum::{MeanBest, Quantum, QuantumSwarm};
pub use spso2011::{Spso2011, Standard2011, StandardMemory};
pub use tour_swarm::{TourParticle, TourSwarm};
