//! A particle swarm on tours.

use crate::{
    error::{Error, population, require, require_not_negative},
    problem::{Fitness, PlaceScratch, Tsp},
    rng::Stream,
    swarm::{Agent, Candidate, Colony, Method, Population, View},
    topology::{Ring, Topology},
    tour::{
        Instance, IteratedSearch, KickGuide, KickOptions, LONGEST, LinKernighanOptions, Near, Route,
    },
};
use serde::{Deserialize, Serialize};

/// A particle swarm on tours. As in the discrete swarm of Clerc (2004, Discrete particle swarm
/// optimization, illustrated by the traveling salesman problem, in New Optimization Techniques in
/// Engineering, Springer) a velocity is a set of changes of the tour, and the three terms of the
/// canonical velocity say where a change comes from; which changes are made is unpublished:
///
/// - with the inertia weight w a city's next city becomes any city near it;
/// - with the cognitive coefficient c₁ the city that follows it in the particle's best tour;
/// - with the social coefficient c₂ the city that follows it in the best tour of its informants.
///
/// In a round a particle makes `kicks` kicks, each drawn in these proportions. A kick moves a path
/// behind the city and is repaired at once by Lin–Kernighan steps; it is taken back if it leaves the
/// tour longer. [`FocusedAnts`](crate::ant::FocusedAnts) search in the same way but follow the pheromone.
///
/// # Topology
///
/// A slot is a particle's best tour; the best tour among a particle and its informants guides.
///
/// # Parallel rounds
///
/// All particles see the best tours of the last round.
///
/// # Cost
///
/// O(particles · (n + kicks)) per round. A move whose gain is computed counts as one evaluation, and
/// so does a particle's tour at the end of the round.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | particles | 10 | ≥ 1; on the ring ≥ 3 |
/// | kicks a round | 100 | 1 to 10⁷ |
/// | w, c₁, c₂ | 0.6, 0.2, 0.2 | ≥ 0, their sum more than 0 |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let tsp = Tsp::read("examples/data/kroA100.tsp")?;
/// let outcome = TourSwarm::default().solve(&tsp, Seed(1), Rounds(20))?;
/// assert_eq!(outcome.best().unwrap().value, 21282.0);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TourSwarm {
    particles: usize,
    kicks: usize,
    inertia: f64,
    cognitive: f64,
    social: f64,
}

impl Default for TourSwarm {
    fn default() -> Self {
        TourSwarm { particles: 10, kicks: 100, inertia: 0.6, cognitive: 0.2, social: 0.2 }
    }
}

impl TourSwarm {
    /// Creates a swarm of `particles` particles with the default coefficients.
    pub fn new(particles: usize) -> Self {
        TourSwarm { particles, ..TourSwarm::default() }
    }

    /// Sets the number of kicks a particle makes to its tour in a round. Default: 100.
    #[must_use]
    pub fn kicks(mut self, kicks: usize) -> Self {
        self.kicks = kicks;
        self
    }

    /// Sets the inertia weight w and the coefficients c₁ (own best) and c₂ (informants' best), in proportion
    /// to which changes are drawn. Default: 0.6, 0.2, 0.2.
    #[must_use]
    pub fn coefficients(mut self, inertia: f64, cognitive: f64, social: f64) -> Self {
        (self.inertia, self.cognitive, self.social) = (inertia, cognitive, social);
        self
    }
}

/// A particle whose position is a tour.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct TourParticle {
    underway: bool,
    search: IteratedSearch,
    #[serde(skip)]
    own: Vec<u32>,
    #[serde(skip)]
    guide: Vec<u32>,
    #[serde(skip)]
    scratch: PlaceScratch,
}

impl<F: Fitness> Agent<Tsp, F, TourSwarm> for TourParticle {
    fn propose(
        &mut self,
        view: &View<'_, Tsp, F, TourSwarm>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<usize>, F>,
    ) -> bool {
        let (tsp, swarm, mine) = (view.space, view.method, &view.board[view.me]);
        out.slot = view.me;
        if !self.underway {
            self.underway = true;
            out.point.clone_from(&mine.point);
            self.search.fill_queue(tsp.over_places());
        }
        follow(tsp, &mine.point, &mut self.own);
        follow(tsp, &view.guide(view.me).point, &mut self.guide);
        let over = tsp.over_places();
        let instance = Instance::of(over).until(view.cut);
        let options = KickOptions {
            kicks: swarm.kicks,
            longest: LONGEST,
            temperature: 0.0,
            local_search: LinKernighanOptions::CHAINS,
            beat: mine.fitness.value(),
            allowance: view.allowance,
        };
        let mut guide =
            Velocity { swarm, near: Near(instance), own: &self.own, guide: &self.guide };
        tsp.contract(&mut out.point, &mut self.scratch);
        let result = self.search.travel(instance, &options, &mut out.point, &mut guide, rng);
        tsp.expand(&mut out.point, &mut self.scratch);
        out.inner_evaluations = result.tried;
        true
    }
}

/// Overwrites `next` with the place that follows each place on a tour of cities: the one after its last city.
fn follow(tsp: &Tsp, tour: &[usize], next: &mut Vec<u32>) {
    let place = |city: usize| tsp.places().map_or(city, |places| places.place(city)) as u32;
    next.clear();
    next.resize(tsp.over_places().cities(), 0);
    let steps = tour.iter().zip(tour.iter().cycle().skip(1)).map(|(a, b)| (place(*a), place(*b)));
    steps.filter(|(from, to)| from != to).for_each(|(from, to)| next[from as usize] = to);
}

/// The three terms of the velocity as the guide of a particle's kicks.
struct Velocity<'a> {
    swarm: &'a TourSwarm,
    near: Near<'a>,
    own: &'a [u32],
    guide: &'a [u32],
}

impl KickGuide for Velocity<'_> {
    fn next<R: Route>(&mut self, city: u32, route: &R, rng: &mut Stream) -> Option<u32> {
        let TourSwarm { inertia, cognitive, social, .. } = *self.swarm;
        let wanted = match rng.roulette(&[inertia, cognitive, social]) {
            0 => self.near.next(city, route, rng)?,
            1 => self.own[city as usize],
            _ => self.guide[city as usize],
        };
        // Where a best tour proposes no change, inertia moves the particle.
        if self.near.0.are_linked(route, city, wanted) {
            self.near.next(city, route, rng)
        } else {
            Some(wanted)
        }
    }
}

impl Method for TourSwarm {
    const NAME: &'static str = "particle swarm on tours";

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Ring::new(1))
    }
}

impl<F: Fitness> Colony<Tsp, F> for TourSwarm {
    type Agent = TourParticle;
    type Medium = ();

    fn init(&self, _: &Tsp) -> Result<Population<TourParticle>, Error> {
        population("particles", self.particles, 1)?;
        population("kicks", self.kicks, 1)?;
        let terms = [
            ("inertia weight", self.inertia),
            ("cognitive coefficient", self.cognitive),
            ("social coefficient", self.social),
        ];
        for (name, value) in terms {
            require_not_negative(name, value)?;
        }
        let sum = self.inertia + self.cognitive + self.social;
        require(sum > 0.0, "sum of the coefficients", sum, "more than 0")?;
        Ok(Population::new(vec![TourParticle::default(); self.particles]))
    }
    /// Writes a nearest-neighbour tour from a random city.
    fn seed(&self, _: usize, space: &Tsp, rng: &mut Stream, out: &mut Vec<usize>) -> bool {
        space.nearest_neighbour_tour(rng, out);
        true
    }
}
