//! Checkpoints in the engine's object store: the last one, and the one before.

use super::{names::CHECKPOINTS, store::Store, trouble::Look};
use crate::{error::Error, run::Checkpoint};
use serde::{Deserialize, Serialize};
use std::time::{Duration, Instant};
use tokio::{
    io::AsyncReadExt,
    time::{sleep, timeout},
};

/// The location of the last checkpoint. It is changed by compare-and-set only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pointer {
    /// The last checkpoint. `None` before the first.
    pub last: Option<Kept>,
    /// The checkpoint before the last, used if the last one is damaged.
    pub before: Option<Kept>,
    /// The lease of the coordinator that wrote it.
    pub fence: u64,
    /// The secret that shuffles tickets. Workers may not read this key.
    pub secret: u64,
}

/// A checkpoint in the object store.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub object: String,
    /// The place in the log of results up to which it covers the run.
    pub heard: u64,
}

impl Pointer {
    /// Returns the place up to which the last checkpoint has processed the log.
    pub fn heard(&self) -> u64 {
        self.last.as_ref().map_or(0, |last| last.heard)
    }

    /// Returns the pointer after another checkpoint, and the object that nothing points to any more.
    pub fn with(&self, kept: Kept) -> (Self, Option<String>) {
        if self.last.as_ref().is_some_and(|last| last.object == kept.object) {
            return (Pointer { last: Some(kept), ..self.clone() }, None);
        }
        let old = self.before.as_ref().map(|before| before.object.clone());
        (Pointer { before: self.last.clone(), last: Some(kept), ..self.clone() }, old)
    }
}

/// The number of answers without the object after which it counts as lost: a server that lags behind may
/// not have it yet.
const TRIES: usize = 3;

/// The longest wait for the next part of a checkpoint.
const WORD: Duration = Duration::from_secs(3);

impl Store {
    /// Stores a checkpoint under its own name.
    pub async fn keep(&self, object: &str, text: Vec<u8>) -> Result<(), Error> {
        let put = async || {
            let kept = self.objects.put(object, &mut &text[..]).await;
            if kept.is_err() && self.is_gone(&format!("OBJ_{CHECKPOINTS}")).await {
                drop(self.mend_buckets().await);
            }
            kept.map(|_| ())
        };
        self.cluster.insist("retention a checkpoint", put).await
    }

    /// Fetches a checkpoint. Returns `None` if it is missing or damaged.
    pub async fn fetch(&self, object: &str) -> Result<Option<Checkpoint>, Error> {
        let (start, mut tries) = (Instant::now(), 0);
        loop {
            let why = match self.get(object).await {
                Ok(checkpoint) => return Ok(Some(checkpoint)),
                Err(why) => why,
            };
            if let Look::Known(_) | Look::Gone =
                self.cluster.look_at(&format!("OBJ_{CHECKPOINTS}")).await
            {
                tries += 1;
            }
            if tries == TRIES {
                let run = &self.names.run;
                tracing::warn!(run, object, why, "a checkpoint is lost or damaged");
                return Ok(None);
            }
            if start.elapsed() > self.cluster.patience {
                return Err(Error::engine(format!("fetching checkpoint {object}"), why));
            }
            sleep(Duration::from_millis(300)).await;
        }
    }

    async fn get(&self, object: &str) -> Result<Checkpoint, String> {
        let late = |_| "its end does not come".to_owned();
        let found = timeout(WORD, self.objects.get(object)).await.map_err(late)?;
        let mut found = found.map_err(|e| e.to_string())?;
        let (mut text, mut part) = (Vec::new(), vec![0; 1 << 17]);
        loop {
            let read = timeout(WORD, found.read(&mut part)).await.map_err(late)?;
            match read.map_err(|e| e.to_string())? {
                0 => break,
                n => text.extend_from_slice(&part[..n]),
            }
        }
        serde_json::from_slice(&text).map_err(|e| e.to_string())
    }

    /// Deletes an older checkpoint, and the log up to a place. A failure is ignored.
    pub async fn forget(&self, object: Option<String>, heard: Option<u64>) {
        if let Some(object) = object {
            drop(self.objects.delete(&object).await);
        }
        if let Some(heard) = heard
            && let Ok(results) = self.cluster.jetstream.get_stream(self.names.result_stream()).await
        {
            drop(results.purge().sequence(heard + 1).await);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_checkpoints_are_kept() {
        let kept = |n: u64| Kept { object: format!("o{n}"), heard: n };
        let mut pointer = Pointer { last: None, before: None, fence: 1, secret: 2 };
        let mut freed = Vec::new();
        for n in [1, 1, 2, 3, 3, 4] {
            let (next, old) = pointer.with(kept(n));
            pointer = next;
            freed.extend(old);
        }
        assert_eq!((pointer.heard(), pointer.before.clone()), (4, Some(kept(3))));
        assert_eq!(freed, ["o1", "o2"]);
    }
}
