//! Limits of time and evaluations, objectives that fail or hang, and processes that are killed.

mod faults;
#[cfg(all(unix, feature = "interrupt"))]
mod interrupts;
mod kills;
mod stops;
mod tour_input;
