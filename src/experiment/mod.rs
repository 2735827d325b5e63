//! Experiments: many methods on many problems with many seeds in one call. The results are a table, a
//! file, charts and a page.

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
