//! The file of a recorded problem: its lines, and the check that it belongs to this problem.

use super::{
    Failure, Fitness, Point, Problem, Sense, Space,
    confirm::{another_fitness, described},
};
use crate::error::Error;
use serde::{Deserialize, Serialize};
use std::{fmt::Display, path::Path};

/// A line of the file.
#[derive(Serialize, Deserialize)]
#[serde(bound = "S: Serialize + serde::de::DeserializeOwned")]
pub(super) struct Line<S> {
    /// The point as JSON, in text form: it is compared, not parsed.
    pub point: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cost: Option<S>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Failure>,
}

/// The first line of the file, which describes the problem.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Head {
    /// The version of the format.
    recorded: u32,
    problem: String,
    sense: Sense,
    space: String,
}

const VERSION: u32 = 1;

/// The beginnings of the first line and of every other.
pub(super) const HEADS: [&str; 2] = ["{\"recorded\":", "{\"point\":\""];

/// A parsed line.
pub(super) enum Entry<P: Problem> {
    Head(Head),
    Evaluation(String, Result<P::Fitness, Failure>),
}

impl Head {
    pub(super) fn of<P: Problem>(problem: &P) -> Self {
        Head {
            recorded: VERSION,
            problem: problem.name().to_owned(),
            sense: problem.sense(),
            space: problem.space().fingerprint(),
        }
    }

    /// Returns an error unless the file belongs to this problem.
    pub(super) fn compare(&self, found: &Head, path: &Path) -> Result<(), Error> {
        let differs = |what: &str, expected: &dyn Display, found: &dyn Display| Error::Results {
            path: path.to_owned(),
            expected: format!("evaluations of {what} {expected}"),
            found: format!("those of {what} {found}"),
        };
        if found.problem != self.problem {
            return Err(differs("the problem", &self.problem, &found.problem));
        }
        if found.sense != self.sense {
            return Err(differs("an objective to", &self.sense, &found.sense));
        }
        if found.space != self.space {
            return Err(differs("the space", &self.space, &found.space));
        }
        Ok(())
    }
}

impl<P: Problem> Entry<P> {
    /// Parses a line: the first is a head, every other an evaluation.
    pub(super) fn read(text: &str, line: usize) -> Result<Self, Error> {
        let expected = match line {
            1 => "a first line that names the problem, its sense and its space",
            _ => "an evaluation as JSON",
        };
        let wrong = |found: String| Error::Parse { line, expected: expected.to_owned(), found };
        if line == 1 {
            if text.starts_with(HEADS[1]) {
                let found =
                    "an evaluation, as earlier versions began: what it is about is not known";
                return Err(wrong(found.to_owned()));
            }
            let head: Head = serde_json::from_str(text).map_err(|e| wrong(e.to_string()))?;
            return match head.recorded {
                VERSION => Ok(Entry::Head(head)),
                other => Err(wrong(format!("version {other} of the format; this is {VERSION}"))),
            };
        }
        let read: Line<<P::Fitness as Fitness>::Stored> =
            serde_json::from_str(text).map_err(|e| wrong(e.to_string()))?;
        match (read.cost, read.failure) {
            (Some(cost), None) => Ok(Entry::Evaluation(read.point, Ok(P::Fitness::restore(cost)))),
            (None, Some(failure)) => Ok(Entry::Evaluation(read.point, Err(failure))),
            _ => Err(wrong("not a cost or else a failure".to_owned())),
        }
    }
}

/// Evaluates a recorded point again and returns an error if its cost differs, as it is then that of another
/// objective. The first cost recorded is the scale of rounding.
pub(super) fn confirm<P: Problem>(
    problem: &P,
    path: &Path,
    point: &str,
    cost: P::Fitness,
    first: f64,
) -> Result<(), Error> {
    let text: String = point.chars().take(60).collect();
    let value = |fitness: &P::Fitness| described(fitness, problem.sense());
    let differs = |found: String| Error::Results {
        path: path.to_owned(),
        expected: format!("the recorded value {} at {text}", value(&cost)),
        found,
    };
    let x: Point<P> = serde_json::from_str(point).map_err(|e| differs(e.to_string()))?;
    if !problem.space().contains(&x) {
        return Err(differs("a point outside the space".to_owned()));
    }
    match another_fitness(problem, &x, (cost.cost(), cost.violation()), first) {
        None => Ok(()),
        Some(now) => Err(differs(format!(
            "{} when it was evaluated again; an objective with noise is opened by recorded_unchecked",
            value(&now)
        ))),
    }
}

#[cfg(test)]
mod tests {
    use crate::{error::Error, prelude::*};

    #[test]
    fn a_file_of_something_else_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("evaluations.jsonl");
        let ball = Boxed::cube(-3.0..=3.0, 1).unwrap().minimize(|x| x[0]);
        drop(ball.recorded(&path).unwrap());
        let head = std::fs::read_to_string(&path).unwrap();
        for (wrong, at) in [
            ("notes".to_owned(), 1),
            ("{\"point\":\"[1.0]\",\"cost\":1.0}\n".to_owned(), 1),
            ("{\"label\":1}\n".to_owned(), 1),
            (head.replace("\"recorded\":1", "\"recorded\":2"), 1),
            (format!("{head}{head}"), 2),
            (head.clone() + "{\"point\":\"[1.0]\"}\n", 2),
            (head.clone() + "{\"point\":\"[1]\",\"cost\":[]}\n", 2),
        ] {
            std::fs::write(&path, &wrong).unwrap();
            let error = ball.recorded(&path).err().unwrap();
            assert!(matches!(error, Error::Parse { line, .. } if line == at), "{error}");
            assert_eq!(std::fs::read_to_string(&path).unwrap(), wrong);
        }
    }

    #[test]
    fn the_file_of_another_problem_is_refused_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("evaluations.jsonl");
        let space = |width: f64| Boxed::cube(-width..=width, 2).unwrap();
        let square = |x: &[f64]| x[0] * x[0] + x[1] * x[1];
        let ball = space(3.0).minimize(square);
        let swarm = || ParticleSwarm::new(5);
        swarm().solve(&ball.recorded(&path).unwrap(), Seed(1), Evaluations(20)).unwrap();
        let before = std::fs::read_to_string(&path).unwrap();
        let says = |error: Option<Error>| {
            let Some(error @ Error::Results { .. }) = error else { panic!("{error:?}") };
            error.to_string()
        };
        let wide = space(4.0).minimize(square);
        assert!(says(wide.recorded(&path).err()).contains("the space"));
        let named = space(3.0).minimize(square).named("ball");
        let error = says(named.recorded_unchecked(&path).err());
        assert!(
            error.ends_with("the problem ball, found those of the problem objective"),
            "{error}"
        );
        let up = space(3.0).maximize(square);
        let error = says(up.recorded(&path).err());
        assert!(error.contains("to maximize") && error.contains("to minimize"), "{error}");
        let other = space(3.0).minimize(|x| x[0] + x[1]);
        assert!(says(other.recorded(&path).err()).contains("evaluated again"));
        let state = space(3.0).minimize_mut(|x| x[0] + x[1]);
        assert!(state.recorded(&path).is_ok());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
        assert_eq!(ball.recorded(&path).unwrap().reused(), 0);
    }
}
