//! Groups of cities at the same place, by distances or by coordinates.

use super::{Tsp, distances::Distances};
use std::collections::HashMap;

/// The number of cities up to which the neighbour lists hold all others, and none need be merged.
const FEW: usize = 17;

/// The least relative saving of a short cut through a place: rounded distances satisfy the triangle
/// inequality only up to rounding.
const SAVED: f64 = 0.01;

/// The largest number of steps of the search for short cuts.
const STEPS: usize = 100_000_000;

/// The property that the cities of a group share.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Common {
    /// The distances: 0 between them, in both directions, and the same from and to all others.
    Place,
    /// The coordinates.
    Point,
}

impl Common {
    /// Returns a hash that is the same for cities that may be in one group; `None` if they cannot be compared.
    fn sum(self, distances: &Distances, city: usize) -> Option<u64> {
        let blend = |sum: u64, x: f64| {
            (sum.rotate_left(5) ^ (x + 0.0).to_bits()).wrapping_mul(0x9E37_79B9_7F4A_7C15) // −0 is 0
        };
        match distances {
            Distances::Table { cities, table, .. } if self == Common::Place => {
                Some(table[city * cities..][..*cities].iter().copied().fold(0, blend))
            }
            _ => distances.coordinates().map(|(_, at)| at[city].into_iter().fold(0, blend)),
        }
    }

    /// Returns whether two cities are in one group.
    fn has(self, distances: &Distances, a: usize, b: usize) -> bool {
        let legs = |from, to| distances.get(from, to);
        let at_one_point = || distances.coordinates().is_some_and(|(_, at)| at[a] == at[b]);
        let alike = || {
            (0..distances.cities()).all(|c| legs(a, c) == legs(b, c) && legs(c, a) == legs(c, b))
        };
        match (self, distances) {
            (Common::Point, _) => at_one_point(),
            _ if legs(a, b) != 0.0 || legs(b, a) != 0.0 => false,
            (Common::Place, Distances::Metric { .. }) => at_one_point(),
            (Common::Place, _) => alike(),
        }
    }
}

/// Groups the cities, groups and their members in ascending order; on a path its start is the first of its
/// group, its end the last, and in another group than the start. Returns `None` if no two cities share a group,
/// if there are few cities, or if they cannot be compared.
pub(super) fn groups(tsp: &Tsp, common: Common) -> Option<Vec<Vec<u32>>> {
    let (n, ends, distances) = (tsp.cities(), tsp.ends().unwrap_or_default(), tsp.distances());
    if n <= FEW {
        return None;
    }
    let (mut place, mut firsts) = (Vec::with_capacity(n), Vec::new());
    let mut known: HashMap<u64, usize> = HashMap::with_capacity(n);
    for city in 0..n {
        let mut key = common.sum(distances, city)?;
        let at = loop {
            match known.get(&key) {
                Some(at) if common.has(distances, firsts[*at], city) => break *at,
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

/// Splits the groups of places through which there is a short cut into single cities.
pub(super) fn split_short_cuts(tsp: &Tsp, groups: &mut Vec<Vec<u32>>) {
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
