//! The complete graph.

use super::{Topology, Wiring, wiring::require_nodes};
use crate::{error::Error, rng::Stream};

/// The complete graph, "gbest", in which every node is an informant of every other: the topology of the first
/// particle swarm. Joins 1 node or more. Undirected, degree n − 1. Wiring costs O(1): the edges are not stored.
///
/// Kennedy & Eberhart 1995, *Particle swarm optimization*, IEEE ICNN.
///
/// ```
/// use swarmopt::{author::*, prelude::*};
/// let wiring = Complete.wire(4, &mut Streams::new(Seed(1)).at(0, 0))?;
/// assert_eq!(wiring.informants(1).collect::<Vec<_>>(), [0, 2, 3]);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "gbest")]
#[doc(alias = "fully connected")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Complete;

impl Topology for Complete {
    fn name(&self) -> String {
        "complete".to_owned()
    }
    fn wire(&self, nodes: usize, _: &mut Stream) -> Result<Wiring, Error> {
        require_nodes(self, nodes, 1)?;
        Ok(Wiring::complete(nodes))
    }
}
