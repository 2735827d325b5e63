//! Streams: randomness as a pure function of (seed, round, lane).
//!
//! A swarm asks for the stream of an agent's lane in a round and gets the same numbers whichever
//! thread, process or machine asks, in whatever order. There is no generator state to checkpoint.
//! Each stream is a Xoshiro256++ (Blackman & Vigna 2021) seeded by SplitMix64 steps.

use rand::{Rng, RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

/// What a run is reproduced by: the same seed gives the same bits on any number of threads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Seed(pub u64);

/// All streams of one seed.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Streams(u64);

/// The streams of one round; the lane is all that is left to say.
#[derive(Clone, Copy, Debug)]
pub struct RoundStreams(u64);

/// A random number generator that belongs to one agent for one round.
#[derive(Clone, Debug)]
pub struct Stream(Xoshiro256PlusPlus);

const GOLDEN: u64 = 0x9E37_79B9_7F4A_7C15;

/// The finaliser of SplitMix64 (Steele, Lea & Flood 2014).
#[inline]
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

impl Streams {
    /// The streams of a seed.
    pub fn new(seed: Seed) -> Self {
        Streams(mix(seed.0.wrapping_add(GOLDEN)))
    }

    /// The streams of one round.
    #[inline]
    pub fn round(&self, round: u64) -> RoundStreams {
        RoundStreams(mix(self.0.wrapping_add(round)))
    }

    /// The stream of a lane in a round.
    #[inline]
    pub fn at(&self, round: u64, lane: u64) -> Stream {
        self.round(round).lane(lane)
    }
}

impl RoundStreams {
    /// A number that stands for the stream of `lane`, small enough to send along with a candidate.
    #[inline]
    pub fn key(&self, lane: u64) -> u64 {
        mix(self.0.wrapping_add(lane))
    }

    /// The stream of `lane`.
    #[inline]
    pub fn lane(&self, lane: u64) -> Stream {
        Stream::from_key(self.key(lane))
    }
}

impl Stream {
    /// The stream that `key` stands for: four SplitMix64 steps fill the generator's state.
    #[inline]
    pub fn from_key(key: u64) -> Self {
        let mut state = [0; 32];
        for (k, word) in state.as_chunks_mut::<8>().0.iter_mut().enumerate() {
            *word = mix(key.wrapping_add((k as u64 + 1).wrapping_mul(GOLDEN))).to_le_bytes();
        }
        Stream(Xoshiro256PlusPlus::from_seed(state))
    }

    /// Uniform in [0, 1), 53 bits.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        self.0.random::<f64>()
    }

    /// Uniform in [lower, upper); `lower` where both are equal.
    #[inline]
    pub fn in_range(&mut self, lower: f64, upper: f64) -> f64 {
        // The weighted form cannot overflow, and rounding may not leave the interval.
        let r = self.unit();
        (lower * (1.0 - r) + upper * r).clamp(lower, upper)
    }

    /// Uniform in 0, 1, …, n − 1; 0 where `n` is 0.
    #[inline]
    pub fn below(&mut self, n: usize) -> usize {
        if n <= 1 { 0 } else { self.0.random_range(0..n as u64) as usize }
    }

    /// Standard normal.
    #[inline]
    pub fn normal(&mut self) -> f64 {
        self.0.sample(rand_distr::StandardNormal)
    }

    /// Fisher–Yates.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }

    /// The index drawn in proportion to non-negative weights; uniform where all are zero or their
    /// sum is not finite. 0 where there are none.
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

    /// Two blocks of uniforms in [0, 1), 32 bits each, from one draw a pair. Drawing first and
    /// converting afterwards lets the conversion and the caller's arithmetic vectorise.
    #[inline]
    pub(crate) fn unit_pairs<const N: usize>(&mut self) -> ([f64; N], [f64; N]) {
        let mut rng = self.0.clone(); // in registers while it is drawn from
        let mut raw = [0; N];
        raw.fill_with(|| rng.next_u64());
        self.0 = rng;
        let (mut high, mut low) = ([0.0; N], [0.0; N]);
        for j in 0..N {
            high[j] = unit32(raw[j] >> 32);
            low[j] = unit32(raw[j] & 0xFFFF_FFFF);
        }
        (high, low)
    }
}

/// The low 32 bits as the leading mantissa bits of a number in [1, 2), less one.
#[inline]
fn unit32(bits: u64) -> f64 {
    f64::from_bits(0x3FF0_0000_0000_0000 | (bits << 20)) - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_a_pure_function_of_seed_round_and_lane() {
        let draw = |seed, round, lane| Streams::new(Seed(seed)).at(round, lane).unit();
        assert_eq!(draw(1, 2, 3), draw(1, 2, 3));
        let all = [draw(1, 2, 3), draw(2, 2, 3), draw(1, 3, 3), draw(1, 2, 4), draw(1, 3, 2)];
        for i in 0..all.len() {
            for j in 0..i {
                assert_ne!(all[i], all[j]);
            }
        }
    }

    #[test]
    fn uniforms_have_the_moments_of_uniforms_across_lanes() {
        // Neighbouring lanes must be as independent as draws of one stream.
        let n = 20_000;
        let streams = Streams::new(Seed(5)).round(1);
        let firsts: Vec<f64> = (0..n).map(|lane| streams.lane(lane).unit()).collect();
        let pairs: Vec<f64> =
            (0..n).map(|lane| streams.lane(lane).unit_pairs::<4>().1[2]).collect();
        for sample in [firsts, pairs] {
            let mean = sample.iter().sum::<f64>() / n as f64;
            let second = sample.iter().map(|u| u * u).sum::<f64>() / n as f64;
            let serial = sample.windows(2).map(|w| w[0] * w[1]).sum::<f64>() / (n - 1) as f64;
            // Four standard errors: 4·√(1/12/n) and so on.
            assert!((mean - 0.5).abs() < 0.0082, "{mean}");
            assert!((second - 1.0 / 3.0).abs() < 0.0085, "{second}");
            assert!((serial - 0.25).abs() < 0.0063, "{serial}");
        }
    }

    #[test]
    fn roulette_follows_its_weights_and_survives_any() {
        let mut rng = Streams::new(Seed(3)).at(0, 0);
        let mut counts = [0; 3];
        (0..30_000).for_each(|_| counts[rng.roulette(&[1.0, 0.0, 2.0])] += 1);
        assert_eq!(counts[1], 0);
        assert!((9_600..10_400).contains(&counts[0]), "{counts:?}");
        assert!(rng.roulette(&[f64::NAN, 1.0]) < 2);
        assert!(rng.roulette(&[f64::INFINITY, 1.0]) < 2);
        assert_eq!(rng.roulette(&[]), 0);
        let flat = (0..3_000).filter(|_| rng.roulette(&[0.0, 0.0]) == 0).count();
        assert!((1_380..1_620).contains(&flat), "{flat}");
    }

    #[test]
    fn a_range_is_kept_even_where_its_width_overflows() {
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        for _ in 0..100 {
            let x = rng.in_range(-f64::MAX, f64::MAX);
            assert!(x.is_finite());
            assert_eq!(rng.in_range(2.5, 2.5), 2.5);
            assert!((0.1..=0.3).contains(&rng.in_range(0.1, 0.3)));
        }
    }
}
