//! A function by its name.

use crate::error::Error;

/// Returns the function with the name `text`; case, spaces and punctuation do not matter.
///
/// # Errors
/// [`Error::Parameter`], which lists the names.
pub(super) fn named<F: Copy>(
    text: &str,
    all: &[F],
    name: fn(F) -> &'static str,
) -> Result<F, Error> {
    let plain = |s: &str| s.to_lowercase().replace(|c: char| !c.is_alphanumeric(), "");
    let wanted = plain(text);
    let found = all.iter().copied().find(|function| plain(name(*function)) == wanted);
    found.ok_or_else(|| {
        let names: Vec<&str> = all.iter().map(|function| name(*function)).collect();
        Error::parameter("function", text, names.join(", "))
    })
}
