//! The cooperative swarm: each agent searches along one coordinate, and their results are combined.

mod cooperative_swarm;
mod findings;
mod line;

pub use cooperative_swarm::{AxisScout, CooperativeSwarm};
