//! How a worker holds a batch: it keeps it, leaves it to others, or ends it.

use crate::distributed::store::DELIVERIES;
use async_nats::jetstream::{AckKind, Message};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// Reports progress on a batch at intervals, but not for ever, because the objective may hang. Then
/// another worker gets the batch as well.
pub(super) async fn keep_alive(message: Arc<Message>, every: Duration, longest: Duration) {
    let start = Instant::now();
    while start.elapsed() < longest {
        sleep(every).await;
        drop(message.ack_with(AckKind::Progress).await);
    }
    tracing::warn!(?longest, "a batch takes very long, and goes to another worker as well");
}

/// Returns how long a batch may take: twice as long with each worker that it has gone to.
pub(super) fn patience_with(message: &Message, longest: Duration) -> Duration {
    let delivered = message.info().map_or(1, |info| info.delivered).clamp(1, DELIVERIES);
    longest.saturating_mul(1 << (delivered - 1))
}

/// Returns how long a batch that others are to take stays hidden: longer each time that it returns,
/// because they may be busy, and for a varying time, so that workers do not keep exchanging the wrong
/// batches.
pub(super) fn patience_of(message: &Message, since: Instant) -> Duration {
    let delivered = message.info().map_or(1, |info| info.delivered).clamp(1, 5);
    let chance = 0.5 + f64::from(since.elapsed().subsec_nanos() / 8 % 1_024) / 1_024.0;
    Duration::from_millis(30).mul_f64(chance) * 3_u32.pow(delivered as u32 - 1)
}

/// Ends a batch for this worker. Waits for the engine's confirmation, but not for ever: without it the
/// engine delivers the batch again, and recognizes the answer that follows.
pub(super) async fn dismiss(message: &Message, how: AckKind) {
    for _ in 0..3 {
        if message.double_ack_with(how).await.is_ok() {
            return;
        }
    }
}
