//! The swarm as a textbook prints it: what a library must be worth its price against.

use crate::{
    contestant::{Best, Contestant, DIMENSIONS, LOWER, PARTICLES, Task, UPPER},
    objective::Objective,
};
use rand::{RngExt, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// Inertia of the constriction swarm (Clerc & Kennedy 2002).
pub const INERTIA: f64 = 0.729_843_788;
/// Its pull to either attractor.
pub const PULL: f64 = 1.496_179_766;

/// A vector a particle, random numbers drawn where they are used, an `if` at the bounds; ring of
/// radius 1.
pub struct PlainLoop;

impl Contestant for PlainLoop {
    const NAME: &'static str = "plain loop";

    fn minimize<O: Objective>(objective: O, task: Task) -> Best {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(task.seed);
        let mut place = || (0..DIMENSIONS).map(|_| rng.random_range(LOWER..UPPER)).collect();
        let mut positions: Vec<Vec<f64>> = (0..PARTICLES).map(|_| place()).collect();
        let mut velocities = vec![vec![0.0; DIMENSIONS]; PARTICLES];
        let mut bests = positions.clone();
        let mut costs: Vec<f64> = bests.iter().map(|x| objective.at(x)).collect();
        for _ in 0..task.moves() {
            for i in 0..PARTICLES {
                let mut leader = i;
                for neighbour in [(i + PARTICLES - 1) % PARTICLES, (i + 1) % PARTICLES] {
                    if costs[neighbour] < costs[leader] {
                        leader = neighbour;
                    }
                }
                let (x, v) = (&mut positions[i], &mut velocities[i]);
                let (own, guide) = (&bests[i], &bests[leader]);
                for j in 0..DIMENSIONS {
                    let (r1, r2): (f64, f64) = (rng.random(), rng.random());
                    v[j] = INERTIA * v[j]
                        + PULL * r1 * (own[j] - x[j])
                        + PULL * r2 * (guide[j] - x[j]);
                    x[j] += v[j];
                    if x[j] < LOWER {
                        (x[j], v[j]) = (LOWER, 0.0);
                    } else if x[j] > UPPER {
                        (x[j], v[j]) = (UPPER, 0.0);
                    }
                }
                let cost = objective.at(x);
                if cost < costs[i] {
                    costs[i] = cost;
                    bests[i].copy_from_slice(x);
                }
            }
        }
        Ok(costs.into_iter().fold(f64::INFINITY, f64::min))
    }
}
