//! Many seeds of many methods on many problems, in one call, and what comes out: a table, a file of
//! results, charts and a page to read.

mod case;
#[allow(clippy::module_inception)]
mod experiment;
mod ledger;
mod names;
mod progress;
mod record;
mod results;
mod trial;

pub use case::Setup;
pub use experiment::{Across, Experiment};
pub use results::{Results, Row};
pub use trial::Trial;
