//! What is solved: a [`Problem`] is a [`Space`] of points and a [`Fitness`] for each of them.
//!
//! Here live the spaces, the closures that become problems, the test functions, and the travelling
//! salesman and quadratic assignment problems with the readers of their published instances. Who
//! searches, and how, is none of this module's business.

mod boxed;
mod failure;
mod fitness;
mod objective;
mod permutation;
mod problem;
mod space;

pub use boxed::Boxed;
pub use failure::{Failure, Failures};
pub use fitness::Fitness;
pub(crate) use fitness::lossless;
pub use objective::{BatchObjective, Objective};
pub use permutation::Permutation;
pub use problem::{Point, Problem, Sense};
pub use space::{Bounded, Pick, Space, Trail, Vary};
