//! Local search on a whole tour.

use super::{Instance, IteratedSearch, KickOptions, LONGEST, LinKernighanOptions, Near};
use crate::{
    problem::{Allowance, PlaceScratch, Tsp},
    rng::Stream,
};

/// Improves a tour of the given length by local search from all its cities, followed by `kicks` kicks.
/// Returns the new length of the tour, at most the given one.
pub(crate) fn improve_tour(
    tsp: &Tsp,
    tour: &mut Vec<usize>,
    length: f64,
    local_search: LinKernighanOptions,
    kicks: usize,
    allowance: &mut Allowance<'_>,
    rng: &mut Stream,
) -> f64 {
    let before = tour.clone();
    let over = tsp.over_places();
    let instance = Instance::of(over).until(allowance.cut());
    let mut search = IteratedSearch::default();
    search.fill_queue(over);
    let scratch = &mut PlaceScratch::default();
    tsp.contract(tour, scratch);
    while !search.queue_is_empty() && !allowance.is_exhausted() {
        let (longest, left) = (LONGEST, allowance.left());
        let options = KickOptions {
            kicks,
            longest,
            temperature: 0.0,
            local_search,
            beat: f64::INFINITY,
            allowance: left,
        };
        let guide = &mut Near(instance);
        allowance.spend(search.travel(instance, &options, tour, guide, rng).tried);
    }
    tsp.expand(tour, scratch);
    // Summed leg by leg, as in `evaluate`, for the same bits.
    let after = tsp.length(tour);
    if after <= length {
        return after;
    }
    // Rounded distances can make a detour through a place shorter, and sums of equal tours can differ.
    tour.clone_from(&before);
    length
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        problem::Space,
        rng::{Seed, Streams},
        tour::{iterated_search::MOVES_A_ROUND, tests::random_instance},
    };

    #[test]
    fn changes_after_the_first_search_are_not_cut_at_the_end_of_the_day() {
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let tsp = random_instance(0, 40, 0, &mut rng);
        let mut tour = tsp.sample(&mut rng);
        let most = 2 * MOVES_A_ROUND;
        let mut allowance = Allowance::new(most);
        let (local_search, kicks) = (LinKernighanOptions::CHAINS, usize::MAX);
        improve_tour(&tsp, &mut tour, f64::INFINITY, local_search, kicks, &mut allowance, &mut rng);
        assert_eq!(allowance.spent(), most);
    }

    #[test]
    fn a_search_that_is_cut_ends_with_the_tour_it_has() {
        use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let tsp = random_instance(0, 400, 0, &mut rng);
        let start = tsp.sample(&mut rng);
        let before = tsp.length(&start);
        let mut search = |patience: u32| {
            let (mut tour, asked) = (start.clone(), AtomicU32::new(0));
            let cut = || asked.fetch_add(1, Relaxed) >= patience;
            let mut allowance = Allowance::new(u64::MAX).until(Some(&cut));
            let (local_search, kicks) = (LinKernighanOptions::CHAINS, usize::MAX);
            let after = improve_tour(
                &tsp,
                &mut tour,
                before,
                local_search,
                kicks,
                &mut allowance,
                &mut rng,
            );
            assert!(tsp.contains(&tour) && tsp.length(&tour) == after && after <= before);
            (allowance.spent(), after)
        };
        let (at_once, soon, later) = (search(0), search(20), search(500));
        assert_eq!(at_once, (0, before));
        assert!(0 < soon.0 && soon.0 < later.0 && later.1 < soon.1 && soon.1 < before);
    }

    #[test]
    fn where_no_change_is_possible_a_search_ends() {
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let tsp = random_instance(3, 3, 4, &mut rng); // both ends of three cities are fixed
        let (mut tour, kicks) = (tsp.sample(&mut rng), usize::MAX);
        let (before, allowance) = (tsp.length(&tour), &mut Allowance::new(u64::MAX));
        let after = improve_tour(
            &tsp,
            &mut tour,
            before,
            LinKernighanOptions::CHAINS,
            kicks,
            allowance,
            &mut rng,
        );
        assert_eq!(after, before);
    }
}
