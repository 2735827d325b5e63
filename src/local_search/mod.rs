//! Local search: a value put `on` a problem, shared by ants and bees.
//!
//! Which candidates get it is the swarm's choice: see [`Polish`](crate::swarm::Polish).

mod lin_kernighan;
mod line;
mod memetic;
mod mtsls1;
mod powell;
mod sometimes;
mod two_opt;

pub use lin_kernighan::LinKernighan;
pub use memetic::{LocalSearch, Memetic};
pub use mtsls1::Mtsls1;
pub use powell::Powell;
pub use sometimes::Sometimes;
pub use two_opt::TwoOpt;
