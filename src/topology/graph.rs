//! A graph given by its edges.

use super::{Topology, Wiring, wiring::size_error};
use crate::{error::Error, rng::Stream};

/// A graph given by the informants of each node, for exactly as many nodes as it has. Directed or not, of any
/// degree. Creating one costs O(e log e) for e edges, wiring a copy of them.
///
/// For a graph that depends on the number of nodes, or changes, implement [`Topology`].
///
/// ```
/// use swarmopt::{author::*, topology::Graph, prelude::*};
/// let chain = Graph::new(vec![vec![], vec![0], vec![1]])?; // 2 hears 1, 1 hears 0
/// let bridge = Graph::from_edges(6, &[(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (4, 5), (3, 5)])?;
/// let wiring = bridge.named("bridge").wire(6, &mut Streams::new(Seed(1)).at(0, 0))?;
/// assert_eq!(wiring.informants(2).collect::<Vec<_>>(), [0, 1, 3]);
/// assert!(Graph::new(vec![vec![1, 1], vec![]]).is_err());
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Graph {
    name: String,
    wiring: Wiring,
}

impl Graph {
    /// Creates a graph from the informants of each node, in any order.
    ///
    /// # Errors
    /// [`Error::Graph`] names an entry that is the node itself, occurs twice, or does not
    /// exist; [`Error::Parameter`] if there are no nodes.
    pub fn new(lists: Vec<Vec<usize>>) -> Result<Self, Error> {
        let nodes = lists.len();
        crate::error::require(nodes > 0, "nodes", nodes, "at least 1")?;
        let list = |(node, list): (usize, Vec<usize>)| list.into_iter().map(move |i| (node, i));
        let edges: Vec<(usize, usize)> = lists.into_iter().enumerate().flat_map(list).collect();
        let mut sorted = edges.clone();
        sorted.sort_unstable();
        if let Some(twice) = sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            let (node, informant) = twice[0];
            return Err(Error::Graph { node, informant, nodes });
        }
        Ok(Graph { name: "graph".to_owned(), wiring: Wiring::from_edges(nodes, edges)? })
    }

    /// Creates an undirected graph from pairs of nodes, each an informant of the other.
    ///
    /// # Errors
    /// Those of [`Graph::new`]; (a, b) and (b, a) count as the same pair.
    pub fn from_edges(nodes: usize, pairs: &[(usize, usize)]) -> Result<Self, Error> {
        let mut lists = vec![Vec::new(); nodes];
        for &(a, b) in pairs {
            if a >= nodes || b >= nodes {
                return Err(Error::Graph { node: a, informant: b, nodes });
            }
            lists[a].push(b);
            lists[b].push(a);
        }
        Graph::new(lists)
    }

    /// Sets the name in tables. Default: `graph`.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }
}

impl Topology for Graph {
    fn name(&self) -> String {
        self.name.clone()
    }
    /// Joins the nodes as in the graph.
    ///
    /// # Errors
    /// [`Error::TopologySize`] if the graph has another number of nodes.
    fn wire(&self, nodes: usize, _: &mut Stream) -> Result<Wiring, Error> {
        let own = self.wiring.nodes();
        if nodes != own {
            return Err(size_error(self, nodes, format!("exactly {own}")));
        }
        Ok(self.wiring.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn graphs_that_cannot_be_are_refused_with_the_entry_at_fault() {
        let wrong = [
            (Graph::new(vec![vec![1], vec![0, 1]]), (1, 1, 2)),
            (Graph::new(vec![vec![1, 2, 1], vec![], vec![]]), (0, 1, 3)),
            (Graph::new(vec![vec![1], vec![2]]), (1, 2, 2)),
            (Graph::from_edges(3, &[(0, 1), (1, 0)]), (0, 1, 3)),
            (Graph::from_edges(3, &[(2, 2)]), (2, 2, 3)),
            (Graph::from_edges(3, &[(0, 3)]), (0, 3, 3)),
        ];
        for (graph, entry) in wrong {
            let error = graph.unwrap_err();
            let Error::Graph { node, informant, nodes } = error else { panic!("{error}") };
            assert_eq!((node, informant, nodes), entry);
        }
        assert!(matches!(Graph::new(Vec::new()), Err(Error::Parameter { name: "nodes", .. })));
        let directed = Graph::new(vec![vec![2, 1], vec![], vec![0]]).unwrap();
        assert_eq!(directed.wiring.lists(), [vec![1, 2], vec![], vec![0]]);
    }
}
