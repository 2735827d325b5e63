//! The graph without edges.

use super::{Topology, Wiring, wiring::require_nodes};
use crate::{error::Error, rng::Stream};

/// The graph without edges: each node searches by itself. Joins 1 node or more. Degree 0. Wiring costs O(n).
///
/// The "cognition only" swarm of Kennedy 1997, *The particle swarm: social adaptation of
/// knowledge*, IEEE ICEC.
///
/// ```
/// use swarmopt::{author::*, prelude::*};
/// let wiring = Isolated.wire(3, &mut Streams::new(Seed(1)).at(0, 0))?;
/// assert_eq!(wiring.degree(2), 0);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Isolated;

impl Topology for Isolated {
    fn name(&self) -> String {
        "isolated".to_owned()
    }
    fn wire(&self, nodes: usize, _: &mut Stream) -> Result<Wiring, Error> {
        require_nodes(self, nodes, 1)?;
        Wiring::from_edges(nodes, Vec::new())
    }
}
