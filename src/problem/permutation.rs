//! The space of permutations.

use super::{ConstructionGraph, Open, Space, Vary, space::Choose};
use crate::{error::Error, rng::Stream};

/// The permutations of 0, 1, …, n − 1. For ants a choice is (position, item).
///
/// ```
/// use swarmopt::prelude::*;
/// // Four jobs on one machine: the sum of completion times is least in order of length.
/// let hours = [7.0, 1.0, 4.0, 2.0];
/// let jobs = Permutation::new(4)?.minimize(move |order| {
///     let mut clock = 0.0;
///     order.iter().map(|&job| { clock += hours[job]; clock }).sum()
/// });
/// let outcome = ArtificialBeeColony::default().solve(&jobs, Seed(1), Evaluations(2_000))?;
/// assert_eq!(outcome.best().unwrap().point, [1, 3, 2, 0]);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permutation {
    items: usize,
}

impl Permutation {
    /// Creates the space of permutations of `items` items.
    ///
    /// # Errors
    /// [`Error::Parameter`] if `items` is 0.
    pub fn new(items: usize) -> Result<Self, Error> {
        crate::error::require(items > 0, "items", items, "at least 1")?;
        Ok(Permutation { items })
    }

    /// Returns whether `order` contains each of 0, 1, …, n − 1 once.
    pub(super) fn is_order(order: &[usize], n: usize) -> bool {
        let mut seen = vec![false; n];
        order.len() == n && order.iter().all(|&i| i < n && !std::mem::replace(&mut seen[i], true))
    }

    /// Returns why `order` is not a permutation of 0, 1, …, n − 1; `one` and `many` name its entries.
    pub(super) fn why_no_order(
        order: &[usize],
        n: usize,
        [one, many]: [&str; 2],
    ) -> Option<String> {
        let length = order.len();
        let closed = length == n + 1 && n > 1 && order.first() == order.last();
        if length != n && !closed {
            return Some(format!("it has {length} {many}, not {n}"));
        }
        if let Some((place, i)) = order.iter().enumerate().find(|(_, i)| **i >= n) {
            let counted = format!("{many} are counted from 0 to {}", n - 1);
            return Some(format!("{one} {i} at place {place}: {counted}"));
        }
        let mut first = vec![None; n];
        for (place, &i) in order.iter().enumerate() {
            if let Some(before) = first[i].replace(place) {
                let twice = format!("{one} {i} appears twice, at places {before} and {place}");
                let open = if closed { ": the first is not repeated at the end" } else { "" };
                return Some(twice + open);
            }
        }
        None
    }
}

impl Space for Permutation {
    type Point = Vec<usize>;

    fn dimensions(&self) -> usize {
        self.items
    }
    fn sample_into(&self, rng: &mut Stream, out: &mut Vec<usize>) {
        out.clear();
        out.extend(0..self.items);
        rng.shuffle(out);
    }
    fn contains(&self, point: &Vec<usize>) -> bool {
        Permutation::is_order(point, self.items)
    }
    fn why_outside(&self, point: &Vec<usize>) -> Option<String> {
        Permutation::why_no_order(point, self.items, ["item", "items"])
    }
    fn fingerprint(&self) -> String {
        format!("orders of {}", self.items)
    }
}

impl Vary for Permutation {
    /// Exchanges two items so that one position has the partner's item.
    fn mix(&self, at: &Vec<usize>, partner: &Vec<usize>, rng: &mut Stream, out: &mut Vec<usize>) {
        out.clone_from(at);
        let differs = |i: &usize| at[*i] != partner[*i];
        let start = rng.below(at.len());
        match (start..at.len()).chain(0..start).find(differs) {
            Some(i) => {
                let j = at.iter().position(|item| *item == partner[i]).unwrap_or(i);
                out.swap(i, j);
            }
            None => swap_some(out, 1, rng),
        }
    }

    /// Exchanges random pairs: at least one, at most as many as cover the share `radius` of the positions.
    fn nearby(&self, at: &Vec<usize>, radius: f64, rng: &mut Stream, out: &mut Vec<usize>) {
        out.clone_from(at);
        let reach = (radius * at.len() as f64 / 2.0).ceil() as usize;
        let swaps = 1 + rng.below(reach);
        swap_some(out, swaps, rng);
    }
}

/// Exchanges `swaps` pairs of different positions.
fn swap_some(order: &mut [usize], swaps: usize, rng: &mut Stream) {
    let n = order.len();
    for _ in 0..swaps {
        let i = rng.below(n);
        let j = (i + 1 + rng.below(n - 1)) % n;
        order.swap(i, j);
    }
}

impl ConstructionGraph for Permutation {
    fn shape(&self) -> (usize, usize) {
        (self.items, self.items)
    }
    fn heuristic(&self, _: usize, _: usize) -> f64 {
        1.0
    }
    /// Fills the positions in random order, so that none always has the last choice.
    fn construct(&self, open: &mut Open, pick: Choose<'_>, rng: &mut Stream, out: &mut Vec<usize>) {
        self.sample_into(rng, out);
        open.reset(self.items);
        let mut positions = std::mem::take(&mut open.order);
        positions.clone_from(out);
        for &position in &positions {
            let item = pick(position, open, rng);
            out[position] = item.unwrap_or_else(|| open.list().first().map_or(0, |i| *i as usize));
            open.close(out[position]);
        }
        open.order = positions;
    }
    fn components(&self, point: &Vec<usize>, mark: &mut dyn FnMut(usize, usize)) {
        point.iter().enumerate().for_each(|(position, &item)| mark(position, item));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Seed, Streams};
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_sample_variation_and_walk_is_a_permutation(n in 1usize..30, seed: u64, radius in 1e-3..1.0) {
            let space = Permutation::new(n).unwrap();
            let mut rng = Streams::new(Seed(seed)).at(0, 0);
            let (a, b) = (space.sample(&mut rng), space.sample(&mut rng));
            let mut out = Vec::new();
            prop_assert!(space.contains(&a) && space.contains(&b));
            space.mix(&a, &b, &mut rng, &mut out);
            prop_assert!(space.contains(&out));
            prop_assert!(n == 1 || out != a, "a step moves");
            space.mix(&a, &a, &mut rng, &mut out);
            prop_assert!(space.contains(&out));
            space.nearby(&a, radius, &mut rng, &mut out);
            prop_assert!(space.contains(&out));
            let mut open = Open::default();
            space.construct(&mut open, &mut |_, _, _| None, &mut rng, &mut out);
            // Nothing was chosen, so that each position took the first item left.
            prop_assert!((0..n).eq(open.order.iter().map(|position| out[*position])));
            let mut any = |_: usize, open: &Open, rng: &mut Stream| {
                let item = rng.below(n);
                open.is_open(item).then_some(item)
            };
            space.construct(&mut open, &mut any, &mut rng, &mut out);
            prop_assert!(space.contains(&out));
            let mut marks = Vec::new();
            space.components(&out, &mut |row, column| marks.push((row, column)));
            prop_assert_eq!(marks, out.iter().copied().enumerate().collect::<Vec<_>>());
        }
    }

    #[test]
    fn what_is_no_permutation_is_outside() {
        let space = Permutation::new(3).unwrap();
        assert_eq!(space.why_outside(&vec![2, 0, 1]), None);
        for (wrong, why) in [
            (vec![0, 1], "it has 2 items, not 3"),
            (vec![0, 1, 1], "item 1 appears twice, at places 1 and 2"),
            (vec![0, 1, 3], "item 3 at place 2: items are counted from 0 to 2"),
            (vec![1, 3, 2, 1], "item 3 at place 1: items are counted from 0 to 2"),
            (
                vec![0, 1, 2, 0],
                "item 0 appears twice, at places 0 and 3: the first is not repeated at the end",
            ),
            (vec![0, 1, 2, 1], "it has 4 items, not 3"),
            (vec![], "it has 0 items, not 3"),
        ] {
            assert!(!space.contains(&wrong), "{wrong:?}");
            assert_eq!(space.why_outside(&wrong).as_deref(), Some(why));
        }
        assert!(Permutation::new(0).is_err());
    }
}
