//! Iterated local search: a tour is changed by kicks, again and again.

use super::{ArrayRoute, Instance, LinKernighanOptions, Route, TwoLevelRoute, WorkingTour};
use crate::{problem::Tsp, rng::Stream};
use serde::{Deserialize, Serialize};

/// The options of an iterated search.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KickOptions {
    /// The number of kicks.
    pub kicks: usize,
    /// The length of the longest path that a kick moves.
    pub longest: usize,
    /// The average loss that a kick may cause; at 0 a kick is kept only if it causes none (the large-step
    /// Markov chains of Martin, Otto & Felten 1991, Complex Systems 5(3)).
    pub temperature: f64,
    /// The local search that repairs the tour after a kick.
    pub local_search: LinKernighanOptions,
    /// The length below which a tour is the agent's best.
    pub beat: f64,
    /// The number of moves that may be tried.
    pub allowance: u64,
}

/// The result of an iterated search.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct KickResult {
    /// The number of moves whose gain was computed.
    pub tried: u64,
    /// The length of the shortest tour met, up to rounding, as it is a sum of changes.
    pub shortest: f64,
}

/// The choice of the city that a kick makes the next one on the route.
pub(crate) trait KickGuide {
    /// Returns the city that is to follow `city`, which is not the joint of an open tour; `None` to leave the
    /// route as it is.
    fn next<R: Route>(&mut self, city: u32, route: &R, rng: &mut Stream) -> Option<u32>;
}

/// The largest number of moves in one search of a tour whose local search has not ended: on a large tour it
/// takes several searches, so that a time limit is kept.
pub(super) const MOVES_A_ROUND: u64 = 500_000;

/// The state of an agent's iterated search.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct IteratedSearch {
    /// The cities of its tour that local search has not yet searched.
    queue: Vec<u32>,
    #[serde(skip)]
    array: WorkingTour<ArrayRoute>,
    #[serde(skip)]
    list: WorkingTour<TwoLevelRoute>,
}

/// The length up to which paths are moved even on the shortest tours.
const SHORTEST: usize = 3;

/// The relative difference below which tours are equally long, but for rounding.
const TIE: f64 = 1e-12;

/// The number of impossible kicks in a row after which the search ends.
const IDLE: usize = 1_000;

/// The number of cities from which a two-level list is the faster route: see `benches/tours.md`.
const MANY: usize = 10_000;

impl IteratedSearch {
    /// Puts all cities in the queue of local search.
    pub(crate) fn fill_queue(&mut self, tsp: &Tsp) {
        self.queue.clear();
        self.queue.extend((0..tsp.cities() as u32).rev());
    }

    /// Empties the queue of local search.
    pub(crate) fn clear_queue(&mut self) {
        self.queue.clear();
    }

    /// Returns whether local search has searched all cities.
    pub(super) fn queue_is_empty(&self) -> bool {
        self.queue.is_empty()
    }

    /// Searches from `tour`, and leaves in it the best tour met if that is shorter than `options.beat`, otherwise
    /// the last one.
    pub(crate) fn travel(
        &mut self,
        instance: Instance<'_>,
        options: &KickOptions,
        tour: &mut Vec<usize>,
        guide: &mut impl KickGuide,
        rng: &mut Stream,
    ) -> KickResult {
        if !instance.has_room() {
            self.clear_queue();
            return KickResult { tried: 0, shortest: instance.tsp.length(tour) };
        }
        if tour.len() < MANY {
            self.array.travel(instance, options, tour, &mut self.queue, guide, rng)
        } else {
            self.list.travel(instance, options, tour, &mut self.queue, guide, rng)
        }
    }
}

impl<R: Route> WorkingTour<R> {
    /// Searches with one kind of route.
    fn travel(
        &mut self,
        instance: Instance<'_>,
        options: &KickOptions,
        tour: &mut Vec<usize>,
        queue: &mut Vec<u32>,
        guide: &mut impl KickGuide,
        rng: &mut Stream,
    ) -> KickResult {
        let working = self;
        let first =
            if queue.is_empty() { options.allowance } else { options.allowance.min(MOVES_A_ROUND) };
        working.load(instance, tour, first);
        // The cities of a damaged checkpoint may not exist.
        let cities = working.route.cities() as u32;
        queue.drain(..).filter(|city| *city < cities).for_each(|city| working.touch(city));
        working.descend(instance, &options.local_search);
        working.move_queue_to(queue);
        if queue.is_empty() {
            working.allow(options.allowance);
        }
        working.keep();
        let mut length = working.length(instance);
        let mut shortest = length;
        let mut best = (length < options.beat * (1.0 - TIE)).then_some((length, 0));
        let kicks = if queue.is_empty() { options.kicks } else { 0 };
        let mut idle = 0;
        for _ in 0..kicks {
            working.look(instance);
            idle += 1;
            if working.is_exhausted() || idle > IDLE {
                break;
            }
            let city = rng.below(cities as usize) as u32;
            let stretch = 1 + rng.below(options.longest.min((tour.len() / 4).max(SHORTEST)));
            let next = match Some(city) == instance.joint() {
                true => Near(instance).next(city, &working.route, rng),
                false => guide.next(city, &working.route, rng),
            };
            let Some(next) = next else { continue };
            let mark = working.mark();
            let Some(loss) = working.segment_move(instance, [city, next], stretch) else {
                continue;
            };
            idle = 0;
            let change = loss + working.descend(instance, &options.local_search);
            // The sum of a leg longer than the tour, such as one that stands for a missing road, and other legs
            // would lose the others in rounding.
            let is_rough = loss.abs() > length;
            let after = if is_rough { working.length(instance) } else { length - change };
            let tolerance = if options.temperature > 0.0 {
                options.temperature * (1.0 - rng.unit()).ln()
            } else {
                0.0
            };
            let tie = 1e-10 * loss.abs().min(length);
            if working.empty_queue() || length - after < tolerance - tie {
                working.undo_to(mark);
                continue;
            }
            length = after;
            shortest = shortest.min(length);
            if length < best.map_or(options.beat, |(best, _)| best) - tie.max(TIE * length) {
                best = Some((length, working.mark()));
            }
        }
        if let Some((_, mark)) = best {
            working.undo_to(mark);
        }
        working.write(instance, tour);
        KickResult { tried: working.tried(), shortest }
    }
}

/// A guide that chooses one of the five nearest cities at random.
pub(crate) struct Near<'a>(pub Instance<'a>);

impl KickGuide for Near<'_> {
    fn next<R: Route>(&mut self, city: u32, _: &R, rng: &mut Stream) -> Option<u32> {
        self.0.near(city).nth(rng.below(5)).map(|(next, _)| next)
    }
}

/// The length of the longest path that a kick moves. Of 10, 50, 100, 300 and 1000, 300 was the best on pcb1173
/// and pr2392.
pub(crate) const LONGEST: usize = 300;

#[cfg(test)]
mod tests;
