//! A ring lattice.

use super::{Topology, Wiring, wiring::require_nodes};
use crate::{
    error::{Error, require},
    rng::Stream,
};

/// Nodes on a circle, each with its `k` nearest on either side as informants: "lbest". Joins 2k + 1 nodes or
/// more. Undirected, degree 2k. Wiring costs O(n k log n).
///
/// Eberhart & Kennedy 1995, *A new optimizer using particle swarm theory*, IEEE MHS; compared with
/// other graphs by Kennedy & Mendes 2002, *Population structure and particle swarm performance*,
/// IEEE CEC.
///
/// ```
/// use swarmopt::{author::*, prelude::*};
/// let wiring = Ring::new(2).wire(7, &mut Streams::new(Seed(1)).at(0, 0))?;
/// assert_eq!(wiring.informants(0).collect::<Vec<_>>(), [1, 2, 5, 6]);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "lbest")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ring {
    k: usize,
}

impl Ring {
    /// Creates a ring with `k` neighbours on each side, at least 1.
    pub fn new(k: usize) -> Self {
        Ring { k }
    }
}

/// Default: one neighbour on each side.
impl Default for Ring {
    fn default() -> Self {
        Ring::new(1)
    }
}

impl Topology for Ring {
    fn name(&self) -> String {
        format!("ring({})", self.k)
    }
    /// Joins each node to its nearest.
    ///
    /// # Errors
    /// [`Error::Parameter`] if `k` is 0, [`Error::TopologySize`] below 2k + 1 nodes.
    fn wire(&self, nodes: usize, _: &mut Stream) -> Result<Wiring, Error> {
        require_lattice(self, self.k, nodes)?;
        Wiring::undirected(nodes, lattice(nodes, self.k))
    }
}

/// Returns the nk edges of a ring lattice.
pub(super) fn lattice(nodes: usize, k: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..nodes).flat_map(move |i| (1..=k).map(move |step| (i, (i + step) % nodes)))
}

/// Returns an error unless the neighbours on the two sides of a node are different nodes.
pub(super) fn require_lattice(
    topology: &impl Topology,
    k: usize,
    nodes: usize,
) -> Result<(), Error> {
    require(k > 0, "k", k, "at least 1")?;
    require_nodes(topology, nodes, k.saturating_mul(2).saturating_add(1))
}
