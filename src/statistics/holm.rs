//! The adjustment of p values for several tests.

use crate::error::{Error, require};

/// Returns Holm's adjusted p values (Holm, *Scandinavian Journal of Statistics* 1979), in the order
/// given. If every hypothesis with an adjusted p value of at most α is rejected, the probability of
/// rejecting any true one is at most α, however the tests depend on each other. O(n log n).
///
/// ```
/// use swarmopt::statistics::holm;
///
/// assert_eq!(holm(&[0.5, 0.25, 0.0625])?, [0.5, 0.5, 0.1875]);
/// # Ok::<(), swarmopt::Error>(())
/// ```
///
/// # Errors
/// [`Error::Parameter`] if a p value is not in [0, 1].
pub fn holm(p: &[f64]) -> Result<Vec<f64>, Error> {
    if let Some(wrong) = p.iter().find(|p| !(0.0..=1.0).contains(*p)) {
        require(false, "p", wrong, "0 to 1")?;
    }
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    let (mut adjusted, mut greatest) = (vec![0.0; p.len()], 0.0_f64);
    for (rejected, index) in order.into_iter().enumerate() {
        greatest = greatest.max((p.len() - rejected) as f64 * p[index]).min(1.0);
        adjusted[index] = greatest;
    }
    Ok(adjusted)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_probability_is_an_error() {
        for wrong in [f64::NAN, -0.1, 1.1] {
            let error = holm(&[0.5, wrong]).unwrap_err().to_string();
            assert_eq!(error, format!("p is {wrong}; allowed: 0 to 1"));
        }
        assert!(holm(&[]).unwrap().is_empty());
    }

    proptest! {
        #[test]
        fn adjusted_values_keep_their_order_and_only_rise(p in prop::collection::vec(0.0..=1.0f64, 1..20)) {
            let adjusted = holm(&p).unwrap();
            for i in 0..p.len() {
                prop_assert!(p[i] <= adjusted[i] && adjusted[i] <= (p.len() as f64 * p[i]).max(adjusted[i]));
                prop_assert!(adjusted[i] <= 1.0);
                for j in 0..p.len() {
                    prop_assert!(p[i] > p[j] || adjusted[i] <= adjusted[j]);
                }
            }
            let least = p.iter().copied().fold(1.0, f64::min);
            let expected = (least * p.len() as f64).min(1.0);
            prop_assert_eq!(adjusted.iter().copied().fold(1.0, f64::min), expected);
        }
    }
}
