//! Tours under change: their data structures, the local search on them, and the iterated search of an agent.
//!
//! Ants, bees and particles change tours in the same way and differ in how the next city is chosen: by the
//! pheromone, another bee's tour, or their own best one. This module is the part they share.

mod array;
mod exchange;
mod improve;
mod insertion;
mod instance;
mod iterated_search;
mod lin_kernighan;
mod route;
#[cfg(test)]
mod tests;
mod two_level;
mod working_tour;

pub(crate) use array::ArrayRoute;
pub(crate) use improve::improve_tour;
pub(crate) use instance::Instance;
pub(crate) use iterated_search::{IteratedSearch, KickGuide, KickOptions, LONGEST, Near};
pub(crate) use lin_kernighan::LinKernighanOptions;
pub(crate) use route::Route;
pub(crate) use two_level::TwoLevelRoute;
pub(crate) use working_tour::WorkingTour;
