//! The variation of tours.

use super::{Ends, Tsp};
use crate::{problem::Vary, rng::Stream};

impl Vary for Tsp {
    /// Does one step of inver-over (Tao & Michalewicz 1998, PPSN V, 803–812): a city gets the neighbour
    /// that it has in the partner, by reversing the path between them. Where the direction
    /// matters the neighbour is moved there instead. With four cities or more the tour always changes.
    /// O(n).
    fn mix(&self, at: &Vec<usize>, partner: &Vec<usize>, rng: &mut Stream, out: &mut Vec<usize>) {
        let n = at.len();
        out.clone_from(at);
        if self.ends().is_some() {
            return self.turn_to(position(at, partner[rng.below(n)]), partner, rng, out);
        }
        if n < 4 {
            return rng.shuffle(out);
        }
        // A tour may start anywhere: here it starts at the city.
        out.rotate_left(rng.below(n));
        let k = position(partner, out[0]);
        let after = position(out, partner[(k + 1) % n]);
        let before = position(out, partner[(k + n - 1) % n]);
        if self.is_symmetric() {
            let apart = |j: &usize| (2..n - 1).contains(j);
            match [after, before].into_iter().find(apart) {
                Some(j) => out[1..=j].reverse(),
                None => disturb(true, out, 3, rng),
            }
        } else if after != 1 {
            out[1..=after].rotate_right(1);
        } else if before != n - 1 {
            out[before..].rotate_left(1);
        } else {
            disturb(false, out, 3, rng);
        }
    }

    /// Reverses a random stretch of the tour (2-opt, Croes 1958); where the direction matters,
    /// exchanges its two parts (Or-opt, Or 1976). The stretch has at least two cities and at most the
    /// share `radius` of the tour. O(n).
    fn nearby(&self, at: &Vec<usize>, radius: f64, rng: &mut Stream, out: &mut Vec<usize>) {
        out.clone_from(at);
        let longest = (radius * at.len() as f64) as usize;
        match self.ends() {
            Some(ends) => {
                // Reversed as a whole, a path between free ends is the same.
                let most = if ends == Ends::default() { at.len().max(3) - 1 } else { at.len() };
                disturb_inside(self.is_symmetric(), ends.inner(out), longest.min(most), rng);
            }
            None => disturb(self.is_symmetric(), out, longest, rng),
        }
    }
}

impl Tsp {
    /// Changes a path: the city at place `i` gets the successor that it has in the partner, if that
    /// comes later and no end is moved; otherwise a random stretch is changed.
    fn turn_to(&self, i: usize, partner: &[usize], rng: &mut Stream, out: &mut [usize]) {
        let wanted = partner.get(position(partner, out[i]) + 1);
        let place = wanted.map(|city| position(out, *city)).filter(|j| *j > i + 1);
        let Some(ends) = self.ends() else { return };
        let inner = ends.range(out.len());
        match place.filter(|j| inner.contains(j)) {
            Some(j) if self.is_symmetric() => out[i + 1..=j].reverse(),
            Some(j) => out[i + 1..=j].rotate_right(1),
            None => disturb_inside(self.is_symmetric(), ends.inner(out), 3, rng),
        }
    }
}

/// Changes a random stretch of a path, of at least 2 and at most max(2, `longest`) cities.
fn disturb_inside(symmetric: bool, path: &mut [usize], longest: usize, rng: &mut Stream) {
    let n = path.len();
    if n < 2 {
        return;
    }
    let length = 2 + rng.below(longest.clamp(2, n) - 1);
    let start = rng.below(n - length + 1);
    change(symmetric, &mut path[start..start + length], rng);
}

fn position(tour: &[usize], city: usize) -> usize {
    tour.iter().position(|c| *c == city).unwrap_or(0)
}

/// Changes a random stretch of at least 2 and at most max(2, `longest`) cities, and of all but two: reversing
/// more would reverse the whole tour.
fn disturb(symmetric: bool, tour: &mut [usize], longest: usize, rng: &mut Stream) {
    let n = tour.len();
    if n < 4 {
        return rng.shuffle(tour);
    }
    tour.rotate_left(rng.below(n));
    let length = 2 + rng.below(longest.clamp(2, n - 2) - 1);
    change(symmetric, &mut tour[..length], rng);
}

/// Reverses a stretch, or exchanges its two parts.
fn change(symmetric: bool, stretch: &mut [usize], rng: &mut Stream) {
    if symmetric {
        stretch.reverse();
    } else {
        stretch.rotate_left(1 + rng.below(stretch.len() - 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        problem::{ConstructionGraph, Open, Space},
        rng::{Seed, Streams},
    };
    use ndarray::Array2;
    use proptest::prelude::*;

    /// Returns distances drawn at random, one in five of them 0.
    fn random(n: usize, symmetric: bool, rng: &mut Stream) -> Tsp {
        let mut d = Array2::from_shape_simple_fn((n, n), || (rng.below(5) * rng.below(90)) as f64);
        if symmetric {
            d = &d + &d.t();
        }
        Tsp::from_matrix(d).unwrap()
    }

    /// Returns the steps of a tour in a canonical order, directed unless symmetric.
    fn steps(tour: &[usize], symmetric: bool) -> Vec<(usize, usize)> {
        let next = tour.iter().cycle().skip(1);
        let turned =
            |(a, b): (&usize, &usize)| if symmetric { (*a.min(b), *a.max(b)) } else { (*a, *b) };
        let mut steps: Vec<_> = tour.iter().zip(next).map(turned).collect();
        steps.sort_unstable();
        steps
    }

    proptest! {
        #[test]
        fn every_sample_variation_and_walk_is_a_tour_and_every_step_moves(
            n in 1usize..20, symmetric: bool, seed: u64, radius in 1e-3..=1.0,
        ) {
            let mut rng = Streams::new(Seed(seed)).at(0, 0);
            let tsp = random(n, symmetric, &mut rng);
            let symmetric = tsp.is_symmetric();
            let (a, b) = (tsp.sample(&mut rng), tsp.sample(&mut rng));
            prop_assert!(tsp.contains(&a) && tsp.contains(&b));
            let mut out = Vec::new();
            for partner in [&b, &a] {
                tsp.mix(&a, partner, &mut rng, &mut out);
                prop_assert!(tsp.contains(&out));
                prop_assert!(n < 4 || steps(&out, symmetric) != steps(&a, symmetric));
            }
            tsp.nearby(&a, radius, &mut rng, &mut out);
            prop_assert!(tsp.contains(&out));
            prop_assert!(n < 4 || steps(&out, symmetric) != steps(&a, symmetric));
            let mut any = |_: usize, open: &Open, rng: &mut Stream| {
                let city = rng.below(n);
                open.is_open(city).then_some(city)
            };
            tsp.construct(&mut Open::default(), &mut any, &mut rng, &mut out);
            prop_assert!(tsp.contains(&out));
            for from in 0..n {
                for to in 0..n {
                    let desire = tsp.heuristic(from, to);
                    prop_assert!(desire > 0.0 && desire.is_finite());
                }
            }
        }

        #[test]
        fn a_step_takes_one_edge_from_the_partner(n in 5usize..20, symmetric: bool, seed: u64) {
            let mut rng = Streams::new(Seed(seed)).at(0, 0);
            let tsp = random(n, symmetric, &mut rng);
            prop_assume!(tsp.is_symmetric() == symmetric);
            let a = tsp.sample(&mut rng);
            let at = steps(&a, symmetric);
            let apart = |b: &Vec<usize>| steps(b, symmetric).iter().all(|step| !at.contains(step));
            let b = (0..10_000).map(|_| tsp.sample(&mut rng)).find(apart).unwrap();
            let partner = steps(&b, symmetric);
            let mut out = Vec::new();
            tsp.mix(&a, &b, &mut rng, &mut out);
            let new = steps(&out, symmetric);
            prop_assert!(new.iter().any(|step| partner.contains(step)));
            let kept = new.iter().filter(|step| at.contains(step)).count();
            prop_assert!(kept == n - if symmetric { 2 } else { 3 } , "kept {kept} of {n}");
        }
    }

    #[test]
    fn a_small_radius_changes_a_short_stretch_and_a_large_one_any() {
        let cities: Vec<(f64, f64)> = (0..100).map(|i| (i as f64, 0.0)).collect();
        let tsp = Tsp::from_cities(&cities).unwrap();
        let at: Vec<usize> = (0..100).collect();
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let mut out = Vec::new();
        let mut longest = |radius| {
            let turned = |tour: &[usize]| {
                // The reversed stretch consists of the reversed steps.
                let back = |i: &usize| (tour[*i] + 99) % 100 == tour[(i + 1) % 100];
                (0..100).filter(back).count() + 1
            };
            let mut lengths = (0..3000).map(|_| {
                tsp.nearby(&at, radius, &mut rng, &mut out);
                turned(&out)
            });
            let first = lengths.next().unwrap();
            lengths.fold((first, first), |(low, high), l| (low.min(l), high.max(l)))
        };
        assert_eq!(longest(1e-6), (2, 2));
        assert_eq!(longest(0.1), (2, 10));
        assert_eq!(longest(1.0), (2, 98));
    }
}
