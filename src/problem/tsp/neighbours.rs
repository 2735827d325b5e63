//! The nearest neighbours of every city.

use super::{Places, city_index::CityIndex, distances::Distances};
use crate::problem::formats::Metric;
use std::ops::ControlFlow;

/// The number of neighbours of a city in the lists.
const MOST: usize = 16;

/// The number of cities up to which all are considered where quadrants are hard to fill, and the number
/// considered beyond it.
const ALL_LOOKED_AT: usize = 5_000;
const SOME_LOOKED_AT: usize = 256;

/// The cities nearest to go to from each city, nearest first and of equals the lower number first.
#[derive(Clone)]
pub(super) struct Neighbours {
    lists: Vec<u32>,
    each: usize,
}

impl Neighbours {
    /// Lists the 16 nearest, or all others if there are fewer. O(n log n) from coordinates in the plane with a
    /// Euclidean metric, O(n^(4/3)) in space, otherwise O(n²).
    pub(super) fn of(distances: &Distances) -> Self {
        let each = MOST.min(distances.cities() - 1);
        let lists = match distances {
            Distances::Metric { metric, places } => match metric {
                // Rounding and scaling do not change the order of Euclidean distances.
                Metric::Euc2d
                | Metric::Ceil2d
                | Metric::Floor2d
                | Metric::Exact2d
                | Metric::Att
                | Metric::Unrounded => by_index(distances, places, 2, each),
                Metric::Euc3d | Metric::Ceil3d | Metric::Floor3d | Metric::Exact3d => {
                    by_index(distances, places, 3, each)
                }
                _ => by_scan(distances, each),
            },
            Distances::Table { .. } | Distances::Function { .. } => by_scan(distances, each),
        };
        Neighbours { lists, each }
    }

    /// Replaces half of each list. The other half are the nearest; the new ones are taken in the order of
    /// nearness on a map, so that each of the four quadrants around a city gets up to four in all (quadrant
    /// neighbours: Johnson & McGeoch 1997, in Local Search in Combinatorial Optimization, Wiley): a city in a
    /// dense cluster then has neighbours outside it. Where quadrants stay empty, the nearest fill the list.
    /// O(n log n) above 5,000 cities; otherwise O(n²) at worst.
    pub(super) fn by_quadrants(&self, distances: &Distances, map: &[(f64, f64)]) -> Self {
        let each = self.each;
        let index = CityIndex::new(map.iter().copied());
        let look_at = if map.len() > ALL_LOOKED_AT { SOME_LOOKED_AT } else { map.len() };
        let mut lists = Vec::with_capacity(self.lists.len());
        for (a, &(x, y)) in map.iter().enumerate() {
            let quadrant = |b: u32| {
                let (to_x, to_y) = map[b as usize];
                2 * usize::from(to_x >= x) + usize::from(to_y >= y)
            };
            let (nearest, others) = self.of_city(a).split_at(each / 2);
            let first = lists.len();
            let mut found = [0; 4];
            nearest.iter().for_each(|&b| found[quadrant(b)] += 1);
            lists.extend_from_slice(nearest);
            let mut looked_at = 0;
            index.visit((x, y), |b, _| {
                let found = &mut found[quadrant(b)];
                if *found < MOST / 4 && b as usize != a && !nearest.contains(&b) {
                    *found += 1;
                    lists.push(b);
                }
                looked_at += 1;
                match lists.len() == first + each || looked_at == look_at {
                    true => ControlFlow::Break(()),
                    false => ControlFlow::Continue(()),
                }
            });
            for b in others {
                if lists.len() < first + each && !lists[first..].contains(b) {
                    lists.push(*b);
                }
            }
            sort_by_distance(&mut lists[first..], a, distances);
        }
        Neighbours { lists, each }
    }

    /// Lists the neighbours where cities share places or points: the next two at the same one and one at each of
    /// those around it. The nearest fill the list. O(n).
    pub(super) fn by_places(&self, distances: &Distances, places: &Places) -> Self {
        let each = self.each;
        let mut lists = Vec::with_capacity(self.lists.len());
        for a in 0..distances.cities() {
            let first = lists.len();
            let mut push = |b: u32| {
                if lists.len() < first + each && b as usize != a && !lists[first..].contains(&b) {
                    lists.push(b);
                }
            };
            let (place, at) = places.seat(a);
            let next = |place: usize, at: usize| {
                places.cities_at(place)[at % places.cities_at(place).len()]
            };
            [at + 1, at + 2].into_iter().for_each(|at| push(next(place, at)));
            // Each city at a place leads to another one at the next, so that all can be reached.
            places.tsp().around(place).iter().for_each(|&to| push(next(to as usize, at)));
            self.of_city(a).iter().for_each(|b| push(*b));
            sort_by_distance(&mut lists[first..], a, distances);
        }
        Neighbours { lists, each }
    }

    #[inline]
    pub(super) fn of_city(&self, city: usize) -> &[u32] {
        &self.lists[city * self.each..][..self.each]
    }

    /// Returns the shortest distance to a neighbour that is not 0; if all are 0, the shortest other one from
    /// the first city. O(n).
    pub(super) fn shortest(&self, distances: &Distances) -> Option<f64> {
        let cities = 0..distances.cities();
        let listed = |from: usize| self.of_city(from).iter().map(move |&to| (from, to as usize));
        let least = |pairs: &mut dyn Iterator<Item = (usize, usize)>| {
            pairs.map(|(a, b)| distances.get(a, b)).filter(|d| *d > 0.0).reduce(f64::min)
        };
        least(&mut cities.clone().flat_map(listed)).or_else(|| least(&mut cities.map(|b| (0, b))))
    }
}

/// Sorts cities by their distance from `a`, and equals by their number.
fn sort_by_distance(cities: &mut [u32], a: usize, distances: &Distances) {
    let distance = |b: &u32| distances.get(a, *b as usize);
    cities.sort_unstable_by(|x, y| distance(x).total_cmp(&distance(y)).then(x.cmp(y)));
}

/// Sorts the cities `others`, given with their distances, and appends the nearest `each`.
fn push_nearest(lists: &mut Vec<u32>, others: &mut Vec<(f64, u32)>, each: usize) {
    let order = |x: &(f64, u32), y: &(f64, u32)| x.0.total_cmp(&y.0).then(x.1.cmp(&y.1));
    if each < others.len() {
        others.select_nth_unstable_by(each, order);
        others.truncate(each);
    }
    others.sort_unstable_by(order);
    lists.extend(others.iter().map(|(_, city)| *city));
}

/// Lists the neighbours by a scan of all pairs: O(n²).
fn by_scan(distances: &Distances, each: usize) -> Vec<u32> {
    let n = distances.cities();
    let (mut lists, mut others) = (Vec::with_capacity(n * each), Vec::with_capacity(n));
    for a in 0..n {
        others.clear();
        others.extend((0..n).filter(|b| *b != a).map(|b| (distances.get(a, b), b as u32)));
        push_nearest(&mut lists, &mut others, each);
    }
    lists
}

/// Lists the neighbours with an index of the places, for metrics that increase with the Euclidean distance.
/// Cities are visited by their distance in the plane, which is never more than that in space. Of equally distant
/// cities the lower numbers are listed, unless more than 1,000 have to be visited to tell: where many share one
/// place, that would be O(n²).
fn by_index(
    distances: &Distances,
    places: &[[f64; 3]],
    dimensions: usize,
    each: usize,
) -> Vec<u32> {
    const MANY: usize = 1_000;
    let index = CityIndex::new(places.iter().map(|&[x, y, _]| (x, y)));
    let mut lists = Vec::with_capacity(places.len() * each);
    let mut nearest: Vec<(f64, u32)> = Vec::with_capacity(each + 1);
    for (a, from) in places.iter().enumerate() {
        nearest.clear();
        let mut visited = 0;
        index.visit((from[0], from[1]), |b, in_plane| {
            let farthest = nearest.last().filter(|_| nearest.len() == each).map(|last| last.0);
            visited += 1;
            if farthest.is_some_and(|d| in_plane > d || visited > MANY && in_plane == d) {
                return ControlFlow::Break(());
            }
            if b as usize != a {
                let to = &places[b as usize];
                let squared = (0..dimensions).map(|k| (from[k] - to[k]).powi(2)).sum();
                let before = |x: &(f64, u32)| *x < (squared, b);
                nearest.insert(nearest.partition_point(before), (squared, b));
                nearest.truncate(each);
            }
            ControlFlow::Continue(())
        });
        let first = lists.len();
        lists.extend(nearest.iter().map(|(_, b)| *b));
        sort_by_distance(&mut lists[first..], a, distances);
    }
    lists
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Seed, Streams};
    use ndarray::array;
    use std::time::Instant;

    fn places(n: usize, side: f64) -> Vec<[f64; 3]> {
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        (0..n).map(|_| [0.0; 3].map(|_| (rng.unit() * side).floor() / 8.0)).collect()
    }

    #[test]
    fn the_nearest_come_first_and_equals_in_order() {
        let d = array![[9., 3., 1., 3.], [2., 0., 2., 2.], [5., 4., 0., 3.], [0., 0., 7., 0.]];
        let d = Distances::listed(d).unwrap();
        assert_eq!(by_scan(&d, 2), [2, 1, 0, 2, 3, 1, 0, 1]);
        let all = Neighbours::of(&d);
        assert_eq!((all.of_city(0), all.shortest(&d)), (&[2, 1, 3][..], Some(1.0)));
    }

    #[test]
    fn index_and_scan_find_neighbours_as_near() {
        // On the coarse grid many cities share a place, or are equally distant.
        for (side, n) in [(1e9, 300), (40.0, 300), (40.0, 10), (1.0, 60), (1.0, 1)] {
            let places = places(n, side);
            for metric in
                [Metric::Euc2d, Metric::Ceil2d, Metric::Att, Metric::Unrounded, Metric::Euc3d]
            {
                let d = Distances::Metric { metric, places: places.clone() };
                let (found, each) = (Neighbours::of(&d), MOST.min(n - 1));
                let scanned = Neighbours { lists: by_scan(&d, each), each };
                assert_eq!(found.lists.len(), n * each);
                for a in 0..n {
                    let far = |list: &[u32]| -> Vec<f64> {
                        list.iter().map(|&b| d.get(a, b as usize)).collect()
                    };
                    assert_eq!(far(found.of_city(a)), far(scanned.of_city(a)));
                    let mut others = found.of_city(a).to_vec();
                    others.sort_unstable();
                    others.dedup();
                    assert!(others.len() == each && !others.contains(&(a as u32)));
                }
                assert_eq!(found.shortest(&d), scanned.shortest(&d));
            }
        }
    }

    #[test]
    fn quadrants_lead_out_of_a_cluster() {
        // Two clusters, far apart: none of the 16 nearest is in the other.
        let map: Vec<(f64, f64)> = places(60, 1e3)
            .iter()
            .zip(0..)
            .map(|(&[x, y, _], city)| (x + f64::from(city % 2) * 1e4, y))
            .collect();
        let places = map.iter().map(|&(x, y)| [x, y, 0.0]).collect();
        let d = Distances::Metric { metric: Metric::Unrounded, places };
        let nearest = Neighbours::of(&d);
        let spread = nearest.by_quadrants(&d, &map);
        let leaves = |lists: &Neighbours, a: usize| {
            lists.of_city(a).iter().filter(|&&b| b as usize % 2 != a % 2).count()
        };
        assert!((0..60).all(|a| leaves(&nearest, a) == 0));
        assert!((0..60).filter(|&a| leaves(&spread, a) > 0).count() > 6);
        for a in 0..60 {
            let list = spread.of_city(a);
            assert!(nearest.of_city(a)[..8].iter().all(|b| list.contains(b)));
            assert!(list.is_sorted_by_key(|&b| d.get(a, b as usize).to_bits()));
            let mut others = list.to_vec();
            others.sort_unstable();
            others.dedup();
            assert!(others.len() == MOST && !others.contains(&(a as u32)));
        }
        let crowd = Distances::Metric { metric: Metric::Euc2d, places: vec![[7.0; 3]; 300] };
        let crowded = Neighbours::of(&crowd).by_quadrants(&crowd, &[(7.0, 7.0); 300]);
        assert_eq!(crowded.lists.len(), 300 * MOST);
    }

    #[test]
    fn the_shortest_distance_is_found_where_all_neighbours_share_a_place() {
        let mut crowd = vec![[1.0, 1.0, 0.0]; 40];
        let same = Distances::between(Metric::Unrounded, crowd.clone()).unwrap();
        assert_eq!(Neighbours::of(&same).shortest(&same), None);
        crowd[20..].fill([1.0, 4.0, 0.0]);
        let two = Distances::between(Metric::Unrounded, crowd).unwrap();
        assert_eq!(Neighbours::of(&two).shortest(&two), Some(3.0));
    }

    /// An index of fixed resolution would put all cities but the outlier into one cell.
    #[test]
    fn a_city_far_from_all_others_does_not_hang_the_index() {
        let start = Instant::now();
        let mut far = places(30_000, 1e4);
        far.push([1e140, 0.0, 0.0]);
        let d = Distances::Metric { metric: Metric::Unrounded, places: far };
        assert!(Neighbours::of(&d).shortest(&d) > Some(0.0));
        assert!(start.elapsed().as_secs() < 10);
    }

    #[test]
    fn a_crowd_at_one_place_does_not_hang_the_index() {
        let start = Instant::now();
        let crowd = Distances::Metric { metric: Metric::Euc2d, places: vec![[7.0; 3]; 10_000] };
        assert_eq!(Neighbours::of(&crowd).of_city(9_999).len(), MOST);
        assert!(start.elapsed().as_secs() < 20);
    }
}
