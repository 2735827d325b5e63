//! Search by models: trust regions around good points, for smooth objectives and constraints of few evaluations.

mod elastic_program;
mod fit;
mod mark;
mod proposal;
mod quadratic;
mod region;
mod shape;
mod square;
mod step;
mod subproblem;
mod swarm;

pub use swarm::{FieldNotes, Surveyor, TrustRegionSwarm};
