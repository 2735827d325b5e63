//! The rule and its result: a [`Topology`] joins nodes, a [`Wiring`] is the graph in which they are joined
//! at present.

use crate::{error::Error, rng::Stream};
use serde::{Deserialize, Serialize};
use std::{fmt::Debug, sync::Arc};

/// A rule that joins nodes to a graph. It has no state: everything that changes during a run is in the
/// [`Wiring`], so a checkpoint needs no topology, and a `Box<dyn Topology>` costs nothing in a round.
///
/// Implement this trait for a topology of your own; see [`Graph`](super::Graph) for a fixed graph.
#[doc(alias = "neighbourhood")]
#[doc(alias = "neighborhood")]
pub trait Topology: Debug + Send + Sync {
    /// Returns the name in tables, such as `ring(1)`.
    fn name(&self) -> String;

    /// Joins `nodes` nodes. The stream is the same for a run, whenever and wherever it is resumed.
    ///
    /// # Errors
    /// [`Error::TopologySize`] if this number of nodes cannot be joined.
    fn wire(&self, nodes: usize, rng: &mut Stream) -> Result<Wiring, Error>;

    /// Joins the nodes again or leaves them, after a round. Returns `true` if anything changed.
    fn rewire(&self, _wiring: &mut Wiring, _standing: &Ranking<'_>, _rng: &mut Stream) -> bool {
        false
    }
}

impl<T: Topology + ?Sized> Topology for Box<T> {
    fn name(&self) -> String {
        (**self).name()
    }
    fn wire(&self, nodes: usize, rng: &mut Stream) -> Result<Wiring, Error> {
        (**self).wire(nodes, rng)
    }
    fn rewire(&self, wiring: &mut Wiring, standing: &Ranking<'_>, rng: &mut Stream) -> bool {
        (**self).rewire(wiring, standing, rng)
    }
}

impl<T: Topology + ?Sized> Topology for Arc<T> {
    fn name(&self) -> String {
        (**self).name()
    }
    fn wire(&self, nodes: usize, rng: &mut Stream) -> Result<Wiring, Error> {
        (**self).wire(nodes, rng)
    }
    fn rewire(&self, wiring: &mut Wiring, standing: &Ranking<'_>, rng: &mut Stream) -> bool {
        (**self).rewire(wiring, standing, rng)
    }
}

/// Returns the error that `topology` cannot join `nodes` nodes, but could join those `allowed`.
pub(super) fn size_error(
    topology: &impl Topology,
    nodes: usize,
    allowed: impl Into<String>,
) -> Error {
    Error::TopologySize { topology: topology.name(), nodes, allowed: allowed.into() }
}

/// Returns the error of [`size_error`] if there are fewer than `least` nodes.
pub(super) fn require_nodes(
    topology: &impl Topology,
    nodes: usize,
    least: usize,
) -> Result<(), Error> {
    let error = || size_error(topology, nodes, format!("at least {least}"));
    if nodes >= least { Ok(()) } else { Err(error()) }
}

/// The ranking of the nodes after a round.
pub struct Ranking<'a> {
    /// Whether the best of the whole swarm has improved in the round.
    pub improved: bool,
    /// Whether the first node is better than the second; of equals, the lower index is.
    pub leads: &'a dyn Fn(usize, usize) -> bool,
}

/// A stored graph: for every node its informants in ascending order, without itself and without repeats.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wiring {
    nodes: usize,
    /// Whether the graph is complete: its n² edges are not stored.
    complete: bool,
    /// Pairs (node, informant), sorted.
    edges: Vec<(usize, usize)>,
    /// The index at which each node's edges start, and the end of the last node's.
    starts: Vec<usize>,
}

impl Wiring {
    /// Creates a complete graph of the given number of nodes.
    pub fn complete(nodes: usize) -> Self {
        Wiring { nodes, complete: true, ..Wiring::default() }
    }

    /// Creates a graph from pairs (node, informant) in any order; repeats count once.
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

    /// Creates an undirected graph from pairs in any order; repeats count once.
    ///
    /// # Errors
    /// Those of [`Wiring::from_edges`].
    pub fn undirected(
        nodes: usize,
        pairs: impl IntoIterator<Item = (usize, usize)>,
    ) -> Result<Self, Error> {
        let both = |(a, b)| [(a, b), (b, a)];
        Wiring::from_edges(nodes, pairs.into_iter().flat_map(both).collect())
    }

    /// Replaces all edges by those that `draw` pushes. Repeats count once; self-loops and nodes
    /// that do not exist are dropped. The memory of the old edges is reused.
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

    /// Validates a wiring loaded from a checkpoint against this number of nodes.
    pub(crate) fn is_sound(&self, nodes: usize) -> bool {
        if self.complete || self.nodes != nodes {
            return *self == Wiring::complete(nodes);
        }
        let mut again = self.clone();
        again.redraw(|edges| edges.extend(&self.edges));
        again == *self
    }

    /// Returns the number of nodes.
    pub fn nodes(&self) -> usize {
        self.nodes
    }

    /// Returns whether every node is an informant of every other.
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Returns the number of informants of `node`.
    #[inline]
    pub fn degree(&self, node: usize) -> usize {
        if self.complete { self.nodes - 1 } else { self.row(node).len() }
    }

    /// Returns the `k`-th informant of `node`; `k` must be below its degree.
    #[inline]
    pub fn informant(&self, node: usize, k: usize) -> usize {
        if self.complete { k + usize::from(k >= node) } else { self.row(node)[k].1 }
    }

    /// Returns the informants of `node`, in ascending order.
    pub fn informants(&self, node: usize) -> impl Iterator<Item = usize> + '_ {
        (0..self.degree(node)).map(move |k| self.informant(node, k))
    }

    /// Returns the informants of every node, in the form that [`Graph::new`](super::Graph::new) takes.
    pub fn lists(&self) -> Vec<Vec<usize>> {
        (0..self.nodes).map(|node| self.informants(node).collect()).collect()
    }

    #[inline]
    fn row(&self, node: usize) -> &[(usize, usize)] {
        &self.edges[self.starts[node]..self.starts[node + 1]]
    }

    /// Writes to `out`, for each node, the best of itself and its informants, where `beats(a, b)` says that `a`
    /// is strictly better than `b`; of equals the lower index. One pass over the edges, or over the nodes of a
    /// complete graph.
    #[inline]
    pub(crate) fn leaders(&self, beats: impl Fn(usize, usize) -> bool, out: &mut Vec<usize>) {
        // Informants are in ascending order, so of equals the first is kept.
        let better = |a: usize, b: usize| if beats(b, a) { b } else { a };
        out.clear();
        if self.complete {
            let best = (1..self.nodes).fold(0, better);
            out.resize(self.nodes, best);
        } else {
            out.extend((0..self.nodes).map(|i| match self.row(i) {
                [] => i,
                [first, rest @ ..] => {
                    let best = rest.iter().fold(first.1, |best, edge| better(best, edge.1));
                    if beats(best, i) || best < i && !beats(i, best) { best } else { i }
                }
            }));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_complete_graph_reads_as_if_it_were_written_out() {
        for nodes in 1..6 {
            let all = (0..nodes).flat_map(|a| (0..nodes).map(move |b| (a, b)));
            let written = Wiring::from_edges(nodes, all.filter(|(a, b)| a != b).collect()).unwrap();
            let complete = Wiring::complete(nodes);
            assert!(complete.is_complete() && !written.is_complete());
            assert_eq!(complete.lists(), written.lists());
            let (mut a, mut b) = (Vec::new(), Vec::new());
            complete.leaders(|i, j| i > j, &mut a);
            written.leaders(|i, j| i > j, &mut b);
            assert_eq!((&a, &b), (&vec![nodes - 1; nodes], &a));
        }
    }

    #[test]
    fn a_redraw_sorts_and_drops_what_cannot_be() {
        let mut wiring = Wiring::complete(3);
        wiring.redraw(|edges| edges.extend([(2, 1), (0, 3), (2, 0), (1, 1), (3, 0), (2, 1)]));
        assert_eq!(wiring.lists(), [vec![], vec![], vec![0, 1]]);
    }

    #[test]
    fn a_leader_is_sought_among_informants_only() {
        let wiring = Wiring::from_edges(4, vec![(0, 1), (1, 2), (3, 0)]).unwrap();
        let mut leaders = Vec::new();
        wiring.leaders(|a, b| a > b, &mut leaders);
        assert_eq!(leaders, [1, 2, 2, 3]);
    }

    #[test]
    fn edges_that_cannot_be_are_named() {
        for (a, b) in [(0, 3), (3, 0), (1, 1)] {
            let error = Wiring::from_edges(3, vec![(0, 1), (a, b)]).unwrap_err();
            assert!(
                matches!(error, Error::Graph { node, informant, nodes: 3 } if (node, informant) == (a, b))
            );
        }
    }
}
