//! What is the same, measured again and again: medians, and ratios of neighbours in time.

use std::{hint::black_box, time::Instant};

/// One figure a repeat.
#[derive(Clone, Debug, Default)]
pub struct Repeats(Vec<f64>);

impl Repeats {
    /// One more repeat.
    pub fn push(&mut self, figure: f64) {
        self.0.push(figure);
    }

    /// The upper median; NaN of nothing.
    pub fn median(&self) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
    }

    /// Median of the ratios within a repeat: on a shared machine neighbours in time are
    /// comparable, medians of the whole race are not.
    pub fn ratio_to(&self, reference: &Repeats) -> f64 {
        let ratios = self.0.iter().zip(&reference.0).map(|(own, other)| own / other);
        Repeats(ratios.collect()).median()
    }
}

/// The seconds that `work` takes, and what it gives.
pub fn timed<T>(work: impl FnOnce() -> T) -> (f64, T) {
    let start = Instant::now();
    let result = black_box(work());
    (start.elapsed().as_secs_f64(), result)
}
