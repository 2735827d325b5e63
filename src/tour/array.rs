//! A tour as an array.

use super::Route;

/// A tour as an array of its cities, and the place of each. Reversing a path costs O(length) of the path or
/// of the rest, whichever is shorter; everything else O(1).
#[derive(Clone, Debug, Default)]
pub(crate) struct ArrayRoute {
    order: Vec<u32>,
    place: Vec<u32>,
    /// Whether `next` goes down the array: set when the rest was reversed in place of a path.
    backwards: bool,
}

impl ArrayRoute {
    #[inline]
    fn place(&self, city: u32) -> usize {
        self.place[city as usize] as usize
    }

    #[inline]
    fn above(&self, city: u32) -> u32 {
        let place = self.place(city) + 1;
        self.order[if place == self.order.len() { 0 } else { place }]
    }

    #[inline]
    fn below(&self, city: u32) -> u32 {
        let place = self.place(city);
        self.order[if place == 0 { self.order.len() } else { place } - 1]
    }

    #[inline]
    fn put(&mut self, city: u32, place: usize) {
        self.order[place] = city;
        self.place[city as usize] = place as u32;
    }
}

impl Route for ArrayRoute {
    fn load(&mut self, tour: impl Iterator<Item = u32>) {
        self.order.clear();
        self.order.extend(tour);
        self.place.resize(self.order.len(), 0);
        self.backwards = false;
        for (place, &city) in self.order.iter().enumerate() {
            self.place[city as usize] = place as u32;
        }
    }

    #[inline]
    fn cities(&self) -> usize {
        self.order.len()
    }

    #[inline]
    fn next(&self, city: u32) -> u32 {
        if self.backwards { self.below(city) } else { self.above(city) }
    }

    #[inline]
    fn prev(&self, city: u32) -> u32 {
        if self.backwards { self.above(city) } else { self.below(city) }
    }

    #[inline]
    fn between(&self, a: u32, b: u32, c: u32) -> bool {
        let (a, c) = if self.backwards { (c, a) } else { (a, c) };
        let [a, b, c] = [a, b, c].map(|city| self.place(city));
        if a <= c { a <= b && b <= c } else { a <= b || b <= c }
    }

    fn reverse(&mut self, first: u32, last: u32) {
        let n = self.order.len();
        let (first, last) = if self.backwards { (last, first) } else { (first, last) };
        let (mut i, mut j) = (self.place(first), self.place(last));
        let mut length = if i <= j { j - i } else { j + n - i } + 1;
        if 2 * length > n {
            (i, j) = (if j + 1 == n { 0 } else { j + 1 }, if i == 0 { n } else { i } - 1);
            length = n - length;
            self.backwards = !self.backwards;
        }
        if i + length <= n {
            let path = &mut self.order[i..i + length];
            path.reverse();
            for (place, &city) in (i as u32..).zip(path.iter()) {
                self.place[city as usize] = place;
            }
            return;
        }
        for _ in 0..length / 2 {
            let (a, b) = (self.order[i], self.order[j]);
            self.put(a, j);
            self.put(b, i);
            i = if i + 1 == n { 0 } else { i + 1 };
            j = if j == 0 { n } else { j } - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Seed, Streams};
    use proptest::prelude::*;

    /// Returns whether the route is the cycle of the list.
    fn agrees(route: &ArrayRoute, list: &[u32]) -> bool {
        let n = list.len();
        let at = |i: usize| list[i % n];
        let neighbours =
            (0..n).all(|i| route.next(at(i)) == at(i + 1) && route.prev(at(i + 1)) == at(i));
        let order = |i: usize, j: usize, k: usize| (j + n - i) % n <= (k + n - i) % n;
        let between = (0..n).all(|i| {
            let pairs = (0..n).flat_map(|j| (0..n).map(move |k| (j, k)));
            // All pairs where there are few, otherwise some.
            let mut pairs = pairs.step_by(if n < 12 { 1 } else { 7 });
            pairs.all(|(j, k)| route.between(at(i), at(j), at(k)) == order(i, j, k))
        });
        neighbours && between && route.cities() == n
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn reversals_are_those_of_a_list_and_can_be_undone(n in 3usize..60, seed: u64) {
            let mut rng = Streams::new(Seed(seed)).at(0, 0);
            let mut list: Vec<u32> = (0..n as u32).collect();
            rng.shuffle(&mut list);
            let mut route = ArrayRoute::default();
            route.load((0..9).rev()); // nothing may be left of an earlier tour
            route.load(list.iter().copied());
            prop_assert!(agrees(&route, &list));
            for _ in 0..12 {
                let (start, length) = (rng.below(n), 1 + rng.below(n));
                list.rotate_left(start);
                let (first, last) = (list[0], list[length - 1]);
                let before = list.clone();
                list[..length].reverse();
                route.reverse(first, last);
                prop_assert!(agrees(&route, &list), "{first} to {last} of {before:?}");
                let mut undone = route.clone();
                undone.reverse(last, first);
                prop_assert!(agrees(&undone, &before));
            }
        }
    }
}
