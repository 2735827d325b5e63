use super::*;
use crate::{
    problem::{Boxed, Space},
    rng::{Seed, Streams},
};
use proptest::prelude::*;
use std::sync::Mutex;

#[test]
fn a_turned_valley_is_followed_to_its_end() {
    // Axes 1 : 1000, rotated by 30 degrees; and Rosenbrock's.
    let turned = |x: &[f64]| {
        let (a, b) = (0.866_025 * x[0] + 0.5 * x[1], 0.866_025 * x[1] - 0.5 * x[0]);
        (a - 1.0).powi(2) + 1e6 * (b - 0.5).powi(2)
    };
    let bent = |x: &[f64]| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2);
    let mut rng = Streams::new(Seed(1)).at(0, 0);
    let mut solve = |cost: &(dyn Fn(&[f64]) -> f64 + Sync + Send), allowance| {
        let plane = Boxed::cube(-5.0..=5.0, 2).unwrap().minimize(cost);
        let mut x = vec![-1.2, 4.0];
        let before = cost(&x);
        let mut allowance = Allowance::new(allowance);
        Powell::default().improve(&plane, &mut x, before, &mut allowance, &mut rng)
    };
    let quadratic = solve(&turned, 200);
    assert!(quadratic < 1e-12, "{quadratic}");
    let rosenbrock = solve(&bent, 600);
    assert!(rosenbrock < 1e-12, "{rosenbrock}");
}

#[test]
fn the_way_does_not_depend_on_the_unit_of_costs() {
    let way = |unit: f64| {
        let bent = |x: &[f64]| (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2);
        let plane = Boxed::cube(-5.0..=5.0, 2).unwrap().minimize(|x| unit * bent(x));
        let mut x = vec![-1.2, 4.0];
        let (before, mut allowance) = (unit * bent(&x), Allowance::new(300));
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let after = Powell::default().improve(&plane, &mut x, before, &mut allowance, &mut rng);
        (x, after / unit)
    };
    for power in [-600, -340, 340, 900] {
        assert_eq!(way(2.0_f64.powi(power)), way(1.0), "2^{power}");
    }
}

#[test]
fn what_fails_is_counted_and_no_better() {
    let space = Boxed::cube(-1.0..=1.0, 2).unwrap();
    let broken = space.try_minimize(|x| if x[0] < 0.5 { Err("broken") } else { Ok(f64::NAN) });
    let mut rng = Streams::new(Seed(1)).at(0, 0);
    let mut x = vec![0.3, 0.2];
    let mut allowance = Allowance::new(50);
    let cost = Powell::default().improve(&broken, &mut x, 7.0, &mut allowance, &mut rng);
    assert_eq!((cost, allowance.spent(), x), (7.0, 50, vec![0.3, 0.2]));
}

#[test]
fn settings_out_of_range_are_refused() {
    for bad in [0.0, -1.0, 1.1, f64::NAN] {
        let (first, last) = (Powell::default().steps(bad, 1e-3), Powell::default().steps(0.5, bad));
        assert!(matches!(first, Err(Error::Parameter { name: "first step", .. })));
        assert!(matches!(last, Err(Error::Parameter { name: "last step", .. })));
    }
}

proptest! {
    #[test]
    fn it_keeps_its_allowance_stays_inside_and_costs_what_it_says(
        x in prop::collection::vec(-3.0..3.0, 1..6), allowance in 0_u64..400,
    ) {
        let bumpy = |x: &[f64]| {
            let sum = x.iter().sum::<f64>();
            x.iter().map(|x| x * x - (5.0 * x).cos()).sum::<f64>() + (sum - 2.0).abs()
        };
        let tried = Mutex::new(Vec::new());
        let space = Boxed::cube(-3.0..=3.0, x.len()).unwrap();
        let problem = space.clone().minimize(|x| {
            tried.lock().unwrap().push(x.to_vec());
            bumpy(x)
        });
        let (before, mut at) = (bumpy(&x), x.clone());
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let mut left = Allowance::new(allowance);
        let cost = Powell::default().improve(&problem, &mut at, before, &mut left, &mut rng);
        let spent = left.spent();
        let tried = tried.lock().unwrap();
        prop_assert!(spent <= allowance && spent == tried.len() as u64);
        prop_assert_eq!(cost, bumpy(&at));
        prop_assert!(cost <= before);
        prop_assert!(tried.iter().all(|x| space.contains(x)));
    }
}
