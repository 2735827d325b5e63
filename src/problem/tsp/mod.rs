//! The travelling salesman problem, which is its own space: distances, construction of tours by ants, their
//! variation by bees.

mod city_index;
mod construction;
mod distances;
mod ends;
mod file;
mod generated;
mod grouping;
mod legs;
mod neighbours;
mod places;
mod surroundings;
#[expect(clippy::module_inception, reason = "the problem is what this module is about")]
mod tsp;
mod variation;

pub use ends::Ends;
pub(crate) use legs::{NeighbourDistances, REAL, leg};
pub(crate) use places::{PlaceScratch, Places};
pub use tsp::Tsp;
