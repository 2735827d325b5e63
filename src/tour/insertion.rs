//! Or-opt: moves of short paths.

use super::{Instance, Route, WorkingTour, instance::feigned};

/// The length of the longest path that is moved (Or 1976).
const LONGEST: usize = 3;

/// A path between its neighbours, and the edge it is to be inserted into.
struct Move {
    /// The ends of the path: `head` is put next to `near`, `tail` next to `far`.
    head: u32,
    tail: u32,
    near: u32,
    far: u32,
}

impl<R: Route> WorkingTour<R> {
    /// Does an Or-opt move (Or 1976): moves a path of up to three cities that begins with `head` between two
    /// adjacent cities, one of them a neighbour of `head`; the path may be reversed. Makes the first move found
    /// that is a gain, and returns the gain.
    pub(super) fn insert(&mut self, instance: Instance<'_>, head: u32) -> Option<f64> {
        let leg = |a, b| instance.leg(a, b);
        for on in [true, false] {
            // The path leads away from `before`.
            let before = self.beside(head, on);
            let edge = leg(head, before);
            let mut path = [head; LONGEST];
            for length in 1..=LONGEST {
                let tail = if length == 1 { head } else { self.beside(path[length - 2], !on) };
                path[length - 1] = tail;
                let path = &path[..length];
                let after = self.beside(tail, !on);
                if path.contains(&before) || path.contains(&after) || after == before {
                    break;
                }
                let other = leg(tail, after);
                let (removed, longest) = (edge + other - leg(before, after), edge.max(other));
                let least = feigned(longest);
                for (near, length) in instance.near(head) {
                    let left = removed - length;
                    if left <= least || self.is_exhausted() {
                        break;
                    }
                    if path.contains(&near) {
                        continue;
                    }
                    for far in [self.route.next(near), self.route.prev(near)] {
                        let gap = [before, after].contains(&near) && [before, after].contains(&far);
                        if path.contains(&far) || gap || self.is_exhausted() {
                            continue;
                        }
                        self.tried += 1;
                        let opened = leg(near, far);
                        let gain = left + opened - leg(tail, far);
                        if gain > feigned(longest.max(opened)) {
                            self.shift(Move { head, tail, near, far }, on);
                            let touched = [head, tail, before, after, near, far];
                            touched.into_iter().for_each(|city| self.touch(city));
                            return Some(gain);
                        }
                    }
                }
            }
        }
        None
    }

    /// Moves a path that leads backwards from its head, or forwards if `on` is false, by reversals that begin
    /// and end at the path.
    fn shift(&mut self, Move { head, tail, near, far }: Move, on: bool) {
        let [first, last] = if on { [tail, head] } else { [head, tail] };
        let [left, right] = if self.route.next(near) == far { [near, far] } else { [far, near] };
        let (before, after) = (self.route.prev(first), self.route.next(last));
        let kept = (left == near) == (first == head);
        // In both cases the path ends up between `left` and `right`, reversed.
        if self.route.between(last, left, before) && left != before {
            self.reverse(first, left, true); // before [left … after] [last … first] right
            self.reverse(left, after, true);
        } else {
            self.reverse(right, last, true); // left [last … first] [before … right] after
            self.reverse(before, right, true);
        }
        if kept {
            self.reverse(last, first, true);
        }
    }
}
