//! The recipe and the table: a [`Topology`] says how nodes are to be joined, a [`Wiring`] is how
//! they are joined right now.

use crate::{error::Error, rng::Stream};
use serde::{Deserialize, Serialize};
use std::{fmt::Debug, sync::Arc};

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

/// That `topology` cannot join `nodes` nodes, but could join those `allowed`.
pub(super) fn size_error(
    topology: &impl Topology,
    nodes: usize,
    allowed: impl Into<String>,
) -> Error {
    Error::TopologySize { topology: topology.name(), nodes, allowed: allowed.into() }
}

/// That error, unless there are at least as many nodes as the least allowed.
pub(super) fn require_nodes(
    topology: &impl Topology,
    nodes: usize,
    least: usize,
) -> Result<(), Error> {
    let error = || size_error(topology, nodes, format!("at least {least}"));
    if nodes >= least { Ok(()) } else { Err(error()) }
}

/// How the nodes stand after a round.
pub struct Ranking<'a> {
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

    /// From pairs that hear each other, in any order; repeats count once.
    ///
    /// # Errors
    /// As [`Wiring::from_edges`].
    pub fn undirected(
        nodes: usize,
        pairs: impl IntoIterator<Item = (usize, usize)>,
    ) -> Result<Self, Error> {
        let both = |(a, b)| [(a, b), (b, a)];
        Wiring::from_edges(nodes, pairs.into_iter().flat_map(both).collect())
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

    /// Whether a wiring read from a file is one that could have been written for `nodes` nodes.
    pub(crate) fn is_sound(&self, nodes: usize) -> bool {
        if self.complete || self.nodes != nodes {
            return *self == Wiring::complete(nodes);
        }
        let mut again = self.clone();
        again.redraw(|edges| edges.extend(&self.edges));
        again == *self
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

    /// The informants of every node: what [`Graph::new`](super::Graph::new) takes.
    pub fn lists(&self) -> Vec<Vec<usize>> {
        (0..self.nodes).map(|node| self.informants(node).collect()).collect()
    }

    #[inline]
    fn row(&self, node: usize) -> &[(usize, usize)] {
        &self.edges[self.starts[node]..self.starts[node + 1]]
    }

    /// For each node the best of itself and its informants, where `beats(a, b)` says that `a` is
    /// strictly better than `b`; of equals the lower index. One pass over the edges; over the nodes
    /// where all hear all.
    #[inline]
    pub(crate) fn leaders(&self, beats: impl Fn(usize, usize) -> bool, out: &mut Vec<usize>) {
        // Informants stand in ascending order, so of equals the first is kept.
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
