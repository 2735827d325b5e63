//! Why the engine did not do what it was asked: something is gone, or no server answers.

use super::Cluster;
use crate::error::Error;
use async_nats::jetstream::{
    ErrorCode,
    context::{
        ConsumerInfoError, ConsumerInfoErrorKind, CreateStreamError, CreateStreamErrorKind,
        GetStreamError, GetStreamErrorKind, RequestError, RequestErrorKind,
    },
};
use std::{error::Error as StdError, time::Duration};
use tokio::time::{Instant, sleep};

/// The result of asking the engine for something.
#[derive(Debug)]
pub(super) enum Look<T> {
    Known(T),
    /// The engine answers, and does not have it.
    Gone,
    /// No server that answers has JetStream.
    Off,
    /// No answer, or one that is not conclusive.
    Silent(String),
}

impl<T> Look<T> {
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Look<U> {
        match self {
            Look::Known(found) => Look::Known(change(found)),
            Look::Gone => Look::Gone,
            Look::Off => Look::Off,
            Look::Silent(why) => Look::Silent(why),
        }
    }

    /// Returns what an error says about the thing that was asked for.
    pub fn failed(error: &(dyn StdError + 'static)) -> Self {
        match code_of(error) {
            Some(ErrorCode::STREAM_NOT_FOUND | ErrorCode::CONSUMER_NOT_FOUND) => Look::Gone,
            Some(
                ErrorCode::JETSTREAM_NOT_ENABLED | ErrorCode::JETSTREAM_NOT_ENABLED_FOR_ACCOUNT,
            ) => Look::Off,
            _ if has_no_responders(error) => Look::Off,
            _ => Look::Silent(error.to_string()),
        }
    }
}

/// The time after which missing JetStream counts as switched off; servers that start up have it after a moment.
const STARTING: Duration = Duration::from_secs(3);

/// The message of an error for an engine without JetStream.
pub(super) const OFF: &str = "no server that answers has JetStream: is it switched off?";

/// Returns the first match in an error and its causes.
fn in_causes<T>(
    error: &(dyn StdError + 'static),
    find: impl Fn(&(dyn StdError + 'static)) -> Option<T>,
) -> Option<T> {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(found) = find(error) {
            return Some(found);
        }
        next = error.source();
    }
    None
}

/// Returns the engine's code for an error, wherever the client has put it.
pub(super) fn code_of(error: &(dyn StdError + 'static)) -> Option<ErrorCode> {
    in_causes(error, |error| {
        if let Some(error) = error.downcast_ref::<async_nats::jetstream::Error>() {
            return Some(error.error_code());
        }
        if let Some(error) = error.downcast_ref::<GetStreamError>()
            && let GetStreamErrorKind::JetStream(said) = error.kind()
        {
            return Some(said.error_code());
        }
        if let Some(error) = error.downcast_ref::<CreateStreamError>()
            && let CreateStreamErrorKind::JetStream(said) = error.kind()
        {
            return Some(said.error_code());
        }
        match error.downcast_ref::<ConsumerInfoError>()?.kind() {
            ConsumerInfoErrorKind::NotFound => Some(ErrorCode::CONSUMER_NOT_FOUND),
            ConsumerInfoErrorKind::StreamNotFound => Some(ErrorCode::STREAM_NOT_FOUND),
            ConsumerInfoErrorKind::JetStream(said) => Some(said.error_code()),
            _ => None,
        }
    })
}

fn has_no_responders(error: &(dyn StdError + 'static)) -> bool {
    let kind = in_causes(error, |error| Some(error.downcast_ref::<RequestError>()?.kind()));
    kind == Some(RequestErrorKind::NoResponders)
}

impl Cluster {
    /// Asks the engine for a stream.
    pub(super) async fn look_at(
        &self,
        stream: &str,
    ) -> Look<async_nats::jetstream::stream::Stream> {
        match self.jetstream.get_stream(stream).await {
            Ok(stream) => Look::Known(stream),
            Err(e) => Look::failed(&e),
        }
    }

    /// Waits until JetStream answers, for `patience` at most.
    ///
    /// # Errors
    /// [`Error::Engine`] if there is no answer in time, or no server that answers has JetStream.
    pub(super) async fn ready(&self, patience: Duration) -> Result<(), Error> {
        let (start, mut off) = (Instant::now(), None);
        let failed = |why: String| Error::engine("asking for JetStream", why);
        loop {
            let why = match self.look_at(&format!("KV_{}", super::names::STATE)).await {
                Look::Known(_) | Look::Gone => return Ok(()),
                Look::Off if off.get_or_insert_with(Instant::now).elapsed() >= STARTING => {
                    return Err(failed(OFF.to_owned()));
                }
                Look::Off => OFF.to_owned(),
                Look::Silent(why) => {
                    off = None;
                    match self.refusals.since(start) {
                        Some(said) => format!("{why}; {said}"),
                        None => why,
                    }
                }
            };
            if start.elapsed() > patience {
                return Err(failed(why));
            }
            sleep(Duration::from_millis(200)).await;
        }
    }
}
