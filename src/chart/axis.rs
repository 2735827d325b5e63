//! Scales and their ticks.

use super::number;
use crate::error::Error;

/// A range of values, linear or logarithmic, with its labelled values.
#[derive(Debug)]
pub(super) struct Axis {
    low: f64,
    high: f64,
    logarithmic: bool,
    pub ticks: Vec<Tick>,
}

/// A labelled value.
#[derive(Debug, PartialEq)]
pub(super) struct Tick {
    pub value: f64,
    pub label: String,
}

/// The approximate number of ticks that fit.
const TICKS: f64 = 6.0;
const DECADES: f64 = 9.0;
/// The steps between ticks are these factors times a power of ten.
const FACTORS: [f64; 4] = [1.0, 2.0, 2.5, 5.0];
const WHOLE: [f64; 3] = [1.0, 2.0, 5.0];

impl Axis {
    /// Returns an axis from 0 evaluations to the last one.
    pub fn evaluations(last: u64) -> Self {
        let mut high = last.max(1) as f64;
        // Numbers of evaluations are whole.
        let step = nice_step(high / TICKS, if high > 100.0 { &FACTORS } else { &WHOLE }).max(1.0);
        // A tick just beyond the end is worth showing.
        let next = (high / step).ceil() * step;
        if next < 1.03 * high {
            high = next;
        }
        Axis { low: 0.0, high, logarithmic: false, ticks: multiples(0.0, high, step) }
    }

    /// Returns an axis with one unit of room for each of `count` items, which have names instead of ticks.
    pub fn places(count: usize) -> Self {
        Axis { low: 0.0, high: count.max(1) as f64, logarithmic: false, ticks: Vec::new() }
    }

    /// Returns a logarithmic axis from 1 to the last evaluation, at least to 10.
    pub fn runtimes(last: f64) -> Self {
        let high = last.max(10.0).log10();
        let step = decade_step(high / DECADES);
        let ticks = (0..=(high / step) as i32).map(|k| decade(k * step as i32)).collect();
        Axis { low: 0.0, high, logarithmic: true, ticks }
    }

    /// Returns an axis from the tick below the least value to the tick above the greatest.
    pub fn linear(low: f64, high: f64) -> Result<Self, Error> {
        const TINY: f64 = 1e-290; // steps between smaller values would vanish
        let size = low.abs().max(high.abs());
        // Values that agree to the last digits cannot be distinguished, nor ticks between them.
        let (low, high) = if high - low > 1e-9 * size.max(TINY) {
            (low, high)
        } else if size < TINY {
            (-1.0, 1.0)
        } else {
            (low - 0.1 * size, high + 0.1 * size)
        };
        let step = nice_step((high - low) / TICKS, &FACTORS);
        let (from, to) = ((low / step).floor() * step, (high / step).ceil() * step);
        if !(to - from).is_finite() {
            let advice = "are too far apart for a linear axis";
            return Err(Error::Chart(format!("values from {low:e} to {high:e} {advice}")));
        }
        let ticks = multiples(from, to, step);
        Ok(Axis { low: from, high: to, logarithmic: false, ticks })
    }

    /// Returns an axis from one value to a greater one, exactly, with the ticks between them.
    pub fn within(low: f64, high: f64) -> Self {
        let step = nice_step((high - low) / TICKS, &FACTORS);
        let first = (low / step - 1e-9).ceil() * step;
        Axis { low, high, logarithmic: false, ticks: multiples(first, high, step) }
    }

    /// Returns a logarithmic axis from about the decade below the least value to that above the
    /// greatest, both positive. If values have been raised to a floor, the axis ends there, and the
    /// floor's tick says so.
    pub fn decades(low: f64, high: f64, floor: Option<f64>) -> Self {
        let (low, high) = (floor.unwrap_or(low).log10(), high.log10());
        let step = decade_step((high.ceil() - low.floor()) / DECADES);
        let bottom = if floor.is_some() { low } else { -outwards(-low, step) };
        let top = outwards(high, step).max(low.floor() + 1.0);
        let clear = floor.map_or(bottom, |_| bottom + 0.4 * (top - bottom) / DECADES);
        let mut ticks = Vec::new();
        if let Some(floor) = floor {
            let label = format!("≤ {}", number::scientific(floor, 2));
            ticks.push(Tick { value: floor, label });
        }
        let first = (bottom / step).ceil() as i32;
        let last = (top / step).floor() as i32;
        let exponents = (first..=last).map(|k| k * step as i32);
        ticks.extend(exponents.filter(|e| f64::from(*e) >= clear).map(decade));
        Axis { low: bottom, high: top, logarithmic: true, ticks }
    }

    /// Returns the position of a value, from 0 at the low end to 1 at the high end.
    pub fn position(&self, value: f64) -> f64 {
        let value = if self.logarithmic { value.log10() } else { value };
        ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0)
    }
}

fn decade(exponent: i32) -> Tick {
    Tick { value: 10f64.powi(exponent), label: number::power_of_ten(exponent) }
}

/// Returns the least product of one of the factors and a power of ten that is not less than `least`.
fn nice_step(least: f64, factors: &[f64]) -> f64 {
    let power = 10f64.powf(least.log10().floor());
    let factor = factors.iter().find(|f| *f * power >= least * (1.0 - 1e-9));
    factor.unwrap_or(&10.0) * power
}

/// Rounds an exponent up to the next tick, unless that would leave much of a wide step empty.
fn outwards(exponent: f64, step: f64) -> f64 {
    let tick = (exponent / step).ceil() * step;
    if step == 1.0 || tick - exponent <= 0.5 * step { tick } else { exponent + 0.1 * step }
}

/// Returns a step of whole decades that is not less than `least`; steps of 3 keep many a chart to a few ticks.
fn decade_step(least: f64) -> f64 {
    [1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 50.0].into_iter().find(|s| *s >= least).unwrap_or(100.0)
}

fn multiples(low: f64, high: f64, step: f64) -> Vec<Tick> {
    let (first, last) = ((low / step).round(), (high / step + 1e-9).floor());
    let count = (last - first).max(0.0) as usize;
    let largest = low.abs().max(high.abs());
    (0..=count)
        .map(|k| (first + k as f64) * step)
        .map(|value| Tick { value, label: number::tick(value, step, largest) })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn labels(axis: &Axis) -> Vec<&str> {
        axis.ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn evaluations_start_at_zero_and_end_where_the_data_do() {
        let axis = Axis::evaluations(220_000);
        assert_eq!(labels(&axis), ["0", "50,000", "100,000", "150,000", "200,000"]);
        assert_eq!(axis.position(220_000.0), 1.0);
        let axis = Axis::evaluations(1_490_000);
        assert_eq!(labels(&axis)[5..], ["1,250,000", "1,500,000"]);
        assert!(axis.position(1_490_000.0) < 1.0);
        assert_eq!(labels(&Axis::evaluations(15)), ["0", "5", "10", "15"]);
        assert_eq!(labels(&Axis::evaluations(3)), ["0", "1", "2", "3"]);
        assert_eq!(labels(&Axis::evaluations(0)), ["0", "1"]);
        assert!(Axis::evaluations(u64::MAX).ticks.len() > 3);
    }

    #[test]
    fn runtimes_start_at_one_and_end_where_the_budget_does() {
        let axis = Axis::runtimes(2e3);
        assert_eq!(labels(&axis), ["10⁰", "10¹", "10²", "10³"]);
        assert_eq!((axis.position(1.0), axis.position(2e3)), (0.0, 1.0));
        assert_eq!(labels(&Axis::runtimes(1e4)).last(), Some(&"10⁴"));
        assert_eq!(labels(&Axis::runtimes(3.0)), ["10⁰", "10¹"]);
        assert_eq!(Axis::runtimes(u64::MAX as f64).ticks.len(), 7);
    }

    #[test]
    fn decades_are_labelled_and_a_floor_says_that_it_is_one() {
        let axis = Axis::decades(3e-3, 40.0, None);
        assert_eq!(labels(&axis), ["10⁻³", "10⁻²", "10⁻¹", "10⁰", "10¹", "10²"]);
        assert_eq!((axis.position(1e-3), axis.position(1e2)), (0.0, 1.0));
        assert!((axis.position(10.0) - 0.8).abs() < 1e-12);
        let axis = Axis::decades(1e-10, 500.0, Some(1e-10));
        assert_eq!(labels(&axis), ["≤ 10⁻¹⁰", "10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "10⁰", "10²"]);
        // A tick that would touch the floor's gives way.
        let axis = Axis::decades(3e-10, 1e8, Some(3e-10));
        assert_eq!(labels(&axis)[..2], ["≤ 3·10⁻¹⁰", "10⁻⁸"]);
    }

    #[test]
    fn a_single_value_gets_an_axis_around_it() {
        let axis = Axis::linear(5.0, 5.0).unwrap();
        assert!((axis.position(5.0) - 0.5).abs() < 0.2);
        let axis = Axis::linear(0.0, 0.0).unwrap();
        assert_eq!(axis.position(0.0), 0.5);
        let axis = Axis::decades(1.0, 1.0, None);
        assert_eq!(labels(&axis), ["10⁰", "10¹"]);
    }

    #[test]
    fn an_exact_axis_ends_where_it_is_told() {
        let axis = Axis::within(-5.12, 5.12);
        assert_eq!(labels(&axis), ["−4", "−2", "0", "2", "4"]);
        assert_eq!((axis.position(-5.12), axis.position(5.12)), (0.0, 1.0));
        assert_eq!(labels(&Axis::within(0.0, 1.0)), ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
    }

    #[test]
    fn a_span_that_overflows_is_an_error() {
        assert!(matches!(Axis::linear(-1e308, 1e308), Err(Error::Chart(_))));
    }

    proptest! {
        #[test]
        fn a_linear_axis_holds_its_values_with_few_ticks(a in -1e12..1e12f64, b in -1e12..1e12f64, scale in -12..12i32) {
            let (a, b) = (a * 10f64.powi(scale), b * 10f64.powi(scale));
            let axis = Axis::linear(a.min(b), a.max(b)).unwrap();
            prop_assert!((3..=9).contains(&axis.ticks.len()), "{:?}", axis.ticks);
            let span = axis.high - axis.low;
            prop_assert!(axis.low <= a.min(b) + 1e-9 * span && a.max(b) <= axis.high + 1e-9 * span);
            for tick in axis.ticks.windows(2) {
                prop_assert!(tick[0].value < tick[1].value && tick[0].label != tick[1].label, "{tick:?}");
            }
        }

        #[test]
        fn a_logarithmic_axis_holds_its_values_with_few_ticks(a in -300.0..300.0f64, b in -300.0..300.0f64) {
            let (low, high) = (10f64.powf(a.min(b)), 10f64.powf(a.max(b)));
            let axis = Axis::decades(low, high, None);
            prop_assert!((2..=11).contains(&axis.ticks.len()), "{:?}", axis.ticks);
            prop_assert!(axis.low <= a.min(b) + 1e-9 && a.max(b) <= axis.high + 1e-9);
        }
    }
}
