//! 2-opt (Croes 1958).

use super::LocalSearch;
use crate::{
    problem::{Problem, Tsp},
    rng::Stream,
};

/// 2-opt for tours: exchanges two edges for two shorter ones, the first such exchange found, until
/// there is none (Croes 1958, Operations Research 6(6)). It looks at the neighbour lists of
/// [`Tsp::neighbours`] only, and passes over cities around which nothing has changed (the
/// don't-look bits of Bentley 1992).
///
/// An exchange whose gain is worked out counts as one evaluation. Where distances depend on the
/// direction it does nothing: reversing a section would change every edge of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TwoOpt;

impl LocalSearch<Tsp> for TwoOpt {
    fn improve(
        &self,
        tsp: &Tsp,
        tour: &mut Vec<usize>,
        fitness: f64,
        allowance: u64,
        _: &mut Stream,
    ) -> (f64, u64) {
        let n = tour.len();
        if n < 4 || !tsp.is_symmetric() {
            return (fitness, 0);
        }
        let mut search = Search { tsp, tour, places: vec![0; n], tried: 0, allowance };
        search.number(0, n);
        let mut queue: Vec<usize> = search.tour.iter().rev().copied().collect();
        let mut queued = vec![true; n];
        while let Some(city) = queue.pop() {
            queued[city] = false;
            while let Some(changed) = search.improve_at(city) {
                for end in changed {
                    if !std::mem::replace(&mut queued[end], true) {
                        queue.push(end);
                    }
                }
            }
            if search.tried >= allowance {
                break;
            }
        }
        let tried = search.tried;
        // Summed anew, so that the cost is to the last bit the one that `evaluate` gives.
        (tsp.evaluate(tour).unwrap_or(fitness), tried)
    }
}

struct Search<'a> {
    tsp: &'a Tsp,
    tour: &'a mut Vec<usize>,
    /// Where each city stands in the tour.
    places: Vec<usize>,
    tried: u64,
    allowance: u64,
}

impl Search<'_> {
    fn number(&mut self, from: usize, to: usize) {
        for place in from..to {
            self.places[self.tour[place]] = place;
        }
    }

    /// The city that stands `step` places after `city`; `n − 1` places after is before it.
    fn beside(&self, city: usize, step: usize) -> usize {
        self.tour[(self.places[city] + step) % self.tour.len()]
    }

    /// Makes the first exchange found that gives `city` a shorter edge: the four ends of it.
    fn improve_at(&mut self, city: usize) -> Option<[usize; 4]> {
        let before = self.tour.len() - 1;
        for step in [1, before] {
            let next = self.beside(city, step);
            let edge = self.tsp.distance(city, next);
            for &other in self.tsp.neighbours(city) {
                let other = other as usize;
                let nearer = self.tsp.distance(city, other);
                if nearer >= edge || self.tried >= self.allowance {
                    break; // the rest are farther, too
                }
                let beyond = self.beside(other, step);
                self.tried += 1;
                let gain = edge + self.tsp.distance(other, beyond)
                    - nearer
                    - self.tsp.distance(next, beyond);
                // More than rounding could feign, so that it ends.
                if gain > 1e-12 * edge {
                    match step {
                        1 => self.reverse(next, other),
                        _ => self.reverse(city, beyond),
                    }
                    return Some([city, next, other, beyond]);
                }
            }
        }
        None
    }

    /// Reverses the section from `first` to `last`, or the rest of the tour where that is shorter.
    fn reverse(&mut self, first: usize, last: usize) {
        let n = self.tour.len();
        let (mut i, mut j) = (self.places[first], self.places[last]);
        let mut length = (j + n - i) % n + 1;
        if 2 * length > n {
            (i, j) = ((j + 1) % n, (i + n - 1) % n);
            length = n - length;
        }
        for _ in 0..length / 2 {
            self.tour.swap(i, j);
            (self.places[self.tour[i]], self.places[self.tour[j]]) = (i, j);
            (i, j) = ((i + 1) % n, (j + n - 1) % n);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        problem::Space,
        rng::{Seed, Streams},
    };

    fn cities(n: usize, seed: u64) -> Tsp {
        let mut rng = Streams::new(Seed(seed)).at(0, 0);
        Tsp::from_cities(&(0..n).map(|_| (rng.unit(), rng.unit())).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn a_tour_ends_two_optimal_on_the_neighbour_lists_and_costs_what_it_says() {
        for (n, seed) in [(4, 1), (5, 2), (17, 3), (60, 4), (200, 5)] {
            let tsp = cities(n, seed);
            let mut rng = Streams::new(Seed(seed)).at(1, 0);
            let mut tour = tsp.sample(&mut rng);
            let before = tsp.evaluate(&tour).unwrap();
            let (after, tried) = TwoOpt.improve(&tsp, &mut tour, before, u64::MAX, &mut rng);
            assert!(tsp.contains(&tour));
            assert_eq!(after.to_bits(), tsp.evaluate(&tour).unwrap().to_bits());
            assert!(after <= before && tried > 0);
            if n == 200 {
                assert!(after < 0.25 * before, "{after} of {before}");
            }
            // No exchange of two edges with a neighbour helps any more.
            for i in 0..n {
                for j in i + 1..n {
                    let (a, b, c, d) = (tour[i], tour[(i + 1) % n], tour[j], tour[(j + 1) % n]);
                    let near = |from, to: usize| tsp.neighbours(from).contains(&(to as u32));
                    let listed = near(a, c) || near(b, d);
                    let gain = tsp.distance(a, b) + tsp.distance(c, d)
                        - tsp.distance(a, c)
                        - tsp.distance(b, d);
                    assert!(a == d || b == c || !listed || gain < 1e-9, "{n}: {gain}");
                }
            }
        }
    }

    #[test]
    fn an_allowance_is_kept_to_the_last_evaluation() {
        let tsp = cities(100, 7);
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let start = tsp.sample(&mut rng);
        let cost = tsp.evaluate(&start).unwrap();
        for allowance in [0, 1, 7, 100] {
            let mut tour = start.clone();
            let (after, tried) = TwoOpt.improve(&tsp, &mut tour, cost, allowance, &mut rng);
            assert_eq!(tried, allowance);
            assert!(after <= cost && tsp.contains(&tour));
        }
    }

    #[test]
    fn tiny_and_one_way_tours_are_left_alone() {
        let tsp = cities(3, 1);
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        assert_eq!(TwoOpt.improve(&tsp, &mut vec![2, 0, 1], 5.0, 9, &mut rng), (5.0, 0));
        let one_way = ndarray::Array2::from_shape_fn((6, 6), |(i, j)| (7 * i + j) as f64);
        let tsp = Tsp::from_matrix(one_way).unwrap();
        let mut tour = vec![0, 3, 1, 4, 2, 5];
        assert_eq!(TwoOpt.improve(&tsp, &mut tour, 9.0, 9, &mut rng), (9.0, 0));
        assert_eq!(tour, [0, 3, 1, 4, 2, 5]);
    }
}
