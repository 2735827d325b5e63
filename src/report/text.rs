//! Numbers formatted for readers.

pub(super) use crate::number::short;

/// Formats a number with separators of thousands: `1,234,567`.
pub(super) fn grouped(number: u64) -> String {
    crate::chart::grouped(&number.to_string())
}

/// Formats a p value with three decimals, or as `< 0.001`.
pub(super) fn probability(p: f64) -> String {
    if p < 5e-4 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}
