//! The gear train.

use super::super::entry::{Entry, at};
use crate::problem::Boxed;

pub fn entry() -> Entry {
    Entry {
        space: Boxed::known(vec![12.0..=60.0; 4]),
        constraints: Vec::new(),
        formula: |x, g| at(x, g, formula),
        minimizer: vec![49.0, 16.0, 19.0, 43.0],
        optimum: 2.700_857_148_886_030_7e-12,
    }
}

/// Computes from the numbers of teeth; the second and the third gear drive.
fn formula(teeth: [f64; 4]) -> (f64, [f64; 0]) {
    let [x1, x2, x3, x4] = teeth.map(f64::round);
    ((1.0 / 6.931 - x2 * x3 / (x1 * x4)).powi(2), [])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_other_train_is_better() {
        // The cost depends on two products of teeth.
        let mut products: Vec<u32> = (12..=60).flat_map(|a| (a..=60).map(move |b| a * b)).collect();
        products.sort_unstable();
        products.dedup();
        let cost =
            |drive: u32, driven: u32| (1.0 / 6.931 - f64::from(drive) / f64::from(driven)).powi(2);
        let all = products.iter().flat_map(|a| products.iter().map(|b| (cost(*a, *b), *a, *b)));
        let best = all.min_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
        assert_eq!(best, (formula([49.0, 16.0, 19.0, 43.0]).0, 16 * 19, 43 * 49));
    }

    #[test]
    fn teeth_are_rounded_to_the_nearest_number() {
        assert_eq!(formula([48.6, 16.4, 18.6, 43.4]), formula([49.0, 16.0, 19.0, 43.0]));
        assert_ne!(formula([48.4, 16.4, 18.6, 43.4]), formula([49.0, 16.0, 19.0, 43.0]));
    }
}
