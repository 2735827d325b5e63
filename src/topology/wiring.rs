//! The recipe and the table: a [`Topology`] says how nodes are to be joined, a [`Wiring`] is how
//! they are joined right now.

use crate::{error::Error, rng::Stream};
use serde::{Deserialize, Serialize};
use std::fmt::Debug;

/// How nodes are joined. A recipe without state: all that changes during a run is in the
/// [`Wiring`], so a checkpoint needs no topology, and a `Box<dyn Topology>` costs nothing in a round.
///
/// A topology of your own is any type with these methods; see [`Graph`](super::Graph) for a fixed one.
pub trait Topology: Debug + Send + Sync {
    /// What tables call it: `ring(1)`.
    fn name(&self) -> String;

    /// Joins `nodes` nodes. The stream is the same for a run, whenever and wherever it is resumed.
    ///
    /// # Errors
    /// [`Error::TopologySize`] if this many cannot be joined so.
    fn wire(&self, nodes: usize, rng: &mut Stream) -> Result<Wiring, Error>;

    /// After a round: joins the nodes anew, or leaves them. True if anything changed.
    fn rewire(&self, _wiring: &mut Wiring, _standing: &Standing<'_>, _rng: &mut Stream) -> bool {
        false
    }
}

/// How the nodes stand after a round.
pub struct Standing<'a> {
    /// Whether the best of the whole swarm has improved in the round.
    pub improved: bool,
    /// Whether the first node is better than the second; of equals the lower index is.
    pub leads: &'a dyn Fn(usize, usize) -> bool,
}

/// A graph written out: for every node its informants in ascending order, never itself, none twice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wiring {
    nodes: usize,
    /// All hear all: n² edges that nobody needs to write out.
    complete: bool,
    /// (hearer, informant), sorted.
    edges: Vec<(usize, usize)>,
    /// Where each hearer's edges start, and where the last one's end.
    starts: Vec<usize>,
}

impl Wiring {
    /// Everyone hears everyone.
    pub fn complete(nodes: usize) -> Self {
        Wiring { nodes, complete: true, ..Wiring::default() }
    }

    /// From pairs (hearer, informant) in any order; repeats count once.
    ///
    /// # Errors
    /// [`Error::Graph`] if a pair names a node that does not exist, or one node twice.
    pub fn from_edges(nodes: usize, edges: Vec<(usize, usize)>) -> Result<Self, Error> {
        for &(node, informant) in &edges {
            if node >= nodes || informant >= nodes || node == informant {
                return Err(Error::Graph { node, informant, nodes });
            }
        }
        let mut wiring = Wiring { nodes, complete: false, edges, starts: Vec::new() };
        wiring.index();
        Ok(wiring)
    }

    /// Replaces all edges by those that `draw` pushes. Repeats count once; self-loops and nodes
    /// that do not exist are dropped. The memory of the old edges is used again.
    pub fn redraw(&mut self, draw: impl FnOnce(&mut Vec<(usize, usize)>)) {
        self.complete = false;
        self.edges.clear();
        draw(&mut self.edges);
        let n = self.nodes;
        self.edges.retain(|&(a, b)| a < n && b < n && a != b);
        self.index();
    }

    fn index(&mut self) {
        self.edges.sort_unstable();
        self.edges.dedup();
        self.starts.clear();
        let mut at = 0;
        for node in 0..self.nodes {
            self.starts.push(at);
            at += self.edges[at..].iter().take_while(|edge| edge.0 == node).count();
        }
        self.starts.push(at);
    }

    /// How many nodes there are.
    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// Whether everyone hears everyone.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// How many informants `node` has.
    #[inline]
    pub fn degree(&self, node: usize) -> usize {
        if self.complete { self.nodes - 1 } else { self.row(node).len() }
    }

    /// The `k`-th informant of `node`, `k` below its degree.
    #[inline]
    pub fn informant(&self, node: usize, k: usize) -> usize {
        if self.complete { k + usize::from(k >= node) } else { self.row(node)[k].1 }
    }

    /// The informants of `node`, in ascending order.
    pub fn informants(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.degree(node)).map(move |k| self.informant(node, k))
    }

    #[inline]
    fn row(&self, node: usize) -> &[(usize, usize)] {
        &self.edges[self.starts[node]..self.starts[node + 1]]
    }

    /// For each node the best of itself and its informants, where `leads(a, b)` says that `a` stands
    /// before `b`. One pass over the edges; over the nodes where all hear all.
    #[inline]
    pub(crate) fn leaders(&self, leads: impl Fn(usize, usize) -> bool, out: &mut Vec<usize>) {
        let better = |a: usize, b: usize| if leads(b, a) { b } else { a };
        out.clear();
        if self.complete {
            let best = (1..self.nodes).fold(0, better);
            out.resize(self.nodes, best);
        } else {
            let leader = |i| self.row(i).iter().fold(i, |best, edge| better(best, edge.1));
            out.extend((0..self.nodes).map(leader));
        }
    }
}
