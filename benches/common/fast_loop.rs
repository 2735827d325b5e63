//! The same swarm written for the processor: the ceiling on one thread and the default target.

use crate::{
    contestant::{Best, Contestant, DIMENSIONS, LOWER, PARTICLES, Task, UPPER},
    objective::Objective,
    plain_loop::{INERTIA, PULL},
};
use rand::{Rng, RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Rows of one matrix, random numbers drawn in blocks of a row, no branch at the bounds, the
/// objective in eight sums, the dimension known at compile time; ring of radius 1.
pub struct FastLoop;

type Row = [f64; DIMENSIONS];

impl Contestant for FastLoop {
    const NAME: &'static str = "fast loop";

    fn minimize<O: Objective>(objective: O, task: Task) -> Best {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(task.seed);
        let mut positions = vec![[0.0; DIMENSIONS]; PARTICLES];
        positions.as_flattened_mut().fill_with(|| rng.random_range(LOWER..UPPER));
        let mut velocities = vec![[0.0; DIMENSIONS]; PARTICLES];
        let mut bests = positions.clone();
        let mut costs: Vec<f64> = bests.iter().map(|x| objective.in_eight_sums(x)).collect();
        for _ in 0..task.moves() {
            for i in 0..PARTICLES {
                let guide = bests[leader(&costs, i)];
                let (own, social) = draws(&mut rng);
                let (x, v, best) = (&mut positions[i], &mut velocities[i], &mut bests[i]);
                for j in 0..DIMENSIONS {
                    let step = INERTIA * v[j]
                        + PULL * own[j] * (best[j] - x[j])
                        + PULL * social[j] * (guide[j] - x[j]);
                    let free = x[j] + step;
                    // Not `clamp`: its care for NaN costs an instruction.
                    let kept = if free < LOWER { LOWER } else { free };
                    let kept = if kept > UPPER { UPPER } else { kept };
                    v[j] = if kept == free { step } else { 0.0 };
                    x[j] = kept;
                }
                let cost = objective.in_eight_sums(x);
                if cost < costs[i] {
                    costs[i] = cost;
                    *best = *x;
                }
            }
        }
        Ok(costs.into_iter().fold(f64::INFINITY, f64::min))
    }
}

/// The best of `i` and its two neighbours on the ring.
#[inline]
fn leader(costs: &[f64], i: usize) -> usize {
    let left = if i == 0 { PARTICLES - 1 } else { i - 1 };
    let right = if i + 1 == PARTICLES { 0 } else { i + 1 };
    let better = if costs[left] < costs[i] { left } else { i };
    if costs[right] < costs[better] { right } else { better }
}

/// Two rows of uniforms in [0, 1), 32 bits each: one draw gives a pair.
#[inline]
fn draws(rng: &mut Xoshiro256PlusPlus) -> (Row, Row) {
    let mut raw = [0_u64; DIMENSIONS];
    raw.fill_with(|| rng.next_u64());
    (raw.map(|bits| unit(bits >> 32)), raw.map(|bits| unit(bits & 0xFFFF_FFFF)))
}

/// 32 bits as the leading mantissa bits of a number in [1, 2), less one.
#[inline]
fn unit(bits: u64) -> f64 {
    f64::from_bits(1.0_f64.to_bits() | (bits << 20)) - 1.0
}
