//! Segment insertion, for distances that depend on the direction.

use super::{Instance, Route, WorkingTour, instance::feigned};

impl<R: Route> WorkingTour<R> {
    /// Does a segment insertion: exchanges two adjacent paths, which reverses neither. It is the only exchange of
    /// three edges that asymmetric distances allow (Kanellakis & Papadimitriou 1980, Operations Research 28(5)).
    /// Makes the first exchange found that is a gain, in which `a` is followed by a neighbour, and the city before
    /// that by one of its own. Returns the gain.
    pub(super) fn exchange(&mut self, instance: Instance<'_>, a: u32) -> Option<f64> {
        let leg = |from, to| instance.leg(from, to);
        let after_a = self.route.next(a);
        let edge = leg(a, after_a);
        let least = feigned(edge);
        // Without the joint, a path whose ends are free could not be cut and closed elsewhere.
        let joint = instance.joint();
        let near = |city| {
            joint.map(|joint| (joint, leg(city, joint))).into_iter().chain(instance.near(city))
        };
        for (after_b, length) in near(a) {
            let first = edge - length;
            if first <= least {
                break;
            }
            let b = self.route.prev(after_b);
            if b == a {
                continue;
            }
            let removed = leg(b, after_b);
            let (second, longest) = (first + removed, edge.max(removed));
            let least = feigned(longest);
            for (after_c, length) in near(b) {
                if second - length <= least || self.is_exhausted() {
                    break;
                }
                let c = self.route.prev(after_c);
                if c == b || c == a || !self.route.between(after_b, c, a) {
                    continue;
                }
                self.tried += 1;
                let removed = leg(c, after_c);
                let gain = second - length + removed - leg(c, after_a);
                if gain > feigned(longest.max(removed)) {
                    // a [after_a … b] [after_b … c] after_c
                    self.reverse(after_a, c, true);
                    self.reverse(c, after_b, true);
                    self.reverse(b, after_a, true);
                    [a, after_a, b, after_b, c, after_c].into_iter().for_each(|x| self.touch(x));
                    return Some(gain);
                }
            }
        }
        None
    }
}
