//! The validation of samples.

use crate::error::{Error, require};

/// Validates a sample: at least `least` numbers, none of them NaN.
pub(super) fn check(name: &'static str, sample: &[f64], least: usize) -> Result<(), Error> {
    let allowed = format!("{least} or more numbers");
    require(sample.len() >= least, name, format!("of length {}", sample.len()), &allowed)?;
    match sample.iter().position(|x| x.is_nan()) {
        Some(index) => {
            let found = format!("NaN at index {index}");
            Err(Error::parameter(name, found, "numbers and infinities"))
        }
        None => Ok(()),
    }
}
