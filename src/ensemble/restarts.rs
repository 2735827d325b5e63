//! Restarts: the size of the swarm that replaces one that has converged.

use crate::{
    error::{Error, counted, require, sound},
    rng::Streams,
    swarm::{MOST, Method, Scale, Settings, Tally},
};
use serde::{Deserialize, Serialize};

/// The size of the swarm after a restart. Factors lie in [1, 100]; no swarm exceeds 1024 times the first.
#[doc(alias = "IPOP")]
#[doc(alias = "BIPOP")]
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub enum Restarts {
    /// The size of the first swarm.
    Equal,
    /// The size of the last swarm times this factor: IPOP (Auger & Hansen 2005, CEC, with factor 2).
    Growing(f64),
    /// Swarms that grow by this factor, and between them, with as many evaluations, small swarms of random size
    /// and random initial reach: BIPOP (Hansen 2009, GECCO workshop, with factor 2).
    Alternating(f64),
}

impl Restarts {
    /// Returns the names of a colony with these restarts and of its topology.
    pub(super) fn names<C: Method>(self, colony: &C, settings: &Settings) -> (String, String) {
        let how = match self {
            Restarts::Equal => "restarts".to_owned(),
            Restarts::Growing(factor) => format!("restarts × {factor}"),
            Restarts::Alternating(factor) => format!("restarts × {factor} and small"),
        };
        (format!("{}, {how}", C::NAME), settings.topology_for(colony).name())
    }
}

/// The evaluations used by each kind of swarm, and the growth reached.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Plan {
    restarts: Restarts,
    /// The multiple of agents in the last growing swarm.
    grown: f64,
    small: bool,
    /// The evaluations used by growing swarms, and by small ones.
    spent: (u64, u64),
}

impl Plan {
    pub(super) fn new(restarts: Restarts) -> Result<Self, Error> {
        if let Restarts::Growing(factor) | Restarts::Alternating(factor) = restarts {
            let fits = (1.0..=100.0).contains(&factor);
            require(fits, "growth", factor, "1 to 100")?;
        }
        Ok(Plan { restarts, grown: 1.0, small: false, spent: (0, 0) })
    }

    /// Validates a plan loaded from a checkpoint against that of the swarm built.
    pub(super) fn check(&self, built: &Self) -> Result<(), Error> {
        let (found, expected) = (self.restarts, built.restarts);
        sound(found == expected, format_args!("{expected:?}"), format_args!("{found:?}"))?;
        let grown = self.grown;
        sound((1.0..=MOST).contains(&grown), format_args!("a growth from 1 to {MOST}"), grown)?;
        counted("evaluations of growing swarms", self.spent.0)?;
        counted("evaluations of small swarms", self.spent.1)
    }

    /// Returns the scale of swarm number `run`, given the counts of the last swarm.
    pub(super) fn next(&mut self, last: &Tally, streams: Streams, run: u64) -> Scale {
        let spent = if self.small { &mut self.spent.1 } else { &mut self.spent.0 };
        *spent += last.evaluations;
        let growth = match self.restarts {
            Restarts::Equal => 1.0,
            Restarts::Growing(factor) => factor,
            Restarts::Alternating(factor) => factor,
        };
        self.small = matches!(self.restarts, Restarts::Alternating(_))
            && self.spent.1 < self.spent.0
            && run > 1;
        if !self.small {
            self.grown = (self.grown * growth).min(MOST);
            return Scale { agents: self.grown, reach: 1.0 };
        }
        let rng = &mut streams.at(run, 0);
        let (u, v) = (rng.unit(), rng.unit());
        Scale { agents: (self.grown / 2.0).max(1.0).powf(u * u), reach: 100_f64.powf(-v) }
    }
}
