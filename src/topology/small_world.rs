//! A ring with random shortcuts.

use super::{
    Topology, Wiring,
    ring::{lattice, require_lattice},
};
use crate::{
    error::{Error, require_share},
    rng::Stream,
};
use std::collections::BTreeSet;

/// A ring lattice with `k` neighbours on each side, each of whose nk edges is moved with probability `p`: its
/// far end is put to a node drawn from those not yet joined to the near end. Joins 2k + 1 nodes or more.
/// Undirected, nk edges, degree at least k and 2k on average; `p` = 0 is the [`Ring`](super::Ring), `p` = 1
/// nearly a random graph.
///
/// Always connected: a disconnected graph is drawn again, 100 draws at most. One more draw then leaves in place
/// every edge whose move would disconnect the graph. That happens mostly for `k` = 1, where a random graph is
/// seldom connected. Wiring costs O(n k (k + log n)) a draw, and O(n² k²) for that last one.
///
/// Watts & Strogatz 1998, *Collective dynamics of 'small-world' networks*, Nature 393.
///
/// ```
/// use swarmopt::{author::*, prelude::*};
/// let wiring = SmallWorld::new(2, 0.1).wire(30, &mut Streams::new(Seed(1)).at(0, 0))?;
/// assert_eq!((0..30).map(|node| wiring.degree(node)).sum::<usize>(), 2 * 30 * 2);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "Watts-Strogatz")]
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SmallWorld {
    k: usize,
    p: f64,
}

/// For each node, itself and those joined to it.
type Circles = Vec<BTreeSet<usize>>;

const DRAWS: usize = 100;

impl SmallWorld {
    /// Creates a small world of `k` neighbours on each side, at least 1, and probability `p` in [0, 1].
    pub fn new(k: usize, p: f64) -> Self {
        SmallWorld { k, p }
    }

    /// Draws a graph of the model; if `whole`, no move may disconnect it.
    fn draw(&self, nodes: usize, whole: bool, rng: &mut Stream) -> Circles {
        let mut circles: Circles = (0..nodes).map(|i| BTreeSet::from([i])).collect();
        lattice(nodes, self.k).for_each(|(a, b)| join(&mut circles, a, b));
        for step in 1..=self.k {
            for near in 0..nodes {
                let far = (near + step) % nodes;
                let open = nodes - circles[near].len();
                if open == 0 || rng.unit() >= self.p {
                    continue;
                }
                // The node at that place among those outside the circle.
                let place = rng.below(open);
                let skip = |node, taken: &usize| node + usize::from(*taken <= node);
                let new = circles[near].iter().fold(place, skip);
                part(&mut circles, near, far);
                join(&mut circles, near, new);
                if whole && !is_connected(&circles) {
                    part(&mut circles, near, new);
                    join(&mut circles, near, far);
                }
            }
        }
        circles
    }
}

fn join(circles: &mut Circles, a: usize, b: usize) {
    circles[a].insert(b);
    circles[b].insert(a);
}

fn part(circles: &mut Circles, a: usize, b: usize) {
    circles[a].remove(&b);
    circles[b].remove(&a);
}

fn is_connected(circles: &Circles) -> bool {
    let mut seen = vec![false; circles.len()];
    let mut reached = vec![0];
    seen[0] = true;
    let mut at = 0;
    while at < reached.len() {
        for &next in &circles[reached[at]] {
            if !std::mem::replace(&mut seen[next], true) {
                reached.push(next);
            }
        }
        at += 1;
    }
    reached.len() == circles.len()
}

impl Topology for SmallWorld {
    fn name(&self) -> String {
        format!("small world({}, {})", self.k, self.p)
    }
    /// Draws a small world.
    ///
    /// # Errors
    /// [`Error::Parameter`] if `k` is 0 or `p` is outside [0, 1], [`Error::TopologySize`] below
    /// 2k + 1 nodes.
    fn wire(&self, nodes: usize, rng: &mut Stream) -> Result<Wiring, Error> {
        require_share("p", self.p)?;
        require_lattice(self, self.k, nodes)?;
        let free = (0..DRAWS).map(|_| self.draw(nodes, false, rng)).find(is_connected);
        let circles = free.unwrap_or_else(|| self.draw(nodes, true, rng));
        let pairs = circles
            .iter()
            .enumerate()
            .flat_map(|(i, circle)| circle.range(i + 1..).map(move |&j| (i, j)));
        Wiring::undirected(nodes, pairs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Seed, Streams};

    #[test]
    fn a_ring_of_shortcuts_falls_apart_unless_it_is_kept_whole() {
        let (mut parted, mut moved) = (0, 0);
        for seed in 0..20 {
            let mut rng = Streams::new(Seed(seed)).at(0, 0);
            let world = SmallWorld::new(1, 1.0);
            parted += usize::from(!is_connected(&world.draw(60, false, &mut rng)));
            let whole = world.draw(60, true, &mut rng);
            assert!(is_connected(&whole));
            moved += (0..60).filter(|i| !whole[*i].contains(&((i + 1) % 60))).count();
        }
        assert!(parted > 4, "{parted} of 20 free draws are in parts");
        assert!(moved > 20 * 60 / 4, "{moved} edges moved in 20 draws");
    }

    #[test]
    fn an_edge_moves_with_its_probability_to_any_node_alike() {
        let (n, k, p, draws) = (12, 2, 0.4, 4_000);
        let mut rng = Streams::new(Seed(2)).at(0, 0);
        // The first edge to be moved is (0, 1); 7 nodes are candidates for its new end.
        let mut ends = [0.0; 12];
        for _ in 0..draws {
            let mut first = rng.clone();
            let circles = SmallWorld::new(k, p).draw(n, false, &mut rng);
            let place = (first.unit() < p).then(|| first.below(7));
            let end = place.map_or(1, |place| 3 + place);
            // Later moves may add to the circle, but never remove the first edge again.
            assert!(circles[0].contains(&end));
            ends[end] += 1.0 / draws as f64;
        }
        assert!((ends[1] - 0.6).abs() < 0.031, "{ends:?}"); // four standard errors
        assert!(ends[3..10].iter().all(|end| (end - 0.4 / 7.0).abs() < 0.0147), "{ends:?}");
    }
}
