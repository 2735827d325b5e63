//! A graph grown by preferential attachment.

use super::{Topology, Wiring, wiring::require_nodes};
use crate::{
    error::{Error, require},
    rng::Stream,
};

/// A graph grown by preferential attachment: nodes arrive one by one, and each joins `m` different earlier
/// ones, drawn in proportion to their degree, so that there are a few hubs and many nodes of low degree. Joins
/// m + 1 nodes or more. Undirected, connected, (n − m) m edges. The degree d is at least `m` from node m on,
/// and at least 1 before; the share of nodes of degree d falls as d⁻³. Wiring costs about O(n m (m + log n)).
///
/// There are m nodes before the first arrival, which joins them all.
///
/// Barabási & Albert 1999, *Emergence of scaling in random networks*, Science 286.
///
/// ```
/// use swarmopt::{author::*, prelude::*};
/// let wiring = ScaleFree::new(2).wire(30, &mut Streams::new(Seed(1)).at(0, 0))?;
/// assert_eq!((0..30).map(|node| wiring.degree(node)).sum::<usize>(), 2 * (30 - 2) * 2);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "preferential attachment")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ScaleFree {
    m: usize,
}

impl ScaleFree {
    /// Creates a graph in which each arriving node joins `m` others, at least 1.
    pub fn new(m: usize) -> Self {
        ScaleFree { m }
    }
}

impl Topology for ScaleFree {
    fn name(&self) -> String {
        format!("scale-free({})", self.m)
    }
    /// Grows a graph.
    ///
    /// # Errors
    /// [`Error::Parameter`] if `m` is 0, [`Error::TopologySize`] below m + 1 nodes.
    fn wire(&self, nodes: usize, rng: &mut Stream) -> Result<Wiring, Error> {
        let m = self.m;
        require(m > 0, "m", m, "at least 1")?;
        require_nodes(self, nodes, m.saturating_add(1))?;
        let mut pairs: Vec<(usize, usize)> = (0..m).map(|earlier| (m, earlier)).collect();
        for node in m + 1..nodes {
            let (first, ends) = (pairs.len(), 2 * pairs.len());
            while pairs.len() < first + m {
                // A node is an end of as many edges as it has neighbours.
                let end = rng.below(ends);
                let (later, earlier) = pairs[end / 2];
                let drawn = (node, if end.is_multiple_of(2) { later } else { earlier });
                if !pairs[first..].contains(&drawn) {
                    pairs.push(drawn);
                }
            }
        }
        Wiring::undirected(nodes, pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Seed, Streams};

    #[test]
    fn who_has_more_neighbours_gets_more() {
        // With m = 1 nodes 0 and 1 are joined first. Node 2 joins either, which then has half of
        // the four ends: node 3 joins it with probability 1/2, each of the others with 1/4.
        let (draws, mut rng) = (8_000, Streams::new(Seed(4)).at(0, 0));
        let stars = (0..draws).filter(|_| {
            let wiring = ScaleFree::new(1).wire(4, &mut rng).unwrap();
            (0..2).any(|node| wiring.degree(node) == 3)
        });
        let share = stars.count() as f64 / f64::from(draws);
        assert!((share - 0.5).abs() < 0.0224, "{share}"); // four standard errors
    }

    #[test]
    fn the_largest_hub_towers_over_the_mean() {
        let mut rng = Streams::new(Seed(5)).at(0, 0);
        let wiring = ScaleFree::new(2).wire(400, &mut rng).unwrap();
        let most = (0..400).map(|node| wiring.degree(node)).max().unwrap();
        // About m √n = 40 are expected; a uniform choice gives some 15.
        assert!((22..120).contains(&most), "{most}");
    }
}
