//! The levels up to which slots forgive violations of constraints.

use super::{ConstraintHandling, memory::Memory};
use crate::problem::Fitness;

/// The quantile of the first violations that is the first level.
const FIRST: usize = 5;

impl<X, F: Fitness> Memory<X, F> {
    /// Sets the levels of the slots at the end of a round.
    pub(super) fn relax(&mut self) {
        let ConstraintHandling::Relaxed(until) = self.settings.handling else { return };
        let board = &mut self.board;
        let first = *self.first_level.get_or_insert_with(|| {
            let mut all: Vec<f64> = board.iter().map(|slot| slot.fitness.violation()).collect();
            all.retain(|violation| violation.is_finite());
            all.sort_by(f64::total_cmp);
            all.get(all.len() / FIRST).copied().unwrap_or(0.0)
        });
        let level = first * (1.0 - self.progress / until).max(0.0).powi(5);
        for (i, slot) in board.iter_mut().enumerate() {
            slot.level = if i % 2 == 0 { level } else { 0.0 };
        }
    }

    /// Returns whether any slot forgives a violation.
    pub(super) fn is_relaxed(&self) -> bool {
        self.settings.handling != ConstraintHandling::FeasibleFirst
    }
}

#[cfg(test)]
mod tests {
    use crate::{author::*, prelude::*};

    #[test]
    fn every_second_slot_forgives_less_and_less_and_then_nothing() {
        let line = Boxed::cube(0.0..=1.0, 1).unwrap().minimize(|x| x[0]);
        let problem = line.equal("middle", |x| x[0] - 0.5, 1e-6);
        let relaxed = ParticleSwarm::new(10).constraint_handling(ConstraintHandling::Relaxed(0.5));
        let mut swarm = relaxed.build(&problem, Seed(1)).unwrap();
        let mut last = f64::INFINITY;
        for progress in [0.0, 0.1, 0.2, 0.4, 0.5, 0.9] {
            swarm.step(&problem, &Limits::NONE.at(progress)).unwrap();
            let levels: Vec<f64> = swarm.board().iter().map(|slot| slot.level).collect();
            assert!(levels.iter().skip(1).step_by(2).all(|level| *level == 0.0));
            assert!(levels.iter().step_by(2).all(|level| *level == levels[0]));
            assert!(levels[0] < last || progress >= 0.5, "{progress}: {levels:?}");
            assert_eq!(levels[0] == 0.0, progress >= 0.5, "{progress}: {levels:?}");
            last = levels[0];
        }
    }
}
