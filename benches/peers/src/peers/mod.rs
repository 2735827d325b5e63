//! The particle swarms of public crates, one file each.

pub mod argmin;
pub mod basin;
pub mod genoxide;
pub mod heuropt;
pub mod mahf;
pub mod metaheurustics;
pub mod metalforge;
pub mod swarm;
pub mod swarmkit;
