use super::*;
use crate::problem::{Permutation, Tsp};

#[test]
fn deposits_are_in_proportion_to_one_over_cost_and_never_endless() {
    let space = Permutation::new(3).unwrap();
    let mut pheromone = Pheromone::new(&space);
    assert!(pheromone.set_reference(&100.0) && !pheromone.set_reference(&7.0));
    assert_eq!(pheromone.deposit_of(&100.0), 1.0);
    assert_eq!(pheromone.deposit_of(&50.0), 2.0);
    assert_eq!(pheromone.deposit_of(&f64::NAN), 0.0);
    assert_eq!(pheromone.deposit_of(&f64::INFINITY), 0.0);
    let (zero, below) = (pheromone.deposit_of(&0.0), pheromone.deposit_of(&-5.0));
    assert!(zero.is_finite() && below.is_finite() && below > zero && zero >= 2.0);
    let mut pheromone = Pheromone::new(&space);
    pheromone.set_reference(&-10.0);
    assert!(pheromone.deposit_of(&-20.0) > 1.0 && pheromone.deposit_of(&-5.0) < 1.0);
}

#[test]
fn only_candidates_hold_pheromone_and_the_attraction_follows_every_change() {
    let cities: Vec<(f64, f64)> = (0..40).map(|i| (f64::from(i * i), 0.0)).collect();
    let line = Tsp::from_cities(&cities).unwrap();
    let tour: Vec<usize> = (0..40).collect();
    for alpha in [1.0, 0.5] {
        let mut pheromone = Pheromone::new(&line);
        pheromone.prepare(&line, alpha, 2.0);
        pheromone.deposit(&line, &tour, 3.0);
        pheromone.refresh();
        assert_eq!((pheromone.width(), pheromone.row(0).len()), (16, 16));
        assert_eq!([(0, 1), (1, 0), (0, 2)].map(|(a, b)| pheromone.level(a, b)), [4.0, 4.0, 1.0]);
        assert_eq!(pheromone.level(0, 39), 0.0); // the way home: no neighbours
        let trails: Vec<_> = pheromone.trails().collect();
        assert_eq!((trails.len(), trails[0]), (40 * 16, (0, 1, 4.0)));
        assert!(trails.iter().all(|(row, column, level)| {
            *level == if row.abs_diff(*column) == 1 { 4.0 } else { 1.0 }
        }));
        // The nearest, 1 away, and the next, 4 away.
        let near = f64::powf(4.0, alpha) as f32;
        assert_eq!(pheromone.row(0)[..2], [near, 1.0 / 16.0]);
        let after = |pheromone: &Pheromone| {
            let mut renewed = pheromone.clone();
            renewed.prepare(&line, alpha, 2.0);
            assert_eq!(renewed.attraction, pheromone.attraction);
        };
        after(&pheromone);
        pheromone.pull(&line, &tour, 0.5, 1.0);
        after(&pheromone);
        pheromone.evaporate(0.5);
        pheromone.deposit(&line, &tour, 1e30);
        pheromone.refresh();
        after(&pheromone);
        assert!(pheromone.attraction.iter().all(|a| *a > 0.0 && a.is_finite()));
    }
}

#[test]
fn every_choice_is_clamped_also_those_that_nobody_made() {
    let space = Permutation::new(3).unwrap();
    let mut pheromone = Pheromone::new(&space);
    pheromone.prepare(&space, 1.0, 2.0);
    pheromone.evaporate(0.9);
    pheromone.deposit(&space, &vec![0, 1, 2], 10.0);
    pheromone.clamp(0.5, 5.0);
    assert_eq!(pheromone.trails().nth(5), Some((1, 2, 0.5)));
    for row in 0..3 {
        for column in 0..3 {
            let expected = if row == column { 5.0 } else { 0.5 };
            assert_eq!(pheromone.level(row, column), expected);
        }
    }
    pheromone.pull(&space, &vec![0, 1, 2], 0.1, 1.0);
    assert!((pheromone.level(1, 1) - 4.6).abs() < 1e-12);
}
