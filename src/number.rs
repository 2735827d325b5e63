//! The format of numbers for people: in tables, outcomes and progress.

/// Formats a number in few characters: whole numbers with all their digits, as lengths of tours need
/// them, others with at most four decimals, or with three digits and a power of ten. Trailing zeros mean
/// that the number was rounded.
pub(crate) fn short(x: f64) -> String {
    match x.abs() {
        0.0 => "0".to_owned(),
        size if x.fract() == 0.0 && size < 1e15 => x.to_string(),
        size if (1e-3..1e6).contains(&size) => {
            let text = format!("{x:.4}");
            match text.parse() == Ok(x) {
                true => text.trim_end_matches('0').to_owned(),
                false => text,
            }
        }
        _ => format!("{x:.2e}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (x, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (7542.0, "7542"),
            (26_524_863.0, "26524863"),
            (2.97e-30, "2.97e-30"),
            (-0.25, "-0.25"),
            (0.1, "0.1"),
            (4.999_99, "5.0000"),
            (1_234_567.8, "1.23e6"),
            (-1e300, "-1.00e300"),
            (f64::INFINITY, "inf"),
            (f64::NAN, "NaN"),
        ] {
            assert_eq!(short(x), text);
        }
    }
}
