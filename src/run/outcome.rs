//! The outcome of a run.

use super::{ConstraintValue, History, Reason};
use crate::{
    error::Error,
    number::short,
    problem::{DynProblem, Failures, Fitness, Sense, Space, lossless},
    swarm::Optimizer,
};
use serde::{Deserialize, Serialize};
use std::{fmt, time::Duration};

/// A point and its value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Solution<X> {
    /// The point.
    pub point: X,
    /// Its value, in the user's sense.
    #[serde(with = "lossless")]
    pub value: f64,
}

/// The point that violates its constraints least, where none is feasible.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Closest<X> {
    /// The point.
    pub point: X,
    /// By how much it violates the constraints: the sum of all violations, each in the unit of its constraint.
    pub violation: f64,
}

/// The outcome of a run. It prints as a short readable text and serializes as a plain record, with times in
/// seconds.
///
/// ```
/// use swarmopt::prelude::*;
/// let ball = Boxed::cube(-1.0..=1.0, 2)?.minimize(|x| x[0] * x[0] + x[1] * x[1]);
/// let outcome = ParticleSwarm::default().solve(&ball, Seed(1), Evaluations(4_000))?;
/// assert!(outcome.value()? < 1e-6 && outcome.point()?.len() == 2);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome<X> {
    pub(super) best: Option<Solution<X>>,
    /// The point of least violation, if none was feasible.
    #[serde(default = "Option::default", skip_serializing_if = "Option::is_none")]
    pub closest: Option<Closest<X>>,
    /// The constraints at the best point, or at the closest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<ConstraintValue>,
    /// The name of the problem.
    pub problem: String,
    /// The name of the method.
    pub method: String,
    /// The name of the topology.
    pub topology: String,
    /// The best value possible, if the problem knows it.
    #[serde(with = "lossless::option")]
    pub optimum: Option<f64>,
    /// Whether the problem is to minimize or to maximize.
    pub sense: Sense,
    /// Why the run ended.
    pub reason: Reason,
    /// The number of evaluations, including those of local search.
    pub evaluations: u64,
    /// The number of rounds completed.
    pub rounds: u64,
    /// The evaluations that gave no value, by kind.
    pub failures: Failures,
    /// The time since the start or the resumption.
    #[serde(rename = "seconds", with = "seconds")]
    pub elapsed: Duration,
    /// Why the last checkpoint could not be written; `None` if it was.
    pub trouble: Option<String>,
    pub(super) history: History,
}

impl<X> Outcome<X> {
    /// Creates the outcome of a run that has ended for this reason: what [`solve`](super::Solve::solve) returns, for
    /// a swarm that was run by [`run`](super::run) or by ask and tell.
    ///
    /// ```
    /// use std::time::Instant;
    /// use swarmopt::{author::*, prelude::*, run::History};
    /// let ball = Boxed::cube(-1.0..=1.0, 2)?.minimize(|x| x[0] * x[0] + x[1] * x[1]);
    /// let mut swarm = ParticleSwarm::default().build(&ball, Seed(1))?;
    /// let start = Instant::now();
    /// let reason = run(&mut swarm, &ball, &mut Evaluations(4_000), &mut ())?;
    /// let outcome = Outcome::of(&swarm, &ball, reason, History::default(), start.elapsed());
    /// assert_eq!((outcome.evaluations, outcome.method.as_str()), (4_000, "particle swarm"));
    /// # Ok::<(), swarmopt::Error>(())
    /// ```
    pub fn of<S: Space<Point = X>, F: Fitness>(
        swarm: &dyn Optimizer<S, F>,
        problem: &DynProblem<'_, S, F>,
        reason: Reason,
        history: History,
        elapsed: Duration,
    ) -> Self
    where
        X: Clone,
    {
        let (sense, tally) = (problem.sense(), swarm.tally());
        let (method, topology) = swarm.names();
        let (mut best, mut closest, mut constraints) = (None, None, Vec::new());
        if let Some(found) = swarm.best() {
            let (point, fitness) = (found.point.clone(), &found.fitness);
            constraints = ConstraintValue::all(problem.constraints(), fitness.constraints());
            match found.value(sense) {
                Some(value) => best = Some(Solution { point, value }),
                None => closest = Some(Closest { point, violation: fitness.violation() }),
            }
        }
        Outcome {
            best,
            closest,
            constraints,
            problem: problem.name().to_owned(),
            method,
            topology,
            optimum: problem.optimum(),
            sense,
            reason,
            evaluations: tally.evaluations,
            rounds: tally.rounds,
            failures: tally.failures,
            elapsed,
            trouble: None,
            history,
        }
    }

    /// Returns the best point found; `None` if no evaluation gave a value, or no point was feasible.
    pub fn best(&self) -> Option<&Solution<X>> {
        self.best.as_ref()
    }

    /// Returns the best value found, in the user's sense.
    ///
    /// # Errors
    /// [`Error::NothingFound`] if no evaluation gave a value, or no point was feasible.
    pub fn value(&self) -> Result<f64, Error> {
        self.found().map(|best| best.value)
    }

    /// Returns the best point found.
    ///
    /// # Errors
    /// [`Error::NothingFound`] if no evaluation gave a value, or no point was feasible.
    pub fn point(&self) -> Result<&X, Error> {
        self.found().map(|best| &best.point)
    }

    fn found(&self) -> Result<&Solution<X>, Error> {
        self.best.as_ref().ok_or_else(|| Error::NothingFound {
            problem: self.problem.clone(),
            why: match self.evaluations {
                n if self.closest.is_some() => {
                    format!("none of {n} evaluations was at a feasible point; {}", self.violated())
                }
                0 => format!("no point was evaluated, stopped by: {}", self.reason),
                n => format!("none of {n} evaluations gave a value: {}", self.failures),
            },
        })
    }

    /// Returns the violated constraints with their values, as text.
    fn violated(&self) -> String {
        let violated = self.constraints.iter().filter(|constraint| !constraint.holds);
        let all: Vec<String> = violated.map(ToString::to_string).collect();
        let violation = self.closest.as_ref().map_or(0.0, |closest| closest.violation);
        format!("least violation {}: {}", short(violation), all.join(", "))
    }

    /// Returns the history of the best value.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// Returns the distance of the best value from the optimum, at least 0; `None` if either is unknown.
    pub fn error(&self) -> Option<f64> {
        let (best, optimum) = (self.best.as_ref()?.value, self.optimum?);
        Some((self.sense.turn(best) - self.sense.turn(optimum)).max(0.0))
    }
}

impl<X> fmt::Display for Outcome<X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.best {
            Some(best) => write!(f, "best {}", short(best.value))?,
            None if self.closest.is_some() => write!(f, "no feasible point")?,
            None => write!(f, "nothing found")?,
        }
        write!(
            f,
            " on {} by {}, {}\n{} evaluations in {} rounds, {:.3?}; stopped by: {}",
            self.problem,
            self.method,
            self.topology,
            self.evaluations,
            self.rounds,
            self.elapsed,
            self.reason
        )?;
        if self.closest.is_some() {
            write!(f, "\n{}", self.violated())?;
        } else if !self.constraints.is_empty() {
            let all: Vec<String> = self.constraints.iter().map(ToString::to_string).collect();
            write!(f, "\nconstraints: {}", all.join(", "))?;
        }
        if self.failures.total() > 0 {
            write!(f, "\nfailed evaluations: {}", self.failures)?;
        }
        if let Some(trouble) = &self.trouble {
            write!(f, "\nno checkpoint: {trouble}")?;
        }
        Ok(())
    }
}

/// Serializes a duration as a number of seconds.
pub(crate) mod seconds {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};
    use std::time::Duration;

    pub(crate) fn serialize<S: Serializer>(time: &Duration, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_f64(time.as_secs_f64())
    }
    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Duration, D::Error> {
        Duration::try_from_secs_f64(f64::deserialize(d)?).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{author::*, prelude::*};

    #[test]
    fn an_outcome_is_a_plain_record_and_prints_a_short_number() {
        let ball = Boxed::cube(-1.0..=1.0, 1).unwrap().minimize(|x| 2.97e-30 + 0.0 * x[0]);
        let swarm = ParticleSwarm::new(3);
        let mut outcome = swarm.solve(&ball, Seed(1), Evaluations(6)).unwrap();
        assert!(outcome.to_string().starts_with("best 2.97e-30 on objective"), "{outcome}");
        assert_eq!(outcome.value().unwrap(), 2.97e-30);
        outcome.elapsed = Duration::from_millis(250);
        let record = serde_json::to_value(&outcome).unwrap();
        assert_eq!(record["best"]["value"], 2.97e-30);
        assert_eq!(record["best"]["point"][0], outcome.point().unwrap()[0]);
        assert_eq!((&record["seconds"], &record["evaluations"]), (&0.25.into(), &6.into()));
        let history = serde_json::json!({ "records": [[3, 2.97e-30]], "evaluations": 6 });
        assert_eq!(record["history"], history);
        let back: Outcome<Vec<f64>> = serde_json::from_value(record).unwrap();
        assert_eq!(back, outcome);
    }

    #[test]
    fn where_nothing_was_found_it_is_said_why() {
        let odd = Boxed::cube(-1.0..=1.0, 1).unwrap().try_minimize(|_| Err::<f64, _>("no licence"));
        let swarm = || ParticleSwarm::new(3);
        let persisting = swarm().on_failure(OnFailure::Persist);
        let outcome = persisting.solve(&odd.named("odd"), Seed(1), Evaluations(2)).unwrap();
        let error = outcome.value().unwrap_err().to_string();
        assert!(error.starts_with("nothing was found on odd: none of 2 evaluations"), "{error}");
        assert!(error.contains("no licence"), "{error}");
        let ball = Boxed::cube(-1.0..=1.0, 1).unwrap().minimize(|x| x[0]);
        let outcome = swarm().solve(&ball, Seed(1), StopWhen(|_: &Status| true)).unwrap();
        let error = outcome.point().unwrap_err().to_string();
        assert!(error.ends_with("no point was evaluated, stopped by: closure"), "{error}");
    }
}
