//! The check whether a problem still gives a point the cost it had.

use super::{EvaluationMode, Fitness, Point, Problem, guarded};

/// Evaluates `x`, whose cost was `was`, again, and returns its cost now if it differs: the saved data then
/// belong to another objective, even if it has the same name. A failure proves nothing, and an objective with
/// a state is not evaluated. Differences that rounding can cause in costs as large as `scale` are ignored.
pub(crate) fn another_cost<P: Problem + ?Sized>(
    problem: &P,
    x: &Point<P>,
    was: f64,
    scale: f64,
) -> Option<f64> {
    if problem.evaluation_mode() == EvaluationMode::Sequential {
        return None;
    }
    let now = guarded(|| problem.evaluate(x)).ok().filter(Fitness::is_valid)?.cost();
    // Another machine may round differently, sums of large terms by more.
    let scale = if scale.is_finite() { scale.abs() } else { 0.0 };
    let rounding = (1e-9 * was.abs().max(now.abs())).max(16.0 * f64::EPSILON * scale);
    let same = was == now || (was - now).abs() <= rounding;
    (!same).then_some(now)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Boxed;

    #[test]
    fn rounding_is_no_other_cost_and_large_first_costs_excuse_nothing() {
        let constant = |cost: f64| {
            let space = Boxed::cube(0.0..=1.0, 1).unwrap();
            move |was: f64, scale: f64| {
                another_cost(&space.clone().minimize(move |_| cost), &vec![0.5], was, scale)
            }
        };
        assert_eq!(constant(2.0)(2.0 + 1e-10, 0.0), None);
        assert_eq!(constant(1e-14)(3e-14, 100.0), None);
        for scale in [0.0, 1e12, f64::INFINITY, f64::NAN] {
            assert_eq!(constant(1018.0)(5e-6, scale), Some(1018.0), "{scale}");
        }
        assert_eq!(constant(f64::NAN)(1.0, 0.0), None); // a failure proves nothing
        assert_eq!(constant(f64::INFINITY)(f64::INFINITY, 0.0), None);
    }
}
