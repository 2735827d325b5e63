//! Local searches, which are added to a problem with [`LocalSearch::on`].
//!
//! The swarm selects the candidates that get it: see [`Polish`](crate::swarm::Polish).

mod lin_kernighan;
mod line;
#[expect(clippy::module_inception, reason = "the trait is what this module is about")]
mod local_search;
mod mtsls1;
mod powell;
mod sometimes;
mod steps;
mod two_opt;

pub use lin_kernighan::LinKernighan;
pub use local_search::{LocalSearch, Memetic};
pub use mtsls1::Mtsls1;
pub use powell::Powell;
pub use sometimes::Sometimes;
pub use two_opt::TwoOpt;
