//! The number of servers on which the engine keeps its data.

use super::{
    Cluster,
    trouble::{Look, code_of},
};
use crate::error::Error;
use async_nats::jetstream::{
    ErrorCode,
    stream::{self, Info},
};
use std::{error::Error as StdError, sync::atomic::Ordering::Relaxed, time::Duration};
use tokio::time::Instant;

/// The time that a cluster may need to find all its servers.
const GATHERING: Duration = Duration::from_secs(4);

impl Cluster {
    /// Creates a stream unless it exists. It has `wanted` copies; `None` means three, or one on each server where
    /// there are fewer than three. A stream that exists with fewer copies is given more.
    pub(super) async fn ensure(
        &self,
        name: &str,
        wanted: Option<usize>,
        create: impl AsyncFn(usize) -> Result<(), Box<dyn StdError + Send + Sync>>,
    ) -> Result<Info, Error> {
        let (doing, start) = (format!("making {name}"), Instant::now());
        self.insist(&doing, async || match self.look_at(name).await {
            Look::Known(found) => self.raise(found.cached_info(), wanted).await,
            Look::Gone => {
                self.create(wanted, start, &create).await?;
                let made = self.jetstream.get_stream(name).await.map_err(|e| e.to_string())?;
                Ok(made.cached_info().clone())
            }
            Look::Off => Err(super::trouble::OFF.to_owned()),
            Look::Silent(why) => Err(why),
        })
        .await
    }

    /// Creates a stream with this configuration unless it exists, as [`ensure`](Self::ensure) does.
    pub(super) async fn ensure_stream(
        &self,
        config: &stream::Config,
        wanted: Option<usize>,
    ) -> Result<Info, Error> {
        self.ensure(&config.name, wanted, async |copies| {
            let config = stream::Config { num_replicas: copies, ..config.clone() };
            self.jetstream.create_stream(config).await?;
            Ok(())
        })
        .await
    }

    async fn create(
        &self,
        wanted: Option<usize>,
        start: Instant,
        create: &impl AsyncFn(usize) -> Result<(), Box<dyn StdError + Send + Sync>>,
    ) -> Result<(), String> {
        let mut copies = wanted.unwrap_or(self.allowed.0.load(Relaxed));
        loop {
            let Err(error) = create(copies).await else { return Ok(()) };
            if wanted.is_some() || copies == 1 {
                return Err(error.to_string());
            }
            copies = match code_of(&*error) {
                Some(ErrorCode::STREAM_REPLICAS_NOT_SUPPORTED) => 1,
                Some(ErrorCode::CLUSTER_NO_PEERS) if start.elapsed() > GATHERING => copies - 1,
                _ => return Err(error.to_string()),
            };
            self.allowed.0.store(copies, Relaxed);
            tracing::debug!(copies, "there are too few servers for more copies");
        }
    }

    /// Gives a stream `wanted` copies, never fewer than it has.
    async fn raise(&self, found: &Info, wanted: Option<usize>) -> Result<Info, String> {
        let (name, has) = (&found.config.name, found.config.num_replicas);
        let mut copies = wanted.unwrap_or(self.allowed.0.load(Relaxed));
        while copies > has {
            let config = stream::Config { num_replicas: copies, ..found.config.clone() };
            let error = match self.jetstream.update_stream(&config).await {
                Ok(raised) => {
                    tracing::info!(stream = name, from = has, copies, "is kept in more copies");
                    return Ok(raised);
                }
                Err(error) => error,
            };
            if wanted.is_some() {
                return Err(error.to_string());
            }
            if code_of(&error) == Some(ErrorCode::STREAM_REPLICAS_NOT_SUPPORTED) {
                self.allowed.0.store(1, Relaxed); // a server that stands alone
                break;
            }
            tracing::warn!(stream = name, copies = has, %error, "cannot be kept in more copies now");
            copies -= 1;
        }
        Ok(found.clone())
    }
}
