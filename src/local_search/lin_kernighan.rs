//! Lin–Kernighan (1973), and its chained form (Martin, Otto & Felten 1991).

use super::LocalSearch;
use crate::{
    problem::{Allowance, Tsp},
    rng::Stream,
    tour::{LinKernighanOptions, improve_tour},
};

/// The Lin–Kernighan heuristic for tours: chains of exchanges of variable depth (Lin & Kernighan 1973,
/// Operations Research 21(2)), up to 9 exchanges long, the first tried in 5 ways, together with Or-opt moves.
/// It is followed by `kicks` kicks: a random path is moved behind a near city, what was touched is repaired,
/// and the kick is undone unless the tour is no longer than before (chained Lin–Kernighan: Martin, Otto &
/// Felten 1991, Complex Systems 5(3); Applegate, Cook & Rohe 2003, INFORMS J. Computing 15(1)).
///
/// Where distances depend on the direction, adjacent paths are exchanged instead: see
/// [`TwoOpt`](super::TwoOpt). A move whose gain is computed counts as one evaluation.
///
/// # Example
/// ```
/// use swarmopt::prelude::*;
/// let tsp = Tsp::read("examples/data/kroA100.tsp")?;
/// let bees = ArtificialBeeColony::new(5).polish(Polish::All);
/// let outcome = bees.solve(&LinKernighan::default().on(tsp), Seed(1), Rounds(10))?;
/// assert_eq!(outcome.best().unwrap().value, 21282.0);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinKernighan {
    kicks: usize,
}

impl Default for LinKernighan {
    fn default() -> Self {
        LinKernighan { kicks: 100 }
    }
}

impl LinKernighan {
    /// Sets the number of kicks after the first search. Default: 100. With 0, it is plain Lin–Kernighan.
    #[must_use]
    pub fn kicks(mut self, kicks: usize) -> Self {
        self.kicks = kicks;
        self
    }
}

impl LocalSearch<Tsp> for LinKernighan {
    fn improve(
        &self,
        tsp: &Tsp,
        tour: &mut Vec<usize>,
        fitness: f64,
        allowance: &mut Allowance<'_>,
        rng: &mut Stream,
    ) -> f64 {
        improve_tour(tsp, tour, fitness, LinKernighanOptions::CHAINS, self.kicks, allowance, rng)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        problem::{Problem, Space},
        rng::{Seed, Streams},
    };

    /// Returns the gaps to the optimum of kroA100 over eleven seeds, in ascending order.
    fn gaps(search: LinKernighan) -> Vec<f64> {
        let tsp = Tsp::read("examples/data/kroA100.tsp").unwrap();
        let gap = |seed| {
            let mut rng = Streams::new(Seed(seed)).at(0, 0);
            let mut tour = tsp.sample(&mut rng);
            let cost = tsp.evaluate(&tour).unwrap();
            let mut allowance = Allowance::new(u64::MAX);
            let after = search.improve(&tsp, &mut tour, cost, &mut allowance, &mut rng);
            let tried = allowance.spent();
            assert!(tsp.contains(&tour) && tsp.evaluate(&tour).unwrap() == after && tried > 100);
            after / 21_282.0 - 1.0
        };
        let mut gaps: Vec<f64> = (0..11).map(gap).collect();
        gaps.sort_by(f64::total_cmp);
        gaps
    }

    #[test]
    fn a_random_tour_comes_close_to_the_optimum_and_with_changes_to_it() {
        let plain = gaps(LinKernighan::default().kicks(0));
        assert!(plain[0] >= 0.0 && plain[5] < 0.04, "{plain:?}");
        let chained = gaps(LinKernighan::default().kicks(3_000));
        assert_eq!(chained[5], 0.0, "{chained:?}");
    }

    #[test]
    fn an_allowance_is_kept_to_the_last_evaluation() {
        let tsp = Tsp::read("examples/data/kroA100.tsp").unwrap();
        let mut rng = Streams::new(Seed(1)).at(0, 0);
        let start = tsp.sample(&mut rng);
        let cost = tsp.evaluate(&start).unwrap();
        for allowance in [0, 1, 7, 100, 1_000] {
            let mut tour = start.clone();
            let search = LinKernighan::default();
            let mut left = Allowance::new(allowance);
            let after = search.improve(&tsp, &mut tour, cost, &mut left, &mut rng);
            let tried = left.spent();
            assert!(tried == allowance && after <= cost && tsp.contains(&tour));
        }
    }
}
