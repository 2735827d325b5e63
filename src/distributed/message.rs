//! The messages between coordinator and workers: a version byte, and MessagePack.

use crate::{
    problem::{DynProblem, Fitness, Space},
    swarm::{Asked, Told},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use std::time::Duration;

const VERSION: u8 = 3;

/// Candidates sent out together. Their tickets are [shuffled](super::job_table): a worker cannot tell from a
/// ticket which candidate it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "X: Serialize + DeserializeOwned, F: Fitness")]
pub(super) struct Batch<X, F> {
    /// The fingerprint of the run's problem.
    pub problem: Fingerprint,
    /// The lease under which it was sent.
    pub fence: u64,
    pub number: u64,
    /// The time after which it goes to another worker as well.
    pub longest: Duration,
    /// Workers that have already voted, and leave it to others.
    pub not: Vec<String>,
    pub jobs: Vec<Asked<X, F>>,
}

/// Results sent back together. The sender is named in the subject, where the servers can check it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(bound = "X: Serialize + DeserializeOwned, F: Fitness")]
pub(super) struct Answer<X, F> {
    pub problem: Fingerprint,
    pub number: u64,
    pub told: Vec<Told<X, F>>,
    /// The time it took, in nanoseconds, and the number of threads.
    pub took: u64,
    pub threads: u32,
    /// The coordinator's verdicts on workers. Only the coordinator may send them.
    pub verdicts: Vec<(String, bool)>,
}

/// A candidate with its result.
pub(super) type Answered<X, F> = (Asked<X, F>, Told<X, F>);

/// A batch as the queue holds it: its place there, and the batch if it could be read.
pub(super) type Queued<X, F> = (u64, Option<Batch<X, F>>);

/// A hash of the problem: programs with the same hash solve the same problem.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Fingerprint(pub String);

impl Fingerprint {
    /// Computes the fingerprint from the name, sense, optimum, constraints and space of a problem, the version of
    /// this crate, and the user's label. The objective itself cannot be inspected: spot checks test its
    /// answers.
    pub fn of<S: Space, F: Fitness>(problem: &DynProblem<'_, S, F>, build: &str) -> Self {
        use crate::rng::{Seed, Streams};
        let (space, streams) = (problem.space(), Streams::new(Seed(0)));
        let points: Vec<S::Point> = (0..3).map(|i| space.sample(&mut streams.at(0, i))).collect();
        let about =
            (problem.name(), space.dimensions(), problem.sense(), problem.optimum(), points);
        let about = (about, problem.constraints());
        let crate_version = env!("CARGO_PKG_VERSION");
        let text = serde_json::to_string(&(about, build, crate_version)).unwrap_or_default();
        Fingerprint(hash(&[text.as_bytes()]))
    }
}

/// Returns 128 bits of SHA-256 in hexadecimal digits.
pub(super) fn hash(parts: &[&[u8]]) -> String {
    let mut sha = Sha256::new();
    parts.iter().for_each(|part| {
        sha.update((part.len() as u64).to_le_bytes());
        sha.update(part);
    });
    sha.finalize()[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns the key of a candidate in the cache: a hash of everything that decides its result, without
/// its ticket. `None` if the result also depends on local search or retries, or is known.
pub(super) fn key_of<S: Space, F: Fitness>(
    problem: &Fingerprint,
    asked: &Asked<S::Point, F>,
) -> Option<String> {
    let settled = asked.fitness.is_some() || asked.polish.is_some() || asked.retry.is_some();
    let point = rmp_serde::to_vec(&asked.point).ok().filter(|_| !settled)?;
    Some(hash(&[problem.0.as_bytes(), &point]))
}

/// Returns whether two results agree.
pub(super) fn agree<S: Space, F: Fitness>(a: &Told<S::Point, F>, b: &Told<S::Point, F>) -> bool {
    let cost = match (&a.fitness, &b.fitness) {
        (Ok(a), Ok(b)) => a == b,
        (Err(a), Err(b)) => std::mem::discriminant(a) == std::mem::discriminant(b),
        _ => false,
    };
    cost && (&a.moved, a.evaluations) == (&b.moved, b.evaluations)
}

pub(super) fn encode(message: &impl Serialize) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    // Writing to memory fails only for maps of unknown length, of which there are none.
    if rmp_serde::encode::write(&mut bytes, message).is_err() {
        bytes.truncate(1);
    }
    bytes
}

/// Reads a message; `None` unless it is complete and of this version.
pub(super) fn decode<M: DeserializeOwned>(bytes: &[u8]) -> Option<M> {
    let (version, rest) = bytes.split_first()?;
    let mut reader = rmp_serde::Deserializer::new(std::io::Cursor::new(rest));
    let message = M::deserialize(&mut reader).ok().filter(|_| *version == VERSION)?;
    (reader.position() == rest.len() as u64).then_some(message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{prelude::*, problem::Failure};
    use proptest::prelude::*;

    fn answer(costs: Vec<f64>) -> Answer<Vec<f64>, f64> {
        let told = costs.into_iter().zip(0..);
        let told = told.map(|(cost, i)| match cost {
            c if c.is_nan() => Told::failed(i, Failure::NotANumber),
            c => Told { moved: (i % 2 == 1).then(|| vec![c; 3]), ..Told::new(i, c) },
        });
        let told = told.collect();
        let problem = Fingerprint("p".to_owned());
        Answer {
            problem,
            number: 7,
            told,
            took: 9,
            threads: 2,
            verdicts: vec![("w".to_owned(), false)],
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(costs: Vec<f64>) {
            let written = answer(costs);
            prop_assert_eq!(decode::<Answer<Vec<f64>, f64>>(&encode(&written)), Some(written));
        }

        #[test]
        fn damaged_messages_are_no_messages_and_no_panic(
            costs: Vec<f64>, at: prop::sample::Index, to: u8, cut: prop::sample::Index,
        ) {
            let whole = encode(&answer(costs));
            let short = &whole[..cut.index(whole.len())];
            prop_assert!(decode::<Answer<Vec<f64>, f64>>(short).is_none());
            let mut long = whole.clone();
            long.push(to);
            prop_assert!(decode::<Answer<Vec<f64>, f64>>(&long).is_none());
            let mut changed = whole;
            let at = at.index(changed.len());
            changed[at] = to;
            let _ = decode::<Answer<Vec<f64>, f64>>(&changed);
        }
    }

    #[test]
    fn a_fingerprint_tells_problems_apart() {
        let ball = |bound: f64| {
            Boxed::cube(-bound..=bound, 3).unwrap().minimize(|x| x.iter().map(|x| x * x).sum())
        };
        let of = |bound, build| Fingerprint::of(&ball(bound), build);
        assert_eq!(of(1.0, "a"), of(1.0, "a"));
        assert_ne!(of(1.0, "a"), of(1.0, "b"));
        assert_ne!(of(1.0, "a"), of(2.0, "a"));
    }
}
