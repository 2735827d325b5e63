//! How the engine keeps the data of a run.

use crate::error::{Error, require};
use std::time::Duration;

/// The settings of how the engine keeps the data of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retention {
    /// The number of servers that keep a copy, 1 to 5: 3 survive the loss of any one server, 1 is
    /// faster. Default: `None`, which means 3, or one on each server if there are fewer than 3. Streams
    /// with fewer copies are given more.
    pub replicas: Option<usize>,
    /// The time after which a batch goes to another worker if its worker has neither answered nor
    /// reported progress. It does not limit how long an evaluation may take. At least 100 ms. Default:
    /// 15 s.
    pub deadline: Duration,
    /// The longest that one evaluation may take before its batch goes to another worker as well; the
    /// first answer counts. It doubles with each worker that the batch goes to, and after five the
    /// evaluation has failed. Default: `None`, which means ten times the longest seen but at least four
    /// deadlines, and an hour while none has been seen. An objective that may hang should have its own
    /// limit as well: [`Within`](crate::problem::Within) keeps its worker at work.
    pub longest: Option<Duration>,
    /// The most bytes of the work queue and of the log of results, each; at least 1,024. Default: `None`, no limit.
    pub bytes: Option<i64>,
    /// Whether the log of results is kept to the end, so that the run can be replayed. Otherwise, or
    /// once it fills half of its `bytes`, it is kept back to the last checkpoint only. Default: `true`.
    pub log: bool,
}

impl Default for Retention {
    fn default() -> Self {
        Retention {
            replicas: None,
            deadline: Duration::from_secs(15),
            longest: None,
            bytes: None,
            log: true,
        }
    }
}

impl Retention {
    pub(super) fn check(self) -> Result<(), Error> {
        let Retention { replicas, deadline, longest, bytes, .. } = self;
        let copies = replicas.unwrap_or(1);
        require((1..=5).contains(&copies), "replicas", copies, "1 to 5")?;
        for (name, time) in [("deadline", deadline), ("longest", longest.unwrap_or(deadline))] {
            let shortest = Duration::from_millis(100);
            require(time >= shortest, name, format!("{time:?}"), "100 ms or more")?;
        }
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
        let usual = Retention::default();
        usual.check().unwrap();
        for (wrong, name) in [
            (Retention { replicas: Some(0), ..usual }, "replicas"),
            (Retention { replicas: Some(6), ..usual }, "replicas"),
            (Retention { deadline: Duration::ZERO, ..usual }, "deadline"),
            (Retention { longest: Some(Duration::ZERO), ..usual }, "longest"),
            (Retention { bytes: Some(-1), ..usual }, "bytes"),
        ] {
            let error = wrong.check().unwrap_err();
            assert!(
                matches!(error, Error::Parameter { name: said, .. } if said == name),
                "{error}"
            );
        }
    }
}
