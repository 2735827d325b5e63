//! Cities at the same place.

use super::{
    Ends, Tsp,
    grouping::{Common, groups, split_short_cuts},
};

/// The places of an instance in which cities share places. Cities share one if they are at distance 0
/// from each other, in both directions, and have the same distances from and to all others. Some shortest tour
/// visits them in a row, unless there is a short cut through the place; local search then visits places, not
/// cities.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// The instance of the places, each as one city.
    tsp: Tsp,
    /// The place of each city, and its number there.
    seats: Vec<[u32; 2]>,
    /// The cities place by place, and the index of the first of each.
    cities: Vec<u32>,
    firsts: Vec<u32>,
    /// Whether no place was split because of a short cut.
    is_whole: bool,
}

/// The memory of [`Places::contract`] and [`Places::expand`]. A caller that keeps it allocates once.
#[derive(Clone, Debug, Default)]
pub(crate) struct PlaceScratch {
    seen: Vec<bool>,
    order: Vec<usize>,
}

impl Places {
    /// Returns `None` if no two cities share a place, or if there are 17 cities or fewer. Where distances
    /// come from a matrix or are rounded down, places through which there is a short cut do not count,
    /// nor does any if the search for short cuts would take more than 10⁸ steps: the number of shared
    /// places times the square of the number of all places. Copies by a metric that adds 1 to every
    /// distance (`GEO`, `GEOM`) do not share a place, nor do cities close to each other. O(n) for
    /// coordinates, O(n²) for a matrix, and the steps; functions that are not tabulated are not
    /// considered.
    pub(super) fn of(tsp: &Tsp) -> Option<Self> {
        let mut groups = groups(tsp, Common::Place)?;
        let shared = groups.len();
        if tsp.distances().coordinates().is_none_or(|(metric, _)| metric.rounds_down()) {
            split_short_cuts(tsp, &mut groups);
        }
        let is_whole = groups.len() == shared;
        (groups.len() < tsp.cities()).then(|| Places::new(tsp, groups, is_whole))
    }

    /// Groups the cities of equal coordinates, regardless of their distance by the metric, for candidate lists.
    /// Returns `None` as [`of`](Self::of) does, and without coordinates. O(n).
    pub(super) fn of_points(tsp: &Tsp) -> Option<Self> {
        tsp.distances().coordinates()?;
        let groups = groups(tsp, Common::Point)?;
        // There are as many groups as cities if only the two ends of a path share a point.
        (groups.len() < tsp.cities()).then(|| Places::new(tsp, groups, true))
    }

    fn new(tsp: &Tsp, groups: Vec<Vec<u32>>, is_whole: bool) -> Self {
        let first: Vec<u32> = groups.iter().map(|group| group[0]).collect();
        let mut seats = vec![[0; 2]; tsp.cities()];
        let (mut cities, mut firsts) = (Vec::with_capacity(tsp.cities()), vec![0]);
        for (place, group) in (0..).zip(&groups) {
            (0..).zip(group).for_each(|(at, city)| seats[*city as usize] = [place, at]);
            cities.extend_from_slice(group);
            firsts.push(cities.len() as u32);
        }
        let on_map = |map: &[(f64, f64)]| first.iter().map(|city| map[*city as usize]).collect();
        let mut over = Tsp::new(tsp.distances().among(&first), tsp.coordinates().map(on_map));
        let place = |city: usize| seats[city][0] as usize;
        over.ends =
            tsp.ends().map(|ends| Ends { start: ends.start.map(place), end: ends.end.map(place) });
        Places { tsp: over, seats, cities, firsts, is_whole }
    }

    /// Returns the instance in which each place is one city.
    pub(crate) fn tsp(&self) -> &Tsp {
        &self.tsp
    }

    /// Returns whether all cities that could share a place do.
    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Returns the place of a city.
    #[inline]
    pub(crate) fn place(&self, city: usize) -> usize {
        self.seats[city][0] as usize
    }

    /// Returns the place of a city, and its number there.
    pub(super) fn seat(&self, city: usize) -> (usize, usize) {
        let [place, at] = self.seats[city];
        (place as usize, at as usize)
    }

    pub(super) fn cities_at(&self, place: usize) -> &[u32] {
        &self.cities[self.firsts[place] as usize..self.firsts[place + 1] as usize]
    }

    /// Turns a tour of the cities into one of the places, in the order of the first visits. O(n).
    pub(crate) fn contract(&self, tour: &mut Vec<usize>, scratch: &mut PlaceScratch) {
        let last = self.tsp.ends().and_then(|ends| ends.end);
        let seen = &mut scratch.seen;
        seen.clear();
        seen.resize(self.tsp.cities(), false);
        last.inspect(|place| seen[*place] = true);
        tour.retain_mut(|city| {
            *city = self.seats[*city][0] as usize;
            !std::mem::replace(&mut seen[*city], true)
        });
        tour.extend(last);
    }

    /// Turns a tour of the places into one of the cities. O(n).
    pub(crate) fn expand(&self, tour: &mut Vec<usize>, scratch: &mut PlaceScratch) {
        scratch.order.clone_from(tour);
        tour.clear();
        let cities = scratch.order.iter().flat_map(|place| self.cities_at(*place));
        tour.extend(cities.map(|city| *city as usize));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        problem::{ConstructionGraph, Space, formats::Metric, tsp::distances::Distances},
        rng::{Seed, Stream, Streams},
    };
    use ndarray::Array2;
    use proptest::prelude::*;

    fn stream(seed: u64) -> Stream {
        Streams::new(Seed(seed)).at(0, 0)
    }

    /// Returns cities of which several share a place, as points or as a matrix.
    fn shared(n: usize, places: usize, as_matrix: bool, rng: &mut Stream) -> Tsp {
        let places: Vec<_> = (0..places).map(|_| (rng.unit(), rng.unit())).collect();
        let cities: Vec<_> = (0..n).map(|_| places[rng.below(places.len())]).collect();
        let tsp = Tsp::from_cities(&cities).unwrap();
        let legs = Array2::from_shape_fn((n, n), |(a, b)| tsp.distance(a, b));
        if as_matrix { Tsp::from_matrix(legs).unwrap() } else { tsp }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(100))]

        #[test]
        fn tours_of_places_are_tours_of_cities_and_no_longer(
            n in 18usize..50, places in 2usize..20, as_matrix: bool, open: bool,
            given: [bool; 2], seed: u64,
        ) {
            let mut rng = stream(seed);
            let mut tsp = shared(n, places, as_matrix, &mut rng);
            if open {
                let (start, end) = (rng.below(n), 1 + rng.below(n - 1));
                let [start, end] = [(given[0], start), (given[1], (start + end) % n)]
                    .map(|(given, city)| given.then_some(city));
                tsp = tsp.path(Ends { start, end }).unwrap();
            }
            let Some(places) = tsp.places() else { return Ok(()) };
            let mut tour = tsp.sample(&mut rng);
            let before = tsp.length(&tour);
            let scratch = &mut PlaceScratch::default();
            places.contract(&mut tour, scratch);
            prop_assert!(places.tsp().contains(&tour), "{tour:?}");
            let (of_places, length) = (tour.clone(), places.tsp().length(&tour));
            places.expand(&mut tour, scratch);
            prop_assert!(tsp.contains(&tour), "{tour:?}");
            prop_assert!(tsp.length(&tour) <= before + 1e-9);
            prop_assert!((tsp.length(&tour) - length).abs() < 1e-9);
            places.contract(&mut tour, scratch);
            prop_assert_eq!(tour, of_places);
            for city in 0..n {
                let mut near = tsp.candidates(city).unwrap().to_vec();
                let width = near.len();
                near.sort_unstable();
                near.dedup();
                prop_assert!(width == 16 && near.len() == 16 && !near.contains(&(city as u32)));
            }
        }
    }

    #[test]
    fn candidates_lead_to_other_places_however_many_cities_share_one() {
        let cities: Vec<_> = (0..400).map(|i| (f64::from(i / 20), f64::from(i / 20 % 3))).collect();
        let tsp = Tsp::from_cities(&cities).unwrap();
        assert_eq!(tsp.over_places().cities(), 20);
        let leads_away = |city: usize| {
            let near = tsp.candidates(city).unwrap();
            near.iter().filter(|to| **to as usize / 20 != city / 20).count()
        };
        assert!((0..400).all(|city| leads_away(city) == 14));
        // No places are shared, and few cities have all others as candidates.
        assert!(Tsp::from_cities(&cities[..17]).unwrap().places().is_none());
        let apart: Vec<_> = (0..40).map(|i| (f64::from(i), 0.0)).collect();
        assert!(Tsp::from_cities(&apart).unwrap().places().is_none());
    }

    /// Returns cities with a metric, twenty at each of twenty points.
    fn by_twenties(metric: Metric, side: f64) -> Tsp {
        let points: Vec<_> = (0..400)
            .map(|i| [side * f64::from(i / 20), side * f64::from(i / 20 % 3), 0.0])
            .collect();
        let map = points.iter().map(|&[x, y, _]| (x, y)).collect();
        Tsp::new(Distances::between(metric, points).unwrap(), Some(map))
    }

    #[test]
    fn copies_that_are_not_merged_take_no_more_than_two_candidates_of_each_other() {
        // A distance of 1 is added; a path through any point is shorter where legs are rounded down.
        for (metric, side) in [(Metric::Geo, 3.0), (Metric::Geom, 3.0), (Metric::Floor2d, 1.4)] {
            let tsp = by_twenties(metric, side);
            assert!(!tsp.places().is_some_and(Places::is_whole), "{metric:?}");
            let leads_away = |city: usize| {
                let near = tsp.candidates(city).unwrap();
                near.iter().filter(|to| **to as usize / 20 != city / 20).count()
            };
            assert!((0..400).all(|city| leads_away(city) == 14), "{metric:?}");
        }
        for (metric, side) in [(Metric::Floor2d, 10_000.0), (Metric::Euc2d, 1.4)] {
            assert_eq!(by_twenties(metric, side).over_places().cities(), 20, "{metric:?}");
        }
    }

    #[test]
    fn ends_of_a_path_at_one_point_are_two_places_with_candidates() {
        let mut cities: Vec<_> = (0..40).map(|i| (f64::from(i), 0.0)).collect();
        cities.push(cities[0]);
        let ends = Ends { start: Some(0), end: Some(40) };
        let tsp = Tsp::from_cities(&cities).unwrap().path(ends).unwrap();
        assert!(tsp.places().is_none());
        assert_eq!(tsp.candidates(0).unwrap()[0], 40);
    }

    #[test]
    fn a_matrix_that_takes_too_many_steps_to_check_is_not_merged() {
        // 600 places, all of them shared: 600³ steps.
        let at: Vec<f64> = (0..1_200).map(|i| f64::from(i % 600)).collect();
        let legs = Array2::from_shape_fn((1_200, 1_200), |(a, b)| (at[a] - at[b]).abs());
        assert!(Tsp::from_matrix(legs).unwrap().places().is_none());
    }

    #[test]
    fn cities_that_offer_a_short_cut_or_differ_are_not_one_place() {
        // Ten cities at distance 0 from each other, through which all paths lead.
        let hub = |i: usize| i < 10;
        let star = Array2::from_shape_fn((30, 30), |(a, b)| match (hub(a), hub(b)) {
            (true, true) => 0.0,
            (false, false) => 100.0,
            _ => 1.0,
        });
        assert!(Tsp::from_matrix(star.clone()).unwrap().places().is_none());
        let flat = star.mapv(|leg| leg.min(2.0));
        assert_eq!(Tsp::from_matrix(flat.clone()).unwrap().over_places().cities(), 21);
        // One of them is closer to another city, in one direction.
        for [from, to] in [[0, 20], [20, 0]] {
            let mut legs = flat.clone();
            legs[[from, to]] = 0.5;
            assert_eq!(Tsp::from_matrix(legs).unwrap().over_places().cities(), 22, "{from} {to}");
        }
    }
}
