//! Coefficients that change linearly from the start of a run to its end.

use crate::error::{Error, require, require_not_negative};

/// Returns the value between `start` and `end` at `progress`, in [0, 1].
#[inline(always)]
pub(super) fn at((start, end): (f64, f64), progress: f64) -> f64 {
    start + (end - start) * progress
}

/// Returns the name of the first coefficient that differs between start and end.
pub(super) fn changing<const N: usize>(
    coefficients: [(&'static str, (f64, f64)); N],
) -> Option<&'static str> {
    coefficients.into_iter().find(|(_, (start, end))| start != end).map(|(name, _)| name)
}

pub(super) fn check_inertia((start, end): (f64, f64)) -> Result<(), Error> {
    [start, end].into_iter().try_for_each(|inertia| {
        require((0.0..1.0).contains(&inertia), "inertia", inertia, "0 to below 1")
    })
}

pub(super) fn check_pull(name: &'static str, (start, end): (f64, f64)) -> Result<(), Error> {
    [start, end].into_iter().try_for_each(|pull| require_not_negative(name, pull))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_is_linear_and_reaches_both_ends() {
        for range in [(0.9, 0.4), (0.5, 2.5), (0.7, 0.7)] {
            assert_eq!([at(range, 0.0), at(range, 1.0)], [range.0, range.1]);
        }
        assert_eq!(at((2.5, 0.5), 0.25), 2.0);
        assert_eq!(changing([("inertia", (0.7, 0.7)), ("social", (0.5, 2.5))]), Some("social"));
        assert_eq!(changing([("inertia", (0.7, 0.7))]), None);
    }
}
