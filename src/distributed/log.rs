//! The log of results: every answer once, in one order for all readers.

use super::{Cluster, cluster::Task, names::Names};
use async_nats::jetstream::{
    Context,
    consumer::{DeliverPolicy, pull::OrderedConfig},
};
use bytes::Bytes;
use futures_util::StreamExt;
use std::{
    sync::mpsc::{Receiver, Sender, channel},
    time::{Duration, Instant},
};
use tokio::time::{sleep, timeout};

/// A message of the log.
#[derive(Debug)]
pub(super) struct Entry {
    /// The place in the log.
    pub sequence: u64,
    pub subject: String,
    pub payload: Bytes,
}

impl Entry {
    /// Returns the sender: the last part of the subject, which the servers check.
    pub fn speaker(&self) -> &str {
        self.subject.rsplit('.').next().unwrap_or_default()
    }
}

/// A message of the reader: the number of entries still to come, and the next entry.
type Handed = (u64, Option<Entry>);

/// A reader of the log, from one entry on.
#[derive(Debug)]
pub(super) struct Log {
    handed: Receiver<Handed>,
    /// The number of entries still to come when the last one was handed over.
    pending: Option<u64>,
    _reader: Task,
    /// The reader lives as long as the connection.
    _cluster: Cluster,
}

impl Log {
    /// Reads the messages of `subject` in `stream` that come after `sequence`, or those of all subjects
    /// if `subject` is empty.
    pub fn follow(cluster: &Cluster, stream: String, subject: String, sequence: u64) -> Self {
        let (sender, handed) = channel();
        let jetstream = cluster.jetstream.clone();
        let reader = cluster.spawn(read(jetstream, stream, subject, sequence, sender));
        Log { handed, pending: None, _reader: reader, _cluster: cluster.clone() }
    }

    pub fn results(cluster: &Cluster, names: &Names, sequence: u64) -> Self {
        Self::follow(cluster, names.result_stream(), String::new(), sequence)
    }

    /// Returns the next entry, if one comes in time.
    pub fn next(&mut self, within: Duration) -> Option<Entry> {
        let end = Instant::now() + within;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let (pending, entry) = self.handed.recv_timeout(left).ok()?;
            self.pending = Some(pending);
            if entry.is_some() {
                return entry;
            }
        }
    }

    /// Waits until the number of entries to read is known.
    pub fn begin(&mut self, within: Duration) {
        // A reader first hands over a count without an entry.
        if self.pending.is_none()
            && let Ok((pending, _)) = self.handed.recv_timeout(within)
        {
            self.pending = Some(pending);
        }
    }

    /// Returns whether everything has been read that was there at the last look.
    pub fn is_at_end(&self) -> bool {
        self.pending == Some(0)
    }
}

/// Reads the log, whatever happens to the servers, until the receiver is gone.
async fn read(
    jetstream: Context,
    stream: String,
    subject: String,
    mut last: u64,
    out: Sender<Handed>,
) {
    loop {
        let config = OrderedConfig {
            filter_subject: subject.clone(),
            deliver_policy: DeliverPolicy::ByStartSequence { start_sequence: last + 1 },
            ..OrderedConfig::default()
        };
        let consumer = jetstream.create_consumer_on_stream(config, stream.as_str()).await;
        if let Ok(consumer) = consumer
            && out.send((consumer.cached_info().num_pending, None)).is_ok()
            && let Ok(mut messages) = consumer.messages().await
        {
            // A consumer whose server died may stay silent for ever: after silence a new one is created.
            while let Ok(Some(Ok(message))) =
                timeout(Duration::from_secs(10), messages.next()).await
            {
                let Ok(info) = message.info() else { continue };
                if info.stream_sequence <= last {
                    continue;
                }
                last = info.stream_sequence;
                let (subject, payload) = (message.subject.to_string(), message.payload.clone());
                let entry = Entry { sequence: last, subject, payload };
                if out.send((info.pending, Some(entry))).is_err() {
                    return;
                }
            }
        }
        sleep(Duration::from_millis(100)).await;
    }
}
