//! A checksum over bytes, which finds damage and tells inputs apart; it does not withstand malice.

use std::fmt;

/// A 64-bit FNV-1a sum (Fowler, Noll & Vo), the same on every platform. Prints as 16 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Checksum(u64);

impl Checksum {
    /// Returns the sum of no bytes.
    pub(crate) fn new() -> Self {
        Checksum(0xcbf2_9ce4_8422_2325)
    }

    /// Returns the sum of `bytes`.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let mut sum = Checksum::new();
        sum.add(bytes);
        sum
    }

    /// Adds bytes at the end of those summed so far.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        let step = |sum: u64, byte: &u8| (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        self.0 = bytes.iter().fold(self.0, step);
    }

    /// Adds the bits of a number.
    pub(crate) fn add_number(&mut self, x: f64) {
        self.add(&x.to_le_bytes());
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values from the authors' test vectors.
    #[test]
    fn sums_are_those_published() {
        for (text, sum) in
            [("", "cbf29ce484222325"), ("a", "af63dc4c8601ec8c"), ("foobar", "85944171f73967e8")]
        {
            assert_eq!(Checksum::of(text.as_bytes()).to_string(), sum);
        }
        let mut parts = Checksum::new();
        ["foo", "bar"].iter().for_each(|part| parts.add(part.as_bytes()));
        assert_eq!(parts, Checksum::of(b"foobar"));
    }
}
