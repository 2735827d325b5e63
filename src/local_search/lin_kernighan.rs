//! Lin–Kernighan (1973), and chained (Martin, Otto & Felten 1991).

use super::LocalSearch;
use crate::{
    problem::Tsp,
    rng::Stream,
    tour::{Effort, improve_tour},
};

/// The Lin–Kernighan heuristic for tours: chains of exchanges of variable depth (Lin & Kernighan 1973,
/// Operations Research 21(2)), up to 9 exchanges long, the first tried in 5 ways, with Or-opt moves beside them. After it come `changes`: a random path is moved behind a near city, what
/// was touched is repaired, and the change taken back unless the tour is no longer than before (chained
/// Lin–Kernighan: Martin, Otto & Felten 1991, Complex Systems 5(3); Applegate, Cook & Rohe 2003, INFORMS
/// J. Computing 15(1)).
///
/// Where distances depend on the direction, paths that follow each other change places instead: see
/// [`TwoOpt`](super::TwoOpt). A move whose gain is worked out counts as one evaluation.
///
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
    changes: usize,
}

impl Default for LinKernighan {
    fn default() -> Self {
        LinKernighan { changes: 100 }
    }
}

impl LinKernighan {
    /// How many changes are tried after the first search; 0 leaves plain Lin–Kernighan.
    #[must_use]
    pub fn changes(mut self, changes: usize) -> Self {
        self.changes = changes;
        self
    }
}

impl LocalSearch<Tsp> for LinKernighan {
    fn improve(
        &self,
        tsp: &Tsp,
        tour: &mut Vec<usize>,
        fitness: f64,
        allowance: u64,
        rng: &mut Stream,
    ) -> (f64, u64) {
        improve_tour(tsp, tour, fitness, Effort::CHAINS, self.changes, allowance, rng)
    }
}
