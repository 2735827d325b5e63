//! The origin of a run: what identifies it.

use crate::{checksum::Checksum, error::Error};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fmt::Write;

/// The origin of a run as named texts: method and parameters, topology, local search, first points, seed and
/// space. A checkpoint holds it and is refused if it differs: a run that went on with other parameters would
/// be neither the old one nor the new one.
///
/// The budget, observers, threads and the policy on failures are not part of it, as they may change in a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin(Vec<(String, String)>);

/// The maximum length of a text in bytes. Longer texts are replaced with their beginning and a checksum.
const LONG: usize = 80;

impl Origin {
    /// Creates the origin of an optimiser of this method.
    pub fn of(method: &str) -> Self {
        Origin::default().with("method", method)
    }

    /// Adds a part, or replaces the part of this name.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, text: impl ToString) -> Self {
        let (name, mut text) = (name.into(), text.to_string());
        if text.len() > LONG {
            let start: String = text.chars().take(LONG / 2).collect();
            text = format!("{start}… (checksum {})", Checksum::of(text.as_bytes()));
        }
        match self.0.iter_mut().find(|part| part.0 == name) {
            Some(part) => part.1 = text,
            None => self.0.push((name, text)),
        }
        self
    }

    /// Adds the fields of `parameters`, each under its own name.
    pub(super) fn with_fields(self, parameters: &impl Serialize) -> Self {
        match serde_json::to_value(parameters) {
            Ok(Value::Object(fields)) => fields
                .into_iter()
                .fold(self, |origin, (name, value)| origin.with(name.replace('_', " "), value)),
            Ok(Value::Null) | Err(_) => self,
            Ok(other) => self.with("parameters", other),
        }
    }

    /// Adds all parts of the origin of a member, under the member's name.
    #[must_use]
    pub fn with_member(self, member: &str, origin: Origin) -> Self {
        origin
            .0
            .into_iter()
            .fold(self, |own, (name, text)| own.with(format!("{member}, {name}"), text))
    }

    /// Compares this origin with that of a checkpoint or of another process.
    ///
    /// # Errors
    /// Returns [`Error::Checkpoint`], which names the first part that differs.
    pub fn check(&self, found: &Origin) -> Result<(), Error> {
        let part = |origin: &Origin, name: &str| {
            origin.0.iter().find(|part| part.0 == name).map(|part| part.1.clone())
        };
        let names = self.0.iter().chain(&found.0).map(|part| &part.0);
        for name in names {
            let (own, other) = (part(self, name), part(found, name));
            if own != other {
                let told = |text: Option<String>| {
                    text.map_or_else(|| format!("no {name}"), |text| format!("{name} {text}"))
                };
                return Err(Error::Checkpoint { expected: told(own), found: told(other) });
            }
        }
        Ok(())
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut line = String::new();
        for (name, text) in &self.0 {
            write!(line, "{}{name} {text}", if line.is_empty() { "" } else { "; " })?;
        }
        f.write_str(&line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_part_that_differs_is_named() {
        #[derive(Serialize)]
        struct Parameters {
            particles: usize,
            speed_limit: f64,
        }
        let origin = |particles, speed_limit| {
            Origin::of("swarm").with_fields(&Parameters { particles, speed_limit }).with("seed", 1)
        };
        let own = origin(20, 0.5);
        assert!(own.check(&origin(20, 0.5)).is_ok());
        let refused = |found: &Origin| own.check(found).unwrap_err().to_string();
        let text = "checkpoint: expected speed limit 0.5, found speed limit 0.6";
        assert_eq!(refused(&origin(20, 0.6)), text);
        assert_eq!(
            refused(&own.clone().with("seed", 2)),
            "checkpoint: expected seed 1, found seed 2"
        );
        let more = refused(&own.clone().with("pace", "steady"));
        assert_eq!(more, "checkpoint: expected no pace, found pace steady");
        let member =
            |seed| own.clone().with_member("island 1", Origin::of("bees").with("seed", seed));
        let text = member(3).check(&member(4)).unwrap_err().to_string();
        assert_eq!(text, "checkpoint: expected island 1, seed 3, found island 1, seed 4");
        assert_eq!(own.to_string(), "method swarm; particles 20; speed limit 0.5; seed 1");
    }

    #[test]
    fn long_texts_differ_where_they_differ() {
        let long = |end: &str| Origin::default().with("bounds", "0".repeat(200) + end);
        assert!(long("1").check(&long("1")).is_ok() && long("1").check(&long("2")).is_err());
    }
}
