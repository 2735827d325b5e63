//! A batch while a worker has it: it is kept, given to others, or ended.

use crate::distributed::store::DELIVERIES;
use async_nats::jetstream::{AckKind, Message};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::time::sleep;

/// Says again and again that the batch is being worked on; not for ever, as the objective may hang. Then another worker
/// gets the batch, too.
pub(super) async fn keep_alive(message: Arc<Message>, every: Duration, longest: Duration) {
    let start = Instant::now();
    while start.elapsed() < longest {
        sleep(every).await;
        drop(message.ack_with(AckKind::Progress).await);
    }
    tracing::warn!(?longest, "a batch takes very long, and goes to another worker as well");
}

/// How long a batch is waited for: twice as long with each worker that it has gone to.
pub(super) fn patience_with(message: &Message, longest: Duration) -> Duration {
    let delivered = message.info().map_or(1, |info| info.delivered).clamp(1, DELIVERIES);
    longest.saturating_mul(1 << (delivered - 1))
}

/// How long a batch that others are to take stays out of sight: longer each time that it comes back, as
/// they may be busy, and never as long as another, so that workers do not keep handing each other the
/// wrong ones in turn.
pub(super) fn patience_of(message: &Message, since: Instant) -> Duration {
    let delivered = message.info().map_or(1, |info| info.delivered).clamp(1, 5);
    let chance = 0.5 + f64::from(since.elapsed().subsec_nanos() / 8 % 1_024) / 1_024.0;
    Duration::from_millis(30).mul_f64(chance) * 3_u32.pow(delivered as u32 - 1)
}

/// Ends a batch for this worker. The engine's word is awaited, but not for ever: then it delivers the
/// batch again, and the answer that follows is known.
pub(super) async fn dismiss(message: &Message, how: AckKind) {
    for _ in 0..3 {
        if message.double_ack_with(how).await.is_ok() {
            return;
        }
    }
}
