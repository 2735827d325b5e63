//! Topologies: graphs over the slots of a swarm's board, or over islands.

mod complete;
mod graph;
mod hierarchy;
mod isolated;
mod random_k;
mod regrouped;
mod ring;
mod scale_free;
mod small_world;
mod star;
mod von_neumann;
mod wiring;

pub use complete::Complete;
pub use graph::Graph;
pub use hierarchy::Hierarchy;
pub use isolated::Isolated;
pub use random_k::RandomK;
pub use regrouped::Regrouped;
pub use ring::Ring;
pub use scale_free::ScaleFree;
pub use small_world::SmallWorld;
pub use star::Star;
pub use von_neumann::VonNeumann;
pub use wiring::{Ranking, Topology, Wiring};
