//! A tree in which better nodes rise.

use super::{Ranking, Topology, Wiring, wiring::require_nodes};
use crate::{
    error::{Error, require},
    rng::Stream,
};

/// A tree in which the only informant of a node is its parent, and better nodes rise. Joins 1 node or more.
/// Directed, degree 1, and 0 for the root. Wiring costs O(n log n).
///
/// All levels but the last are full, with `branching` children per node; the nodes of the last are spread
/// evenly. At first node 0 is the root. After every round, from the top down, a node whose best child is better
/// than it swaps places with that child. In a round a node thus rises one level at most but may fall several,
/// and the best of all is the root after as many rounds as the tree has levels below it.
///
/// Rewiring costs O(n) time and no memory if no nodes swap, otherwise O(n log n) and two temporary lists of
/// n. Wirings that are not a tree are left unchanged.
///
/// Janson & Middendorf 2005, *A hierarchical particle swarm optimizer and its adaptive variant*,
/// IEEE SMC-B 35(6): H-PSO.
///
/// ```
/// use swarmopt::{author::*, prelude::*};
/// let (tree, mut rng) = (Hierarchy::new(2), Streams::new(Seed(1)).at(0, 0));
/// let mut wiring = tree.wire(7, &mut rng)?; // 0 over 1 and 2, these over 3, 5 and 4, 6
/// // The higher number leads: 2 rises over 0, and 6 over 0 again; 5 over 1.
/// tree.rewire(&mut wiring, &Ranking { improved: true, leads: &|a, b| a > b }, &mut rng);
/// assert_eq!(wiring.degree(2), 0);
/// assert_eq!([5, 6, 1, 0].map(|node| wiring.informant(node, 0)), [2, 2, 5, 6]);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "H-PSO")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hierarchy {
    branching: usize,
}

impl Hierarchy {
    /// Creates a tree with at most `branching` children per node, at least 1.
    pub fn new(branching: usize) -> Self {
        Hierarchy { branching }
    }
}

impl Topology for Hierarchy {
    fn name(&self) -> String {
        format!("hierarchy({})", self.branching)
    }
    /// Joins the nodes to a tree, filled from the top.
    ///
    /// # Errors
    /// [`Error::Parameter`] if `branching` is 0, [`Error::TopologySize`] if there are no nodes.
    fn wire(&self, nodes: usize, _: &mut Stream) -> Result<Wiring, Error> {
        require(self.branching > 0, "branching", self.branching, "at least 1")?;
        require_nodes(self, nodes, 1)?;
        let mut edges = Vec::with_capacity(nodes - 1);
        let (mut level, mut next) = (0..1, 1);
        while next < nodes {
            let width = level.len();
            let end = width.saturating_mul(self.branching).saturating_add(next).min(nodes);
            edges.extend((next..end).map(|node| (node, level.start + (node - next) % width)));
            (level, next) = (next..end, end);
        }
        Wiring::from_edges(nodes, edges)
    }
    fn rewire(&self, wiring: &mut Wiring, standing: &Ranking<'_>, _: &mut Stream) -> bool {
        let leads = standing.leads;
        let parent = |node| wiring.informants(node).next();
        let climbs = |node| parent(node).is_some_and(|parent| leads(node, parent));
        if !(0..wiring.nodes()).any(climbs) {
            return false;
        }
        let Some(mut places) = Place::tree(wiring) else { return false };
        let mut next = 1;
        for top in 0..places.len() {
            let first = next;
            next += places[first..].iter().take_while(|place| place.parent == top).count();
            let better = |a: usize, b: usize| {
                if leads(places[b].node, places[a].node) { b } else { a }
            };
            let best = (first..next).fold(top, better);
            let node = places[best].node;
            places[best].node = std::mem::replace(&mut places[top].node, node);
        }
        wiring.redraw(|edges| {
            edges.extend(places[1..].iter().map(|p| (p.node, places[p.parent].node)));
        });
        true
    }
}

/// A place in the tree: its node, and the index of the place above. The root's parent is itself.
struct Place {
    node: usize,
    parent: usize,
}

impl Place {
    /// Returns the places of a tree from the top down, the children of a place side by side; `None` if
    /// the wiring is not a tree.
    fn tree(wiring: &Wiring) -> Option<Vec<Place>> {
        let nodes = 0..wiring.nodes();
        let root = nodes.clone().find(|node| wiring.degree(*node) == 0)?;
        if nodes.clone().any(|node| wiring.degree(node) != usize::from(node != root)) {
            return None;
        }
        let edge = |node| wiring.informants(node).map(move |parent| (parent, node));
        let mut edges: Vec<(usize, usize)> = nodes.clone().flat_map(edge).collect();
        edges.sort_unstable();
        let mut places = Vec::with_capacity(nodes.len());
        places.push(Place { node: root, parent: 0 });
        let mut top = 0;
        while top < places.len() {
            let node = places[top].node;
            let first = edges.partition_point(|edge| edge.0 < node);
            let children = edges[first..].iter().take_while(|edge| edge.0 == node);
            places.extend(children.map(|edge| Place { node: edge.1, parent: top }));
            top += 1;
        }
        (places.len() == nodes.len()).then_some(places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Seed, Streams};
    use proptest::prelude::*;

    fn rng(seed: u64) -> Stream {
        Streams::new(Seed(seed)).at(0, 0)
    }

    fn wired(tree: Hierarchy, nodes: usize) -> Wiring {
        tree.wire(nodes, &mut rng(0)).unwrap()
    }

    /// Returns ranks 0, 1, … in random order; the lower is better.
    fn ranks(nodes: usize, rng: &mut Stream) -> Vec<usize> {
        let mut ranks: Vec<usize> = (0..nodes).collect();
        rng.shuffle(&mut ranks);
        ranks
    }

    fn rewired(tree: Hierarchy, wiring: &mut Wiring, ranks: &[usize]) -> bool {
        let leads = |a: usize, b: usize| ranks[a] < ranks[b];
        tree.rewire(wiring, &Ranking { improved: false, leads: &leads }, &mut rng(0))
    }

    fn depth(lists: &[Vec<usize>], node: usize) -> usize {
        lists[node].first().map_or(0, |parent| 1 + depth(lists, *parent))
    }

    /// Applies the rule in another form, with a list of places, each named by its first node.
    fn swapped(lists: &[Vec<usize>], ranks: &[usize]) -> Vec<Vec<usize>> {
        let mut holder: Vec<usize> = (0..lists.len()).collect();
        let mut places = holder.clone();
        places.sort_by_key(|place| depth(lists, *place));
        for place in places {
            let children = (0..lists.len()).filter(|child| lists[*child].contains(&place));
            if let Some(best) = children.min_by_key(|child| ranks[holder[*child]])
                && ranks[holder[best]] < ranks[holder[place]]
            {
                holder.swap(best, place);
            }
        }
        let mut after = vec![Vec::new(); lists.len()];
        for (place, above) in lists.iter().enumerate() {
            after[holder[place]] = above.iter().map(|place| holder[*place]).collect();
        }
        after
    }

    proptest! {
        #[test]
        fn a_hierarchy_swaps_from_the_top_down_as_published(
            branching in 1usize..5, n in 1usize..40, seed: u64,
        ) {
            let tree = Hierarchy::new(branching);
            let mut wiring = wired(tree, n);
            let mut rng = rng(seed);
            for _ in 0..4 {
                let ranks = ranks(n, &mut rng); // the ranking changes from round to round
                let expected = swapped(&wiring.lists(), &ranks);
                let before = wiring.clone();
                prop_assert_eq!(rewired(tree, &mut wiring, &ranks), wiring != before);
                prop_assert_eq!(wiring.lists(), expected);
            }
        }

        #[test]
        fn the_leader_rises_a_level_a_round_and_in_the_end_every_parent_leads(
            branching in 1usize..5, n in 1usize..40, seed: u64,
        ) {
            let tree = Hierarchy::new(branching);
            let mut wiring = wired(tree, n);
            let ranks = ranks(n, &mut rng(seed));
            let leader = ranks.iter().position(|rank| *rank == 0).unwrap();
            for level in (0..depth(&wiring.lists(), leader)).rev() {
                prop_assert!(rewired(tree, &mut wiring, &ranks));
                prop_assert_eq!(depth(&wiring.lists(), leader), level);
            }
            let more = (0..n * n).take_while(|_| rewired(tree, &mut wiring, &ranks)).count();
            prop_assert!(more <= n, "{} rounds", more);
            for (node, list) in wiring.lists().iter().enumerate() {
                prop_assert!(list.iter().all(|parent| ranks[*parent] < ranks[node]));
            }
        }
    }

    #[test]
    fn a_hierarchy_fills_its_levels_and_deals_the_last_one_out_evenly() {
        let parents = |branching, n| wired(Hierarchy::new(branching), n).lists()[1..].concat();
        assert_eq!(parents(3, 10), [0, 0, 0, 1, 2, 3, 1, 2, 3]);
        assert_eq!(parents(3, 9), [0, 0, 0, 1, 2, 3, 1, 2]);
        assert_eq!(parents(1, 4), [0, 1, 2]);
    }

    #[test]
    fn what_is_no_tree_is_left_alone() {
        let circle = vec![(1, 2), (2, 1)]; // next to a root
        for edges in [vec![], circle, vec![(1, 0), (2, 1), (2, 0)], vec![(0, 1), (1, 2), (2, 0)]] {
            let other = Wiring::from_edges(3, edges).unwrap();
            let mut wiring = other.clone();
            assert!(!rewired(Hierarchy::new(2), &mut wiring, &[2, 1, 0]));
            assert_eq!(wiring, other);
        }
    }
}
