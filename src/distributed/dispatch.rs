//! How batches are sent: a generation goes out whole or not at all.

use super::{
    message::{Batch, encode},
    store::Store,
};
use crate::{
    error::Error,
    problem::{Fitness, Space},
};
use async_nats::HeaderMap;
use bytes::Bytes;
use serde_json::Value;

/// A message with the id by which the engine takes it once.
#[derive(Clone, Debug)]
struct Parcel {
    id: String,
    payload: Bytes,
}

/// The most messages that the engine publishes as one.
const TOGETHER: usize = 500;

/// The approximate size of a message in addition to its payload, in bytes.
pub(super) const OVERHEAD: usize = 150;

/// The engine's error code for messages it has already taken.
const TAKEN: u64 = 10_201;

impl Store {
    /// Sends batches: those of a generation whole or not at all if the servers can (2.12 and later). On
    /// older ones a coordinator that dies half-way leaves half a generation; the next one sends what is
    /// missing. `heard` is the place up to which the log has been processed.
    pub async fn send<S: Space, F: Fitness>(
        &self,
        batches: Vec<Batch<S::Point, F>>,
        heard: u64,
    ) -> Result<(), Error> {
        let most = self.cluster.client.server_info().max_payload / 2;
        let mut parcels = Vec::new();
        for batch in batches {
            let id = format!("{}.{}.{}", self.names.run, batch.fence, batch.number);
            pack::<S, F>(batch, id, most, &mut parcels)?;
        }
        for parcels in parcels.chunks(TOGETHER) {
            if self.atomic && parcels.len() > 1 {
                self.publish_as_one(parcels, heard).await?;
                continue;
            }
            for one in parcels {
                self.publish(&self.names.work(), &one.id, &one.payload, heard).await?;
            }
        }
        Ok(())
    }

    /// Publishes one message, trying until it succeeds; the engine keeps it once. If it keeps failing,
    /// the log may be full: then workers cannot end their batches either, and only the coordinator can
    /// make room.
    pub async fn publish(
        &self,
        subject: &str,
        id: &str,
        payload: &Bytes,
        heard: u64,
    ) -> Result<(), Error> {
        let doing = format!("publishing {id} on {subject}");
        self.cluster
            .insist(&doing, async || {
                let sent = self.cluster.publish_once(subject, id, payload).await;
                if sent.is_err() {
                    self.help(heard).await;
                }
                sent
            })
            .await
    }

    /// Removes what may keep a message from being taken: makes room in a full log, or creates missing streams again.
    async fn help(&self, heard: u64) {
        let [work, results] = [self.names.work_stream(), self.names.result_stream()];
        if self.is_gone(&work).await || self.is_gone(&results).await {
            let run = &self.names.run;
            tracing::warn!(run, "streams of the run are gone, and are made again");
            drop(self.mend(heard + 1).await);
        } else {
            self.make_room(heard).await;
        }
    }

    /// Publishes messages as an atomic batch (ADR-50 of the engine): the last message commits.
    async fn publish_as_one(&self, parcels: &[Parcel], heard: u64) -> Result<(), Error> {
        let doing = format!("sending {} batches", parcels.len());
        self.cluster
            .insist(&doing, async || {
                let sent = self.try_as_one(parcels).await;
                if sent.is_err() {
                    self.help(heard).await;
                }
                sent
            })
            .await
    }

    async fn try_as_one(&self, parcels: &[Parcel]) -> Result<(), String> {
        let client = &self.cluster.client;
        let together = self.cluster.fresh_name();
        for (parcel, place) in parcels.iter().zip(1..) {
            let mut headers = HeaderMap::new();
            headers.insert(async_nats::header::NATS_MESSAGE_ID, parcel.id.as_str());
            headers.insert("Nats-Batch-Id", together.as_str());
            headers.insert("Nats-Batch-Sequence", place.to_string().as_str());
            let (subject, payload) = (self.names.work(), parcel.payload.clone());
            if place < parcels.len() {
                let sent = client.publish_with_headers(subject, headers, payload).await;
                sent.map_err(|e| e.to_string())?;
                continue;
            }
            headers.insert("Nats-Batch-Commit", "1");
            let reply = client.request_with_headers(subject, headers, payload).await;
            let reply = reply.map_err(|e| e.to_string())?;
            let said: Value = serde_json::from_slice(&reply.payload).map_err(|e| e.to_string())?;
            let error = &said["error"];
            if !error.is_null() && error["err_code"] != TAKEN {
                return Err(error.to_string());
            }
        }
        Ok(())
    }
}

/// Packs a batch into messages, split in halves while it is too large for one.
fn pack<S: Space, F: Fitness>(
    mut batch: Batch<S::Point, F>,
    id: String,
    most: usize,
    parcels: &mut Vec<Parcel>,
) -> Result<(), Error> {
    let payload = encode(&batch);
    if payload.len() <= most {
        parcels.push(Parcel { id, payload: payload.into() });
        return Ok(());
    }
    if batch.jobs.len() < 2 {
        let why = format!("a candidate takes {} bytes; allowed: {most}", payload.len());
        return Err(Error::engine("sending a candidate", why));
    }
    let jobs = batch.jobs.split_off(batch.jobs.len() / 2);
    let second = Batch::<S::Point, F> { jobs, ..batch.clone() };
    pack::<S, F>(batch, format!("{id}a"), most, parcels)?;
    pack::<S, F>(second, format!("{id}b"), most, parcels)
}
