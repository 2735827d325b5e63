//! Problems: a [`Problem`] is a [`Space`] of points and a [`Fitness`] for each of them.
//!
//! This module holds the spaces, the closures that become problems, the test functions, and the travelling
//! salesman and quadratic assignment problems with the readers of their published instances. It is
//! independent of the swarms that search.

mod allowance;
mod boxed;
mod confirm;
mod distances;
mod ends;
mod fitness;
pub mod formats;
pub mod functions;
mod generated;
mod grouping;
mod legs;
mod neighbours;
mod objective;
mod open;
mod permutation;
mod places;
#[expect(clippy::module_inception, reason = "the problem is what this module is about")]
mod problem;
mod qap;
mod recorded;
mod recording;
mod scatter;
mod space;
mod starting_from;
mod surroundings;
mod tour_construction;
mod tour_variation;
mod tsp;
mod tsp_file;
mod within;

pub(crate) use crate::failure::guarded;
pub use crate::failure::{Failure, Failures};
pub use allowance::{Allowance, Cut};
pub use boxed::Boxed;
pub(crate) use confirm::another_cost;
pub use ends::Ends;
pub use fitness::Fitness;
pub(crate) use fitness::lossless;
pub use functions::{Benchmark, Function};
pub(crate) use legs::{NeighbourDistances, REAL, leg};
pub use objective::{BatchObjective, Objective};
pub use open::Open;
pub use permutation::Permutation;
pub(crate) use places::{PlaceScratch, Places};
pub use problem::{DynProblem, EvaluationMode, Point, Problem, Sense};
pub(crate) use problem::{UNNAMED, forward};
pub use qap::Qap;
pub use recorded::Recorded;
pub use scatter::Initialization;
pub(crate) use space::require_inside;
pub use space::{Bounded, Choose, ConstructionGraph, Space, Vary};
pub use starting_from::StartingFrom;
pub use tsp::Tsp;
pub use within::Within;
