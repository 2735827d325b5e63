//! The state of the work queue and of the log of results, and what is removed from them.

use super::{
    message::{Batch, Queued, decode},
    names::WORKERS,
    store::{DELIVERIES, Store},
    trouble::{Look, OFF},
};
use crate::{
    error::Error,
    problem::{Fitness, Space},
};
use async_nats::jetstream::stream::RawMessageErrorKind;

/// The state of the work queue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WorkState {
    /// The number of batches that no worker has.
    pub waiting: u64,
    /// The number of batches that workers have.
    pub under_way: u64,
}

/// The state of the log of results.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct LogState {
    pub bytes: u64,
    /// The place of the first message in it; 1 as long as nothing has been deleted.
    pub first: u64,
    /// The place of the last message that has ever been in it.
    pub last: u64,
    pub is_empty: bool,
}

impl Store {
    /// Returns the state of the work queue.
    pub async fn work_state(&self) -> Look<WorkState> {
        let found = self.cluster.look_at(&self.names.work_stream()).await;
        let stream = match found {
            Look::Known(stream) => stream,
            other => return other.map(|_| WorkState::default()),
        };
        match stream.consumer_info(WORKERS).await {
            Ok(consumer) => Look::Known(WorkState {
                waiting: consumer.num_pending,
                under_way: consumer.num_ack_pending as u64,
            }),
            Err(e) => Look::failed(&e),
        }
    }

    /// Removes the batches from the queue that have been delivered too often, which the engine leaves
    /// there, and returns them with the number of deliveries. The caller has checked that no batch is
    /// waiting or under way.
    pub async fn given_up<S: Space, F: Fitness>(
        &self,
    ) -> Result<Vec<(Batch<S::Point, F>, i64)>, Error> {
        let mut batches = Vec::new();
        for (place, batch) in self.queue::<S, F>().await? {
            if self.withdraw(place).await {
                batches.extend(batch.map(|batch| (batch, DELIVERIES)));
            }
        }
        Ok(batches)
    }

    /// Returns the state of the log of results.
    pub async fn log_state(&self) -> Look<LogState> {
        let found = self.cluster.look_at(&self.names.result_stream()).await;
        found.map(|results| {
            let state = &results.cached_info().state;
            let (first, last) = (state.first_sequence, state.last_sequence);
            LogState { bytes: state.bytes, first, last, is_empty: state.messages == 0 }
        })
    }

    /// Returns the state of the log of results, trying until it is known.
    pub async fn log_state_now(&self) -> Result<LogState, Error> {
        let look = async || match self.log_state().await {
            Look::Known(log) => Ok(log),
            Look::Gone => Err("it is gone".to_owned()),
            Look::Off => Err(OFF.to_owned()),
            Look::Silent(why) => Err(why),
        };
        self.cluster.insist("looking at the log of results", look).await
    }

    /// Deletes the processed part of the log if it fills more than half of its limit, so that answers
    /// find room. A coordinator that dies now then costs evaluations, which is better than results that
    /// cannot be sent.
    pub async fn make_room(&self, heard: u64) {
        let Some(most) = self.retention.bytes else { return };
        let results = self.cluster.jetstream.get_stream(self.names.result_stream()).await;
        if let Ok(results) = results
            && results.cached_info().state.bytes > most as u64 / 2
        {
            let _ = results.purge().sequence(heard + 1).await;
        }
    }

    /// Returns the batches without an answer, with their places in the work queue: those that wait,
    /// those under way, and those that have been delivered too often.
    pub async fn queue<S: Space, F: Fitness>(&self) -> Result<Vec<Queued<S::Point, F>>, Error> {
        let js = &self.cluster.jetstream;
        let read = async || {
            let stream =
                js.get_stream(self.names.work_stream()).await.map_err(|e| e.to_string())?;
            let (subject, mut batches, mut next) = (self.names.work(), Vec::new(), 0);
            loop {
                match stream.get_first_raw_message_by_subject(&subject, next).await {
                    Ok(message) => {
                        batches.push((message.sequence, decode(&message.payload)));
                        next = message.sequence + 1;
                    }
                    Err(e) if e.kind() == RawMessageErrorKind::NoMessageFound => {
                        return Ok(batches);
                    }
                    Err(e) => return Err(e.to_string()),
                }
            }
        };
        self.cluster.insist("reading the work queue", read).await
    }

    /// Removes a batch from the work queue, and returns whether it was removed. A failure is harmless:
    /// the batch is evaluated again.
    pub async fn withdraw(&self, place: u64) -> bool {
        let stream = self.cluster.jetstream.get_stream(self.names.work_stream()).await;
        match stream {
            Ok(stream) => matches!(stream.delete_message(place).await, Ok(true)),
            Err(_) => false,
        }
    }
}
