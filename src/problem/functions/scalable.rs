//! The formulas of any number of coordinates. [`Function`](super::Function) gives the sources.
//!
//! Where the usual formula would cancel near the minimum, it is written here as a sum of terms that
//! are never negative: it is exact at the minimum and cannot round below it.

use std::{
    f64::consts::{E, PI, TAU},
    iter::zip,
};

/// Returns Σ xᵢ², as eight running sums that vectorize; see [`Function::Sphere`](super::Function::Sphere).
///
/// ```
/// assert_eq!(swarmopt::problem::functions::sphere(&[1.0, 2.0, 3.0]), 14.0);
/// ```
#[inline]
pub fn sphere(x: &[f64]) -> f64 {
    let (blocks, rest) = x.as_chunks::<8>();
    let mut sums = [0.0; 8];
    for block in blocks {
        for (sum, x) in zip(&mut sums, block) {
            *sum += x * x;
        }
    }
    for (sum, x) in zip(&mut sums, rest) {
        *sum += x * x;
    }
    sums.iter().sum()
}

/// Returns Σ xᵢ² − 10 cos 2πxᵢ + 10; see [`Function::Rastrigin`](super::Function::Rastrigin).
#[inline]
pub fn rastrigin(x: &[f64]) -> f64 {
    x.iter().map(|x| x * x + 10.0 * (1.0 - (TAU * x).cos())).sum()
}

/// Returns Σ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)²; see [`Function::Rosenbrock`](super::Function::Rosenbrock).
#[inline]
pub fn rosenbrock(x: &[f64]) -> f64 {
    let term = |x: f64, next: f64| 100.0 * (next - x * x).powi(2) + (1.0 - x).powi(2);
    x.array_windows().map(|&[x, next]| term(x, next)).sum()
}

pub(super) fn ellipsoid(x: &[f64]) -> f64 {
    let ratio = 1e6_f64.powf(1.0 / (x.len() as f64 - 1.0));
    let mut weight = 1.0;
    let mut sum = 0.0;
    for x in x {
        sum += weight * x * x;
        weight *= ratio;
    }
    sum
}

pub(super) fn different_powers(x: &[f64]) -> f64 {
    zip(2.., x).map(|(power, x)| x.abs().powi(power)).sum()
}

pub(super) fn schwefel_2_22(x: &[f64]) -> f64 {
    let (mut sum, mut product) = (0.0, 1.0);
    for x in x {
        sum += x.abs();
        product *= x.abs();
    }
    sum + product
}

pub(super) fn schwefel_1_2(x: &[f64]) -> f64 {
    let (mut sum, mut prefix) = (0.0, 0.0);
    for x in x {
        prefix += x;
        sum += prefix * prefix;
    }
    sum
}

pub(super) fn ackley(x: &[f64]) -> f64 {
    let n = x.len() as f64;
    let radius = (sphere(x) / n).sqrt();
    let waves = x.iter().map(|x| (TAU * x).cos()).sum::<f64>() / n;
    -20.0 * (-0.2 * radius).exp_m1() - E * (waves - 1.0).exp_m1()
}

pub(super) fn griewank(x: &[f64]) -> f64 {
    let waves: f64 = zip(1.., x).map(|(i, x)| (x / f64::from(i).sqrt()).cos()).product();
    sphere(x) / 4000.0 + (1.0 - waves)
}

/// The maximizer of x sin √|x| on [−500, 500].
pub(super) const SCHWEFEL_2_26_PEAK: f64 = 420.968_746_359_982_03;

pub(super) fn schwefel_2_26(x: &[f64]) -> f64 {
    let wave = |x: f64| (418.982_887_272_433_7 - x * x.abs().sqrt().sin()).max(0.0);
    let term = |x: f64| {
        let beyond = (x.abs() - 500.0).max(0.0);
        if beyond == 0.0 {
            return wave(x);
        }
        let mirrored = 500.0 - ((x + 500.0).rem_euclid(2000.0) - 1000.0).abs();
        wave(mirrored) + (beyond / 10.0).powi(2)
    };
    x.iter().map(|x| term(*x)).sum()
}

pub(super) fn levy(x: &[f64]) -> f64 {
    let (Some(first), Some((last, others))) = (x.first(), x.split_last()) else { return f64::NAN };
    let w = |x: &f64| 1.0 + (x - 1.0) / 4.0;
    let square_sine = |angle: f64| angle.sin().powi(2);
    let term = |w: f64| (w - 1.0).powi(2) * (1.0 + 10.0 * square_sine(PI * w + 1.0));
    let end = w(last);
    square_sine(PI * w(first))
        + others.iter().map(|x| term(w(x))).sum::<f64>()
        + (end - 1.0).powi(2) * (1.0 + square_sine(TAU * end))
}

pub(super) fn zakharov(x: &[f64]) -> f64 {
    let slope: f64 = zip(1.., x).map(|(i, x)| 0.5 * f64::from(i) * x).sum();
    let square = slope * slope;
    sphere(x) + square + square * square
}

pub(super) fn styblinski_tang(x: &[f64]) -> f64 {
    0.5 * x.iter().map(|x| ((x * x - 16.0) * x + 5.0) * x).sum::<f64>()
}

pub(super) fn step(x: &[f64]) -> f64 {
    x.iter().map(|x| (x + 0.5).floor().powi(2)).sum()
}

pub(super) fn dixon_price(x: &[f64]) -> f64 {
    let [first, ..] = x else { return f64::NAN };
    let term = |before: f64, x: f64| (2.0 * x * x - before).powi(2);
    let rest: f64 =
        zip(2.., x.array_windows()).map(|(i, &[before, x])| f64::from(i) * term(before, x)).sum();
    (first - 1.0).powi(2) + rest
}

pub(super) fn salomon(x: &[f64]) -> f64 {
    let radius = sphere(x).sqrt();
    1.0 - (TAU * radius).cos() + 0.1 * radius
}

pub(super) fn bent_cigar(x: &[f64]) -> f64 {
    let [first, rest @ ..] = x else { return f64::NAN };
    first * first + 1e6 * sphere(rest)
}

pub(super) fn discus(x: &[f64]) -> f64 {
    let [first, rest @ ..] = x else { return f64::NAN };
    1e6 * first * first + sphere(rest)
}

pub(super) fn schaffer_f6(x: &[f64]) -> f64 {
    let [first, .., last] = x else { return f64::NAN };
    let g = |x: f64, y: f64| {
        let square = x * x + y * y;
        let u = 0.001 * square;
        (0.5 * u * (2.0 + u) + square.sqrt().sin().powi(2)) / (1.0 + u).powi(2)
    };
    x.array_windows().map(|&[x, y]| g(x, y)).sum::<f64>() + g(*last, *first)
}

pub(super) fn weierstrass(x: &[f64]) -> f64 {
    let term = |x: f64| {
        let (mut phase, mut amplitude, mut sum) = (x + 0.5, 1.0, 0.0);
        for _ in 0..=20 {
            phase -= phase.floor(); // the cosine of a large angle would lose its digits
            sum += amplitude * (1.0 + (TAU * phase).cos());
            phase *= 3.0;
            amplitude *= 0.5;
        }
        sum
    };
    x.iter().map(|x| term(*x)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_relative_eq;

    #[test]
    fn values_by_hand() {
        let long: Vec<f64> = (1..=19).map(f64::from).collect();
        let corner = 0.5 + 0.5 / (1.0 + 0.001 * PI * PI / 4.0).powi(2);
        let w = |x: f64| 1.0 + (x - 1.0) / 4.0;
        let first_of_levy = 0.5 + 0.25 * (1.0 + 10.0 * (PI * w(3.0) + 1.0).sin().powi(2));
        for (name, found, value) in [
            ("sphere", sphere(&long), 2470.0),
            ("ellipsoid", ellipsoid(&[1.0, 2.0, 3.0]), 1.0 + 4e3 + 9e6),
            ("ellipsoid", ellipsoid(&[3.0]), 9.0),
            ("different powers", different_powers(&[0.5, -0.5, 2.0]), 0.25 + 0.125 + 16.0),
            ("Schwefel 2.22", schwefel_2_22(&[1.0, -2.0, 4.0]), 7.0 + 8.0),
            ("Schwefel 1.2", schwefel_1_2(&[1.0, 2.0, -4.0]), 1.0 + 9.0 + 1.0),
            ("Rosenbrock", rosenbrock(&[-1.2, 1.0]), 24.2),
            ("Rosenbrock", rosenbrock(&[0.0, 0.0, 2.0]), 1.0 + 401.0),
            ("Rastrigin", rastrigin(&[0.5, -1.0]), 20.25 + 1.0),
            ("Ackley", ackley(&[1.0; 5]), 3.625_384_938_440_363),
            ("Griewank", griewank(&[PI, 2_f64.sqrt() * PI]), 3.0 * PI * PI / 4000.0),
            ("Griewank", griewank(&[PI, 0.0]), 2.0 + PI * PI / 4000.0),
            ("Schwefel 2.26", schwefel_2_26(&[0.0; 3]), 1_256.948_661_817_301),
            ("Levy", levy(&[-3.0]), 1.0),
            ("Levy", levy(&[3.0, 5.0]), 1.0 + first_of_levy + 0.5),
            ("Zakharov", zakharov(&[1.0, 1.0]), 2.0 + 2.25 + 5.0625),
            ("Styblinski–Tang", styblinski_tang(&[1.0, 2.0]), -5.0 - 19.0),
            ("step", step(&[0.4, 0.6, -1.6]), 0.0 + 1.0 + 4.0),
            ("Dixon–Price", dixon_price(&[2.0, 1.0, 1.0]), 1.0 + 0.0 + 3.0),
            ("Salomon", salomon(&[0.3, 0.4]), 2.05),
            ("bent cigar", bent_cigar(&[2.0, 1.0, 1.0]), 4.0 + 2e6),
            ("discus", discus(&[2.0, 1.0, 1.0]), 4e6 + 2.0),
            ("Schaffer F6", schaffer_f6(&[PI / 2.0, 0.0, 0.0]), 2.0 * corner),
            ("Weierstrass", weierstrass(&[0.5]), 4.0 - 0.5_f64.powi(19)),
        ] {
            let wrong = (found - value).abs() > 1e-13 * value.abs();
            assert!(!wrong && found.is_finite(), "{name}: {found}, not {value}");
        }
    }

    #[test]
    fn schwefel_goes_on_without_a_jump_and_without_a_lower_value() {
        for border in [500.0, -500.0, 1500.0, -1500.0, 2500.0] {
            let (inside, outside) = ([border * (1.0 - 1e-12)], [border * (1.0 + 1e-12)]);
            assert_relative_eq!(schwefel_2_26(&inside), schwefel_2_26(&outside), epsilon = 1e-6);
        }
        let mirror = 1000.0 - SCHWEFEL_2_26_PEAK;
        assert_relative_eq!(schwefel_2_26(&[mirror]), (7.903_125_364_f64).powi(2), epsilon = 1e-6);
    }
}
