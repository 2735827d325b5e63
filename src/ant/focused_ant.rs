//! A focused ant and its searches, and the pheromone of its colony.

use super::{
    FocusedAnts, Pheromone, Trails,
    colony::keep_unbeaten,
    construction::{Builder, draw},
};
use crate::{
    error::{
        Error, population, require_not_negative, require_positive_share, require_rounds,
        require_share,
    },
    problem::{Fitness, PlaceScratch, Tsp},
    rng::Stream,
    swarm::{Agent, Board, Candidate, Colony, Context, Population, View},
    tour::{Instance, IteratedSearch, KickGuide, KickOptions, LONGEST, LinKernighanOptions, Route},
};
use serde::{Deserialize, Serialize};

/// An ant with a tour of its own.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FocusedAnt {
    /// The length of the shortest tour since the last restart; `None` before the first search.
    shortest: Option<f64>,
    /// The number of rounds since then without a shorter one.
    in_vain: u32,
    search: IteratedSearch,
    #[serde(skip)]
    builder: Builder,
    #[serde(skip)]
    scratch: PlaceScratch,
}

impl<F: Fitness> Agent<Tsp, F, FocusedAnts> for FocusedAnt {
    fn propose(
        &mut self,
        view: &View<'_, Tsp, F, FocusedAnts>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<usize>, F>,
    ) -> bool {
        let (tsp, colony, mine) = (view.space, view.method, &view.board[view.me]);
        let over = tsp.over_places();
        out.slot = view.me;
        if self.shortest.is_none() {
            out.point.clone_from(&mine.point);
            self.set_out();
            self.search.fill_queue(over);
        } else if self.in_vain >= colony.patience {
            let guide = view.guide(view.me);
            if rng.unit() < colony.share && guide.fitness.beats(&mine.fitness) {
                out.point.clone_from(&guide.point);
                self.search.clear_queue();
            } else {
                self.builder.build(over, view.medium.pheromone(), 0.0, rng, &mut out.point);
                tsp.expand(&mut out.point, &mut self.scratch);
                self.search.fill_queue(over);
            }
            self.set_out();
        }
        tsp.contract(&mut out.point, &mut self.scratch);
        let from = over.length(&out.point);
        let options = KickOptions {
            kicks: colony.kicks.unwrap_or((over.cities() / 4).clamp(100, 2_000)),
            longest: LONGEST,
            temperature: colony.temperature * (1.0 - view.progress) * from / over.cities() as f64,
            local_search: LinKernighanOptions::CHAINS,
            beat: mine.fitness.value(),
            allowance: view.allowance,
        };
        let (pheromone, weights) = (view.medium.pheromone(), &mut self.builder.weights);
        let instance = Instance::of(over).until(view.cut);
        let mut guide = Scent { instance, pheromone, weights };
        let result = self.search.travel(instance, &options, &mut out.point, &mut guide, rng);
        tsp.expand(&mut out.point, &mut self.scratch);
        out.inner_evaluations = result.tried;
        self.note(result.shortest);
        true
    }
}

impl FocusedAnt {
    fn set_out(&mut self) {
        (self.shortest, self.in_vain) = (Some(f64::MAX), 0);
    }

    /// Notes the length of the shortest tour of a search.
    fn note(&mut self, length: f64) {
        // Lengths are sums of gains: a difference within rounding is not shorter.
        if self.shortest.is_none_or(|shortest| length < shortest - 1e-9 * shortest.abs()) {
            (self.shortest, self.in_vain) = (Some(length), 0);
        } else {
            self.in_vain = self.in_vain.saturating_add(1);
        }
    }
}

/// The pheromone as the guide of an ant's kicks.
struct Scent<'a> {
    instance: Instance<'a>,
    pheromone: &'a Pheromone,
    weights: &'a mut Vec<f32>,
}

impl KickGuide for Scent<'_> {
    fn next<R: Route>(&mut self, city: u32, route: &R, rng: &mut Stream) -> Option<u32> {
        let candidates = self.pheromone.candidates(city as usize)?;
        let attraction = self.pheromone.row(city as usize);
        let open = |to: &u32| if self.instance.are_linked(route, city, *to) { 0.0 } else { 1.0 };
        self.weights.clear();
        self.weights.extend(attraction.iter().zip(candidates).map(|(a, to)| a * open(to)));
        draw(self.weights, rng).map(|k| candidates[k])
    }
}

/// The scratch memory of a colony of focused ants: a tour of places.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Contracted {
    #[serde(skip)]
    tour: Vec<usize>,
    #[serde(skip)]
    scratch: PlaceScratch,
}

/// The ratio of the highest level to the lowest.
const RANGE: f64 = 20.0;

impl<F: Fitness> Colony<Tsp, F> for FocusedAnts {
    type Agent = FocusedAnt;
    type Medium = Trails<Contracted>;

    fn init(&self, space: &Tsp) -> Result<Population<FocusedAnt, Self::Medium>, Error> {
        population("ants", self.ants, 1)?;
        population("kicks", self.kicks.unwrap_or(1), 1)?;
        for (name, value) in
            [("temperature", self.temperature), ("alpha", self.alpha), ("beta", self.beta)]
        {
            require_not_negative(name, value)?;
        }
        require_rounds("patience", self.patience)?;
        require_share("share", self.share)?;
        require_positive_share("evaporation", self.evaporation)?;
        let trails = Trails::new(Pheromone::new(space.over_places()));
        Ok(Population::new(vec![FocusedAnt::default(); self.ants]).medium(trails))
    }
    fn has_personal_bests(&self) -> bool {
        false
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
    /// Writes a nearest-neighbour tour from a random city.
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
        pheromone.set_reference(&best.fitness);
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
