//! Constrained test functions with known optima.

mod benchmark;
mod catalogue;
mod cec2006;
mod designs;
mod entry;
mod function;
#[cfg(test)]
mod published_tests;
#[cfg(test)]
mod tests;

pub use benchmark::ConstrainedBenchmark;
pub use function::ConstrainedFunction;
