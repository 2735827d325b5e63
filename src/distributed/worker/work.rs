//! How a worker waits for work.

use super::{WAIT, Worker};
use crate::distributed::{
    names::WORKERS,
    trouble::{Look, OFF},
};
use async_nats::jetstream::{
    Message,
    consumer::{Consumer, pull},
};
use futures_util::StreamExt;
use std::time::Duration;
use tokio::time::sleep;

impl Worker {
    /// Returns the next batch, if there is one in time, and whether a server answered.
    pub(super) async fn next(
        &self,
        pull: &mut Option<(pull::Stream, Duration)>,
    ) -> (Option<Message>, bool) {
        if pull.is_none() {
            let stream = self.names.work_stream();
            let consumer: Result<Consumer<pull::Config>, _> =
                self.cluster.jetstream.get_consumer_from_stream(WORKERS, stream).await;
            let Ok(consumer) = consumer else {
                sleep(Duration::from_millis(200)).await;
                return (None, false);
            };
            let ask = consumer.stream().max_messages_per_batch(1).expires(WAIT);
            let Ok(messages) = ask.heartbeat(WAIT / 3).messages().await else {
                return (None, false);
            };
            *pull = Some((messages, consumer.cached_info().config.ack_wait));
        }
        let Some((messages, _)) = pull else { return (None, false) };
        match tokio::time::timeout(2 * WAIT, messages.next()).await {
            Ok(Some(Ok(message))) => (Some(message), true),
            Err(_) => (None, true),
            Ok(_) => {
                *pull = None; // its server died: a new one is created
                (None, false)
            }
        }
    }

    /// Returns why there is no work.
    pub(super) async fn trouble(&self) -> String {
        match self.cluster.look_at(&self.names.work_stream()).await {
            Look::Known(_) => "the run's queue hands nothing out".to_owned(),
            Look::Gone => "the run has no queue: it was forgotten, or lost".to_owned(),
            Look::Off => OFF.to_owned(),
            Look::Silent(why) => format!("no server answers: {why}"),
        }
    }
}
