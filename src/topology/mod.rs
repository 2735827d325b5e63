//! Who hears whom: graphs over the slots of a swarm's public memory, or over islands.

mod wiring;

pub use wiring::{Standing, Topology, Wiring};
