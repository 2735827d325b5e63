//! A trip: a tour changed here and there, again and again.

use super::{ArrayRoute, Effort, Ground, Route, Workbench};
use crate::rng::Stream;

/// How an agent travels.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trip {
    /// How often the tour is changed.
    pub changes: usize,
    /// The longest path moved.
    pub longest: usize,
    /// What a change may cost, on average: 0 keeps only those that cost nothing.
    pub heat: f64,
    /// What repairs a change.
    pub effort: Effort,
}

/// An agent on its way: the tour as it is, and the cities it has not looked at yet.
#[derive(Clone, Debug, Default)]
pub(crate) struct Traveller {
    bench: Workbench<ArrayRoute>,
}

/// The moves a traveller may try before it comes home for the first time: local search on a large
/// tour takes several trips, so that a time limit is kept.
const DAY: u64 = 500_000;

impl Traveller {
    /// Travels along `tour`, which ends as the best tour met if that is shorter than by `lead`, the
    /// gain that would make it the agent's best; else as the tour it came home with. `unsettled` are
    /// the cities to look at first. `lure` says which city is to follow another. How many moves were
    /// tried, at most `allowance`.
    pub(crate) fn travel(
        &mut self,
        ground: Ground<'_>,
        trip: &Trip,
        tour: &mut Vec<usize>,
        unsettled: &mut Vec<u32>,
        lead: f64,
        allowance: u64,
        rng: &mut Stream,
        mut lure: impl FnMut(u32, &mut Stream) -> Option<u32>,
    ) -> u64 {
        if tour.len() < 5 {
            return 0; // nothing that a single move would not find
        }
        let bench = &mut self.bench;
        let day = if unsettled.is_empty() { allowance } else { allowance.min(DAY) };
        bench.load(ground, tour, day);
        unsettled.drain(..).for_each(|city| bench.touch(city));
        let mut gain = bench.settle(ground, &trip.effort);
        *unsettled = bench.take_queue();
        bench.keep();
        let (mut best, mut best_mark) = (lead.max(gain), 0);
        let mut changes = if unsettled.is_empty() { trip.changes } else { 0 };
        while changes > 0 && !bench.is_spent() {
            changes -= 1;
            let city = bench.any_city(ground, rng);
            let length = 1 + rng.below(trip.longest);
            let Some(next) = lure(city, rng) else { continue };
            let mark = bench.mark();
            let Some(loss) = bench.relink(ground, [city, next], length) else { continue };
            let change = loss + bench.settle(ground, &trip.effort);
            let cut = !bench.take_queue().is_empty();
            let bearable = if trip.heat > 0.0 { trip.heat * (1.0 - rng.unit()).ln() } else { 0.0 };
            if cut || change < bearable - 1e-12 * best.abs() {
                bench.undo_to(mark);
                continue;
            }
            gain += change;
            if gain > best + 1e-9 * best.abs() {
                (best, best_mark) = (gain, bench.mark());
            }
        }
        if best_mark > 0 {
            bench.undo_to(best_mark);
        }
        bench.write(ground, tour);
        bench.tried()
    }
}
