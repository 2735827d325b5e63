//! Numbers as a reader likes them.

pub(super) use crate::number::short;

/// `1,234,567`.
pub(super) fn grouped(number: u64) -> String {
    crate::chart::grouped(&number.to_string())
}

/// A p value: three decimals, or that it is less.
pub(super) fn probability(p: f64) -> String {
    if p < 5e-4 { "< 0.001".to_owned() } else { format!("{p:.3}") }
}
