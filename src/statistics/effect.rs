//! The effect size: how much one of two samples tends to be larger.

use super::rank_sum::ranks_and_u;
use crate::error::Error;
use std::fmt;

/// The measure of stochastic superiority Â₁₂ (Vargha & Delaney, *Journal of Educational and Behavioral
/// Statistics* 2000): the probability that a run of the first method has a larger value than one of the
/// second, with equal values counted half. 0.5 means no difference; where lower is better, a value below
/// 0.5 favours the first.
///
/// ```
/// use swarmopt::statistics::{Effect, Magnitude};
///
/// let effect = Effect::of(&[3.0, 5.0], &[1.0, 4.0])?;
/// assert_eq!(effect.a12, 0.75);
/// assert_eq!(effect.magnitude(), Magnitude::Large);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effect {
    /// P(first > second) + ½ P(first = second), from 0 to 1.
    pub a12: f64,
}

/// The usual word for the size of an effect, in either direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Magnitude {
    /// A₁₂ less than 0.06 away from 0.5.
    Negligible,
    /// A₁₂ of at least 0.56, or at most 0.44.
    Small,
    /// A₁₂ of at least 0.64, or at most 0.36.
    Medium,
    /// A₁₂ of at least 0.71, or at most 0.29.
    Large,
}

impl Effect {
    /// Compares two samples. O(n log n).
    ///
    /// # Errors
    /// [`Error::Parameter`] if a sample is empty or holds a NaN.
    pub fn of(first: &[f64], second: &[f64]) -> Result<Self, Error> {
        let (_, u) = ranks_and_u(first, second)?;
        Ok(Effect { a12: u / (first.len() as f64 * second.len() as f64) })
    }

    /// Returns the usual word for the size of the effect.
    pub fn magnitude(&self) -> Magnitude {
        // 1 − 0.44 is a little more than 0.56; the other thresholds may fall short by as little.
        match self.a12.max(1.0 - self.a12) + 1e-12 {
            a if a >= 0.71 => Magnitude::Large,
            a if a >= 0.64 => Magnitude::Medium,
            a if a >= 0.56 => Magnitude::Small,
            _ => Magnitude::Negligible,
        }
    }
}

impl fmt::Display for Magnitude {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Magnitude::Negligible => "negligible",
            Magnitude::Small => "small",
            Magnitude::Medium => "medium",
            Magnitude::Large => "large",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_belong_to_the_larger_word_in_either_direction() {
        use Magnitude::*;
        let all = [(0.5, Negligible), (0.559, Negligible), (0.56, Small), (0.639, Small)];
        let more = [(0.64, Medium), (0.709, Medium), (0.71, Large), (1.0, Large)];
        for (a12, word) in all.into_iter().chain(more) {
            assert_eq!(Effect { a12 }.magnitude(), word, "{a12}");
            assert_eq!(Effect { a12: 1.0 - a12 }.magnitude(), word, "{a12}");
        }
        assert_eq!(format!("{Medium:>8}"), "  medium");
    }
}
