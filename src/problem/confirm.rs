//! Whether a problem still gives a point the cost it had.

use super::{Fitness, Manner, Point, Problem, guarded};

/// Evaluates `x`, whose cost was `was`, again, and returns its cost now if that is another: then what was
/// kept belongs to another objective, whatever its name. A failure proves nothing, and an objective with
/// a state is not asked. Rounding is little beside `scale`, a cost of the run.
pub(crate) fn another_cost<P: Problem>(
    problem: &P,
    x: &Point<P>,
    was: f64,
    scale: f64,
) -> Option<f64> {
    if problem.manner() == Manner::InOrder {
        return None;
    }
    let now = guarded(|| problem.evaluate(x)).ok().filter(Fitness::is_valid)?.scalar();
    // Another machine may round otherwise.
    let rounding = 1e-9 * was.abs().max(now.abs()).max(scale.abs());
    let same = was == now || (was - now).abs() <= rounding;
    (!same).then_some(now)
}
