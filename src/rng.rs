//! Streams: randomness as a pure function of (seed, round, lane).
//!
//! A swarm asks for the stream of an agent's lane in a round and gets the same numbers whichever
//! thread, process or machine asks, in whatever order. There is no generator state to checkpoint.
//! Each stream is a Xoshiro256++ (Blackman & Vigna 2021) seeded by SplitMix64 steps. It is written out
//! here, and tested against the crate `rand_xoshiro`, because a swarm seeds one for every agent in
//! every round, and going through a seed of bytes took a tenth of a particle's whole step.

use rand::{RngExt, rand_core::TryRng};
use serde::{Deserialize, Serialize};
use std::convert::Infallible;

/// The seed of a run: the same seed gives the same bits on any number of threads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seed(pub u64);

/// The streams of one seed.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Streams(u64);

/// The streams of one round, one for each lane.
#[derive(Clone, Copy, Debug)]
pub struct RoundStreams(u64);

/// A random number generator that belongs to one agent for one round. It is a generator of the crate
/// `rand`, so that every distribution written for that can be drawn from it.
#[derive(Clone, Debug)]
pub struct Stream([u64; 4]);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// Applies the finaliser of SplitMix64 (Steele, Lea & Flood 2014).
#[inline]
pub(crate) fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Streams {
    /// Creates the streams of a seed.
    pub fn new(seed: Seed) -> Self {
        Streams(mix(seed.0.wrapping_add(GOLDEN)))
    }

    /// Returns the streams of a round.
    #[inline]
    pub fn round(&self, round: u64) -> RoundStreams {
        RoundStreams(mix(self.0.wrapping_add(round)))
    }

    /// Returns the stream of a lane in a round.
    #[inline]
    pub fn at(&self, round: u64, lane: u64) -> Stream {
        self.round(round).lane(lane)
    }
}

impl RoundStreams {
    /// Returns a number that identifies the stream of `lane`, small enough to send along with a
    /// candidate. A lane takes four numbers of the round's SplitMix64 sequence; the key is where they
    /// begin.
    #[inline]
    pub fn key(&self, lane: u64) -> u64 {
        self.0.wrapping_add(lane.wrapping_mul(GOLDEN.wrapping_mul(4)))
    }

    /// Returns the stream of `lane`.
    #[inline]
    pub fn lane(&self, lane: u64) -> Stream {
        Stream::from_key(self.key(lane))
    }
}

impl Stream {
    /// Creates the stream that `key` identifies: the next four numbers of SplitMix64 are its state, as
    /// the authors of Xoshiro advise.
    #[inline]
    pub fn from_key(key: u64) -> Self {
        Stream([1, 2, 3, 4].map(|k: u64| mix(key.wrapping_add(k.wrapping_mul(GOLDEN)))))
    }

    /// Returns the next raw number (Blackman & Vigna 2021, fig. 2).
    #[inline]
    fn next(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let result = a.wrapping_add(*d).rotate_left(23).wrapping_add(*a);
        let t = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= t;
        *d = d.rotate_left(45);
        result
    }

    /// Draws a uniform number from [0, 1) with 53 random bits.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        self.random::<f64>()
    }

    /// Draws a uniform number from [lower, upper). Returns `lower` if both are equal.
    #[inline]
    pub fn in_range(&mut self, lower: f64, upper: f64) -> f64 {
        // The weighted form cannot overflow, and rounding may not leave the interval.
        let r = self.unit();
        (lower * (1.0 - r) + upper * r).clamp(lower, upper)
    }

    /// Draws a uniform integer from 0, 1, …, n − 1. Returns 0 if `n` is 0.
    #[inline]
    pub fn below(&mut self, n: usize) -> usize {
        if n <= 1 { 0 } else { self.random_range(0..n as u64) as usize }
    }

    /// Draws a standard normal number.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        self.sample(rand_distr::StandardNormal)
    }

    /// Shuffles the items uniformly (Fisher–Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }

    /// Draws an index in proportion to non-negative weights; uniformly if all are zero or their sum is
    /// not finite. Returns 0 if there are no weights.
    #[inline]
    pub fn roulette(&mut self, weights: &[f64]) -> usize {
        let total: f64 = weights.iter().sum();
        if !(total > 0.0 && total.is_finite()) {
            return self.below(weights.len());
        }
        let mut left = self.unit() * total;
        for (i, w) in weights.iter().enumerate() {
            left -= w;
            if left < 0.0 {
                return i;
            }
        }
        weights.iter().rposition(|w| *w > 0.0).unwrap_or(0)
    }

    /// Draws an index as [`roulette`](Self::roulette) does, given the running sums of the weights: O(log n).
    #[inline]
    pub fn roulette_over(&mut self, sums: &[f64]) -> usize {
        let total = sums.last().copied().unwrap_or(0.0);
        if !(total > 0.0 && total.is_finite()) {
            return self.below(sums.len());
        }
        let at = self.unit() * total;
        let i = sums.partition_point(|sum| *sum <= at);
        // Rounding may take the draw to the very end.
        if i < sums.len() { i } else { sums.partition_point(|sum| *sum < total) }
    }

    /// Fills a block with raw numbers. Each gives two uniform numbers, [`first_of`] and [`second_of`].
    /// Drawing them before they are used leaves the caller a loop that vectorises.
    #[inline]
    pub(crate) fn fill(&mut self, raw: &mut [u64]) {
        raw.fill_with(|| self.next());
    }
}

impl TryRng for Stream {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok((self.next() >> 32) as u32)
    }
    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.next())
    }
    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.next().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

/// Returns the uniform number in [0, 1) given by the high 52 bits of a raw number.
#[inline(always)]
pub(crate) fn first_of(raw: u64) -> f64 {
    from_mantissa(raw >> 12)
}

/// Returns the uniform number in [0, 1) given by the low 32 bits of a raw number. It shares only the
/// last twenty bits of [`first_of`]: together they say less than 2⁻³² about each other.
#[inline(always)]
pub(crate) fn second_of(raw: u64) -> f64 {
    from_mantissa((raw & 0xFFFF_FFFF) << 20)
}

/// Returns the number in [1, 2) with these 52 bits as its mantissa, minus one.
#[inline(always)]
fn from_mantissa(bits: u64) -> f64 {
    f64::from_bits(0x3FF0_0000_0000_0000 | bits) - 1.0
}

#[cfg(test)]
mod tests;
