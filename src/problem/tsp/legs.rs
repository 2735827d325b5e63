//! The legs that local search on tours considers.

use super::Tsp;

/// The length of a leg to the joint that must not be removed. No sum of real legs comes near it, and it is
/// never added to the length of a tour.
const FIXED: f64 = -1e306;

/// The threshold below which a leg is one that must not be removed.
pub(crate) const REAL: f64 = -1e304;

/// The largest number of cities that the joint of an open tour leads to.
const ENDS: usize = 16;

/// The distances to the nearest cities of each city. An open tour is made a ring by an extra city, the joint,
/// at distance 0 from its ends.
#[derive(Clone, Debug)]
pub(crate) struct NeighbourDistances {
    near: Vec<u32>,
    lengths: Vec<f64>,
    each: usize,
    cities: usize,
}

impl NeighbourDistances {
    /// Lists the neighbours of all cities and of the joint. O(n log n) for an open tour, otherwise O(n).
    pub(crate) fn of(tsp: &Tsp) -> Self {
        let n = tsp.cities();
        let each = tsp.around(0).len();
        let (mut near, mut lengths) = (Vec::with_capacity(n * each), Vec::with_capacity(n * each));
        for city in 0..n {
            let nearest = tsp.around(city);
            near.extend_from_slice(nearest);
            lengths.extend(nearest.iter().map(|to| tsp.distance(city, *to as usize)));
        }
        near.extend(free_ends(tsp));
        lengths.resize(near.len(), 0.0);
        NeighbourDistances { near, lengths, each, cities: n }
    }

    /// Returns the cities nearest to go to, nearest first, each with its distance. From the joint of an open
    /// tour these are up to 16 cities that may be the start (with symmetric distances, either end), at distance
    /// 0, in descending order of the distance to their second nearest city: an end has only one leg.
    #[inline]
    pub(crate) fn near(&self, city: u32) -> impl Iterator<Item = (u32, f64)> {
        let first = city as usize * self.each;
        let is_joint = city as usize >= self.cities;
        let row = first..if is_joint { self.near.len() } else { first + self.each };
        self.near[row.clone()].iter().copied().zip(self.lengths[row].iter().copied())
    }
}

/// Returns the length of a leg of the ring that local search works on.
#[inline]
pub(crate) fn leg(tsp: &Tsp, from: u32, to: u32) -> f64 {
    let (from, to) = (from as usize, to as usize);
    let n = tsp.cities();
    if from < n && to < n { tsp.distance(from, to) } else { joint(tsp, from, to) }
}

/// Returns the length of a leg to or from the joint: 0 where an end is free.
#[cold]
fn joint(tsp: &Tsp, from: usize, to: usize) -> f64 {
    let (start, end) = tsp.ends().map_or((None, None), |ends| (ends.start, ends.end));
    let leaves = from == tsp.cities();
    let required = if tsp.is_symmetric() {
        let end_of_leg = if leaves { to } else { from };
        [start, end].contains(&Some(end_of_leg))
    } else if leaves {
        start == Some(to)
    } else {
        end == Some(from)
    };
    if required { FIXED } else { 0.0 }
}

/// Returns the cities that the joint leads to.
fn free_ends(tsp: &Tsp) -> Vec<u32> {
    let Some(ends) =
        tsp.ends().filter(|ends| ends.start.is_none() || tsp.is_symmetric() && ends.end.is_none())
    else {
        return Vec::new();
    };
    let given = [ends.start, ends.end].map(|end| end.map(|city| city as u32));
    let mut cities: Vec<u32> = (0..tsp.cities() as u32).collect();
    cities.retain(|city| !given.contains(&Some(*city)));
    let second = |city: u32| {
        let near = tsp.around(city as usize);
        near.get(1).map_or(0.0, |to| tsp.distance(city as usize, *to as usize))
    };
    cities.sort_by(|a, b| second(*b).total_cmp(&second(*a)));
    cities.truncate(ENDS);
    cities
}
