//! Readers of the file formats in which instances are published.

mod block;
pub(super) mod qaplib;
mod tsplib;

pub(super) use tsplib::LONGEST;
pub use tsplib::{Kind, Metric, Tsplib, Weights};
