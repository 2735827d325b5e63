//! A focused ant and its trips.

use super::{
    FocusedAnts, Pheromone,
    construction::{Builder, draw},
};
use crate::{
    problem::{Fitness, PlaceScratch, Tsp},
    rng::Stream,
    swarm::{Agent, Candidate, View},
    tour::{Instance, IteratedSearch, KickGuide, KickOptions, LONGEST, LinKernighanOptions, Route},
};
use serde::{Deserialize, Serialize};

/// An ant with a tour of its own.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FocusedAnt {
    /// The length of the shortest tour since the last restart; `None` before the first trip.
    shortest: Option<f64>,
    /// The number of trips since then without a shorter one.
    in_vain: u32,
    traveller: IteratedSearch,
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
            self.traveller.unsettle(over);
        } else if self.in_vain >= colony.patience {
            let guide = view.guide(view.me);
            if rng.unit() < colony.share && guide.fitness.beats(&mine.fitness) {
                out.point.clone_from(&guide.point);
                self.traveller.settle();
            } else {
                self.builder.build(over, view.medium.pheromone(), 0.0, rng, &mut out.point);
                tsp.places().inspect(|places| places.expand(&mut out.point, &mut self.scratch));
                self.traveller.unsettle(over);
            }
            self.set_out();
        }
        tsp.places().inspect(|places| places.contract(&mut out.point, &mut self.scratch));
        let from = over.length(&out.point);
        let trip = KickOptions {
            changes: colony.changes.unwrap_or((over.cities() / 4).clamp(100, 2_000)),
            longest: LONGEST,
            heat: colony.heat * (1.0 - view.progress) * from / over.cities() as f64,
            effort: LinKernighanOptions::CHAINS,
            beat: mine.fitness.scalar(),
            allowance: view.allowance,
        };
        let (pheromone, weights) = (view.medium.pheromone(), &mut self.builder.weights);
        let ground = Instance::of(over).until(view.cut);
        let mut lure = Scent { ground, pheromone, weights };
        let journey = self.traveller.travel(ground, &trip, &mut out.point, &mut lure, rng);
        tsp.places().inspect(|places| places.expand(&mut out.point, &mut self.scratch));
        out.inner_evaluations = journey.tried;
        self.note(journey.shortest);
        true
    }
}

impl FocusedAnt {
    fn set_out(&mut self) {
        (self.shortest, self.in_vain) = (Some(f64::MAX), 0);
    }

    /// Notes the length of the shortest tour of a trip.
    fn note(&mut self, length: f64) {
        // Lengths are sums of gains: a difference within rounding is not shorter.
        if self.shortest.is_none_or(|shortest| length < shortest - 1e-9 * shortest.abs()) {
            (self.shortest, self.in_vain) = (Some(length), 0);
        } else {
            self.in_vain = self.in_vain.saturating_add(1);
        }
    }
}

/// The pheromone as the guide of an ant's changes.
struct Scent<'a> {
    ground: Instance<'a>,
    pheromone: &'a Pheromone,
    weights: &'a mut Vec<f32>,
}

impl KickGuide for Scent<'_> {
    fn next<R: Route>(&mut self, city: u32, route: &R, rng: &mut Stream) -> Option<u32> {
        let candidates = self.pheromone.candidates(city as usize)?;
        let attraction = self.pheromone.row(city as usize);
        let open = |to: &u32| if self.ground.are_linked(route, city, *to) { 0.0 } else { 1.0 };
        self.weights.clear();
        self.weights.extend(attraction.iter().zip(candidates).map(|(a, to)| a * open(to)));
        draw(self.weights, rng).map(|k| candidates[k])
    }
}
