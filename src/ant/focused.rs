//! Focused ants on tours (after Skinderowicz 2022).

use super::{
    FocusedAnt, Pheromone,
    colony::{Trails, check_rate, keep_unbeaten},
};
use crate::{
    error::{Error, population, require},
    problem::{Fitness, PlaceScratch, Tsp},
    rng::Stream,
    swarm::{Board, Colony, Context, Method, Population},
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};

/// Focused ants, for tours of up to hundreds of thousands of cities: an ant does not build a tour anew,
/// it changes one in a few places where the pheromone draws it (Skinderowicz 2022, Improving ant
/// colony optimization efficiency for solving large TSP instances, Applied Soft Computing 120). Ours
/// differs in what an ant does on the way:
///
/// - On a trip it changes the tour `changes` times. A change moves a short path of the tour behind a
///   city whose neighbour it then is; that neighbour is drawn in proportion to τ^α η^β, the random
///   proportional rule, among those that are not there already.
/// - What a change has touched is repaired at once by Lin–Kernighan steps and Or-opt moves (where the
///   direction matters, by segment insertion); see [`LinKernighan`](crate::local_search::LinKernighan).
/// - A change is kept if the repaired tour is no longer than before, or longer by what the `heat`
///   bears (large-step Markov chains: Martin, Otto & Felten 1991, Complex Systems 5(3)); else it is taken
///   back. So a trip costs what it changes, and O(n) once.
/// - An ant goes on from where it was. After `patience` trips that met no shorter tour it sets out
///   anew: with the probability `share` from the best tour of its informants, if that is better than
///   its own, else from a tour built along the pheromone as ants of other colonies build theirs.
///
/// Pheromone lies on the [candidates](crate::problem::ConstructionGraph::candidates) only. After a round all
/// evaporates, τ ← (1 − ρ) τ, and every ant that no informant beats deposits ρ times its due on its best
/// tour. Levels are kept between limits, as in the MAX–MIN Ant System (Stützle & Hoos 2000), here the
/// deposit of the best tour and a twentieth of it.
///
/// Cities that share a place are visited in a row, as one.
///
/// Ants set out from nearest-neighbour tours that begin anywhere, or from the points they are given. A
/// trip along a tour that no local search has seen may take several rounds, so that time limits hold.
///
/// **Topology.** A slot is an ant's best tour. Its informants are those whose best tour it may take
/// over, and whose deposits it competes with: `Complete` is the paper's global best.
///
/// **Parallel rounds.** The ants of a round see the same pheromone, as in the original.
///
/// Cost of a round: O(ants · (n + changes)) and 16 n for the pheromone. A move whose gain is worked out
/// counts as one evaluation, and so does the tour that an ant comes home with.
///
/// | parameter | default | range |
/// |---|---|---|
/// | ants | 2 | ≥ 1 |
/// | changes a trip | n / 4, within 100 to 2000 | 1 to 10⁷ |
/// | heat | 0.5, as a share of the mean leg; falls to 0 as the run goes on, and stays in a run without an end | ≥ 0 |
/// | patience | 30 trips | ≥ 1 |
/// | share | 0.5 | [0, 1] |
/// | α, β | 1, 1 | ≥ 0 |
/// | evaporation ρ | 0.1 | (0, 1] |
///
/// ```
/// use swarmopt::prelude::*;
/// let tsp = Tsp::read("examples/data/kroA100.tsp")?;
/// let outcome = FocusedAnts::default().solve(&tsp, Seed(1), Rounds(20))?;
/// assert_eq!(outcome.best().unwrap().value, 21282.0);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct FocusedAnts {
    ants: usize,
    pub(super) changes: Option<usize>,
    pub(super) heat: f64,
    pub(super) patience: u32,
    pub(super) share: f64,
    alpha: f64,
    beta: f64,
    evaporation: f64,
}

/// A tour over places: memory that a round writes on.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Contracted {
    #[serde(skip)]
    tour: Vec<usize>,
    #[serde(skip)]
    scratch: PlaceScratch,
}

impl Default for FocusedAnts {
    fn default() -> Self {
        FocusedAnts {
            ants: 2,
            changes: None,
            heat: 0.5,
            patience: 30,
            share: 0.5,
            alpha: 1.0,
            beta: 1.0,
            evaporation: 0.1,
        }
    }
}

impl FocusedAnts {
    /// How many ants, each with its own tour.
    #[must_use]
    pub fn ants(mut self, ants: usize) -> Self {
        self.ants = ants;
        self
    }

    /// How often an ant changes its tour on a trip; else as many times as a quarter of the cities,
    /// within 100 to 2000.
    #[must_use]
    pub fn changes(mut self, changes: usize) -> Self {
        self.changes = Some(changes);
        self
    }

    /// What a change may cost at the beginning of a run, as a share of the mean leg of the tour.
    #[must_use]
    pub fn heat(mut self, heat: f64) -> Self {
        self.heat = heat;
        self
    }

    /// After how many trips that met no shorter tour an ant sets out anew.
    #[must_use]
    pub fn patience(mut self, trips: u32) -> Self {
        self.patience = trips;
        self
    }

    /// The probability that an ant then sets out from the best tour it has heard of.
    #[must_use]
    pub fn share(mut self, share: f64) -> Self {
        self.share = share;
        self
    }

    /// The exponents of pheromone (α) and of heuristic desirability (β).
    #[must_use]
    pub fn exponents(mut self, alpha: f64, beta: f64) -> Self {
        (self.alpha, self.beta) = (alpha, beta);
        self
    }

    /// The evaporation rate ρ.
    #[must_use]
    pub fn evaporation(mut self, rate: f64) -> Self {
        self.evaporation = rate;
        self
    }
}

impl Method for FocusedAnts {
    const NAME: &'static str = "focused ants";

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
}

impl<F: Fitness> Colony<Tsp, F> for FocusedAnts {
    type Agent = FocusedAnt;
    type Medium = Trails<Contracted>;

    fn init(&self, space: &Tsp) -> Result<Population<FocusedAnt, Self::Medium>, Error> {
        population("ants", self.ants, 1)?;
        population("changes", self.changes.unwrap_or(1), 1)?;
        for (name, value) in [("heat", self.heat), ("alpha", self.alpha), ("beta", self.beta)] {
            require(value >= 0.0 && value.is_finite(), name, value, "0 or more")?;
        }
        require(self.patience > 0, "patience", 0, "at least 1 trip")?;
        require((0.0..=1.0).contains(&self.share), "share", self.share, "0 to 1")?;
        check_rate("evaporation", self.evaporation)?;
        let trails = Trails::new(Pheromone::new(space.over_places()));
        Ok(Population::new(vec![FocusedAnt::default(); self.ants]).medium(trails))
    }
    fn prepare(&self, trails: &mut Self::Medium, space: &Tsp) {
        trails.pheromone.prepare(space.over_places(), self.alpha, self.beta);
    }
    fn check(
        &self,
        trails: &Self::Medium,
        space: &Tsp,
        _: &Board<Vec<usize>, F>,
    ) -> Result<(), Error> {
        trails.pheromone.check(space.over_places())
    }
    /// A nearest-neighbour tour from a random city.
    fn seed(&self, _: usize, space: &Tsp, rng: &mut Stream, out: &mut Vec<usize>) -> bool {
        space.nearest_neighbour_tour(rng, out);
        true
    }
    fn end_round(
        &self,
        trails: &mut Self::Medium,
        board: &mut Board<Vec<usize>, F>,
        context: &Context<'_, Tsp, F>,
    ) {
        let Some(best) = context.best.filter(|best| best.fitness.scalar().is_finite()) else {
            return;
        };
        let Trails {
            pheromone, memory: Contracted { tour: contracted, scratch }, unbeaten, ..
        } = trails;
        keep_unbeaten(board, context.wiring, unbeaten);
        pheromone.set_reference(best.fitness.scalar());
        pheromone.evaporate(self.evaporation);
        for tour in unbeaten.iter().map(|&ant| &board[ant]) {
            let amount = self.evaporation * pheromone.deposit_of(&tour.fitness);
            match context.space.places() {
                Some(places) => {
                    contracted.clone_from(&tour.point);
                    places.contract(contracted, scratch);
                    pheromone.deposit(places.tsp(), contracted, amount);
                }
                None => pheromone.deposit(context.space, &tour.point, amount),
            }
        }
        let most = pheromone.deposit_of(&best.fitness);
        pheromone.clamp(most / RANGE, most);
        pheromone.refresh();
    }
}

/// The highest level over the lowest.
const RANGE: f64 = 20.0;
