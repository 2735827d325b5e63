//! A hub and its neighbours.

use super::{Topology, Wiring, wiring::require_nodes};
use crate::{error::Error, rng::Stream};

/// A graph in which node 0, the hub, is joined to all others. Joins 2 nodes or more. Undirected,
/// degree n − 1 of the hub and 1 of the others. Wiring costs O(n log n).
///
/// This is the "wheel" of Kennedy 1999, *Small worlds and mega-minds: effects of neighborhood
/// topology on particle swarm performance*, IEEE CEC. Part of the literature uses "star" for
/// [`Complete`](super::Complete); here, as in graph theory, a star has a hub.
///
/// ```
/// use swarmopt::{author::*, prelude::*};
/// let wiring = Star.wire(4, &mut Streams::new(Seed(1)).at(0, 0))?;
/// assert_eq!(wiring.informants(0).collect::<Vec<_>>(), [1, 2, 3]);
/// assert_eq!(wiring.informants(3).collect::<Vec<_>>(), [0]);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "wheel")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Star;

impl Topology for Star {
    fn name(&self) -> String {
        "star".to_owned()
    }
    fn wire(&self, nodes: usize, _: &mut Stream) -> Result<Wiring, Error> {
        require_nodes(self, nodes, 2)?;
        Wiring::undirected(nodes, (1..nodes).map(|rim| (0, rim)))
    }
}
