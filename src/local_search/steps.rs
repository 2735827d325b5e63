//! The steps of local searches on boxes.

use crate::error::{Error, require, require_positive_share};

/// Validates the first and the last step, shares of the width of each dimension.
pub(super) fn require_steps(first: f64, last: f64) -> Result<(), Error> {
    require_positive_share("first step", first)?;
    let allowed = format!("more than 0, at most {first}, the first");
    require(last > 0.0 && last <= first, "last step", last, &allowed)
}
