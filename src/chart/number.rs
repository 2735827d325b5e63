//! The format of numbers on an axis.

const MINUS: char = '−';
/// The least number that is written as a power of ten.
const LARGE: f64 = 1e7;
/// The step between ticks below which numbers are written as powers of ten.
const SMALL: f64 = 1e-6;

/// Formats a power of ten: `10⁻⁸`.
pub(super) fn power_of_ten(exponent: i32) -> String {
    let digit = |c| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        // The other superscripts are consecutive code points.
        c => char::from_u32('⁰' as u32 + c as u32 - '0' as u32).unwrap_or(c),
    };
    "10".chars().chain(exponent.to_string().chars().map(digit)).collect()
}

/// Formats a number as `3·10⁻⁹`, with at most `decimals` decimals in front.
pub(super) fn scientific(value: f64, decimals: usize) -> String {
    let text = format!("{value:.decimals$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mantissa = if mantissa.contains('.') {
        mantissa.trim_end_matches('0').trim_end_matches('.')
    } else {
        mantissa
    };
    let power = power_of_ten(exponent.parse().unwrap_or(0));
    match mantissa {
        "0" | "-0" => "0".into(),
        "1" => power,
        "-1" => format!("{MINUS}{power}"),
        other => format!("{}·{power}", other.replace('-', "−")),
    }
}

/// Returns the label of an axis on which smaller values are drawn at its floor.
pub(super) fn at_least(label: &str, floor: f64) -> String {
    format!("{label} (at least {})", scientific(floor, 2))
}

/// Returns the label of a tick on an axis with ticks at multiples of `step` and none beyond `largest`:
/// `7,500`, `0.25`, `2·10⁷`.
pub(super) fn tick(value: f64, step: f64, largest: f64) -> String {
    // Less than half a step from zero is rounding.
    let value = if value.abs() < step / 2.0 { 0.0 } else { value };
    if largest >= LARGE || step < SMALL {
        // One more digit than the step's first, for steps of 2.5.
        let digits = value.abs().log10().floor() - step.log10().floor() + 1.0;
        return scientific(value, digits.clamp(1.0, 15.0) as usize);
    }
    let whole = |decimals: &i32| (step * 10f64.powi(*decimals)).fract() < 1e-6;
    let decimals = (0..8).find(whole).unwrap_or(8) as usize;
    signed(value, &format!("{:.decimals$}", value.abs()))
}

/// Formats a number with few digits: `7,500`, `−0.25`.
pub(super) fn short(value: f64) -> String {
    signed(value, &value.abs().to_string())
}

/// Adds the sign of a value and commas to its digits.
fn signed(value: f64, digits: &str) -> String {
    let (whole, rest) = digits.split_at(digits.find('.').unwrap_or(digits.len()));
    let sign = if value < 0.0 { "−" } else { "" };
    format!("{sign}{}{rest}", grouped(whole))
}

/// Inserts a comma before every third digit from the right.
pub(crate) fn grouped(digits: &str) -> String {
    let mut out = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn powers_are_written_with_superscripts() {
        assert_eq!(power_of_ten(-8), "10⁻⁸");
        assert_eq!(power_of_ten(0), "10⁰");
        assert_eq!(power_of_ten(123), "10¹²³");
        assert_eq!(power_of_ten(-4567), "10⁻⁴⁵⁶⁷");
        assert_eq!(power_of_ten(90), "10⁹⁰");
    }

    #[test]
    fn scientific_numbers_carry_no_needless_digits() {
        assert_eq!(scientific(3e-9, 2), "3·10⁻⁹");
        assert_eq!(scientific(1e-10, 2), "10⁻¹⁰");
        assert_eq!(scientific(-2.5e7, 1), "−2.5·10⁷");
        assert_eq!(scientific(-1e20, 3), "−10²⁰");
        assert_eq!(scientific(0.0, 3), "0");
        assert_eq!(scientific(2e10, 0), "2·10¹⁰");
    }

    #[test]
    fn ticks_show_what_their_step_resolves() {
        let labels = |values: &[f64], step, largest| -> Vec<String> {
            values.iter().map(|value| tick(*value, step, largest)).collect()
        };
        let few = labels(&[0.0, 50_000.0, 1_000_000.0], 50_000.0, 1_000_000.0);
        assert_eq!(few, ["0", "50,000", "1,000,000"]);
        let many = labels(&[0.0, 7.5e6, 1e7, 1.25e7], 2.5e6, 3e7);
        assert_eq!(many, ["0", "7.5·10⁶", "10⁷", "1.25·10⁷"]);
        assert_eq!(labels(&[0.1 + 0.2, -1e-17], 0.1, 1.0), ["0.3", "0.0"]);
        assert_eq!(labels(&[-0.25, 7_542.25], 0.25, 8e3), ["−0.25", "7,542.25"]);
        assert_eq!(labels(&[3e-9, 0.0], 1e-9, 5e-9), ["3·10⁻⁹", "0"]);
        assert_eq!(labels(&[1e-6, 2e-6], 1e-6, 5e-6), ["0.000001", "0.000002"]);
    }
}
