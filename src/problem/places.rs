//! Cities at one place.

use super::{Ends, Tsp, distances::Distances};
use std::collections::HashMap;

/// Up to this many cities the neighbour lists hold all others, and nothing need be merged.
const FEW: usize = 17;

/// A way through a place is no short cut if it saves no more than this share: rounded distances are
/// a metric up to rounding only.
const SAVED: f64 = 0.01;

/// The steps that looking for short cuts may take.
const STEPS: usize = 1_000_000_000;

/// The places of an instance in which cities share places. Cities share one if they are at distance 0
/// from each other, both ways, and as far from and to all others. Some shortest tour visits them in a
/// row, unless a way through the place is a short cut: so local search visits places, and not cities.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// Each place as one city.
    tsp: Tsp,
    /// The place of each city, and its number there.
    seats: Vec<[u32; 2]>,
    /// The cities place by place, and where those of each begin.
    cities: Vec<u32>,
    firsts: Vec<u32>,
}

impl Places {
    /// None if no two cities share a place, or if there are few cities at all. Where distances are not
    /// worked out from coordinates, places through which there is a short cut do not count. O(n) for
    /// coordinates, O(n²) for a matrix, and beyond that in proportion to the cube of the number of
    /// places where cities share some; functions that are not tabulated are not looked at.
    pub(super) fn of(tsp: &Tsp) -> Option<Self> {
        if tsp.cities() <= FEW {
            return None;
        }
        let mut groups = groups(tsp)?;
        if matches!(tsp.distances(), Distances::Table { metric: false, .. }) {
            split_short_cuts(tsp, &mut groups);
        }
        (groups.len() < tsp.cities()).then(|| Places::new(tsp, groups))
    }

    fn new(tsp: &Tsp, groups: Vec<Vec<u32>>) -> Self {
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
        Places { tsp: over, seats, cities, firsts }
    }

    /// The instance in which each place is one city.
    pub(crate) fn tsp(&self) -> &Tsp {
        &self.tsp
    }

    /// The place of a city.
    #[inline]
    pub(crate) fn place(&self, city: usize) -> usize {
        self.seats[city][0] as usize
    }

    /// The place of a city, and its number there.
    pub(super) fn seat(&self, city: usize) -> (usize, usize) {
        let [place, at] = self.seats[city];
        (place as usize, at as usize)
    }

    pub(super) fn cities_at(&self, place: usize) -> &[u32] {
        &self.cities[self.firsts[place] as usize..self.firsts[place + 1] as usize]
    }

    /// Makes a tour of the cities one of the places, in the order of the first visits. O(n).
    pub(crate) fn contract(&self, tour: &mut Vec<usize>) {
        let last = self.tsp.ends().and_then(|ends| ends.end);
        let mut seen = vec![false; self.tsp.cities()];
        last.inspect(|place| seen[*place] = true);
        tour.retain_mut(|city| {
            *city = self.seats[*city][0] as usize;
            !std::mem::replace(&mut seen[*city], true)
        });
        tour.extend(last);
    }

    /// Makes a tour of the places one of the cities. O(n).
    pub(crate) fn expand(&self, tour: &mut Vec<usize>) {
        let places = std::mem::take(tour);
        let cities = places.iter().flat_map(|place| self.cities_at(*place));
        tour.extend(cities.map(|city| *city as usize));
    }
}

/// The cities by places, both in ascending order; on a path its start is the first at its place, its end
/// the last, and at another place than the start. None where no two share one, or cannot be compared.
fn groups(tsp: &Tsp) -> Option<Vec<Vec<u32>>> {
    let n = tsp.cities();
    let blend = |sum: u64, x: f64| {
        (sum.rotate_left(5) ^ (x + 0.0).to_bits()).wrapping_mul(0x9E37_79B9_7F4A_7C15) // −0 is 0
    };
    let sum = |city: usize| match tsp.distances() {
        Distances::Table { cities, table, .. } => {
            Some(table[city * cities..][..*cities].iter().copied().fold(0, blend))
        }
        Distances::Metric { places, .. } => Some(places[city].into_iter().fold(0, blend)),
        Distances::Function { .. } => None,
    };
    let ends = tsp.ends().unwrap_or_default();
    let is_copy = |a: usize, b: usize| {
        let together = tsp.distance(a, b) == 0.0 && tsp.distance(b, a) == 0.0;
        let alike = match tsp.distances() {
            Distances::Metric { places, .. } => places[a] == places[b],
            _ => (0..n).all(|c| {
                tsp.distance(a, c) == tsp.distance(b, c) && tsp.distance(c, a) == tsp.distance(c, b)
            }),
        };
        together && alike
    };
    let (mut place, mut firsts) = (Vec::with_capacity(n), Vec::new());
    let mut known: HashMap<u64, usize> = HashMap::with_capacity(n);
    for city in 0..n {
        let mut key = sum(city)?;
        let at = loop {
            match known.get(&key) {
                Some(at) if is_copy(firsts[*at], city) => break *at,
                Some(_) => key = key.wrapping_add(1), // others with the same sum
                None => {
                    known.insert(key, firsts.len());
                    firsts.push(city);
                    break firsts.len() - 1;
                }
            }
        };
        place.push(at);
    }
    if firsts.len() == n {
        return None;
    }
    let mut groups: Vec<Vec<u32>> = vec![Vec::new(); firsts.len()];
    (0..).zip(place).for_each(|(city, place)| groups[place].push(city));
    let [start, end] = [ends.start, ends.end].map(|end| end.map(|city| city as u32));
    if let (Some(start), Some(end)) = (start, end)
        && let Some(group) = groups.iter_mut().find(|g| g.contains(&start) && g.contains(&end))
    {
        group.retain(|city| *city != end);
        groups.push(vec![end]);
    }
    // False comes before true.
    groups.iter_mut().for_each(|g| g.sort_by_key(|c| (Some(*c) != start, Some(*c) == end)));
    Some(groups)
}

/// Cities at a place through which there is a short cut are left for themselves.
fn split_short_cuts(tsp: &Tsp, groups: &mut Vec<Vec<u32>>) {
    let first: Vec<usize> = groups.iter().map(|group| group[0] as usize).collect();
    let shared = groups.iter().filter(|group| group.len() > 1).count();
    let too_many = shared.saturating_mul(first.len().pow(2)) > STEPS;
    for i in 0..first.len() {
        if groups[i].len() > 1 && (too_many || is_short_cut(tsp, &first, first[i])) {
            let others = groups[i].split_off(1);
            groups.extend(others.into_iter().map(|city| vec![city]));
        }
    }
}

fn is_short_cut(tsp: &Tsp, places: &[usize], via: usize) -> bool {
    places.iter().any(|&a| {
        let to = tsp.distance(a, via);
        places.iter().any(|&b| to + tsp.distance(via, b) < (1.0 - SAVED) * tsp.distance(a, b))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        problem::{Space, Trail},
        rng::{Seed, Stream, Streams},
    };
    use ndarray::Array2;
    use proptest::prelude::*;

    fn stream(seed: u64) -> Stream {
        Streams::new(Seed(seed)).at(0, 0)
    }

    /// Cities of which several share a place, as points or as a matrix.
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
            places.contract(&mut tour);
            prop_assert!(places.tsp().contains(&tour), "{tour:?}");
            let (of_places, length) = (tour.clone(), places.tsp().length(&tour));
            places.expand(&mut tour);
            prop_assert!(tsp.contains(&tour), "{tour:?}");
            prop_assert!(tsp.length(&tour) <= before + 1e-9);
            prop_assert!((tsp.length(&tour) - length).abs() < 1e-9);
            places.contract(&mut tour);
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
        // Nothing is there to share, and few cities have all others as candidates.
        assert!(Tsp::from_cities(&cities[..17]).unwrap().places().is_none());
        let apart: Vec<_> = (0..40).map(|i| (f64::from(i), 0.0)).collect();
        assert!(Tsp::from_cities(&apart).unwrap().places().is_none());
    }

    #[test]
    fn cities_that_offer_a_short_cut_or_differ_are_not_one_place() {
        // Ten cities at no distance from each other, through which all ways lead.
        let hub = |i: usize| i < 10;
        let star = Array2::from_shape_fn((30, 30), |(a, b)| match (hub(a), hub(b)) {
            (true, true) => 0.0,
            (false, false) => 100.0,
            _ => 1.0,
        });
        assert!(Tsp::from_matrix(star.clone()).unwrap().places().is_none());
        let flat = star.mapv(|leg| leg.min(2.0));
        assert_eq!(Tsp::from_matrix(flat.clone()).unwrap().over_places().cities(), 21);
        // One of them is nearer to another city, one way.
        for [from, to] in [[0, 20], [20, 0]] {
            let mut legs = flat.clone();
            legs[[from, to]] = 0.5;
            assert_eq!(Tsp::from_matrix(legs).unwrap().over_places().cities(), 22, "{from} {to}");
        }
    }
}
