//! Ant colonies: ants build points choice by choice, guided by the pheromone that good points left.
//!
//! On combinatorial problems a slot of the board is an ant's tour of this round, and the colony's
//! medium holds the pheromone; in ACO_R the slots are the archive, which takes the place of the
//! pheromone. Pheromone is kept only for the
//! [candidates](crate::problem::ConstructionGraph::candidates) of each choice: the 16 neighbours of a
//! city, or all columns where a space names none.

mod aco_r;
mod ant_system;
mod best_worst;
mod colony;
mod colony_system;
mod construction;
mod deposit;
mod focused;
mod focused_ant;
mod hyper_cube;
mod incremental_aco_r;
mod max_min;
mod pheromone;
mod population_based;
mod rank_based;

pub use aco_r::{AcoR, Sampler};
pub use ant_system::{AntCycle, AntSystem};
pub use best_worst::{BestWorst, BestWorstAntSystem};
pub use colony::{Ant, AntColony, Trails};
pub use colony_system::{AntColonySystem, LocalAndGlobalUpdate};
pub use deposit::{Deposit, IterationTours};
pub use focused::FocusedAnts;
pub use focused_ant::FocusedAnt;
pub use hyper_cube::{HyperCube, HyperCubeAntSystem};
pub use incremental_aco_r::IncrementalAcoR;
pub use max_min::{MaxMin, MaxMinAntSystem};
pub use pheromone::Pheromone;
pub use population_based::{PopulationAntColony, PopulationBased};
pub use rank_based::{RankBased, RankBasedAntSystem};
