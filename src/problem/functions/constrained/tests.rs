use super::{ConstrainedBenchmark, ConstrainedFunction, ConstrainedFunction::*};
use crate::{
    problem::{Bounded, Boxed, Constrained, Constraint, Fitness, Problem, Space},
    rng::{Seed, Streams},
};
use std::{iter::zip, ops::RangeInclusive};

/// Returns the fitness at a point.
pub fn at(problem: &ConstrainedBenchmark, x: &[f64]) -> Constrained {
    problem.evaluate(&x.to_vec()).unwrap()
}

/// Returns by how much each constraint is violated at a point, below 0 if it holds; two values of an equality are one.
pub fn violations(problem: &ConstrainedBenchmark, x: &[f64]) -> Vec<f64> {
    let fitness = at(problem, x);
    let mut values = fitness.constraints();
    let next = |constraint: &Constraint| {
        let value = constraint.pop(&mut values).unwrap();
        constraint.tolerance().map_or(value, |tolerance| value.abs() - tolerance)
    };
    let all = problem.constraints().iter().map(next).collect();
    assert!(values.is_empty(), "{}", problem.name());
    all
}

#[test]
fn all_are_listed_once_in_order_and_names_round_trip() {
    assert_eq!(ConstrainedFunction::ALL.map(|f| f as usize), std::array::from_fn(|i| i));
    assert_eq!(ConstrainedFunction::ALL.len(), GearTrain as usize + 1);
    for function in ConstrainedFunction::ALL {
        assert_eq!(function.to_string().parse::<ConstrainedFunction>().unwrap(), function);
        assert_eq!(format!("{function:?}").parse::<ConstrainedFunction>().unwrap(), function);
        let problem = function.problem();
        assert_eq!((problem.name(), problem.function()), (function.name(), function));
    }
    let error = "g14".parse::<ConstrainedFunction>().unwrap_err().to_string();
    assert!(error.starts_with("function is g14; allowed: g01, g02, "), "{error}");
}

#[test]
fn dimensions_bounds_and_numbers_of_constraints_are_the_published_ones() {
    type Run = (usize, RangeInclusive<f64>);
    let cases: [(ConstrainedFunction, &[Run], [usize; 2]); 19] = [
        (G01, &[(9, 0.0..=1.0), (3, 0.0..=100.0), (1, 0.0..=1.0)], [9, 0]),
        (G02, &[(20, 0.0..=10.0)], [2, 0]),
        (G03, &[(10, 0.0..=1.0)], [0, 1]),
        (G04, &[(1, 78.0..=102.0), (1, 33.0..=45.0), (3, 27.0..=45.0)], [6, 0]),
        (G05, &[(2, 0.0..=1200.0), (2, -0.55..=0.55)], [2, 3]),
        (G06, &[(1, 13.0..=100.0), (1, 0.0..=100.0)], [2, 0]),
        (G07, &[(10, -10.0..=10.0)], [8, 0]),
        (G08, &[(2, 0.0..=10.0)], [2, 0]),
        (G09, &[(7, -10.0..=10.0)], [4, 0]),
        (G10, &[(1, 100.0..=1e4), (2, 1e3..=1e4), (5, 10.0..=1e3)], [6, 0]),
        (G11, &[(2, -1.0..=1.0)], [0, 1]),
        (G12, &[(3, 0.0..=10.0)], [1, 0]),
        (G13, &[(2, -2.3..=2.3), (3, -3.2..=3.2)], [0, 3]),
        (WeldedBeam, &[(1, 0.1..=2.0), (2, 0.1..=10.0), (1, 0.1..=2.0)], [7, 0]),
        (PressureVessel, &[(2, 0.0625..=6.1875), (2, 10.0..=200.0)], [4, 0]),
        (TensionSpring, &[(1, 0.05..=2.0), (1, 0.25..=1.3), (1, 2.0..=15.0)], [4, 0]),
        (
            SpeedReducer,
            &[
                (1, 2.6..=3.6),
                (1, 0.7..=0.8),
                (1, 17.0..=28.0),
                (2, 7.3..=8.3),
                (1, 2.9..=3.9),
                (1, 5.0..=5.5),
            ],
            [11, 0],
        ),
        (ThreeBarTruss, &[(2, 0.0..=1.0)], [3, 0]),
        (GearTrain, &[(4, 12.0..=60.0)], [0, 0]),
    ];
    assert_eq!(cases.each_ref().map(|case| case.0), ConstrainedFunction::ALL);
    for (function, runs, numbers) in cases {
        let problem = function.problem();
        let bounds = runs.iter().flat_map(|(n, range)| vec![range.clone(); *n]);
        assert_eq!(*problem.space(), Boxed::new(bounds).unwrap(), "{function}");
        let equalities = problem.constraints().iter().filter(|c| c.tolerance() == Some(1e-4));
        let equalities = equalities.count();
        assert_eq!([problem.constraints().len() - equalities, equalities], numbers, "{function}");
        Constraint::check(problem.constraints()).unwrap();
    }
}

#[test]
fn the_minimizer_is_feasible_and_has_the_optimum() {
    for function in ConstrainedFunction::ALL {
        let problem = function.problem();
        let (best, optimum) = (at(&problem, problem.minimizer()), problem.optimum().unwrap());
        assert!(problem.space().contains(&problem.minimizer().to_vec()), "{function}");
        assert!(best.is_feasible(), "{function} {:?}", best.constraints());
        let gap = (best.cost() - optimum).abs() / optimum.abs();
        assert!(gap < 1e-12, "{function} {} {optimum}", best.cost());
    }
}

#[test]
fn the_constraints_that_bind_are_those_of_the_literature() {
    let cases: [(ConstrainedFunction, &[&str]); 19] = [
        (G01, &["g1", "g2", "g3", "g7", "g8", "g9"]),
        (G02, &["g1"]),
        (G03, &["h1"]),
        (G04, &["g1", "g6"]),
        (G05, &["h3", "h4", "h5"]),
        (G06, &["g1", "g2"]),
        (G07, &["g1", "g2", "g3", "g4", "g5", "g6"]),
        (G08, &[]),
        (G09, &["g1", "g4"]),
        (G10, &["g1", "g2", "g3", "g4", "g5", "g6"]),
        (G11, &["h1"]),
        (G12, &[]),
        (G13, &["h1", "h2", "h3"]),
        (WeldedBeam, &["shear stress", "bending stress", "weld within beam", "buckling load"]),
        (PressureVessel, &["shell thickness", "volume"]),
        (TensionSpring, &["deflection", "shear stress"]),
        (
            SpeedReducer,
            &["stress of shaft 1", "stress of shaft 2", "least width of face", "length of shaft 2"],
        ),
        (ThreeBarTruss, &["stress of bar 1"]),
        (GearTrain, &[]),
    ];
    assert_eq!(cases.map(|case| case.0), ConstrainedFunction::ALL);
    for (function, names) in cases {
        let problem = function.problem();
        let values = violations(&problem, problem.minimizer());
        let near: Vec<&str> = zip(problem.constraints(), &values)
            .filter(|(_, value)| **value > -1e-7)
            .map(|(constraint, _)| constraint.name())
            .collect();
        assert_eq!(near, names, "{values:?}");
        assert!(values.iter().all(|value| *value > -1e-7 || *value < -1e-2), "{values:?}");
    }
}

#[test]
fn a_search_about_the_minimizer_finds_nothing_better() {
    for function in ConstrainedFunction::ALL {
        let problem = function.problem();
        let (mut x, mut best) = (problem.minimizer().to_vec(), at(&problem, problem.minimizer()));
        let mut rng = Streams::new(Seed(1)).at(0, function as u64);
        for _ in 0..4_000 {
            let radius = 10_f64.powf(rng.in_range(-9.0, -0.5));
            let all = rng.unit() < 0.5;
            let mut y = x.clone();
            for (j, y) in y.iter_mut().enumerate() {
                let (lower, upper) = (problem.space().lower()[j], problem.space().upper()[j]);
                if all || rng.unit() < 0.3 {
                    *y = (*y + radius * (upper - lower) * rng.normal()).clamp(lower, upper);
                }
            }
            let fitness = at(&problem, &y);
            if fitness.beats(&best) {
                (x, best) = (y, fitness);
            }
        }
        let optimum = problem.optimum().unwrap();
        let gained = (optimum - best.cost()) / optimum.abs();
        assert!(best.is_feasible() && gained < 1e-12, "{function} {gained} {x:?}");
    }
}

#[test]
fn a_point_of_another_dimension_fails_and_says_so() {
    for function in ConstrainedFunction::ALL {
        let problem = function.problem();
        let failure = problem.evaluate(&vec![1.0; 21]).unwrap_err();
        assert_eq!(failure.to_string(), format!("error: 21 coordinates for {function}"));
    }
}
