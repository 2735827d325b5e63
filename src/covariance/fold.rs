//! Maps between the box of the points and the unbounded line of the normal distribution.
//!
//! The line is folded at the bounds, and before the fold it bends (the transformation of N. Hansen's
//! `pycma`): a cost that falls towards a bound has its minimum on the line right at the fold, flat
//! like any other, so that the distribution converges there instead of pressing against the bound.

/// The distance from a bound at which the bend begins, as a share of the width.
const BEND: f64 = 0.05;

/// The stretch of the line that covers the box once.
pub(super) const DOMAIN: (f64, f64) = (-BEND, 1.0 + BEND);

/// Maps a place on the line to a share of an interval, in [0, 1].
#[inline]
pub(super) fn fold(line: f64) -> f64 {
    if (BEND..=1.0 - BEND).contains(&line) {
        return line; // nearly always
    }
    // Folds repeat with twice the length of the domain.
    let length = 1.0 + 2.0 * BEND;
    let along = (line + BEND).rem_euclid(2.0 * length);
    let along = if along > length { 2.0 * length - along } else { along };
    let bent = |from_fold: f64| from_fold * from_fold / (4.0 * BEND);
    let share = match along {
        a if a < 2.0 * BEND => bent(a),
        a if length - a < 2.0 * BEND => 1.0 - bent(length - a),
        a => a - BEND,
    };
    share.clamp(0.0, 1.0)
}

/// Maps a share of an interval, in [0, 1], to the one place in the domain that folds to it.
#[inline]
pub(super) fn unfold(share: f64) -> f64 {
    let unbent = |from_bound: f64| 2.0 * (BEND * from_bound).sqrt() - BEND;
    match share {
        s if s < BEND => unbent(s),
        s if 1.0 - s < BEND => 1.0 - unbent(1.0 - s),
        s => s,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn it_is_the_identity_inside_and_flat_at_the_bounds() {
        assert_eq!((fold(0.3), fold(-BEND), fold(1.0 + BEND)), (0.3, 0.0, 1.0));
        assert!((fold(0.0) - BEND / 4.0).abs() < 1e-15 && fold(-BEND + 1e-4) < 1e-7);
        assert!((fold(-BEND - 0.2) - fold(-BEND + 0.2)).abs() < 1e-15, "a mirror");
        assert!((fold(1.0 + BEND + 0.3) - fold(1.0 + BEND - 0.3)).abs() < 1e-15, "another");
        assert!((fold(0.4) - fold(0.4 + 2.0 * (1.0 + 2.0 * BEND))).abs() < 1e-14, "periodic");
        assert!((0.0..=1.0).contains(&fold(1e300)));
    }

    proptest! {
        #[test]
        fn unfolding_undoes_folding(share in 0.0..=1.0) {
            let line = unfold(share);
            prop_assert!((DOMAIN.0..=DOMAIN.1).contains(&line));
            prop_assert!((fold(line) - share).abs() < 1e-15);
        }
    }
}
