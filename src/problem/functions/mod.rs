//! Test functions with known optima: plain, shifted and rotated ones, and functions with constraints.
//!
//! ```
//! use swarmopt::prelude::*;
//! use swarmopt::problem::functions::Function;
//!
//! let problem = Function::Rastrigin.in_dimensions(20)?.shifted(Seed(1)).rotated(Seed(1));
//! assert_eq!(problem.name(), "shifted rotated Rastrigin 20-D");
//! assert_eq!(problem.optimum(), Some(0.0));
//! assert_eq!(problem.evaluate(&problem.minimizer().to_vec()), Ok(0.0));
//! # Ok::<(), swarmopt::Error>(())
//! ```

mod benchmark;
mod catalogue;
mod constrained;
mod function;
mod named;
mod planar;
mod rotation;
mod scalable;

pub use benchmark::Benchmark;
pub use constrained::{ConstrainedBenchmark, ConstrainedFunction};
pub use function::Function;
pub use scalable::{rastrigin, rosenbrock, sphere};
