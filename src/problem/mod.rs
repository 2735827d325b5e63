//! Problems: a [`Problem`] is a [`Space`] of points and a [`Fitness`] for each of them.
//!
//! This module holds the spaces, the closures that become problems, the test functions, and the travelling
//! salesman and quadratic assignment problems with the readers of their published instances. It is
//! independent of the swarms that search.

mod allowance;
mod batch;
mod boxed;
mod confirm;
mod constrained;
mod constraint;
mod external;
mod fitness;
pub mod formats;
pub mod functions;
mod initialization;
mod joint;
mod objective;
mod open;
mod permutation;
#[expect(clippy::module_inception, reason = "the problem is what this module is about")]
mod problem;
mod qap;
mod recorded;
mod recording;
#[cfg(feature = "sobol")]
mod sobol;
mod space;
mod starting_from;
mod subject_to;
mod tsp;
mod within;

pub(crate) use crate::failure::guarded;
pub use crate::failure::{Failure, Failures};
pub use allowance::{Allowance, Cut};
pub use batch::{Batch, JointBatch};
pub use boxed::Boxed;
pub(crate) use confirm::{another_fitness, described};
pub use constrained::Constrained;
pub use constraint::Constraint;
pub use external::{External, ExternalObjective, JointExternal};
pub use fitness::Fitness;
pub(crate) use fitness::lossless;
pub use functions::{Benchmark, ConstrainedBenchmark, ConstrainedFunction, Function};
pub use initialization::Initialization;
pub use joint::Joint;
pub use objective::Objective;
pub use open::Open;
pub use permutation::Permutation;
pub use problem::{DynProblem, EvaluationMode, Point, Problem, Sense};
pub(crate) use problem::{UNNAMED, forward};
pub use qap::Qap;
pub use recorded::Recorded;
pub(crate) use space::require_inside;
pub use space::{Bounded, Choose, ConstructionGraph, Space, Vary};
pub use starting_from::StartingFrom;
pub use subject_to::SubjectTo;
pub use tsp::{Ends, Tsp};
pub(crate) use tsp::{NeighbourDistances, PlaceScratch, REAL, leg};
pub use within::Within;
