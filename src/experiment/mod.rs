//! Many seeds of many methods on many problems, in one call, and the table that comes out.

mod report;
mod trials;

pub use report::{Report, Row, Spread};
pub use trials::{Experiment, Trial};
