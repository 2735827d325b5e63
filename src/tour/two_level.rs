//! A tour as a two-level list: a ring of segments, each a ring buffer of cities.

use super::route::Route;

/// A tour as a two-level list (Fredman, Johnson, McGeoch & Ostheimer 1995, Data structures for
/// traveling salesmen, Journal of Algorithms 18(3)).
///
/// The cities are in segments of about √n, and a bit reverses a segment. A reversal takes O(√n) where
/// an array needs O(n): the ends of the path are made ends of segments, then whole segments change places and
/// direction. `next`, `prev` and `between` take O(1) but are slower than on an array.
///
/// A segment in the paper is a linked list. Here it is a ring buffer: its cities are adjacent in memory, and
/// one may be put before or after them without moving the others. A route takes about 32 n bytes.
#[derive(Clone, Debug, Default)]
pub(crate) struct TwoLevelRoute {
    /// The index of each city in `slots`. The upper bits of a place are its segment.
    places: Vec<u32>,
    /// The ring buffers, 2^`shift` = `mask` + 1 slots each.
    slots: Vec<u32>,
    shift: u32,
    mask: u32,
    segments: Vec<Segment>,
    /// The segments in their order.
    order: Vec<u32>,
    /// Whether the tour runs against that order.
    reversed: bool,
    /// The tour from one end to the other, while it is divided into segments.
    tour: Vec<u32>,
}

/// A sequence of adjacent cities, at least one.
#[derive(Clone, Copy, Debug)]
struct Segment {
    /// The places of its lowest and its highest city.
    ends: [u32; 2],
    /// Whether it is read from the highest to the lowest place.
    reversed: bool,
    /// Its index in the order.
    rank: u32,
}

/// The capacity of a segment's buffer, in multiples of the cities first put in it. Two cuts need 2.25; with 6
/// it is hardly ever full, with 4 once in a few thousand reversals.
const ROOM: usize = 6;

impl Route for TwoLevelRoute {
    fn load(&mut self, tour: impl Iterator<Item = u32>) {
        self.tour.clear();
        self.tour.extend(tour);
        self.reversed = false;
        self.deal();
    }

    fn cities(&self) -> usize {
        self.places.len()
    }

    fn next(&self, city: u32) -> u32 {
        self.beside(city, self.reversed)
    }

    fn prev(&self, city: u32) -> u32 {
        self.beside(city, !self.reversed)
    }

    fn between(&self, a: u32, b: u32, c: u32) -> bool {
        let [a, b, c] = [a, b, c].map(|city| self.number(city));
        b.wrapping_sub(a) <= c.wrapping_sub(a)
    }

    fn reverse(&mut self, first: u32, last: u32) {
        // Against the order, the same path goes from `last` to `first`.
        let (from, to) = if self.reversed { (last, first) } else { (first, last) };
        if self.reverse_inside(from, to) {
            return;
        }
        let (before, after) = (self.beside(from, true), self.beside(to, false));
        if after == from || self.reverse_inside(after, before) {
            self.reversed ^= true;
        } else if self.cut_before(from) || self.cut_before(after) {
            self.reverse(first, last); // one cut closer
        } else {
            self.reverse_segments(self.segment(from), self.segment(to));
        }
    }
}

impl TwoLevelRoute {
    /// Divides `tour` into segments of equal length.
    fn deal(&mut self) {
        let n = self.tour.len();
        // The smallest power of two with room for 0.5 √n cities a segment; there may be twice as many.
        self.shift = (ROOM + ROOM * n.isqrt() / 2).next_power_of_two().trailing_zeros();
        self.mask = (1 << self.shift) - 1;
        let count = n.div_ceil((1 << self.shift) / ROOM);
        self.places.resize(n, 0);
        self.slots.resize(count << self.shift, 0);
        self.order.clear();
        self.order.extend(0..count as u32);
        self.segments.clear();
        for segment in 0..count {
            let low = segment << self.shift;
            let cities = &self.tour[segment * n / count..(segment + 1) * n / count];
            self.slots[low..][..cities.len()].copy_from_slice(cities);
            for (place, &city) in (low as u32..).zip(cities) {
                self.places[city as usize] = place;
            }
            let ends = [low as u32, (low + cities.len() - 1) as u32];
            self.segments.push(Segment { ends, reversed: false, rank: segment as u32 });
        }
    }

    /// Returns the place above in the same buffer, or the one below if `down`.
    fn along(&self, place: u32, down: bool) -> u32 {
        let moved = if down { place.wrapping_sub(1) } else { place.wrapping_add(1) };
        (place & !self.mask) | (moved & self.mask)
    }

    fn segment(&self, city: u32) -> usize {
        (self.places[city as usize] >> self.shift) as usize
    }

    fn length(&self, segment: usize) -> u32 {
        let [low, high] = self.segments[segment].ends;
        (high.wrapping_sub(low) & self.mask) + 1
    }

    /// Returns the number of cities of its segment that come before this one.
    fn offset(&self, city: u32) -> u32 {
        let Segment { ends, reversed, .. } = self.segments[self.segment(city)];
        let above = self.places[city as usize].wrapping_sub(ends[usize::from(reversed)]);
        (if reversed { above.wrapping_neg() } else { above }) & self.mask
    }

    /// Returns a number that increases along the tour.
    fn number(&self, city: u32) -> u32 {
        let number = (self.segments[self.segment(city)].rank << self.shift) | self.offset(city);
        if self.reversed { !number } else { number }
    }

    /// Returns the rank after this one, or the one before if `back`.
    fn rank_beside(&self, rank: u32, back: bool) -> u32 {
        let count = self.order.len() as u32;
        let rank = rank + if back { count - 1 } else { 1 };
        if rank < count { rank } else { rank - count }
    }

    fn segment_beside(&self, segment: usize, back: bool) -> usize {
        self.order[self.rank_beside(self.segments[segment].rank, back) as usize] as usize
    }

    /// Returns the city after this one in the order, or the one before if `back`.
    fn beside(&self, city: u32, back: bool) -> u32 {
        let mut place = self.places[city as usize];
        let Segment { ends, reversed, .. } = self.segments[self.segment(city)];
        if place == ends[usize::from(back == reversed)] {
            let other = self.segments[self.segment_beside(self.segment(city), back)];
            place = other.ends[usize::from(back != other.reversed)];
        } else {
            place = self.along(place, back != reversed);
        }
        self.slots[place as usize]
    }

    /// Reverses a path city by city if it is inside a segment, and returns whether it is.
    fn reverse_inside(&mut self, first: u32, last: u32) -> bool {
        if self.segment(first) != self.segment(last) || self.offset(first) > self.offset(last) {
            return false;
        }
        let swaps = (self.offset(last) - self.offset(first)).div_ceil(2);
        let [mut a, mut b] = [first, last].map(|city| self.places[city as usize]);
        let down = self.segments[self.segment(first)].reversed;
        for _ in 0..swaps {
            self.slots.swap(a as usize, b as usize);
            for place in [a, b] {
                self.places[self.slots[place as usize] as usize] = place;
            }
            (a, b) = (self.along(a, down), self.along(b, !down));
        }
        true
    }

    /// Reverses a path of whole segments, or the rest of the ring if that has fewer.
    fn reverse_segments(&mut self, first: usize, last: usize) {
        let count = self.order.len() as u32;
        let [mut i, mut j] = [first, last].map(|segment| self.segments[segment].rank);
        let mut length = (j + count - i) % count + 1;
        if 2 * length > count {
            (i, j) = (self.rank_beside(j, false), self.rank_beside(i, true));
            length = count - length;
            self.reversed ^= true;
        }
        for swap in 0..length {
            if 2 * swap + 1 < length {
                self.order.swap(i as usize, j as usize);
                j = self.rank_beside(j, true);
            }
            let segment = &mut self.segments[self.order[i as usize] as usize];
            (segment.rank, segment.reversed) = (i, !segment.reversed);
            i = self.rank_beside(i, false);
        }
    }

    /// Makes `city` the first of a segment: moves the shorter part of its segment to the adjacent one or, if
    /// that has no room, makes all segments equal. Returns whether there was anything to do.
    fn cut_before(&mut self, city: u32) -> bool {
        let segment = self.segment(city);
        let before = self.offset(city);
        let rest = self.length(segment) - before;
        let (back, cities) = (before <= rest, before.min(rest));
        let other = self.segment_beside(segment, back);
        if self.length(other) + cities > self.mask + 1 {
            self.tour.clear();
            for _ in 0..self.places.len() {
                let city = self.tour.last().map_or(city, |&last| self.beside(last, false));
                self.tour.push(city);
            }
            self.deal();
            return true;
        }
        let out = usize::from(back == self.segments[segment].reversed);
        let into = usize::from(back != self.segments[other].reversed);
        let (mut from, mut to) =
            (self.segments[segment].ends[out], self.segments[other].ends[into]);
        for _ in 0..cities {
            let city = self.slots[from as usize];
            (from, to) = (self.along(from, out == 1), self.along(to, into == 0));
            self.slots[to as usize] = city;
            self.places[city as usize] = to;
        }
        self.segments[segment].ends[out] = from;
        self.segments[other].ends[into] = to;
        before > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(route: &TwoLevelRoute, tour: &[u32]) {
        assert_eq!(route.cities(), tour.len());
        for (&city, &next) in tour.iter().zip(tour.iter().cycle().skip(1)) {
            assert_eq!((route.next(city), route.prev(next)), (next, city));
        }
    }

    proptest! {
        #[test]
        fn reversals_are_those_of_a_plain_list(
            n in prop_oneof![3..12usize, 12..=2000usize],
            // Most paths are short; the length n ^ 1 is the whole ring.
            paths in prop::collection::vec((any::<u32>(), prop_oneof![0.0..1.0, Just(1.0)]), 1..100),
        ) {
            let mut tour: Vec<u32> = (0..n as u32).rev().collect();
            let mut route = TwoLevelRoute::default();
            route.load(0..7);
            route.load(tour.iter().copied());
            for (random, power) in paths {
                let first = random as usize % n;
                let last = (first + (n as f64).powf(power).round() as usize - 1) % n;
                route.reverse(tour[first], tour[last]);
                let mut undone = route.clone();
                undone.reverse(tour[last], tour[first]);
                check(&undone, &tour);
                for i in 0..((last + n - first) % n).div_ceil(2) {
                    tour.swap((first + i) % n, (last + n - i) % n);
                }
                check(&route, &tour);
                let on = |to: usize| (to + n - first) % n;
                for (i, j) in [(first, last), (last, first), (0, last), (n / 2, 0)] {
                    prop_assert_eq!(route.between(tour[first], tour[i], tour[j]), on(i) <= on(j));
                }
            }
        }
    }

    #[test]
    fn a_segment_without_room_makes_all_equal_in_the_same_memory() {
        let tour: Vec<u32> = (0..10_000).collect();
        let mut route = TwoLevelRoute::default();
        route.load(tour.iter().copied());
        let lengths = |route: &TwoLevelRoute| Vec::from_iter((0..118).map(|s| route.length(s)));
        let (dealt, slots, mut most) = (lengths(&route), route.slots.as_ptr(), 0);
        // Each segment in turn moves half of its cities on towards the first.
        let mut giving = (1..118).rev().cycle();
        while route.length(0) >= most {
            most = route.length(0);
            let segment = giving.next().unwrap();
            let low = route.slots[route.segments[segment].ends[0] as usize];
            route.cut_before(low + route.length(segment) / 2);
        }
        check(&route, &tour);
        assert_eq!((lengths(&route), route.slots.as_ptr()), (dealt, slots));
        assert!(most > 4 * 85, "{most}");
    }
}
