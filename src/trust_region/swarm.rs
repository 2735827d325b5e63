//! The trust-region swarm: quadratic models of cost and constraints.

use super::{mark::Mark, region::Region};
use crate::{
    error::{Error, population, require, sized, sound},
    problem::{Bounded, Fitness},
    rng::Stream,
    swarm::{Agent, Board, Candidate, Colony, Context, Method, Population, View},
    topology::{Isolated, Topology},
};
use serde::{Deserialize, Serialize};

/// A swarm of surveyors, each of whom fits quadratic models of the cost and of every constraint to the points evaluated
/// near its best, and proposes the best point of the models within a trust region around it: derivative-free
/// sequential quadratic programming, for smooth objectives of few evaluations (Powell 2006, The NEWUOA software, for
/// the trust region; Fletcher 1985 for the exact penalty; the models are Gaussian process regressions, so that any
/// number of points will do).
///
/// The region is an ellipsoid, long where the Lagrangian is flat. If the slope is in doubt, a point is spent on it. A
/// surveyor whose region has converged begins again around the same best with a small one, at most twice and as long as
/// that pays, and then elsewhere. The swarm has converged once 200/n new regions in a row, and at least 5, have found
/// nothing better, or after 2,000,000/n² evaluations.
///
/// It uses the value of each constraint ([`Fitness::constraints`]), so that it follows several of them at once to the
/// corner where they meet.
///
/// # Topology
///
/// A slot is the best point of a surveyor. Default: `Isolated`. With informants, a surveyor who has come into the
/// region of a better one begins elsewhere.
///
/// # Parallel rounds
///
/// Each surveyor proposes one point per round and learns from its own. One surveyor is the fastest per evaluation; as
/// many as there are threads are faster by the clock.
///
/// # Cost
///
/// O(k³ + k² m + m n²) per proposal for k = min(¾ n², 300) points and m constraints in n dimensions: about 0.6 ms in 5
/// dimensions, 2 ms in 10, some 30 ms in 20 with a hundred constraints. It allocates in every round.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | surveyors | 1 | ≥ 1 |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let cell = Boxed::cube(0.1..=10.0, 2)?
///     .minimize(|x| x[0] * x[0] + x[1])
///     .subject_to("area", |x| 2.0 - x[0] * x[1]);
/// let outcome = TrustRegionSwarm::default().solve(&cell, Seed(1), Evaluations(100))?;
/// assert!((outcome.value()? - 3.0).abs() < 1e-4);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "NEWUOA")]
#[doc(alias = "COBYLA")]
#[doc(alias = "SQP")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrustRegionSwarm {
    surveyors: usize,
}

impl Default for TrustRegionSwarm {
    fn default() -> Self {
        TrustRegionSwarm::new(1)
    }
}

impl TrustRegionSwarm {
    /// Creates a swarm of `surveyors` surveyors.
    pub fn new(surveyors: usize) -> Self {
        TrustRegionSwarm { surveyors }
    }
}

/// A surveyor with its region.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Surveyor {
    /// `None` until the first point with a value, and after the region has converged.
    region: Option<Box<Region>>,
    /// Whether a first point is out.
    begins: bool,
}

/// The last result of each surveyor, and whether new regions still bring anything.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct FieldNotes {
    last: Vec<Option<Mark>>,
    /// The number of regions begun since one brought a better point.
    fruitless: u32,
    /// Whether a better point was found since a region was begun.
    improved: bool,
    /// The number of evaluations of all surveyors.
    evaluations: u64,
}

/// Divided by the number of dimensions, and at least 5: the number of fruitless regions after which the swarm has
/// converged. The more dimensions, the longer a region takes.
const FRUITLESS: usize = 200;
/// Divided by the square of the number of dimensions: the number of evaluations after which the swarm counts as
/// converged in any case. In many dimensions models take too long for objectives that are cheap to evaluate.
const MOST: u64 = 2_000_000;

/// The share of the box around its centre from which a first point is drawn.
const CENTRAL: f64 = 0.5;
/// The share from which later ones are drawn.
const WIDE: f64 = 0.9;

/// Draws a point from a share of the box around its centre.
fn draw<S: Bounded>(share: f64, space: &S, rng: &mut Stream, out: &mut Vec<f64>) {
    out.clear();
    out.extend((0..space.dimensions()).map(|j| {
        let place = 0.5 + share * (rng.unit() - 0.5);
        space.at_share(j, place)
    }));
}

impl Surveyor {
    /// Takes in the last result.
    fn read(&mut self, notes: Option<&Mark>, slot: impl FnOnce() -> Mark) {
        match (&mut self.region, notes) {
            (Some(region), Some(mark)) => region.take_in(mark.clone()),
            (None, Some(mark)) if self.begins && mark.is_known() => {
                self.region = Some(Box::new(Region::around(mark.clone())));
            }
            (None, None) if !self.begins => {
                self.region =
                    Some(slot()).filter(Mark::is_known).map(|m| Box::new(Region::around(m)));
            }
            _ => {}
        }
        self.begins = false;
    }
}

impl<S: Bounded, F: Fitness> Agent<S, F, TrustRegionSwarm> for Surveyor {
    fn propose(
        &mut self,
        view: &View<'_, S, F, TrustRegionSwarm>,
        rng: &mut Stream,
        out: &mut Candidate<Vec<f64>, F>,
    ) -> bool {
        let (space, me) = (view.space, view.me);
        out.slot = me;
        let own = &view.board[me];
        let notes = view.medium.last.get(me).and_then(Option::as_ref);
        self.read(notes, || Mark::of(space, &own.point, &own.fitness));
        let led = |region: &Region| {
            let guide = view.guide(me);
            guide.fitness.beats(&own.fitness) && {
                let mark = Mark::of(space, &guide.point, &guide.fitness);
                region.inward(&mark.place).norm() <= 1.0
            }
        };
        if self.region.as_ref().is_some_and(|region| led(region)) {
            self.region = None;
        }
        match self.region.as_mut().and_then(|region| region.propose(|| view.cuts())) {
            Some(place) => {
                out.point.clear();
                out.point.extend(place.iter().enumerate().map(|(j, x)| space.at_share(j, *x)));
            }
            None => {
                (self.region, self.begins, out.fresh) = (None, true, true);
                draw(WIDE, space, rng, &mut out.point);
            }
        }
        true
    }
    fn check(&self, space: &S, _: usize) -> Result<(), Error> {
        let n = space.dimensions();
        let fits = self.region.as_ref().is_none_or(|region| region.is_sound(n));
        sound(fits, format_args!("a region in {n} dimensions"), "another")
    }
}

impl Method for TrustRegionSwarm {
    const NAME: &'static str = "trust-region swarm";

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Isolated)
    }
}

impl<S: Bounded, F: Fitness> Colony<S, F> for TrustRegionSwarm {
    type Agent = Surveyor;
    type Medium = FieldNotes;

    fn init(&self, space: &S) -> Result<Population<Surveyor, FieldNotes>, Error> {
        require(space.dimensions() > 0, "dimensions", 0, "at least 1")?;
        population("surveyors", self.surveyors, 1)?;
        let surveyors = vec![Surveyor::default(); self.surveyors];
        let notes = FieldNotes { last: vec![None; self.surveyors], ..FieldNotes::default() };
        Ok(Population::new(surveyors).medium(notes))
    }
    fn has_personal_bests(&self) -> bool {
        false
    }
    fn check(&self, notes: &FieldNotes, space: &S, _: &Board<Vec<f64>, F>) -> Result<(), Error> {
        sized("field notes", notes.last.len(), self.surveyors)?;
        let n = space.dimensions();
        let fits = notes.last.iter().flatten().all(|mark| mark.place.len() == n);
        sound(fits, format_args!("places in {n} dimensions"), "others")
    }
    /// Draws a point near the centre of the box.
    fn seed(&self, _: usize, space: &S, rng: &mut Stream, out: &mut Vec<f64>) -> bool {
        draw(CENTRAL, space, rng, out);
        true
    }
    fn absorb(
        &self,
        notes: &mut FieldNotes,
        board: &mut Board<Vec<f64>, F>,
        told: &Candidate<Vec<f64>, F>,
        context: &Context<'_, S, F>,
    ) {
        notes.evaluations = notes.evaluations.saturating_add(told.evaluations);
        if told.fresh {
            notes.fruitless = if notes.improved { 0 } else { notes.fruitless.saturating_add(1) };
            notes.improved = false;
        }
        let best = context.best.is_none_or(|best| !best.fitness.beats(&told.cost()));
        notes.improved |= best && told.failure.is_none();
        board.challenge(told);
        notes.last[told.slot] = Some(Mark::of(context.space, &told.point, &told.cost()));
    }
    fn to_beat(&self, _: &Board<Vec<f64>, F>, _: &Candidate<Vec<f64>, F>) -> Option<F> {
        None // the models learn from every point
    }
    fn has_converged(&self, notes: &FieldNotes, _: &Board<Vec<f64>, F>) -> bool {
        let n = notes.last.iter().flatten().map(|mark| mark.place.len().max(1)).next();
        n.is_some_and(|n| {
            let enough = MOST / (n * n) as u64;
            notes.fruitless as usize >= (FRUITLESS / n).max(5) || notes.evaluations >= enough
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        problem::{Boxed, Constrained, Failure, Problem},
        rng::Seed,
        run::{Evaluations, Solve},
    };

    type Evaluate = fn(&[f64]) -> Result<Constrained, Failure>;

    /// A cost and constraints as a test wants them.
    struct Odd(Boxed, Evaluate);

    impl Problem for Odd {
        type Space = Boxed;
        type Fitness = Constrained;

        fn space(&self) -> &Boxed {
            &self.0
        }
        fn evaluate(&self, x: &Vec<f64>) -> Result<Constrained, Failure> {
            (self.1)(x)
        }
    }

    #[test]
    fn whatever_is_returned_a_run_goes_on_and_can_be_saved() {
        let all: [Evaluate; 7] = [
            |_| Ok(Constrained::new(1.0, vec![1.0, -1.0])),
            |_| Ok(Constrained::new(0.0, vec![0.0])),
            |x| Ok(Constrained::new(x[0], vec![1e300 * x[0], -1e-300])),
            |x| Ok(Constrained::new(1e-300 * x[0], vec![x[0] - 0.5; (x[1] * 4.0) as usize])),
            |x| Ok(Constrained::new(1.0 / (x[0] - 0.5), vec![f64::NEG_INFINITY])),
            |x| {
                if x[0] < 0.5 {
                    Err(Failure::NotANumber)
                } else {
                    Ok(Constrained::new(x[1], vec![]))
                }
            },
            |x| Ok(Constrained::new(x[0].floor() * 1e150, vec![(9.0 * x[1]).floor() - 4.0])),
        ];
        for (i, evaluate) in all.into_iter().enumerate() {
            let problem = Odd(Boxed::cube(0.0..=1.0, 2).unwrap(), evaluate);
            for surveyors in [1, 3] {
                let swarm = || TrustRegionSwarm::new(surveyors);
                let mut running = swarm().build(&problem, Seed(1)).unwrap();
                crate::run::run(&mut running, &problem, &mut Evaluations(300), &mut ()).unwrap();
                let saved = running.save().unwrap();
                let text = serde_json::to_string(&saved).unwrap();
                let mut other = swarm().build(&problem, Seed(1)).unwrap();
                let saved = serde_json::from_str(&text).unwrap();
                other.load(&problem, saved).unwrap_or_else(|e| panic!("{i}: {e}"));
            }
        }
    }
}
