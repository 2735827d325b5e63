//! What local search sees of an instance.

use super::Tsp;

/// What joins the ends of an open tour: a leg that must not be left out. No sum of real legs comes
/// near it, and it is never added to the length of a tour.
const FIXED: f64 = -1e306;

/// The legs between cities, and those to the nearest cities at hand. An open tour is made a ring by
/// one more city, at no distance from its ends.
#[derive(Clone, Debug)]
pub(crate) struct Legs {
    near: Vec<u32>,
    lengths: Vec<f64>,
    each: usize,
}

impl Legs {
    /// The lists of all cities. O(n).
    pub(crate) fn of(tsp: &Tsp) -> Self {
        let n = tsp.cities();
        let each = tsp.around(0).len();
        let (mut near, mut lengths) = (Vec::with_capacity(n * each), Vec::with_capacity(n * each));
        for city in 0..n {
            let nearest = tsp.around(city);
            near.extend_from_slice(nearest);
            lengths.extend(nearest.iter().map(|to| tsp.distance(city, *to as usize)));
        }
        Legs { near, lengths, each }
    }

    /// The cities nearest to go to, nearest first, each with its distance; none from the joint of an
    /// open tour.
    #[inline]
    pub(crate) fn near(&self, city: u32) -> impl Iterator<Item = (u32, f64)> {
        let start = (city as usize * self.each).min(self.near.len());
        let row = start..(start + self.each).min(self.near.len());
        self.near[row.clone()].iter().copied().zip(self.lengths[row].iter().copied())
    }
}

/// A leg of the ring that local search works on.
#[inline]
pub(crate) fn leg(tsp: &Tsp, from: u32, to: u32) -> f64 {
    let (from, to) = (from as usize, to as usize);
    let n = tsp.cities();
    if from < n && to < n { tsp.distance(from, to) } else { joint(tsp, from, to) }
}

/// A leg to or from the joint: 0 where an end is free.
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
