//! TSPLIB 95, the library of travelling salesman instances: G. Reinelt (1991), TSPLIB – a traveling
//! salesman problem library, ORSA Journal on Computing 3(4), 376–384.

mod instance;
mod matrix;
mod metric;
mod nodes;
mod outline;

pub use instance::{Kind, Tsplib, Weights};
pub(in crate::problem) use matrix::LONGEST;
pub use metric::Metric;
