//! How the engine keeps a run.

use crate::error::{Error, require};
use std::time::Duration;

/// How the engine keeps a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keeping {
    /// On how many servers everything is kept: 3 survive the loss of one, 1 is faster.
    pub replicas: usize,
    /// A batch that a worker has not answered for so long, and of which it has not said that it is at
    /// it, goes to another. It is not how long an evaluation may take.
    pub deadline: Duration,
    /// The most bytes of the work queue and of the log of results, each.
    pub bytes: Option<i64>,
    /// Whether the log of results is kept to the end, so that the run can be replayed. If not, or where
    /// it fills half of its `bytes`, it is kept back to the last checkpoint.
    pub log: bool,
}

impl Default for Keeping {
    fn default() -> Self {
        Keeping { replicas: 1, deadline: Duration::from_secs(15), bytes: None, log: true }
    }
}

impl Keeping {
    pub(super) fn check(self) -> Result<(), Error> {
        let Keeping { replicas, deadline, bytes, .. } = self;
        require((1..=5).contains(&replicas), "replicas", replicas, "1 to 5")?;
        let shortest = Duration::from_millis(100);
        let text = format!("{deadline:?}");
        require(deadline >= shortest, "deadline", text, "100 ms or more")?;
        let least = 1_024;
        require(
            bytes.is_none_or(|most| most >= least),
            "bytes",
            bytes.unwrap_or(0),
            "1,024 or more",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_engine_can_keep_is_refused() {
        let usual = Keeping::default();
        usual.check().unwrap();
        for (wrong, name) in [
            (Keeping { replicas: 0, ..usual }, "replicas"),
            (Keeping { replicas: 6, ..usual }, "replicas"),
            (Keeping { deadline: Duration::ZERO, ..usual }, "deadline"),
            (Keeping { bytes: Some(-1), ..usual }, "bytes"),
        ] {
            let error = wrong.check().unwrap_err();
            assert!(
                matches!(error, Error::Parameter { name: said, .. } if said == name),
                "{error}"
            );
        }
    }
}
