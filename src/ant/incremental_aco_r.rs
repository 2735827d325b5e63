//! Incremental ACO_R (Liao et al. 2011).

use super::aco_r::{Sampler, sample_around};
use crate::{
    error::{
        Error, counted, population, require_positive, require_rounds, require_share, sized, sound,
    },
    problem::{Bounded, Fitness},
    rng::Stream,
    swarm::{
        Agent, Board, Candidate, Colony, Context, Method, Population, Slot, View, replace_worst,
    },
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};

/// Incremental ACO_R, the continuous ant colony with a growing archive (Liao, Montes de Oca, Aydın,
/// Stützle & Dorigo 2011, GECCO).
///
/// In some rounds one ant samples around the best row of the archive, in the others every row has an
/// ant that samples around it; the spread is that of [`AcoR`](super::AcoR) (Socha & Dorigo 2008, eq. 5).
/// A sample replaces its row if it is better. Every `growth` rounds the archive grows by a row, drawn at
/// random and then moved towards the best, s + r (best − s) with r in \[0, 1\]. After more than
/// `patience` rounds without a new best the archive returns to its first size, and all rows but the
/// best are drawn again.
///
/// With a local search `on` the problem and [`Polish::Best`](crate::swarm::Polish) this is IACO_R-LS,
/// the use it is made for; with [`Mtsls1`](crate::local_search::Mtsls1) it is IACO_R-Mtsls1. In the paper
/// some iterations of local search start from the best row, with a step measured on the archive; here
/// local search starts from the best sample of a round and runs to its end, with its own step.
///
/// # Topology
///
/// A slot is an archive row. The best row is chosen, and the spread averaged, among a row's informants.
/// Default: `Complete`, the method as published. Rows not yet open are left out.
///
/// # Parallel rounds
///
/// All samples of a round are drawn from the archive as it was before the round. In the original it is
/// random whether a round is for the best row; here such rounds are spread evenly.
///
/// # Cost
///
/// O(archive² · dimensions) per round; one evaluation, or one per row.
///
/// # Defaults
///
/// The defaults differ from those of the paper, which were tuned for each local search.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | archive, at first and at most | 20, 1000 | ≥ 2, ≥ the first |
/// | growth | 5 rounds | ≥ 1 |
/// | greed p | 0.6 | \[0, 1\] |
/// | spread ξ | 0.65 | > 0 |
/// | patience | 100 rounds | ≥ 1 |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let turned = Function::Ellipsoid.in_dimensions(5)?.rotated(Seed(2));
/// let ants = IncrementalAcoR::default().polish(Polish::Best);
/// let outcome = ants.solve(&Powell::default().on(turned), Seed(1), Evaluations(5_000))?;
/// assert!(outcome.error().unwrap() < 1e-8);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "IACOR")]
#[doc(alias = "IACO_R")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IncrementalAcoR {
    first: usize,
    most: usize,
    growth: u64,
    greed: f64,
    spread: f64,
    patience: u64,
}

/// The medium of an [`IncrementalAcoR`]: the growth of the archive, and its restarts.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Course {
    /// The number of open rows; the slots after them are not in use yet.
    rows: usize,
    /// The index of the best row.
    best: usize,
    /// Whether all rows but the best are drawn again in the next round.
    restarts: bool,
    /// The numbers of rounds since then, and since the best last improved.
    age: u64,
    stalled: u64,
}

impl Default for IncrementalAcoR {
    fn default() -> Self {
        Self { first: 20, most: 1000, growth: 5, greed: 0.6, spread: 0.65, patience: 100 }
    }
}

impl IncrementalAcoR {
    /// Sets the number of points in the archive, at first and at most. Default: 20, 1000.
    #[must_use]
    pub fn archive(mut self, first: usize, most: usize) -> Self {
        (self.first, self.most) = (first, most);
        self
    }

    /// Sets the number of rounds after which the archive grows by a row. Default: 5.
    #[must_use]
    pub fn growth(mut self, rounds: u64) -> Self {
        self.growth = rounds;
        self
    }

    /// Sets the share p of rounds that sample around the best row. Default: 0.6.
    #[must_use]
    pub fn greed(mut self, p: f64) -> Self {
        self.greed = p;
        self
    }

    /// Sets the width ξ of the samples. Default: 0.65.
    #[must_use]
    pub fn spread(mut self, xi: f64) -> Self {
        self.spread = xi;
        self
    }

    /// Sets the number of rounds without a new best after which the search restarts from the best.
    /// Default: 100.
    #[must_use]
    pub fn patience(mut self, rounds: u64) -> Self {
        self.patience = rounds;
        self
    }

    fn is_greedy(&self, now: &Course) -> bool {
        let due = |age: u64| (self.greed * age as f64).floor();
        due(now.age + 1) > due(now.age)
    }

    fn grows(&self, now: &Course) -> bool {
        let due = (now.age + 1).is_multiple_of(self.growth);
        due && now.rows < self.most && !now.restarts
    }
}

impl<S: Bounded, F: Fitness> Agent<S, F, IncrementalAcoR> for Sampler {
    fn propose(
        &mut self,
        view: &View<'_, S, F, IncrementalAcoR>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) -> bool {
        let (colony, now, me) = (view.method, view.medium, view.me);
        let rows = now.rows;
        let open = |row: &usize| *row < rows;
        let best_heard =
            |row: usize| view.board.best_of(row, view.wiring.informants(row).filter(open));
        out.slot = me;
        let entrant = me == rows && colony.grows(now);
        if entrant || me < rows && me != now.best && now.restarts {
            out.fresh = true;
            view.space.sample_into(rng, &mut out.point);
            if entrant {
                let (best, r) = (&view.board[best_heard(me)].point, rng.unit());
                for (x, b) in out.point.iter_mut().zip(best) {
                    *x = (*x * (1.0 - r) + b * r).clamp(x.min(*b), x.max(*b)); // rounding aside
                }
            }
            return true;
        }
        if me >= rows || now.restarts {
            return false;
        }
        if colony.is_greedy(now) {
            // The rows take turns in choosing the best they know of; with `Complete` it is always the same.
            if me as u64 != now.age % rows as u64 {
                return false;
            }
            out.slot = best_heard(me);
        }
        let others = view.wiring.informants(out.slot).filter(open);
        sample_around(out.slot, others, colony.spread, view, rng, &mut out.point);
        true
    }
}

impl Method for IncrementalAcoR {
    const NAME: &'static str = "incremental ACO_R";

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
}

impl<S: Bounded, F: Fitness> Colony<S, F> for IncrementalAcoR {
    type Agent = Sampler;
    type Medium = Course;

    fn init(&self, _: &S) -> Result<Population<Sampler, Course>, Error> {
        let (p, xi) = (self.greed, self.spread);
        population("archive", self.first, 2)?;
        population("largest archive", self.most, self.first)?;
        require_rounds("growth", self.growth)?;
        require_share("greed", p)?;
        require_positive("spread", xi)?;
        require_rounds("patience", self.patience)?;
        Ok(Population::new(vec![Sampler; self.most]).medium(Course::default()))
    }
    fn has_personal_bests(&self) -> bool {
        false
    }
    fn check(&self, now: &Course, _: &S, board: &Board<Vec<f64>, F>) -> Result<(), Error> {
        let Course { rows, best, age, stalled, .. } = *now;
        counted("rounds of age", age)?;
        counted("stalled rounds", stalled)?;
        if rows == 0 {
            return sound(board.is_empty(), "no rows yet", board.len());
        }
        sized("archive", board.len(), self.most)?;
        let (first, most) = (self.first, self.most);
        sound((first..=most).contains(&rows), format_args!("{first} to {most} rows"), rows)?;
        sound(best < rows, format_args!("the best below {rows}"), best)
    }
    fn seed(&self, slot: usize, space: &S, rng: &mut Stream, out: &mut Vec<f64>) -> bool {
        space.sample_into(rng, out);
        slot < self.first
    }
    fn absorb(
        &self,
        now: &mut Course,
        board: &mut Board<Vec<f64>, F>,
        told: &Candidate<Vec<f64>, F>,
        _: &Context<'_, S, F>,
    ) {
        now.rows = now.rows.max(told.slot + 1);
        if told.cost().beats(&board[now.best].fitness) {
            (now.best, now.stalled) = (told.slot, 0);
        }
        board.challenge(told);
    }
    fn end_round(&self, now: &mut Course, board: &mut Board<Vec<f64>, F>, _: &Context<'_, S, F>) {
        if now.rows == 0 {
            let (rows, best) = (board.len(), board.best());
            *now = Course { rows, best, ..Course::default() };
            // The slots of rows not yet open hold some point and the worst cost there is.
            let closed = Slot { fitness: F::WORST, ..board[0].clone() };
            return board.extend_to(self.most, closed);
        }
        now.age += u64::from(!now.restarts);
        now.stalled += 1;
        now.restarts = now.stalled > self.patience;
        if now.restarts {
            board.swap(0, now.best);
            board[self.first..].iter_mut().for_each(|slot| slot.fitness = F::WORST);
            *now = Course { rows: self.first, restarts: true, ..Course::default() };
        }
    }
    fn welcome(
        &self,
        now: &mut Course,
        board: &mut Board<Vec<f64>, F>,
        guest: &Slot<Vec<f64>, F>,
        _: &Context<'_, S, F>,
    ) {
        replace_worst(&mut board[..now.rows], guest);
        now.best = board.best();
    }
}

#[cfg(test)]
mod tests;
