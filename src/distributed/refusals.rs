//! What the servers refuse.

use async_nats::Event;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::time::Instant;

/// The refusals of the servers. They are reported apart from the answers, which then never come.
#[derive(Clone, Debug, Default)]
pub(super) struct Refusals(Arc<Mutex<Option<(Instant, String)>>>);

impl Refusals {
    /// Records an unsolicited message of a server, and warns of it.
    pub fn note(&self, event: &Event) {
        let (Event::ServerError(_) | Event::ClientError(_) | Event::SlowConsumer(_)) = event else {
            return;
        };
        let said = event.to_string();
        tracing::warn!(said, "the server objects");
        if matches!(event, Event::ServerError(_)) {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), said));
        }
    }

    /// Returns the last refusal since `start`.
    pub fn since(&self, start: Instant) -> Option<String> {
        let last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|(when, _)| *when >= start).map(|(_, said)| said.clone())
    }

    /// Returns the last refusal since `start`, if it names this subject.
    pub fn about(&self, subject: &str, start: Instant) -> Option<String> {
        let quoted = format!("\"{}\"", subject.to_lowercase());
        self.since(start).filter(|said| said.to_lowercase().contains(&quoted))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use async_nats::ServerError;

    #[test]
    fn a_refusal_is_known_by_its_subject() {
        let refusals = Refusals::default();
        let start = Instant::now();
        let said = "Permissions Violation for Publish to \"swarmopt.A.results.w2\"".to_owned();
        refusals.note(&Event::ServerError(ServerError::Other(said)));
        assert!(refusals.about("swarmopt.A.results.w2", start).is_some());
        assert!(refusals.about("swarmopt.A.results.w", start).is_none());
        assert!(refusals.about("swarmopt.A.results.w2", Instant::now()).is_none());
    }
}
