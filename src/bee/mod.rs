//! Bees: foragers that improve food sources, watch each other dance, and leave sources that are
//! exhausted.
//!
//! A slot of the board is a food source or a flower patch. The topology says which sources a bee
//! knows of besides its own.

mod artificial_bee_colony;
mod bees_algorithm;

pub use artificial_bee_colony::{ArtificialBeeColony, Forager};
pub use bees_algorithm::{BeesAlgorithm, Recruit};
