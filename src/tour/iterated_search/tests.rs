use super::*;
use crate::{
    problem::{Allowance, Space},
    rng::{Seed, Streams},
    tour::{improve_tour, tests::random_instance},
};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_search_keeps_its_allowance_and_ends_as_its_best_tour_if_that_leads(
        kind in 0usize..5, n in 3usize..40, way in 0usize..5, hot: bool, settled: bool,
        allowance in 0u64..3_000, seed: u64,
    ) {
        let mut rng = Streams::new(Seed(seed)).at(0, 0);
        let tsp = random_instance(kind, n, way, &mut rng);
        let instance = Instance::of(&tsp);
        let mut tour = tsp.sample(&mut rng);
        let mut search = IteratedSearch::default();
        if !settled {
            search.fill_queue(&tsp);
        }
        for best in [true, true, false] {
            let before = tsp.length(&tour);
            let beat = if best { before } else { 0.0 };
            let temperature = if hot { 0.1 * before } else { 0.0 };
            let (longest, local_search) = (LONGEST, LinKernighanOptions::CHAINS);
            let options = KickOptions { kicks: 60, longest, temperature, local_search, beat, allowance };
            let guide = &mut Near(instance);
            let tried =
                search.travel(instance, &options, &mut tour, guide, &mut rng).tried;
            prop_assert!(tried <= allowance && tsp.contains(&tour));
            prop_assert!(search.queue.is_empty() || tried == allowance);
            let after = tsp.length(&tour);
            // Equal lengths are equal only up to rounding.
            prop_assert!(hot || after <= before * (1.0 + 1e-9));
        }
    }
}

#[test]
fn with_heat_the_best_tour_is_brought_home_and_without_a_lead_the_last_one() {
    let mut rng = Streams::new(Seed(1)).at(0, 0);
    let tsp = random_instance(0, 60, 0, &mut rng);
    let instance = Instance::of(&tsp);
    let mut tour = tsp.sample(&mut rng);
    let endless = &mut Allowance::new(u64::MAX);
    improve_tour(
        &tsp,
        &mut tour,
        f64::INFINITY,
        LinKernighanOptions::TWO_OPT,
        0,
        endless,
        &mut rng,
    );
    let (settled, start) = (tour.clone(), tsp.length(&tour));
    let travel = |beat: f64, kicks: usize| {
        let mut rng = Streams::new(Seed(2)).at(0, 0);
        let (temperature, local_search) = (start / 10.0, LinKernighanOptions::TWO_OPT);
        let options =
            KickOptions { kicks, longest: 9, temperature, local_search, beat, allowance: u64::MAX };
        let (mut tour, mut search) = (settled.clone(), IteratedSearch::default());
        let guide = &mut Near(instance);
        search.travel(instance, &options, &mut tour, guide, &mut rng);
        tsp.length(&tour)
    };
    // The same search, observed after each kick, up to where it has been shorter than now and than at
    // the start.
    let rounding = 1e-9 * start;
    let mut least = f64::INFINITY;
    let end = (1..=400).find_map(|kicks| {
        let length = travel(0.0, kicks);
        let strayed = least < start - rounding && length > least + rounding;
        least = least.min(length);
        strayed.then_some((kicks, length))
    });
    let (kicks, last) = end.expect("at a temperature above 0 a walk strays");
    assert!((travel(start, kicks) - least).abs() < rounding, "{least}");
    assert_eq!(travel(least - rounding, kicks), last);
}

/// Missing roads given as legs of 10¹⁸: in sums, all other legs are lost in rounding.
#[test]
fn a_change_over_a_road_that_is_not_there_is_judged_by_the_roads_that_are() {
    for seed in 0..20 {
        let mut rng = Streams::new(Seed(seed)).at(0, 0);
        let mut legs = ndarray::Array2::from_elem((9, 9), 1e18);
        for i in 0..9 {
            for k in 1..3 {
                let leg = 1.0 + rng.below(99) as f64;
                (legs[[i, (i + k) % 9]], legs[[(i + k) % 9, i]]) = (leg, leg);
            }
        }
        let tsp = Tsp::from_matrix(legs).unwrap();
        let mut tour: Vec<usize> = (0..9).collect();
        let mut before = tsp.length(&tour);
        for _ in 0..10 {
            let allowance = &mut Allowance::new(500);
            let instance = Instance::of(&tsp);
            let options = KickOptions {
                kicks: 50,
                longest: LONGEST,
                temperature: 0.0,
                local_search: LinKernighanOptions::CHAINS,
                beat: 0.0,
                allowance: allowance.left(),
            };
            let mut search = IteratedSearch::default();
            search.travel(instance, &options, &mut tour, &mut Near(instance), &mut rng);
            let after = tsp.length(&tour);
            assert!(after <= before, "{seed}: {after} after {before}");
            before = after;
        }
    }
}
