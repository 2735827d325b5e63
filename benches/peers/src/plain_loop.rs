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

struct Particle {
    position: Vec<f64>,
    velocity: Vec<f64>,
    best: Vec<f64>,
    cost: f64,
}

impl Contestant for PlainLoop {
    const NAME: &'static str = "plain loop";

    fn minimize<O: Objective>(objective: O, task: Task) -> Best {
        let mut rng = Xoshiro256PlusPlus::seed_from_u64(task.seed);
        let mut swarm: Vec<Particle> = (0..PARTICLES)
            .map(|_| {
                let position: Vec<f64> =
                    (0..DIMENSIONS).map(|_| rng.random_range(LOWER..UPPER)).collect();
                let (best, cost) = (position.clone(), objective.at(&position));
                Particle { position, velocity: vec![0.0; DIMENSIONS], best, cost }
            })
            .collect();
        for _ in 0..task.moves() {
            for i in 0..PARTICLES {
                let mut leader = i;
                for neighbour in [(i + PARTICLES - 1) % PARTICLES, (i + 1) % PARTICLES] {
                    if swarm[neighbour].cost < swarm[leader].cost {
                        leader = neighbour;
                    }
                }
                for j in 0..DIMENSIONS {
                    let guide = swarm[leader].best[j];
                    let particle = &mut swarm[i];
                    let x = particle.position[j];
                    let own = PULL * rng.random::<f64>() * (particle.best[j] - x);
                    let social = PULL * rng.random::<f64>() * (guide - x);
                    particle.velocity[j] = INERTIA * particle.velocity[j] + own + social;
                    particle.position[j] = x + particle.velocity[j];
                    if particle.position[j] < LOWER {
                        particle.position[j] = LOWER;
                        particle.velocity[j] = 0.0;
                    } else if particle.position[j] > UPPER {
                        particle.position[j] = UPPER;
                        particle.velocity[j] = 0.0;
                    }
                }
                let particle = &mut swarm[i];
                let cost = objective.at(&particle.position);
                if cost < particle.cost {
                    particle.cost = cost;
                    particle.best.copy_from_slice(&particle.position);
                }
            }
        }
        Ok(swarm.iter().map(|particle| particle.cost).fold(f64::INFINITY, f64::min))
    }
}
