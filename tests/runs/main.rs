//! Runs from their first point to their outcome, and what is kept of them.

mod checkpoints;
mod constraints;
mod experiments;
mod first_points;
mod infinities;
mod islands;
mod objectives;
mod peer_faults;
#[cfg(feature = "report")]
mod report;
mod sessions;
