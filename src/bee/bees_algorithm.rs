//! The Bees Algorithm (Pham et al. 2005).

use crate::{
    error::{Error, damaged, population, require, require_positive_share, require_rounds, sized},
    problem::{Fitness, Vary},
    rng::Stream,
    swarm::{Agent, Board, Candidate, Colony, Context, Method, Population, View},
    topology::{Complete, Topology},
};
use serde::{Deserialize, Serialize};

/// The Bees Algorithm (Pham et al. 2005; here in the standard form of Pham & Castellani 2009, Proc.
/// IMechE C 223(12), and 2014, Soft Computing 18(5), with neighbourhood shrinking and site abandonment).
///
/// The colony holds a number of sites. Each of the best, the elite sites, gets many recruits and each
/// other good site some; they search [`Vary::nearby`] points in its patch. A patch whose recruits find
/// nothing better shrinks by `shrink` (their eq. 2), and after `patience` such rounds the site is
/// abandoned to a scout. Scouts draw the sites without recruits again at random in every round.
///
/// # Topology
///
/// A site's rank among its informants determines the number of its recruits. Default: `Complete`, the
/// Bees Algorithm as published; with a ring there are local elites (experimental).
///
/// # Parallel rounds
///
/// As published: the recruits of a site all search from the site as it was before the round.
///
/// # Cost
///
/// O(evaluations · dimensions + sites²) per round. One evaluation per recruit, and one per site without
/// recruits.
///
/// # Parameters
///
/// | parameter | default | range |
/// |---|---|---|
/// | sites | 10 | ≥ 1 |
/// | elite sites, recruits each | 2, 10 | ≥ 0, ≥ 1 |
/// | other good sites, recruits each | 3, 5 | ≥ 0, ≥ 1; elite + good in 1 to sites |
/// | first patch | 1 | (0, 1], as a share of the space |
/// | shrink | 0.8 | (0, 1] |
/// | patience | 10 rounds | ≥ 1 |
///
/// # Example
///
/// ```
/// use swarmopt::prelude::*;
/// let sphere = Function::Sphere.in_dimensions(4)?.shifted(Seed(3));
/// let outcome = BeesAlgorithm::default().solve(&sphere, Seed(1), Evaluations(40_000))?;
/// assert!(outcome.error().unwrap() < 1e-2);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "BA")]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BeesAlgorithm {
    sites: usize,
    elite: (usize, usize),
    good: (usize, usize),
    first_patch: f64,
    shrink: f64,
    patience: u32,
}

/// The sites: for each the size of its patch, the number of recruits in the next round, and the number of
/// consecutive rounds without a better point.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Sites {
    patches: Vec<f64>,
    crews: Vec<usize>,
    in_vain: Vec<u32>,
}

impl Default for BeesAlgorithm {
    fn default() -> Self {
        BeesAlgorithm {
            sites: 10,
            elite: (2, 10),
            good: (3, 5),
            first_patch: 1.0,
            shrink: 0.8,
            patience: 10,
        }
    }
}

impl BeesAlgorithm {
    /// Sets the number of sites. Default: 10.
    #[must_use]
    pub fn sites(mut self, sites: usize) -> Self {
        self.sites = sites;
        self
    }

    /// Sets the number of elite sites, and of recruits for each. Default: 2, 10.
    #[must_use]
    pub fn elite(mut self, sites: usize, recruits: usize) -> Self {
        self.elite = (sites, recruits);
        self
    }

    /// Sets the number of other good sites, and of recruits for each. Default: 3, 5.
    #[must_use]
    pub fn good(mut self, sites: usize, recruits: usize) -> Self {
        self.good = (sites, recruits);
        self
    }

    /// Sets the size of a new patch, as a share of the space, and the factor by which it shrinks after a
    /// round without a better point. Default: 1, 0.8.
    #[must_use]
    pub fn patch(mut self, first: f64, shrink: f64) -> Self {
        (self.first_patch, self.shrink) = (first, shrink);
        self
    }

    /// Sets the number of consecutive rounds without a better point after which a site is abandoned.
    /// Default: 10.
    #[must_use]
    pub fn patience(mut self, rounds: u32) -> Self {
        self.patience = rounds;
        self
    }

    /// Returns the largest number of recruits of a site; at least 1, for its scout.
    fn berths(&self) -> usize {
        let crew = |(sites, recruits)| if sites > 0 { recruits } else { 0 };
        crew(self.elite).max(crew(self.good)).max(1)
    }

    fn crew(&self, rank: usize) -> usize {
        match rank {
            r if r < self.elite.0 => self.elite.1,
            r if r < self.elite.0 + self.good.0 => self.good.1,
            _ => 0,
        }
    }
}

/// A bee of a site: a recruit, or the scout that draws a new site.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Recruit;

impl<S: Vary, F: Fitness> Agent<S, F, BeesAlgorithm> for Recruit {
    fn propose(
        &mut self,
        view: &View<'_, S, F, BeesAlgorithm>,
        rng: &mut Stream,
        out: &mut Candidate<S::Point, F>,
    ) -> bool {
        let (sites, berths) = (view.medium, view.method.berths());
        let (site, berth) = (view.me / berths, view.me % berths);
        out.slot = site;
        match sites.crews[site] {
            0 if berth == 0 => {
                out.fresh = true;
                view.space.sample_into(rng, &mut out.point);
            }
            crew if berth < crew => {
                let reach = sites.patches[site] / 2.0; // the site is in the middle
                view.space.nearby(&view.board[site].point, reach, rng, &mut out.point);
            }
            _ => return false, // not recruited
        }
        true
    }
}

impl Method for BeesAlgorithm {
    const NAME: &'static str = "Bees Algorithm";

    fn canonical_topology(&self) -> Box<dyn Topology> {
        Box::new(Complete)
    }
}

impl<S: Vary, F: Fitness> Colony<S, F> for BeesAlgorithm {
    type Agent = Recruit;
    type Medium = Sites;

    fn init(&self, _: &S) -> Result<Population<Recruit, Sites>, Error> {
        population("sites", self.sites, 1)?;
        let danced = self.elite.0.saturating_add(self.good.0);
        let allowed = format!("1 to {}, the sites", self.sites);
        require((1..=self.sites).contains(&danced), "elite and good sites", danced, &allowed)?;
        for (name, (sites, recruits)) in
            [("elite recruits", self.elite), ("good recruits", self.good)]
        {
            population(name, if sites == 0 { 1 } else { recruits }, 1)?;
        }
        for (name, share) in [("patch", self.first_patch), ("shrink", self.shrink)] {
            require_positive_share(name, share)?;
        }
        require_rounds("patience", self.patience)?;
        population("bees", self.sites.saturating_mul(self.berths()), 1)?;
        let sites = Sites {
            patches: vec![self.first_patch; self.sites],
            crews: vec![0; self.sites],
            in_vain: vec![0; self.sites],
        };
        let bees = vec![Recruit; self.sites * self.berths()];
        Ok(Population::new(bees).slots(self.sites).medium(sites))
    }
    fn check(&self, sites: &Sites, _: &S, _: &Board<S::Point, F>) -> Result<(), Error> {
        sized("patches", sites.patches.len(), self.sites)?;
        sized("crews", sites.crews.len(), self.sites)?;
        sized("rounds in vain", sites.in_vain.len(), self.sites)?;
        let wrong = sites.patches.iter().find(|patch| !(0.0..=1.0).contains(*patch));
        wrong.map_or(Ok(()), |patch| Err(damaged("patches from 0 to 1", patch)))
    }
    fn absorb(
        &self,
        sites: &mut Sites,
        board: &mut Board<S::Point, F>,
        told: &Candidate<S::Point, F>,
        _: &Context<'_, S, F>,
    ) {
        let site = told.slot;
        if told.fresh {
            sites.patches[site] = self.first_patch;
            sites.in_vain[site] = 0;
        }
        board.challenge(told);
    }
    fn end_round(
        &self,
        sites: &mut Sites,
        board: &mut Board<S::Point, F>,
        context: &Context<'_, S, F>,
    ) {
        for (site, slot) in board.iter().enumerate() {
            // No recruit found a better point if the slot has turned away at least as many.
            let crew = sites.crews[site];
            if crew > 0 && slot.trials as usize >= crew {
                sites.patches[site] *= self.shrink;
                sites.in_vain[site] = sites.in_vain[site].saturating_add(1);
            } else {
                sites.in_vain[site] = 0;
            }
            let rank = board.rank(site, context.wiring);
            let abandoned = sites.in_vain[site] >= self.patience;
            sites.crews[site] = if abandoned { 0 } else { self.crew(rank) };
        }
    }
}
