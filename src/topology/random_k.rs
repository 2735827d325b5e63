//! Random informants, drawn again when the swarm does not improve.

use super::{Ranking, Topology, Wiring, wiring::require_nodes};
use crate::{
    error::{Error, require},
    rng::Stream,
};

/// The adaptive random topology of the standard swarms: every node informs `k` nodes drawn at random, and all
/// are drawn again after each round in which the best of the swarm did not improve. Joins 1 node or more.
/// Wiring and rewiring cost O(n k log n); rewiring needs no new memory.
///
/// Directed. The draw is with replacement and from all nodes, the informing one included; repeats
/// and self-loops are then dropped. So a node hears each of the n − 1 others with probability
/// q = 1 − (1 − 1/n)ᵏ, independently: its degree is binomial with mean (n − 1) q, a little below
/// `k`, and may be 0. One draw may leave nodes unconnected; the draws of several rounds connect all.
///
/// Clerc 2012, *Standard particle swarm optimisation*, HAL hal-00764996 (SPSO 2006 and 2011).
///
/// ```
/// use swarmopt::{author::*, prelude::*};
/// let mut rng = Streams::new(Seed(1)).at(0, 0);
/// let mut wiring = RandomK::default().wire(40, &mut rng)?;
/// let first = wiring.clone();
/// let stuck = Ranking { improved: false, leads: &|a, b| a < b };
/// assert!(RandomK::default().rewire(&mut wiring, &stuck, &mut rng));
/// assert_ne!(wiring, first);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RandomK {
    k: usize,
}

impl RandomK {
    /// Creates a topology in which every node informs `k` random nodes, at least 1.
    pub fn new(k: usize) -> Self {
        RandomK { k }
    }

    fn draw(&self, wiring: &mut Wiring, rng: &mut Stream) {
        let (n, k) = (wiring.nodes(), self.k);
        wiring.redraw(|edges| {
            let informs = (0..n).flat_map(|node| std::iter::repeat_n(node, k));
            edges.extend(informs.map(|node| (rng.below(n), node)));
        });
    }
}

/// Default: the published k = 3.
impl Default for RandomK {
    fn default() -> Self {
        RandomK::new(3)
    }
}

impl Topology for RandomK {
    fn name(&self) -> String {
        format!("random({})", self.k)
    }
    /// Draws the nodes that each node informs.
    ///
    /// # Errors
    /// [`Error::Parameter`] if `k` is 0, [`Error::TopologySize`] if there are no nodes.
    fn wire(&self, nodes: usize, rng: &mut Stream) -> Result<Wiring, Error> {
        require(self.k > 0, "k", self.k, "at least 1")?;
        require_nodes(self, nodes, 1)?;
        let mut wiring = Wiring::from_edges(nodes, Vec::new())?;
        self.draw(&mut wiring, rng);
        Ok(wiring)
    }
    fn rewire(&self, wiring: &mut Wiring, standing: &Ranking<'_>, rng: &mut Stream) -> bool {
        if !standing.improved {
            self.draw(wiring, rng);
        }
        !standing.improved
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Seed, Streams};
    use std::collections::BTreeSet;

    fn rng(seed: u64) -> Stream {
        Streams::new(Seed(seed)).at(0, 0)
    }

    #[test]
    fn a_redraw_comes_only_without_improvement_and_in_the_same_memory() {
        let (topology, mut rng) = (RandomK::default(), rng(1));
        let mut wiring = topology.wire(40, &mut rng).unwrap();
        let mut memory = BTreeSet::new();
        for _ in 0..50 {
            let mut rewire = |wiring: &mut Wiring, improved| {
                topology.rewire(wiring, &Ranking { improved, leads: &|a, b| a < b }, &mut rng)
            };
            let before = wiring.clone();
            assert!(!rewire(&mut wiring, true));
            assert_eq!(wiring, before);
            assert!(rewire(&mut wiring, false));
            assert_ne!(wiring, before);
            // An empty draw shows the address of the edges.
            wiring.redraw(|edges| _ = memory.insert((edges.as_ptr(), edges.capacity())));
        }
        assert_eq!(memory.len(), 1);
    }

    #[test]
    fn random_in_degrees_are_binomial() {
        let (n, k, draws) = (20, 3, 2_000);
        let q = 1.0 - (1.0 - 1.0 / n as f64).powi(k as i32);
        let (mut rng, topology) = (rng(3), RandomK::new(k));
        let mut heard_by = vec![0.0; n];
        let (mut sum, mut squares, mut deaf) = (0.0, 0.0, 0.0);
        for _ in 0..draws {
            let lists = topology.wire(n, &mut rng).unwrap().lists();
            for list in &lists {
                let degree = list.len() as f64;
                (sum, squares) = (sum + degree, squares + degree * degree);
                deaf += f64::from(u8::from(list.is_empty()));
                list.iter().for_each(|i| heard_by[*i] += 1.0);
            }
            assert!((0..n).all(|i| lists.iter().filter(|list| list.contains(&i)).count() <= k));
        }
        let all = (draws * n) as f64;
        let (mean, variance) = ((n - 1) as f64 * q, (n - 1) as f64 * q * (1.0 - q));
        // Four standard errors each, of n · draws degrees.
        assert!((sum / all - mean).abs() < 4.0 * (variance / all).sqrt(), "{} {mean}", sum / all);
        let spread = squares / all - (sum / all).powi(2);
        assert!((spread / variance - 1.0).abs() < 4.0 * (2.0 / all).sqrt(), "{spread} {variance}");
        let none = (1.0 - q).powi(n as i32 - 1);
        assert!((deaf / all - none).abs() < 4.0 * (none / all).sqrt(), "{} {none}", deaf / all);
        for count in heard_by {
            assert!((count / draws as f64 - mean).abs() < 4.0 * (variance / draws as f64).sqrt());
        }
    }

    #[test]
    fn random_draws_of_a_few_rounds_together_connect_all() {
        let (topology, mut rng) = (RandomK::new(1), rng(9));
        let mut together = vec![Vec::new(); 30];
        for _ in 0..12 {
            let drawn = topology.wire(30, &mut rng).unwrap().lists();
            together.iter_mut().zip(drawn).for_each(|(all, list)| all.extend(list));
        }
        let mut reached = BTreeSet::from([0]);
        for _ in 0..30 {
            let next: Vec<usize> =
                reached.iter().flat_map(|i: &usize| together[*i].clone()).collect();
            reached.extend(next);
        }
        assert_eq!(reached.len(), 30);
    }
}
