//! The minimum of a function of one number.

use crate::problem::Fitness;

/// Searches for the minimum of a function of one number within bounds, from 0, where its value is `here`: it
/// brackets the minimum and takes parabolic steps. The result is the best call of `cost`.
pub(super) fn bracket_and_close(
    here: f64,
    step: f64,
    (back, forth): (f64, f64),
    mut cost: impl FnMut(f64) -> f64,
) {
    const GOLDEN: f64 = 1.618_033_988_749_895;
    let step = match step.clamp(back, forth) {
        0.0 => (-step).clamp(back, forth), // at the bound: the other way
        inside => inside,
    };
    // a, b and c in order along the line, b the best of them.
    let (mut a, mut b) = ((0.0, here), (step, cost(step)));
    if !b.1.beats(&a.1) {
        (a, b) = (b, a);
    }
    let mut c = b;
    loop {
        let next = (b.0 + GOLDEN * (b.0 - a.0)).clamp(back, forth);
        if next == b.0 {
            break; // the bound is the best
        }
        c = (next, cost(next));
        if !c.1.beats(&b.1) {
            break;
        }
        (a, b) = (b, c);
    }
    if c.0 == b.0 {
        return;
    }
    for tries in 0..6 {
        let (r, q) = ((b.0 - a.0) * (b.1 - c.1), (b.0 - c.0) * (b.1 - a.1));
        let vertex = b.0 - ((b.0 - c.0) * q - (b.0 - a.0) * r) / (2.0 * (q - r));
        let (low, high) = (a.0.min(c.0), a.0.max(c.0));
        let width = high - low;
        let inside = vertex > low && vertex < high;
        let wide = if (b.0 - low) > (high - b.0) { low } else { high };
        let t = if inside { vertex } else { b.0 + 0.381_966 * (wide - b.0) };
        // The first parabola is tried however near its vertex is, which keeps directions conjugate.
        let near = if tries == 0 { 0.0 } else { 0.01 * width.min(step.abs()) };
        if (t - b.0).abs() <= near {
            return;
        }
        let new = (t, cost(t));
        match (new.1 < b.1, (t < b.0) == (a.0 < b.0)) {
            (true, true) => (b, c) = (new, b),
            (true, false) => (a, b) = (b, new),
            (false, true) => a = new,
            (false, false) => c = new,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns where the line search ends on a parabola about `centre`, and the points it tried.
    fn line(centre: f64, step: f64, bounds: (f64, f64)) -> (f64, Vec<f64>) {
        let parabola = |t: f64| (t - centre) * (t - centre);
        let (mut best, mut tried) = ((0.0, parabola(0.0)), Vec::new());
        bracket_and_close(best.1, step, bounds, |t| {
            tried.push(t);
            if parabola(t) < best.1 {
                best = (t, parabola(t));
            }
            parabola(t)
        });
        (best.0, tried)
    }

    #[test]
    fn a_parabola_is_solved_by_its_bracket_and_one_more_point() {
        // Forward: 1, 1 + golden, … until it rises; then the vertex.
        let (best, tried) = line(2.0, 1.0, (-10.0, 10.0));
        assert!((best - 2.0).abs() < 1e-12, "{best}");
        assert_eq!(tried.len(), 4, "{tried:?}");
        assert!((tried[1] - 2.618).abs() < 1e-3 && (tried[2] - 5.236).abs() < 1e-3, "{tried:?}");
        // Backward, as a step forward is worse.
        let (best, tried) = line(-0.5, 1.0, (-10.0, 10.0));
        assert!((best + 0.5).abs() < 1e-12 && tried[0] == 1.0 && tried[1] < 0.0, "{tried:?}");
        // The bound is the best point.
        assert_eq!(line(5.0, 1.0, (-1.0, 3.0)).0, 3.0);
        assert_eq!(line(-5.0, 1.0, (-1.0, 3.0)).0, -1.0);
    }
}
