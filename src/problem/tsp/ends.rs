//! The ends of a path.

use crate::error::{Error, require};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// The ends of a path through all cities; an end that is `None` may be any city.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ends {
    /// The first city.
    pub start: Option<usize>,
    /// The last city.
    pub end: Option<usize>,
}

impl Ends {
    pub(super) fn check(self, cities: usize) -> Result<(), Error> {
        let allowed = format!("a city from 0 to {}", cities - 1);
        for (name, end) in [("start", self.start), ("end", self.end)] {
            let city = end.unwrap_or_default();
            require(city < cities, name, city, &allowed)?;
        }
        let same = self.start.is_some() && self.start == self.end && cities > 1;
        require(!same, "end", self.end.unwrap_or_default(), "another city than the start")
    }

    /// Returns whether a path begins and ends at these cities.
    pub(super) fn fit(self, path: &[usize]) -> bool {
        let stands = |at: Option<&usize>, end: Option<usize>| end.is_none() || at == end.as_ref();
        stands(path.first(), self.start) && stands(path.last(), self.end)
    }

    /// Returns why a path does not begin and end at these cities, if so.
    pub(super) fn why_unfit(self, path: &[usize]) -> Option<String> {
        let differs = |verb: &str, at: Option<&usize>, end: Option<usize>| {
            let (at, end) = (at?, end?);
            (*at != end).then(|| format!("it {verb} at city {at}, not at city {end}"))
        };
        differs("begins", path.first(), self.start)
            .or_else(|| differs("ends", path.last(), self.end))
    }

    /// Moves the ends of a path to their places, in exchange for the cities there.
    pub(super) fn put(self, path: &mut [usize]) {
        let place = |path: &[usize], end| path.iter().position(|city| Some(*city) == end);
        if let Some(i) = place(path, self.start) {
            path.swap(0, i);
        }
        if let Some(i) = place(path, self.end) {
            path.swap(path.len() - 1, i);
        }
    }

    /// Returns the places of a path that may be changed.
    pub(super) fn range(self, cities: usize) -> Range<usize> {
        let first = usize::from(self.start.is_some()).min(cities);
        first..(cities - usize::from(self.end.is_some())).max(first)
    }

    /// Returns the part of a path that may be changed.
    pub(super) fn inner(self, path: &mut [usize]) -> &mut [usize] {
        let range = self.range(path.len());
        &mut path[range]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        local_search::{LinKernighan, LocalSearch},
        problem::{Allowance, ConstructionGraph, Open, Problem, Space, Tsp, Vary},
        rng::{Seed, Stream, Streams},
    };
    use ndarray::Array2;
    use proptest::prelude::*;

    fn matrix(n: usize, symmetric: bool, rng: &mut Stream) -> Array2<f64> {
        let d = Array2::from_shape_simple_fn((n, n), || 1.0 + rng.below(99) as f64);
        if symmetric { &d + &d.t() } else { d }
    }

    fn stream(seed: u64) -> Stream {
        Streams::new(Seed(seed)).at(0, 0)
    }

    /// Returns two different cities as ends, as far as `start` and `end` are `true`.
    fn ends(n: usize, [start, end]: [bool; 2], rng: &mut Stream) -> Ends {
        let (a, b) = (rng.below(n), 1 + rng.below(n.max(2) - 1));
        let city = |given: bool, city| (given && n > 1).then_some(city % n);
        Ends { start: city(start, a), end: city(end, a + b) }
    }

    proptest! {
        #[test]
        fn all_that_varies_a_path_keeps_its_ends(
            n in 1usize..15, symmetric: bool, given: [bool; 2], radius in 0.01..=1.0, seed: u64,
        ) {
            let mut rng = stream(seed);
            let ends = ends(n, given, &mut rng);
            let path = Tsp::from_matrix(matrix(n, symmetric, &mut rng)).unwrap().path(ends).unwrap();
            let (a, b) = (path.sample(&mut rng), path.sample(&mut rng));
            let legs: f64 = a.windows(2).map(|leg| path.distance(leg[0], leg[1])).sum();
            prop_assert_eq!(path.evaluate(&a).unwrap(), legs);
            let mut out = Vec::new();
            let fits = |out: &Vec<usize>| {
                let mut sorted = out.clone();
                sorted.sort_unstable();
                path.contains(out)
                    && sorted.into_iter().eq(0..n)
                    && ends.start.is_none_or(|start| out[0] == start)
                    && ends.end.is_none_or(|end| out[n - 1] == end)
            };
            prop_assert!(fits(&a) && fits(&b));
            path.mix(&a, &b, &mut rng, &mut out);
            prop_assert!(fits(&out));
            path.nearby(&a, radius, &mut rng, &mut out);
            prop_assert!(fits(&out));
            let free = n - usize::from(ends.start.is_some()) - usize::from(ends.end.is_some());
            let turned = out.iter().rev().eq(&a);
            prop_assert!(free < 3 || out != a && !(path.is_symmetric() && turned));
            let mut any = |_: usize, open: &Open, rng: &mut Stream| {
                let city = rng.below(n);
                open.is_open(city).then_some(city)
            };
            path.construct(&mut Open::default(), &mut any, &mut rng, &mut out);
            prop_assert!(fits(&out));
            let mut steps = 0;
            path.components(&out, &mut |_, _| steps += 1);
            prop_assert_eq!(steps, (n - 1) * if path.is_symmetric() { 2 } else { 1 });
            if let Some(start) = ends.start.filter(|_| n > 1) {
                let at = out.iter().position(|city| *city != start).unwrap();
                out.swap(0, at);
                prop_assert!(!path.contains(&out));
            }
        }
    }

    #[test]
    fn ends_that_cannot_be_are_refused_by_name() {
        let mut rng = stream(1);
        let path = |n: usize, start, end| {
            let tsp = Tsp::from_matrix(matrix(n, true, &mut rng)).unwrap().with_optimum(1.0);
            tsp.path(Ends { start, end }).map(|path| path.optimum()).map_err(|e| e.to_string())
        };
        let mut path = path;
        let refused = |text: &str| Err(text.to_owned());
        assert_eq!(path(5, Some(5), None), refused("start is 5; allowed: a city from 0 to 4"));
        assert_eq!(path(5, None, Some(9)), refused("end is 9; allowed: a city from 0 to 4"));
        let same = refused("end is 2; allowed: another city than the start");
        assert_eq!(path(5, Some(2), Some(2)), same);
        assert_eq!(path(1, Some(0), Some(0)), Ok(None));
        assert_eq!(path(5, Some(2), Some(0)), Ok(None)); // the optimum was that of the round trip
    }

    #[test]
    fn ends_are_kept_however_long_the_legs_are() {
        for symmetric in [true, false] {
            let mut rng = stream(9);
            let legs = matrix(12, symmetric, &mut rng) * 1e297;
            let ends = Ends { start: Some(3), end: Some(7) };
            let tsp = Tsp::from_matrix(legs).unwrap().path(ends).unwrap();
            let mut path = tsp.sample(&mut rng);
            let cost = tsp.evaluate(&path).unwrap();
            let search = LinKernighan::default().kicks(50);
            let mut allowance = Allowance::new(100_000);
            let after = search.improve(&tsp, &mut path, cost, &mut allowance, &mut rng);
            assert!(after < cost && tsp.contains(&path), "{path:?}");
        }
    }

    /// Returns the length of the shortest path, found by trying all.
    fn shortest(tsp: &Tsp, path: &mut Vec<usize>, from: usize) -> f64 {
        if from == path.len() {
            return if tsp.contains(path) { tsp.evaluate(path).unwrap() } else { f64::INFINITY };
        }
        let mut best = f64::INFINITY;
        for i in from..path.len() {
            path.swap(from, i);
            best = best.min(shortest(tsp, path, from + 1));
            path.swap(from, i);
        }
        best
    }

    #[test]
    fn local_search_finds_the_shortest_path_whatever_its_ends() {
        for symmetric in [true, false] {
            for given in [[false, false], [true, false], [false, true], [true, true]] {
                for seed in 0..5 {
                    let mut rng = stream(seed);
                    let ends = ends(7, given, &mut rng);
                    let tsp = Tsp::from_matrix(matrix(7, symmetric, &mut rng)).unwrap();
                    let tsp = tsp.path(ends).unwrap();
                    let mut path = Vec::new();
                    let search = LinKernighan::default().kicks(200);
                    let mut found = f64::INFINITY;
                    for _ in 0..10 {
                        tsp.sample_into(&mut rng, &mut path);
                        let cost = tsp.evaluate(&path).unwrap();
                        let mut allowance = Allowance::new(u64::MAX);
                        let after = search.improve(&tsp, &mut path, cost, &mut allowance, &mut rng);
                        assert!(tsp.contains(&path) && tsp.evaluate(&path).unwrap() == after);
                        found = found.min(after);
                    }
                    let least = shortest(&tsp, &mut (0..7).collect(), 0);
                    assert_eq!(found, least, "{ends:?}, {symmetric}, {seed}");
                }
            }
        }
    }

    /// The joint of a path has neighbours, too, and where the direction matters the city before another
    /// may become the one after it.
    #[test]
    fn agents_on_tours_find_the_shortest_of_all_short_paths() {
        use crate::{
            ant::FocusedAnts,
            particle::TourSwarm,
            run::{Evaluations, Solve, Stop, Target},
        };
        let check = |legs: Array2<f64>, ends: Ends| {
            let n = legs.nrows();
            let tsp = Tsp::from_matrix(legs.clone()).unwrap().path(ends).unwrap();
            let least = shortest(&tsp, &mut (0..n).collect(), 0);
            let stop = || Target(least).or(Evaluations(10_000));
            let ants = FocusedAnts::default().kicks(20).solve(&tsp, Seed(1), stop()).unwrap();
            let swarm = TourSwarm::new(3).kicks(20).solve(&tsp, Seed(1), stop()).unwrap();
            for outcome in [ants, swarm] {
                let value = outcome.best().unwrap().value;
                assert_eq!(value, least, "{:?}, {ends:?}, {legs:?}", outcome.best());
            }
        };
        let legs = ndarray::array![[0., 3., 59.], [0., 63., 60.], [0., 85., 0.]];
        check(legs, Ends { start: None, end: Some(2) });
        for symmetric in [true, false] {
            for given in [[false, false], [true, false], [false, true], [true, true]] {
                for n in 3..=6 {
                    for seed in 0..2 {
                        let mut rng = stream(seed);
                        let ends = ends(n, given, &mut rng);
                        check(matrix(n, symmetric, &mut rng), ends);
                    }
                }
            }
        }
    }
}
