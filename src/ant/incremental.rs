//! Incremental ACO_R (Liao et al. 2011).

use super::archive::{Sampler, sample_around};
use crate::{
    error::{Error, population, require},
    problem::{Bounded, Fitness},
    rng::Stream,
    swarm::{Agent, Around, Candidate, Colony, Method, Slot, View, replace_worst},
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};

/// Incremental ACO_R, the continuous ant colony with a growing archive (Liao, Montes de Oca, Aydın,
/// Stützle & Dorigo 2011, GECCO).
///
/// In some rounds one ant samples around the best row of the archive, in the others every row has an
/// ant that samples around it; the spread is that of [`AcoR`](super::AcoR) (Socha & Dorigo 2008, eq. 5).
/// A sample replaces its row if it is better. Every `growth` rounds the archive gets one more row,
/// drawn at random and then towards the best, s + r (best − s) with r in \[0, 1\]. After `patience`
/// rounds without a new best all is forgotten but the best row.
///
/// With a local search `on` the problem and [`Polish::Best`](crate::swarm::Polish) this is the hybrid
/// IACO_R-LS; with [`Mtsls1`](crate::local_search::Mtsls1), IACO_R-Mtsls1. The paper starts the search
/// from the best row with a step measured on the archive, for some iterations a round; here the best
/// sample of a round is searched, to the end, with the step of the search.
///
/// **Topology.** A slot is an archive row. The best row is sought, and the spread averaged, among a row's
/// informants: `Complete` is the method as published. Rows not yet opened are passed over.
///
/// **Parallel rounds.** The samples of a round set out from the same archive; in the original each sees
/// those before it. Whether a round is for the best row is drawn there; here such rounds are spread
/// evenly, as many as `greed` says. The rounds for the best row are of one evaluation.
///
/// Cost of a round: O(archive² · dimensions); one evaluation, or as many as rows.
///
/// | parameter | default | range |
/// |---|---|---|
/// | archive, at first and at most | 10, 1000 | ≥ 2, ≥ the first |
/// | growth | 5 rounds | ≥ 1 |
/// | greed p | 0.6 | \[0, 1\] |
/// | spread ξ | 0.65 | > 0 |
/// | patience | 20 rounds | ≥ 1 |
///
/// ```
/// use swarmopt::prelude::*;
/// let rastrigin = Function::Rastrigin.in_dimensions(10)?.shifted(Seed(3));
/// let outcome = IncrementalAcoR::default()
///     .polish(Polish::Best)
///     .solve(&Mtsls1::default().on(rastrigin), Seed(1), Evaluations(20_000))?;
/// assert!(outcome.error().unwrap() < 1e-8);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct IncrementalAcoR {
    first: usize,
    most: usize,
    growth: u64,
    greed: f64,
    spread: f64,
    patience: u64,
    /// How many rows are open; the slots after them wait.
    rows: usize,
    /// The best of them.
    best: usize,
    /// Whether all rows but the best are to be drawn anew.
    restarts: bool,
    /// Rounds since that, and since the best last improved.
    age: u64,
    stalled: u64,
}

impl Default for IncrementalAcoR {
    fn default() -> Self {
        IncrementalAcoR {
            first: 10,
            most: 1000,
            growth: 5,
            greed: 0.6,
            spread: 0.65,
            patience: 20,
            rows: 0,
            best: 0,
            restarts: false,
            age: 0,
            stalled: 0,
        }
    }
}

impl IncrementalAcoR {
    /// How many points the archive holds at first, and at most.
    #[must_use]
    pub fn archive(mut self, first: usize, most: usize) -> Self {
        (self.first, self.most) = (first, most);
        self
    }

    /// After how many rounds the archive gets one more row.
    #[must_use]
    pub fn growth(mut self, rounds: u64) -> Self {
        self.growth = rounds;
        self
    }

    /// The share of rounds that sample around the best row: p.
    #[must_use]
    pub fn greed(mut self, p: f64) -> Self {
        self.greed = p;
        self
    }

    /// How wide an ant samples: ξ.
    #[must_use]
    pub fn spread(mut self, xi: f64) -> Self {
        self.spread = xi;
        self
    }

    /// After how many rounds without a new best it starts anew from the best.
    #[must_use]
    pub fn patience(mut self, rounds: u64) -> Self {
        self.patience = rounds;
        self
    }

    /// How many rows are open.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Whether this round is for the best row.
    fn is_greedy(&self) -> bool {
        let due = |age: u64| (self.greed * age as f64).floor();
        due(self.age + 1) > due(self.age)
    }

    /// Whether this round opens one more row.
    fn grows(&self) -> bool {
        !self.restarts && self.rows < self.most && (self.age + 1).is_multiple_of(self.growth)
    }
}

impl<S: Bounded, F: Fitness> Agent<S, F, IncrementalAcoR> for Sampler {
    fn propose(
        &mut self,
        view: &View<'_, S, F, IncrementalAcoR>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) -> bool {
        let (colony, me) = (view.colony, view.me);
        let open = |row: &usize| *row < colony.rows;
        let best_heard = |row: usize| {
            let leads = |a: usize, b: usize| view.board[a].leads(&view.board[b], a < b);
            let informants = view.wiring.informants(row).filter(open);
            informants.fold(row, |best, other| if leads(other, best) { other } else { best })
        };
        out.slot = me;
        if me >= colony.rows {
            let entrant = me == colony.rows && colony.grows();
            if entrant {
                out.fresh = true;
                view.space.sample_into(rng, &mut out.point);
                let (best, r) = (&view.board[best_heard(me)].point, rng.unit());
                out.point.iter_mut().zip(best).for_each(|(x, b)| *x = *x * (1.0 - r) + b * r);
            }
            return entrant;
        }
        if colony.restarts {
            out.fresh = me != colony.best;
            view.space.sample_into(rng, &mut out.point);
            return out.fresh;
        }
        if colony.is_greedy() {
            // All rows in turn tell who is the best; where all hear all, it is always the same.
            if me as u64 != colony.age % colony.rows as u64 {
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

    fn found(&mut self, _: &S) -> Result<Vec<Sampler>, Error> {
        population("archive", self.first, 2)?;
        population("largest archive", self.most, self.first)?;
        require(self.growth > 0, "growth", self.growth, "at least 1 round")?;
        require((0.0..=1.0).contains(&self.greed), "greed", self.greed, "0 to 1")?;
        let xi = self.spread;
        require(xi > 0.0 && xi.is_finite(), "spread", xi, "more than 0")?;
        require(self.patience > 0, "patience", self.patience, "at least 1 round")?;
        (self.rows, self.best, self.restarts, self.age, self.stalled) = (0, 0, false, 0, 0);
        Ok(vec![Sampler; self.most])
    }
    fn slots(&self) -> usize {
        self.most
    }
    fn seed(&self, slot: usize, space: &S, rng: &mut Stream, out: &mut Vec<f64>) -> bool {
        space.sample_into(rng, out);
        slot < self.first
    }
    fn absorb(
        &mut self,
        board: &mut Vec<Slot<Vec<f64>, F>>,
        told: &Candidate<Vec<f64>, F>,
        _: &Around<'_, S, F>,
    ) {
        self.rows = self.rows.max(told.slot + 1);
        board[told.slot].challenge(told);
        if told.cost().beats(&board[self.best].fitness) {
            (self.best, self.stalled) = (told.slot, 0);
        }
    }
    fn settle(&mut self, board: &mut Vec<Slot<Vec<f64>, F>>, _: &Around<'_, S, F>) {
        if self.rows == 0 {
            self.rows = board.len();
            // The slots of rows to come hold some point, and the worst cost there is.
            board.resize(self.most, Slot { fitness: F::WORST, ..board[0].clone() });
            self.best = best_of(board);
            return;
        }
        self.age = if self.restarts { 0 } else { self.age + 1 };
        self.stalled += 1;
        self.restarts = self.stalled > self.patience;
        if self.restarts {
            board.swap(0, self.best);
            board[self.first..].iter_mut().for_each(|slot| slot.fitness = F::WORST);
            (self.rows, self.best, self.age, self.stalled) = (self.first, 0, 0, 0);
        }
    }
    fn welcome(
        &mut self,
        board: &mut Vec<Slot<Vec<f64>, F>>,
        guest: &Slot<Vec<f64>, F>,
        _: &Around<'_, S, F>,
    ) {
        replace_worst(&mut board[..self.rows], guest);
        self.best = best_of(board);
    }
}

/// The best slot; of equals the first.
fn best_of<X, F: Fitness>(board: &[Slot<X, F>]) -> usize {
    let order = |a: &usize, b: &usize| board[*a].fitness.order(&board[*b].fitness);
    (0..board.len()).min_by(order).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::prelude::*;

    /// Asks for a round, tells every point the same cost, and gives the points.
    fn round<P>(swarm: &mut SwarmOf<P, IncrementalAcoR>, p: &P, cost: f64) -> Vec<Vec<f64>>
    where
        P: Problem<Space = Boxed, Fitness = f64>,
    {
        let asked = swarm.ask(p, &Limits::NONE).unwrap();
        let points = asked.iter().map(|asked| asked.point.clone()).collect();
        let told = asked.iter().map(|asked| Told::new(asked.ticket, cost)).collect();
        swarm.tell(p, told).unwrap();
        points
    }

    #[test]
    fn it_grows_row_by_row_and_starts_anew_from_the_best() {
        let flat = Boxed::cube(-1.0..=1.0, 2).unwrap().minimize(|_| 0.0);
        let ants = IncrementalAcoR::default().archive(3, 5).growth(2).greed(0.0).patience(9);
        let mut swarm = ants.build(&flat, Seed(1)).unwrap();
        assert_eq!(round(&mut swarm, &flat, 1.0).len(), 3);
        let best = swarm.board()[0].point.clone();
        let mut lengths = Vec::new();
        for _ in 0..13 {
            lengths.push(round(&mut swarm, &flat, 2.0).len());
        }
        // Every second round one more, up to five; after ten in vain all but the best are drawn anew.
        assert_eq!(lengths, [3, 4, 4, 5, 5, 5, 5, 5, 5, 5, 2, 3, 4]);
        assert_eq!(swarm.colony().rows(), 4);
        assert_eq!((&swarm.board()[0].point, swarm.board()[0].fitness), (&best, 1.0));
    }

    #[test]
    fn rounds_for_the_best_row_are_as_many_as_said() {
        let flat = Boxed::cube(-1.0..=1.0, 2).unwrap().minimize(|_| 0.0);
        for (greed, expected) in [(0.0, 0), (0.25, 50), (0.6, 120), (1.0, 200)] {
            let ants = IncrementalAcoR::default().archive(4, 4).greed(greed).patience(u64::MAX);
            let mut swarm = ants.build(&flat, Seed(1)).unwrap();
            round(&mut swarm, &flat, 1.0);
            let greedy = (0..200).filter(|_| round(&mut swarm, &flat, 2.0).len() == 1).count();
            assert_eq!(greedy, expected, "{greed}");
        }
    }

    /// Rows at 0, 1 and 5, the best at 5: σ is ξ (5 + 4) / 2 there. An entrant is drawn in [−100, 100]
    /// and then goes a uniform part of its way to 5, so its mean is 2.5 and its variance
    /// E (1 − r)² · 100² / 3 + 25 / 12 = 100² / 9 + 25 / 12.
    #[test]
    fn samples_and_entrants_are_spread_as_the_equations_say() {
        let line = Boxed::cube(-100.0..=100.0, 1).unwrap().minimize(|x| -x[0]);
        let start = line.starting_from([0.0, 1.0, 5.0].map(|x| vec![x]).to_vec());
        let ants = || IncrementalAcoR::default().archive(3, 4).growth(1).greed(1.0).spread(0.8);
        let (mut samples, mut entrants) = (Vec::new(), Vec::new());
        for seed in 0..3_000 {
            let mut swarm = ants().build(&start, Seed(seed)).unwrap();
            swarm.step(&start, &Limits::NONE).unwrap();
            let points = round(&mut swarm, &start, f64::INFINITY);
            assert_eq!(points.len(), 2);
            samples.push(points[0][0]);
            entrants.push(points[1][0]);
        }
        let moments = |x: &[f64]| {
            let mean = x.iter().sum::<f64>() / x.len() as f64;
            (mean, x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / x.len() as f64)
        };
        let (mean, variance) = moments(&samples);
        assert!((mean - 5.0).abs() < 4.0 * 3.6 / 3_000_f64.sqrt(), "{mean}");
        assert!((variance / (3.6 * 3.6) - 1.0).abs() < 0.1, "{variance}");
        let (mean, variance) = moments(&entrants);
        let expected: f64 = 100.0 * 100.0 / 9.0 + 25.0 / 12.0;
        assert!((mean - 2.5).abs() < 4.0 * (expected / 3_000.0).sqrt(), "{mean}");
        assert!((variance / expected - 1.0).abs() < 0.15, "{variance} for {expected}");
    }
}
