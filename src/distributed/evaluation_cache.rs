//! The cache of evaluations, which avoids evaluating a point twice.

use super::{
    message::{Answered, Fingerprint, decode, encode, key_of},
    store::Store,
};
use crate::{
    error::Error,
    problem::{Fitness, Space},
    swarm::{Asked, Told},
};
use futures_util::{StreamExt, stream};
use std::collections::HashMap;

/// The cache as one run uses it. Only plain evaluations go into it: local search draws random numbers.
#[derive(Debug)]
pub(super) struct EvaluationCache {
    problem: Fingerprint,
    /// The keys of the open candidates, by ticket.
    keys: HashMap<u64, String>,
}

/// The number of candidates looked up at once.
const AT_ONCE: usize = 64;

impl EvaluationCache {
    pub fn new(problem: Fingerprint) -> Self {
        EvaluationCache { problem, keys: HashMap::new() }
    }

    /// Remembers the keys of candidates whose results will be stored.
    pub fn remember<S: Space, F: Fitness>(&mut self, asked: &[Asked<S::Point, F>]) {
        let keys =
            asked.iter().filter_map(|one| Some((one.ticket, key_of::<S, F>(&self.problem, one)?)));
        self.keys.extend(keys);
    }

    /// Splits candidates into those whose result is cached, with the result, and the others.
    #[expect(clippy::type_complexity, reason = "two lists")]
    pub fn look_up<S: Space, F: Fitness>(
        &mut self,
        store: &Store,
        asked: Vec<Asked<S::Point, F>>,
    ) -> Result<(Vec<Answered<S::Point, F>>, Vec<Asked<S::Point, F>>), Error> {
        let keys: Vec<_> = asked.iter().map(|one| key_of::<S, F>(&self.problem, one)).collect();
        let found = stream::iter(keys.clone()).map(async |key: Option<String>| match key {
            // Without an answer from the engine the candidate is evaluated.
            Some(key) => store.evaluation_cache.get(key).await.ok().flatten(),
            None => None,
        });
        let found = found.buffered(AT_ONCE).collect::<Vec<_>>();
        let found = store.cluster.wait(found);
        let (mut known, mut unknown) = (Vec::new(), Vec::new());
        for ((one, key), found) in asked.into_iter().zip(keys).zip(found) {
            match found.and_then(|bytes| decode::<Told<S::Point, F>>(&bytes)) {
                Some(told) => known.push((one, told)),
                None => {
                    self.keys.extend(key.map(|key| (one.ticket, key)));
                    unknown.push(one);
                }
            }
        }
        Ok((known, unknown))
    }

    /// Stores results in the cache, without waiting for it.
    pub fn put_down<S: Space, F: Fitness>(
        &mut self,
        store: &Store,
        told: &[Told<S::Point, F>],
        own: bool,
    ) {
        for told in told {
            let Some(key) = self.keys.remove(&told.ticket).filter(|_| told.fitness.is_ok() && !own)
            else {
                continue;
            };
            let value = encode(&Told { ticket: 0, ..told.clone() });
            let evaluation_cache = store.evaluation_cache.clone();
            store
                .cluster
                .spawn(async move { drop(evaluation_cache.put(key, value.into()).await) })
                .detach();
        }
    }
}
