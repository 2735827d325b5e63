use super::*;
use crate::{author::*, prelude::*};

/// Asks for a round, tells the same cost for every point, and returns the points.
fn round(
    swarm: &mut Swarm<Boxed, IncrementalAcoR>,
    p: &impl Problem<Space = Boxed, Fitness = f64>,
    cost: f64,
) -> Vec<Vec<f64>> {
    let asked = swarm.ask(p, &Limits::NONE).unwrap();
    let points = asked.iter().map(|asked| asked.point.clone()).collect();
    let told = asked.iter().map(|asked| Told::new(asked.ticket, cost)).collect();
    swarm.tell(p, told).unwrap();
    points
}

#[test]
fn it_grows_row_by_row_looks_around_the_best_and_starts_anew_from_it() {
    let flat = Boxed::cube(-1.0..=1.0, 2).unwrap().minimize(|_| 0.0);
    let ants = IncrementalAcoR::default().archive(3, 5).growth(2).greed(0.25).patience(9);
    let mut swarm = ants.build(&flat, Seed(1)).unwrap();
    assert_eq!(round(&mut swarm, &flat, 1.0).len(), 3);
    let best = swarm.board()[0].clone();
    let lengths = [(); 16].map(|()| round(&mut swarm, &flat, 2.0).len());
    // Every fourth for the best row, a new row in every second up to five, a restart after ten without progress.
    assert_eq!(lengths, [3, 4, 4, 2, 5, 5, 5, 1, 5, 5, 2, 3, 4, 4, 2, 5]);
    assert_eq!((&swarm.board()[0].point, swarm.board()[0].fitness), (&best.point, 1.0));
}

/// Rows at 0, 1 and 5, the best at 5: σ is ξ (5 + 4) / 2 there. An entrant, s in [−100, 100], has the
/// mean 5 / 2 and the variance E (1 − r)² E s² + 5² Var r = 100² / 9 + 25 / 12.
#[test]
fn samples_and_entrants_are_spread_as_the_equations_say() {
    let line = Boxed::cube(-100.0..=100.0, 1).unwrap().minimize(|x| -x[0]);
    let start = line.starting_from([0.0, 1.0, 5.0].map(|x| vec![x]).to_vec());
    let ants = || IncrementalAcoR::default().archive(3, 4).growth(1).greed(1.0).spread(0.8);
    let second_round = |seed| {
        let mut swarm = ants().build(&start, Seed(seed)).unwrap();
        swarm.step(&start, &Limits::NONE).unwrap();
        round(&mut swarm, &start, f64::INFINITY)
    };
    let rounds: Vec<_> = (0..3_000).map(second_round).collect();
    let check = |i: usize, mean: f64, variance: f64| {
        let deviations = rounds.iter().map(|points| points[i][0] - mean);
        let (bias, squares) = deviations.fold((0.0, 0.0), |(b, s), d| (b + d, s + d * d));
        assert!(bias.abs() < 4.0 * (3_000.0 * variance).sqrt(), "{bias} off {mean}");
        assert!((squares / variance / 3_000.0 - 1.0).abs() < 0.12, "{squares} for {variance}");
    };
    check(0, 5.0, 3.6 * 3.6);
    check(1, 2.5, 100.0 * 100.0 / 9.0 + 25.0 / 12.0);
}
