//! 2-opt and Or-opt (Croes 1958, Or 1976).

use super::LocalSearch;
use crate::{
    problem::{Allowance, Tsp},
    rng::Stream,
    tour::{LinKernighanOptions, improve_tour},
};

/// 2-opt with Or-opt moves, for tours: it exchanges two edges for two shorter ones (Croes 1958,
/// Operations Research 6(6)), or moves a path of up to three cities elsewhere (Or 1976), the first gain
/// found, until there is none. It considers 16 neighbours of a city, and skips cities around which nothing has
/// changed (the don't-look bits of Bentley 1992).
///
/// Where distances depend on the direction, two adjacent paths are exchanged instead,
/// which reverses neither (Kanellakis & Papadimitriou 1980, Operations Research 28(5)).
///
/// A move whose gain is computed counts as one evaluation.
#[doc(alias = "2-opt")]
#[doc(alias = "Or-opt")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TwoOpt;

impl LocalSearch<Tsp> for TwoOpt {
    fn improve(
        &self,
        tsp: &Tsp,
        tour: &mut Vec<usize>,
        fitness: f64,
        allowance: &mut Allowance<'_>,
        rng: &mut Stream,
    ) -> f64 {
        improve_tour(tsp, tour, fitness, LinKernighanOptions::TWO_OPT, 0, allowance, rng)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        problem::{Problem, Space},
        rng::{Seed, Streams},
    };

    fn endless() -> Allowance<'static> {
        Allowance::new(u64::MAX)
    }

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
            let mut allowance = Allowance::new(u64::MAX);
            let after = TwoOpt.improve(&tsp, &mut tour, before, &mut allowance, &mut rng);
            let tried = allowance.spent();
            assert!(tsp.contains(&tour));
            assert_eq!(after.to_bits(), tsp.evaluate(&tour).unwrap().to_bits());
            assert!(after <= before && tried > 0);
            if n == 200 {
                assert!(after < 0.25 * before, "{after} of {before}");
            }
            // A city around which nothing has changed is skipped, though an exchange with one that has may have become
            // a gain: once all are searched again without success, none is left.
            let mut cost = after;
            while let less = TwoOpt.improve(&tsp, &mut tour, cost, &mut endless(), &mut rng)
                && less < cost
            {
                cost = less;
            }
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
            let mut left = Allowance::new(allowance);
            let after = TwoOpt.improve(&tsp, &mut tour, cost, &mut left, &mut rng);
            let tried = left.spent();
            assert_eq!(tried, allowance);
            assert!(after <= cost && tsp.contains(&tour));
        }
    }

    #[test]
    fn tiny_tours_stay_as_they_are() {
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        for n in 1..4 {
            let (tsp, mut tour) = (cities(n, 1), (0..n).rev().collect());
            let cost = tsp.evaluate(&tour).unwrap();
            let mut allowance = Allowance::new(9);
            let after = TwoOpt.improve(&tsp, &mut tour, cost, &mut allowance, &mut rng);
            assert_eq!((after, allowance.spent()), (cost, 0));
            assert!(tour.into_iter().eq((0..n).rev()));
        }
    }

    #[test]
    fn one_way_tours_exchange_paths_until_that_is_no_gain() {
        let mut rng = Streams::new(Seed(8)).at(0, 0);
        let n = 9; // all others are neighbours
        let one_way = ndarray::Array2::from_shape_simple_fn((n, n), || rng.unit());
        let tsp = Tsp::from_matrix(one_way).unwrap();
        let mut tour = tsp.sample(&mut rng);
        let mut cost = tsp.evaluate(&tour).unwrap();
        let first = cost;
        loop {
            let after = TwoOpt.improve(&tsp, &mut tour, cost, &mut endless(), &mut rng);
            assert!(tsp.contains(&tour) && after == tsp.evaluate(&tour).unwrap());
            if after >= cost {
                break;
            }
            cost = after;
        }
        assert!(cost < 0.8 * first, "{cost} of {first}");
        for turn in 0..n {
            let mut at = tour.clone();
            at.rotate_left(turn);
            for i in 2..n {
                for j in i + 1..=n {
                    let moved = [&at[..1], &at[i..j], &at[1..i], &at[j..]].concat();
                    // One of the three exchanged edges can come first so that all partial sums are gains.
                    assert!(tsp.evaluate(&moved).unwrap() > cost - 1e-9, "{i} {j}");
                }
            }
        }
    }
}
