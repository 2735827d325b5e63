//! The statistics agree with those of scipy, and keep the symmetries of what they measure.

use proptest::prelude::*;
use serde::Deserialize;
use swarmopt::statistics::{Effect, Friedman, RankSum, SignedRank, holm};

/// `tests/data/statistics.json` says how it was computed.
#[derive(Deserialize)]
struct Reference {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Case {
    RankSum {
        name: String,
        a: Vec<f64>,
        b: Vec<f64>,
        statistic: f64,
        p: f64,
    },
    SignedRank {
        name: String,
        a: Vec<f64>,
        b: Vec<f64>,
        statistic: f64,
        p: f64,
    },
    Friedman {
        name: String,
        table: Vec<Vec<f64>>,
        statistic: f64,
        p: f64,
        ranks: Vec<f64>,
        critical_differences: [f64; 3],
    },
    Holm {
        name: String,
        raw: Vec<f64>,
        adjusted: Vec<f64>,
    },
    Effect {
        name: String,
        a: Vec<f64>,
        b: Vec<f64>,
        a12: f64,
    },
}

#[track_caller]
fn close(name: &str, what: &str, found: f64, expected: f64, digits: f64) {
    let near = (found - expected).abs() <= digits * expected.abs();
    assert!(near, "{name}: {what} is {found}, not {expected}");
}

#[test]
fn all_figures_are_those_of_scipy() {
    let reference: Reference =
        serde_json::from_str(include_str!("../data/statistics.json")).unwrap();
    assert!(reference.cases.len() >= 40);
    for case in reference.cases {
        match case {
            Case::RankSum { name, a, b, statistic, p } => {
                let test = RankSum::of(&a, &b).unwrap();
                close(&name, "u", test.u, statistic, 1e-12);
                close(&name, "p", test.p, p, 1e-9);
            }
            Case::SignedRank { name, a, b, statistic, p } => {
                let test = SignedRank::of(&a, &b).unwrap();
                close(&name, "w", test.w, statistic, 1e-12);
                close(&name, "p", test.p, p, 1e-9);
            }
            Case::Friedman { name, table, statistic, p, ranks, critical_differences } => {
                let test = Friedman::of(&table).unwrap();
                close(&name, "statistic", test.statistic, statistic, 1e-9);
                close(&name, "p", test.p, p, 1e-9);
                for (found, expected) in test.ranks.iter().zip(&ranks) {
                    close(&name, "a mean rank", *found, *expected, 1e-12);
                }
                for (alpha, expected) in [0.1, 0.05, 0.01].into_iter().zip(critical_differences) {
                    let found = test.critical_difference(alpha).unwrap();
                    close(&name, "a critical difference", found, expected, 1e-6);
                }
            }
            Case::Holm { name, raw, adjusted } => {
                for (found, expected) in holm(&raw).unwrap().into_iter().zip(adjusted) {
                    close(&name, "an adjusted p", found, expected, 1e-12);
                }
            }
            Case::Effect { name, a, b, a12 } => {
                close(&name, "a12", Effect::of(&a, &b).unwrap().a12, a12, 1e-12);
            }
        }
    }
}

/// Samples with ties, zeros and runs that never found anything.
fn sample(least: usize) -> impl Strategy<Value = Vec<f64>> {
    let number = prop_oneof![
        4 => (-20..20_i32).prop_map(f64::from),
        4 => -20.0..20.0_f64,
        1 => Just(f64::INFINITY),
        1 => Just(f64::NEG_INFINITY),
    ];
    prop::collection::vec(number, least..30)
}

/// Keeps the order, and which numbers are equal.
fn monotone(numbers: &[f64]) -> Vec<f64> {
    numbers.iter().map(|x| x.atan() * 3.0 - 7.0).collect()
}

fn pairs() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    (sample(1), sample(1)).prop_map(|(mut a, mut b)| {
        let length = a.len().min(b.len());
        a.truncate(length);
        b.truncate(length);
        (a, b)
    })
}

proptest! {
    #[test]
    fn a_rank_sum_is_symmetric_and_knows_order_only(a in sample(1), b in sample(1)) {
        let (test, other) = (RankSum::of(&a, &b).unwrap(), RankSum::of(&b, &a).unwrap());
        prop_assert!(0.0 < test.p && test.p <= 1.0);
        prop_assert_eq!(test.p, other.p);
        prop_assert_eq!(test.u + other.u, (a.len() * b.len()) as f64);
        prop_assert_eq!(test, RankSum::of(&monotone(&a), &monotone(&b)).unwrap());
    }

    #[test]
    fn effects_of_both_directions_add_up_to_one(a in sample(1), b in sample(1)) {
        let (effect, other) = (Effect::of(&a, &b).unwrap(), Effect::of(&b, &a).unwrap());
        prop_assert!((0.0..=1.0).contains(&effect.a12));
        prop_assert!((effect.a12 + other.a12 - 1.0).abs() < 1e-12);
        prop_assert_eq!(effect.magnitude(), other.magnitude());
        prop_assert_eq!(effect, Effect::of(&monotone(&a), &monotone(&b)).unwrap());
        let pairs = a.iter().flat_map(|x| b.iter().map(move |y| (x, y)));
        let score = |(x, y)| if x > y { 1.0 } else if x == y { 0.5 } else { 0.0 };
        let mean = pairs.map(score).sum::<f64>() / (a.len() * b.len()) as f64;
        prop_assert!((effect.a12 - mean).abs() < 1e-12);
    }

    #[test]
    fn a_signed_rank_is_symmetric_and_has_no_unit((a, b) in pairs()) {
        let test = SignedRank::of(&a, &b).unwrap();
        prop_assert!(0.0 < test.p && test.p <= 1.0);
        prop_assert_eq!(test, SignedRank::of(&b, &a).unwrap());
        let doubled = |numbers: &[f64]| numbers.iter().map(|x| 2.0 * x).collect::<Vec<f64>>();
        prop_assert_eq!(test, SignedRank::of(&doubled(&a), &doubled(&b)).unwrap());
        prop_assert_eq!(SignedRank::of(&a, &a).unwrap().p, 1.0);
    }

    #[test]
    fn friedman_knows_order_only_and_its_groups_hold_what_is_near(
        table in (2..7_usize).prop_flat_map(|k| {
            prop::collection::vec(prop::collection::vec((0..6_i32).prop_map(f64::from), k), 2..20)
        }),
    ) {
        let test = Friedman::of(&table).unwrap();
        let k = test.ranks.len();
        prop_assert!((0.0..=1.0).contains(&test.p) && test.statistic >= 0.0);
        prop_assert!((test.ranks.iter().sum::<f64>() - (k * (k + 1)) as f64 / 2.0).abs() < 1e-9);
        let mapped: Vec<Vec<f64>> = table.iter().map(|row| monotone(row)).collect();
        prop_assert_eq!(&test, &Friedman::of(&mapped).unwrap());
        let reversed: Vec<Vec<f64>> = table.iter().map(|row| row.iter().rev().copied().collect()).collect();
        let reversed = Friedman::of(&reversed).unwrap();
        prop_assert!((test.statistic - reversed.statistic).abs() <= 1e-9 * test.statistic);

        let (difference, groups) = (test.critical_difference(0.05).unwrap(), test.groups(0.05).unwrap());
        for (i, j) in (0..k).flat_map(|i| (0..i).map(move |j| (i, j))) {
            let near = (test.ranks[i] - test.ranks[j]).abs() < difference;
            let joined = groups.iter().any(|group| group.contains(&i) && group.contains(&j));
            prop_assert_eq!(near, joined, "{} {}", i, j);
        }
        for (i, group) in groups.iter().enumerate() {
            let within = |other: &Vec<usize>| group.iter().all(|method| other.contains(method));
            prop_assert!(groups.iter().enumerate().all(|(j, other)| i == j || !within(other)));
        }
    }
}
