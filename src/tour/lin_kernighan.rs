//! Local search on a working tour: chains of exchanges of variable depth.

use super::{Instance, Route, WorkingTour, instance::feigned};

/// The options of local search on tours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LinKernighanOptions {
    /// The number of alternatives tried at each of the first steps of a chain; 1 at later steps.
    pub breadth: [usize; 3],
    /// The largest number of exchanges in a chain beyond the first.
    pub depth: usize,
    /// Whether short paths are moved as well.
    pub insertion: bool,
}

impl LinKernighanOptions {
    /// Options for single exchanges.
    pub(crate) const TWO_OPT: LinKernighanOptions =
        LinKernighanOptions { breadth: [MOST, 1, 1], depth: 0, insertion: true };
    /// Options for chains. Breadths of 5, 1, 1 were better than 5, 3, 1 and 8, 3, 2 on pcb1173 and pr2392 in
    /// equal time, depths of 4 to 15 about equal.
    pub(crate) const CHAINS: LinKernighanOptions =
        LinKernighanOptions { breadth: [5, 1, 1], depth: 8, insertion: true };

    fn ways(&self, step: usize) -> usize {
        self.breadth.get(step).copied().unwrap_or(1)
    }
}

/// The largest number of alternatives tried at a step.
const MOST: usize = 8;

/// An exchange: the open edge at `from` is replaced by the edge from there to `to`, and the edge between `to`
/// and `end` becomes the open one.
#[derive(Clone, Copy, Debug, Default)]
struct Way {
    to: u32,
    end: u32,
    /// The gains before and after the ring is closed.
    open: f64,
    closed: f64,
    /// The length of the longest leg removed so far.
    longest: f64,
}

impl Way {
    /// Returns whether closing the ring here is a gain.
    fn is_gain(&self) -> bool {
        self.closed > feigned(self.longest)
    }
}

impl<R: Route> WorkingTour<R> {
    /// Searches around the cities in the queue until there is no more gain. Returns how much shorter the tour
    /// has become.
    pub(crate) fn descend(
        &mut self,
        instance: Instance<'_>,
        local_search: &LinKernighanOptions,
    ) -> f64 {
        let mut total = 0.0;
        while !self.is_exhausted()
            && let Some(city) = self.next_in_queue()
        {
            while let Some(gain) = self.improve_at(instance, local_search, city) {
                total += gain;
                self.look(instance);
            }
            self.look(instance);
            if self.is_exhausted() {
                self.touch(city); // perhaps not searched to the end
            }
        }
        total
    }

    fn improve_at(
        &mut self,
        instance: Instance<'_>,
        local_search: &LinKernighanOptions,
        city: u32,
    ) -> Option<f64> {
        if !instance.tsp.is_symmetric() {
            return self.exchange(instance, city);
        }
        let gain = self.chain(instance, local_search, city);
        gain.or_else(|| if local_search.insertion { self.insert(instance, city) } else { None })
    }

    /// Does the Lin–Kernighan step from a city (Lin & Kernighan 1973, Operations Research 21(2)): removes its
    /// edge to one side and continues with a chain of exchanges, each of which leaves a tour, as long as the
    /// sum of the lengths removed less those added is a gain. The first steps try several alternatives
    /// (Applegate, Cook & Rohe 2003, INFORMS J. Computing 15(1)).
    fn chain(
        &mut self,
        instance: Instance<'_>,
        local_search: &LinKernighanOptions,
        city: u32,
    ) -> Option<f64> {
        [true, false].into_iter().find_map(|on| {
            let next = self.beside(city, on);
            let edge = instance.leg(city, next);
            self.added.clear();
            let chain = Chain { instance, local_search, base: city, on };
            let start = Way { end: next, open: edge, longest: edge, ..Way::default() };
            let gain = self.step(&chain, start, 0);
            gain.inspect(|_| self.touch(city))
        })
    }

    /// Continues from the open end, next to the base. Makes the first gain found and returns it.
    fn step(&mut self, chain: &Chain<'_>, after: Way, step: usize) -> Option<f64> {
        let from = after.end;
        let mut ways = [Way::default(); MOST];
        let most = chain.local_search.ways(step);
        let last = step >= chain.local_search.depth;
        let mut count = 0;
        self.for_ways(chain, after, feigned(after.longest), |way| {
            let leads_on = !last || way.is_gain();
            if !leads_on || count == most && way.open <= ways[count - 1].open {
                return;
            }
            count = (count + 1).min(most);
            let mut place = count - 1;
            while place > 0 && ways[place - 1].open < way.open {
                ways[place] = ways[place - 1];
                place -= 1;
            }
            ways[place] = way;
        });
        for way in &ways[..count] {
            let mark = self.mark();
            self.reverse(from, way.end, chain.on);
            self.added.push([from, way.to]);
            let gained = match way.is_gain() {
                true => {
                    let more = if last { None } else { self.deepen(chain, *way, step + 1) };
                    more.or(Some(way.closed))
                }
                false => self.step(chain, *way, step + 1),
            };
            self.added.pop();
            if gained.is_some() {
                [from, way.to, way.end].into_iter().for_each(|city| self.touch(city));
                return gained;
            }
            self.undo_to(mark);
        }
        None
    }

    /// Continues after a gain, with one alternative per step, towards a greater one.
    fn deepen(&mut self, chain: &Chain<'_>, after: Way, step: usize) -> Option<f64> {
        let (from, least) = (after.end, after.closed.max(0.0));
        let mut best: Option<Way> = None;
        self.for_ways(chain, after, least, |way| {
            if best.is_none_or(|best| way.open > best.open) {
                best = Some(way);
            }
        });
        let way = best?;
        let better = way.closed > least + feigned(way.longest);
        let last = step >= chain.local_search.depth;
        if last && !better {
            return None;
        }
        let mark = self.mark();
        self.reverse(from, way.end, chain.on);
        self.added.push([from, way.to]);
        let target = Way { closed: way.closed.max(least), ..way };
        let more = if last { None } else { self.deepen(chain, target, step + 1) };
        self.added.pop();
        let gained = more.or_else(|| better.then_some(way.closed));
        match gained {
            Some(_) => [from, way.to, way.end].into_iter().for_each(|city| self.touch(city)),
            None => self.undo_to(mark),
        }
        gained
    }

    /// Calls `take` with every exchange at the open end that leaves more than `least` open.
    #[inline]
    fn for_ways(&mut self, chain: &Chain<'_>, after: Way, least: f64, mut take: impl FnMut(Way)) {
        let Chain { instance, base, on, .. } = *chain;
        let from = after.end;
        let beyond = self.beside(from, on);
        for (to, length) in instance.near(from) {
            let left = after.open - length;
            if left <= least || self.is_exhausted() {
                break; // the others are farther
            }
            if to == base || to == beyond {
                continue;
            }
            self.tried += 1;
            let end = self.beside(to, !on);
            let is_removed = |edge: &[u32; 2]| *edge == [to, end] || *edge == [end, to];
            if self.added.iter().any(is_removed) {
                continue;
            }
            let removed = instance.leg(to, end);
            let open = left + removed;
            if open > least {
                let (closed, longest) =
                    (open - instance.leg(end, base), after.longest.max(removed));
                take(Way { to, end, open, closed, longest });
            }
        }
    }
}

/// The constants of a chain: the city it begins and closes at, and its direction.
struct Chain<'a> {
    instance: Instance<'a>,
    local_search: &'a LinKernighanOptions,
    base: u32,
    on: bool,
}
