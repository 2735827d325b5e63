//! Small groups that are drawn again from time to time.

use super::{Ranking, Topology, Wiring, wiring::require_nodes};
use crate::{
    error::{Error, require},
    rng::Stream,
};

/// Groups of `size` nodes, each a complete graph, drawn again at random every `period` rounds on average: the
/// dynamic multi-swarm. Joins `size` nodes or more; where `size` does not divide the number of nodes, some
/// groups are larger. Undirected, degree size − 1 or a little above. Wiring and rewiring cost
/// O(n size log n); rewiring needs no new memory.
///
/// After each round, all groups are drawn again with probability 1 / `period`. The original counts to
/// `period` rounds; a [`Topology`] has no state to count in.
///
/// Liang & Suganthan 2005, *Dynamic multi-swarm particle swarm optimizer*, IEEE SIS: DMS-PSO is the
/// canonical swarm with w = 0.729 and c₁ = c₂ = 1.49445 on groups of 3. Later versions add a local
/// search by quasi-Newton steps, which is not part of this.
///
/// ```
/// use swarmopt::{topology::Regrouped, prelude::*};
/// let rastrigin = Function::Rastrigin.in_dimensions(10)?.shifted(Seed(1));
/// let multi_swarm = ParticleSwarm::new(30).inertia(0.729, 0.729).pulls(1.49445, 1.49445);
/// let outcome =
///     multi_swarm.topology(Regrouped::default()).solve(&rastrigin, Seed(1), Evaluations(60_000))?;
/// assert!(outcome.error().unwrap() < 5.0);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "DMS-PSO")]
#[doc(alias = "multi-swarm")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Regrouped {
    size: usize,
    period: usize,
}

impl Regrouped {
    /// Creates groups of `size` nodes, drawn again every `period` rounds on average. Both at least 1.
    pub fn new(size: usize, period: usize) -> Self {
        Regrouped { size, period }
    }

    fn deal(&self, wiring: &mut Wiring, rng: &mut Stream) {
        let n = wiring.nodes();
        let groups = n / self.size;
        wiring.redraw(|edges| {
            // All nodes in random order, written as self-loops, which are dropped.
            edges.extend((0..n).map(|node| (node, node)));
            rng.shuffle(edges);
            for a in 0..n {
                for b in (a % groups..n).step_by(groups) {
                    edges.push((edges[a].0, edges[b].0));
                }
            }
        });
    }
}

/// Default: the published groups of 3, drawn again every 10 rounds on average.
impl Default for Regrouped {
    fn default() -> Self {
        Regrouped::new(3, 10)
    }
}

impl Topology for Regrouped {
    fn name(&self) -> String {
        format!("regrouped({}, {})", self.size, self.period)
    }
    /// Draws the groups.
    ///
    /// # Errors
    /// [`Error::Parameter`] if `size` or `period` is 0, [`Error::TopologySize`] below `size` nodes.
    fn wire(&self, nodes: usize, rng: &mut Stream) -> Result<Wiring, Error> {
        require(self.size > 0, "size", self.size, "at least 1")?;
        require(self.period > 0, "period", self.period, "at least 1")?;
        require_nodes(self, nodes, self.size)?;
        let mut wiring = Wiring::from_edges(nodes, Vec::new())?;
        self.deal(&mut wiring, rng);
        Ok(wiring)
    }
    fn rewire(&self, wiring: &mut Wiring, _: &Ranking<'_>, rng: &mut Stream) -> bool {
        let due = rng.below(self.period) == 0;
        if due {
            self.deal(wiring, rng);
        }
        due
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Seed, Streams};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// Returns the groups, each with its members in ascending order.
    fn groups(wiring: &Wiring) -> BTreeSet<Vec<usize>> {
        let lists = wiring.lists().into_iter().enumerate();
        lists
            .map(|(node, mut list)| {
                list.push(node);
                list.sort_unstable();
                list
            })
            .collect()
    }

    proptest! {
        #[test]
        fn everyone_is_in_one_group_and_groups_are_even(
            size in 1..6_usize, more in 0..40_usize, seed: u64,
        ) {
            let nodes = size + more;
            let mut rng = Streams::new(Seed(seed)).at(0, 0);
            let groups = groups(&Regrouped::new(size, 5).wire(nodes, &mut rng).unwrap());
            prop_assert_eq!(groups.len(), nodes / size);
            let all: BTreeSet<usize> = groups.iter().flatten().copied().collect();
            prop_assert_eq!((all.len(), groups.iter().map(Vec::len).sum()), (nodes, nodes));
            let sizes: BTreeSet<usize> = groups.iter().map(Vec::len).collect();
            prop_assert!(sizes.first() >= Some(&size));
            prop_assert!(sizes.last().unwrap() - sizes.first().unwrap() <= 1);
        }
    }

    #[test]
    fn groups_are_dealt_anew_by_the_period_evenly_and_in_the_same_memory() {
        let (topology, mut rng) = (Regrouped::new(3, 4), Streams::new(Seed(1)).at(0, 0));
        let mut wiring = topology.wire(10, &mut rng).unwrap();
        let standing = Ranking { improved: true, leads: &|a, b| a < b };
        let (mut deals, mut met, rounds) = (0.0, vec![0.0; 10], 8_000.0);
        let mut memory = BTreeSet::new();
        for _ in 0..rounds as usize {
            let before = groups(&wiring);
            if topology.rewire(&mut wiring, &standing, &mut rng) {
                deals += 1.0;
                wiring.informants(0).for_each(|other| met[other] += 1.0);
            } else {
                assert_eq!(groups(&wiring), before);
            }
            // An empty draw shows the address of the edges.
            wiring.redraw(|edges| {
                memory.insert((edges.as_ptr(), edges.capacity()));
            });
            topology.deal(&mut wiring, &mut rng);
        }
        assert_eq!(memory.len(), 1);
        // Four standard errors: of the draws, and of the draws in which a node met node 0. Two of the
        // three groups have 3 nodes, one has 4: (6 · 2 + 4 · 3) / 10 others met, of 9.
        assert!((deals / rounds - 0.25_f64).abs() < 4.0 * (0.1875_f64 / rounds).sqrt(), "{deals}");
        let chance = 2.4 / 9.0;
        for count in &met[1..] {
            let error = 4.0 * f64::sqrt(chance * (1.0 - chance) / deals);
            assert!((count / deals - chance).abs() < error, "{met:?}");
        }
    }

    #[test]
    fn what_cannot_be_dealt_is_refused() {
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let mut error =
            |size, period| Regrouped::new(size, period).wire(4, &mut rng).unwrap_err().to_string();
        assert_eq!(error(0, 5), "size is 0; allowed: at least 1");
        assert_eq!(error(3, 0), "period is 0; allowed: at least 1");
        let many = "the regrouped(5, 9) topology cannot join 4 nodes; allowed: at least 5";
        assert_eq!(error(5, 9), many);
    }
}
