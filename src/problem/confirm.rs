//! The check whether a problem still gives a point the cost it had.

use super::{EvaluationMode, Fitness, Point, Problem, Sense, guarded};

/// Evaluates `x`, whose cost and violation these were, again, and returns its fitness now if either differs: the
/// saved data then belong to another problem, even if it has the same name. A failure proves nothing, and an
/// objective with a state is not evaluated. Differences that rounding can cause in costs as large as `scale` are ignored.
pub(crate) fn another_fitness<P: Problem + ?Sized>(
    problem: &P,
    x: &Point<P>,
    (was, violation): (f64, f64),
    scale: f64,
) -> Option<P::Fitness> {
    if problem.evaluation_mode() == EvaluationMode::Sequential {
        return None;
    }
    let now = guarded(|| problem.evaluate(x)).ok().filter(Fitness::is_valid)?;
    // Another machine may round differently, sums of large terms by more.
    let scale = if scale.is_finite() { scale.abs() } else { 0.0 };
    let same = |was: f64, now: f64, scale: f64| {
        let rounding = (1e-9 * was.abs().max(now.abs())).max(16.0 * f64::EPSILON * scale);
        was == now || (was - now).abs() <= rounding
    };
    let (cost, violation) = (same(was, now.cost(), scale), {
        let scale = now.constraints().iter().fold(scale, |most, g| most.max(g.abs()));
        same(violation, now.violation(), scale)
    });
    (!(cost && violation)).then_some(now)
}

/// Returns the value of a fitness in the user's sense as text, with the violation if the problem has constraints.
pub(crate) fn described<F: Fitness>(fitness: &F, sense: Sense) -> String {
    let value = sense.turn(fitness.cost());
    match F::IS_NUMBER {
        true => value.to_string(),
        false => format!("{value}, violation {}", fitness.violation()),
    }
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
                another_fitness(
                    &space.clone().minimize(move |_| cost),
                    &vec![0.5],
                    (was, 0.0),
                    scale,
                )
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
