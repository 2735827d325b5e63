//! What the swarm takes from the building blocks of distributed systems: a test for each, named after it.
//! Consistency models are shown by [islands](super::islands).

mod agreement;
mod data;
mod work;
