//! Particle swarms, ant colonies and bees on one trait.
//!
//! ```
//! use swarmopt::prelude::*;
//! let rastrigin = Boxed::cube(-5.12..=5.12, 10)?
//!     .minimize(|x| x.iter().map(|x| x * x - 10.0 * (std::f64::consts::TAU * x).cos() + 10.0).sum());
//! let outcome = solve(&rastrigin, Seed(7), Evaluations(200_000).or(Target(1e-8)))?;
//! assert_eq!(outcome.reason, Reason::Target(1e-8));
//! # Ok::<(), swarmopt::Error>(())
//! ```
//!
//! A swarm searches with three kinds of knowledge, and the crate is built on telling them apart:
//!
//! | knowledge | who holds it | in the code |
//! |---|---|---|
//! | what an agent remembers | the agent, and its slot on the public board | [`Agent`](swarm::Agent), [`Slot`](swarm::Slot) |
//! | what its neighbours tell it | the graph over the board | [`Topology`](topology::Topology) |
//! | what all have written into their surroundings | the colony's medium: pheromone, dance floor, archive | [`Colony`](swarm::Colony) |
//!
//! Particles use the first two, ants mostly the third, bees all three; one round serves them all. Read
//! [`solve`](mod@solve) for the default on a box, [`swarm`] for the round, [`run::Solve`] for what can be said before a run, [`problem`] for what
//! can be solved, and [`conformance`] for what every colony promises. The [`glossary`] has the words.

pub mod ant;
pub mod bee;
pub mod catalogue;
#[cfg(feature = "plots")]
pub mod chart;
pub mod conformance;
pub mod cooperative;
pub mod covariance;
#[cfg(feature = "nats")]
pub mod distributed;
pub mod ensemble;
pub mod error;
pub mod experiment;
mod failure;
mod file;
pub mod glossary;
pub mod local_search;
mod number;
pub mod particle;
pub mod problem;
#[cfg(feature = "plots")]
pub mod report;
pub mod rng;
pub mod run;
pub mod solve;
mod spectrum;
pub mod statistics;
pub mod swarm;
pub mod topology;
mod tour;

pub use error::Error;
pub use solve::solve;

/// The examples of the README are tested, too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// What most programs need.
pub mod prelude {
    pub use crate::{
        ant::*,
        bee::*,
        cooperative::*,
        covariance::*,
        ensemble::*,
        error::Error,
        local_search::*,
        particle::*,
        problem::*,
        rng::{Seed, Stream, Streams},
        run::*,
        solve::*,
        swarm::*,
        topology::*,
    };
}
