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
//! [`solve`](mod@solve) for the default on a box, [`swarm`] for the round, [`run::Solve`] for what can be said before a run, [`run::Session`] for an objective outside the program,
//! [`problem`] for what can be solved, and [`conformance`] for what every colony promises. The [`glossary`] has the words.

pub mod ant;
pub mod bee;
pub mod catalogue;
#[cfg(feature = "plots")]
pub mod chart;
mod checksum;
pub mod conformance;
pub mod cooperative;
pub mod covariance;
#[cfg(feature = "nats")]
pub mod distributed;
pub mod ensemble;
pub mod error;
#[cfg(feature = "experiment")]
pub mod experiment;
mod failure;
mod file;
pub mod glossary;
pub mod local_search;
mod number;
pub mod particle;
pub mod problem;
#[cfg(feature = "report")]
pub mod report;
pub mod rng;
pub mod run;
pub mod solve;
mod spectrum;
#[cfg(feature = "experiment")]
pub mod statistics;
pub mod swarm;
pub mod topology;
mod tour;
pub mod trust_region;

pub use error::{Error, Result};
pub use solve::solve;

/// The examples of the README are tested, too.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// What programs that solve problems need: spaces, problems, methods, topologies, stop criteria, settings.
///
/// There is no `Error` in it, which would hide that of other libraries: use [`swarmopt::Error`](crate::Error) and
/// [`swarmopt::Result`](crate::Result).
pub mod prelude {
    #[cfg(feature = "progress")]
    #[doc(no_inline)]
    pub use crate::run::Progress;
    #[doc(no_inline)]
    pub use crate::{
        ant::{
            AcoR, AntColonySystem, AntSystem, BestWorstAntSystem, FocusedAnts, HyperCubeAntSystem,
            IncrementalAcoR, MaxMinAntSystem, PopulationAntColony, RankBasedAntSystem,
        },
        bee::{ArtificialBeeColony, BeesAlgorithm, BestBeeColony, GuidedBeeColony, QuickBeeColony},
        cooperative::CooperativeSwarm,
        covariance::CovarianceSwarm,
        ensemble::{AlgorithmPortfolio, Islands, Restart as _, Restarts},
        local_search::{LinKernighan, LocalSearch as _, Mtsls1, Powell, TwoOpt},
        particle::{
            BareBonesSwarm, Bounds, Clpso, CuckooSearch, EigenSwarm, FireflyAlgorithm,
            FullyInformedSwarm, GreyWolfOptimizer, Hclpso, ParticleSwarm, QuantumSwarm, Spso2011,
            TourSwarm,
        },
        problem::{
            Bounded as _, Boxed, ConstrainedFunction, Constraint, Ends, ExternalObjective as _,
            Function, Initialization, Permutation, Problem, Qap, Space as _, Tsp,
        },
        rng::Seed,
        run::{
            Evaluations, Every, Failing, Flag, Observer as _, OnRound, Outcome, Reason, Rounds,
            Session, Solve, Stagnation, Stop, StopWhen, Target, WallClock,
        },
        solve::{Generalist, solve},
        swarm::{ConstraintHandling, OnFailure, Optimizer as _, Pace, Polish, Threads},
        topology::{
            Complete, Hierarchy, Isolated, RandomK, Ring, ScaleFree, SmallWorld, Star, VonNeumann,
        },
        trust_region::TrustRegionSwarm,
    };
}

/// What authors of methods, topologies, spaces and observers need beyond the [`prelude`].
pub mod author {
    #[doc(no_inline)]
    pub use crate::{
        ant::{AntColony, Deposit, IterationTours, Pheromone, Trails},
        bee::{BeeColony, BeeRule, SearchEquation},
        local_search::LocalSearch,
        particle::{Flock, FlockMedium, FlockMemory, FlockRule, Velocity},
        problem::{
            Allowance, Bounded, Choose, Constrained, ConstructionGraph, Cut, DynProblem, Failure,
            Fitness, Point, Sense, Space, Vary,
        },
        rng::{Stream, Streams},
        run::{Observer, Status, run},
        swarm::{
            Agent, Asked, Board, Candidate, Colony, Context, IntoOptimizer, Limits, Method,
            Optimizer, Origin, Population, Scale, Settings, Slot, Swarm, Tally, Ticket, Told, View,
        },
        topology::{Ranking, Topology, Wiring},
    };
}
