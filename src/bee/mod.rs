//! Bee colonies: foragers improve food sources, choose them by merit, and abandon those that are
//! exhausted.
//!
//! A slot of the board is a food source or a site. The topology defines which sources a bee knows of
//! besides its own.

mod artificial_bee_colony;
mod bees_algorithm;
mod best_bee_colony;
mod colony;
mod guided_bee_colony;
mod quick_bee_colony;

pub use artificial_bee_colony::{ArtificialBeeColony, Neighbour};
pub use bees_algorithm::{BeesAlgorithm, Recruit};
pub use best_bee_colony::{AroundBest, BestBeeColony};
pub use colony::{BeeColony, BeeRule, Forager, SearchEquation};
pub use guided_bee_colony::{Guided, GuidedBeeColony};
pub use quick_bee_colony::{Quick, QuickBeeColony};
