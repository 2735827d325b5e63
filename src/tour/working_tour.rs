//! A tour with a queue of cities to search, whose changes can be undone.

use super::{Instance, Route};
use crate::problem::REAL;

/// The number of cities searched between two checks whether the search has to end.
const LOOKS: u32 = 8;

/// A tour under local search: every change can be undone, and the cities it touched wait in a queue to be
/// searched. Cities around which nothing has changed are skipped (the don't-look bits of Bentley 1992, ORSA
/// Journal on Computing 4(4)).
#[derive(Clone, Debug, Default)]
pub(crate) struct WorkingTour<R> {
    pub(super) route: R,
    /// The reversed paths, in order.
    log: Vec<[u32; 2]>,
    queue: Vec<u32>,
    queued: Vec<bool>,
    /// The edges that a chain of exchanges has added, which it does not remove again.
    pub(super) added: Vec<[u32; 2]>,
    /// The number of moves whose gain was computed, and its limit.
    pub(super) tried: u64,
    allowance: u64,
    /// The number of cities searched since the last check whether the search has to end.
    looks: u32,
}

impl<R: Route> WorkingTour<R> {
    /// Loads a tour, with an empty queue. O(n).
    pub(crate) fn load(&mut self, instance: Instance<'_>, tour: &[usize], allowance: u64) {
        let joint = instance.tsp.ends().map(|_| tour.len() as u32);
        self.route.load(tour.iter().map(|city| *city as u32).chain(joint));
        self.queued.clear();
        self.queued.resize(self.route.cities(), false);
        self.queue.clear();
        self.log.clear();
        (self.tried, self.allowance) = (0, allowance);
    }

    /// Overwrites `tour` with the present tour. O(n).
    pub(crate) fn write(&self, instance: Instance<'_>, tour: &mut Vec<usize>) {
        let n = self.route.cities();
        let ends = instance.tsp.ends();
        let first = match ends {
            Some(_) => self.route.next(n as u32 - 1),
            None => tour.first().map_or(0, |city| *city as u32),
        };
        // The start is on one side of the joint and the end on the other.
        let turned = ends.is_some_and(|ends| {
            let last = self.route.prev(n as u32 - 1) as usize;
            let stands = |at: usize, end: Option<usize>| end.is_none_or(|end| end == at);
            instance.tsp.is_symmetric()
                && !(stands(first as usize, ends.start) && stands(last, ends.end))
        });
        let mut city = if turned { self.route.prev(n as u32 - 1) } else { first };
        tour.clear();
        for _ in 0..n - usize::from(ends.is_some()) {
            tour.push(city as usize);
            city = if turned { self.route.prev(city) } else { self.route.next(city) };
        }
    }

    /// Sets the largest number of moves tried, including those tried already.
    pub(super) fn allow(&mut self, moves: u64) {
        self.allowance = moves;
    }

    pub(crate) fn tried(&self) -> u64 {
        self.tried
    }

    #[inline]
    pub(crate) fn is_exhausted(&self) -> bool {
        self.tried >= self.allowance
    }

    /// Takes the last city from the queue.
    #[inline]
    pub(super) fn next_in_queue(&mut self) -> Option<u32> {
        self.queue.pop().inspect(|city| self.queued[*city as usize] = false)
    }

    /// Puts a city in the queue.
    #[inline]
    pub(crate) fn touch(&mut self, city: u32) {
        if !std::mem::replace(&mut self.queued[city as usize], true) {
            self.queue.push(city);
        }
    }

    /// Moves the queue to `cities`: those not searched because the allowance was exhausted.
    pub(crate) fn move_queue_to(&mut self, cities: &mut Vec<u32>) {
        cities.clone_from(&self.queue);
        self.empty_queue();
    }

    /// Empties the queue and returns whether there was anything in it.
    pub(crate) fn empty_queue(&mut self) -> bool {
        let full = !self.queue.is_empty();
        self.queue.drain(..).for_each(|city| self.queued[city as usize] = false);
        full
    }

    /// Returns the city after this one, or the one before if `on` is false.
    #[inline]
    pub(super) fn beside(&self, city: u32, on: bool) -> u32 {
        if on { self.route.next(city) } else { self.route.prev(city) }
    }

    /// Reverses the path from `first` to `last`, which leads forwards, or backwards if `on` is false.
    #[inline]
    pub(super) fn reverse(&mut self, first: u32, last: u32, on: bool) {
        let [first, last] = if on { [first, last] } else { [last, first] };
        self.route.reverse(first, last);
        self.log.push([first, last]);
    }

    /// Returns the length of the log, to undo later changes with [`undo_to`](Self::undo_to).
    #[inline]
    pub(super) fn mark(&self) -> usize {
        self.log.len()
    }

    /// Undoes all changes since the mark.
    pub(super) fn undo_to(&mut self, mark: usize) {
        while self.log.len() > mark
            && let Some([first, last]) = self.log.pop()
        {
            self.route.reverse(last, first);
        }
    }

    /// Clears the log, so that the changes so far cannot be undone.
    pub(super) fn keep(&mut self) {
        self.log.clear();
    }

    /// Counts a search around a city. If the search has to end, no more moves may be tried.
    #[inline]
    pub(super) fn look(&mut self, instance: Instance<'_>) {
        self.looks += 1;
        if self.looks >= LOOKS {
            self.looks = 0;
            if instance.cuts() {
                self.allowance = self.tried;
            }
        }
    }

    /// Returns the length of the ring, without the legs that must not be removed. O(n).
    pub(super) fn length(&self, instance: Instance<'_>) -> f64 {
        let cities = 0..self.route.cities() as u32;
        let legs = cities.map(|city| instance.leg(city, self.route.next(city)));
        legs.filter(|leg| *leg > REAL).sum()
    }

    /// Makes `b` the city after `a`, by moving there the path of at most `length` cities that begins
    /// with `b`. Returns how much shorter the tour has become, usually less than 0. Does nothing if `b`
    /// follows `a` already, or if a leg would be removed that must not be.
    pub(super) fn segment_move(
        &mut self,
        instance: Instance<'_>,
        [a, b]: [u32; 2],
        length: usize,
    ) -> Option<f64> {
        let (after, before) = (self.route.next(a), self.route.prev(b));
        if b == after || b == a {
            return None;
        }
        let mut last = b;
        for _ in 1..length {
            let next = self.route.next(last);
            if next == a {
                break;
            }
            last = next;
        }
        let beyond = self.route.next(last);
        // A leg that must not be removed may be removed and added again: in a sum, the other legs would be
        // lost in rounding.
        let sum = |edges: [[u32; 2]; 3]| {
            let legs = edges.map(|[from, to]| instance.leg(from, to));
            let real = legs.iter().filter(|leg| **leg > REAL);
            (real.clone().count(), real.sum::<f64>())
        };
        let removed = sum([[a, after], [before, b], [last, beyond]]);
        let added = sum([[a, b], [last, after], [before, beyond]]);
        if removed.0 != added.0 {
            return None;
        }
        let gain = removed.1 - added.1;
        // a [after … before] [b … last] beyond: the two paths are exchanged.
        self.reverse(after, last, true);
        self.reverse(last, b, true);
        self.reverse(before, after, true);
        [a, after, before, b, last, beyond].into_iter().for_each(|city| self.touch(city));
        Some(gain)
    }
}
