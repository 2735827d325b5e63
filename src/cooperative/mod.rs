//! The cooperative swarm: each agent answers for one coordinate, and what all have found is put
//! together.

mod cooperative_swarm;
mod line;

pub use cooperative_swarm::{AxisScout, CooperativeSwarm};
