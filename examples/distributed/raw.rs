//! What the engine takes for itself: messages with nothing of ours around them.

use async_nats::{
    Client, HeaderMap, header,
    jetstream::{self, context::Context, stream},
};
use bytes::Bytes;
use futures_util::{StreamExt, future::join_all};
use std::{
    error::Error,
    time::{Duration, Instant},
};
use swarmopt::statistics::Spread;
use tokio::runtime::Runtime;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// How many messages are published before the words of the first are awaited, where many are.
const TOGETHER: usize = 256;

/// Two connections, one for whoever asks and one for whoever answers, and a stream.
pub struct Raw {
    runtime: Runtime,
    asking: Client,
    answering: Client,
    jetstream: Context,
    published: u64,
}

const STREAM: &str = "swarmopt_measure";

impl Raw {
    /// Connects, and makes a stream that so many servers keep.
    pub fn connect(url: &str, replicas: usize) -> Result<Self> {
        let runtime = Runtime::new()?;
        let urls: Vec<String> = url.split(',').map(str::to_owned).collect();
        let (asking, answering, jetstream) = runtime.block_on(async {
            let asking = async_nats::connect(&urls).await?;
            let answering = async_nats::connect(&urls).await?;
            let jetstream = jetstream::new(asking.clone());
            drop(jetstream.delete_stream(STREAM).await);
            let config = stream::Config {
                name: STREAM.to_owned(),
                subjects: vec![format!("{STREAM}.>")],
                num_replicas: replicas,
                max_bytes: 256 << 20,
                ..stream::Config::default()
            };
            jetstream.create_stream(config).await?;
            Ok::<_, Box<dyn Error>>((asking, answering, jetstream))
        })?;
        Ok(Raw { runtime, asking, answering, jetstream, published: 0 })
    }

    /// Microseconds until a payload that was sent to somebody who sends it back is there again, the
    /// median.
    pub fn request(&self, payload: &Bytes, repeats: usize) -> Result<f64> {
        self.runtime.block_on(async {
            let mut requests = self.answering.subscribe("swarmopt.measure.echo").await?;
            self.be_known().await?;
            let answering = self.answering.clone();
            let responder = tokio::spawn(async move {
                while let Some(request) = requests.next().await {
                    let Some(reply) = request.reply else { continue };
                    if answering.publish(reply, request.payload).await.is_err() {
                        break;
                    }
                }
            });
            let mut times = Vec::new();
            for _ in 0..repeats {
                let start = Instant::now();
                self.asking.request("swarmopt.measure.echo", payload.clone()).await?;
                times.push(1e6 * start.elapsed().as_secs_f64());
            }
            responder.abort();
            Ok(median(times))
        })
    }

    /// All servers of a cluster are to know what is listened to.
    async fn be_known(&self) -> Result<()> {
        self.answering.flush().await?;
        tokio::time::sleep(Duration::from_millis(300)).await;
        Ok(())
    }

    /// Microseconds until the stream has a payload and says so, the median.
    pub fn publish(&mut self, payload: &Bytes, repeats: usize) -> Result<f64> {
        let mut times = Vec::new();
        for _ in 0..repeats {
            let start = Instant::now();
            self.runtime.block_on(send(&self.jetstream, self.published, payload))?;
            self.published += 1;
            times.push(1e6 * start.elapsed().as_secs_f64());
        }
        Ok(median(times))
    }

    /// Messages a second that the stream takes when nobody waits for its word.
    pub fn writes(&mut self, payload: &Bytes, seconds: f64) -> Result<f64> {
        let start = Instant::now();
        let mut sent = 0;
        while start.elapsed().as_secs_f64() < seconds {
            let first = self.published + sent;
            let jetstream = &self.jetstream;
            let all = (0..TOGETHER as u64).map(|k| send(jetstream, first + k, payload));
            let said = self.runtime.block_on(join_all(all));
            said.into_iter().collect::<Result<Vec<()>>>()?;
            sent += TOGETHER as u64;
        }
        self.published += sent;
        Ok(sent as f64 / start.elapsed().as_secs_f64())
    }

    /// Messages a second that go from one to another and are kept by nobody.
    pub fn plain(&self, payload: &Bytes, seconds: f64) -> Result<f64> {
        self.runtime.block_on(async {
            let mut heard = self.answering.subscribe("swarmopt.measure.plain").await?;
            self.be_known().await?;
            let start = Instant::now();
            let mut sent = 0;
            while start.elapsed().as_secs_f64() < seconds {
                for _ in 0..TOGETHER {
                    self.asking.publish("swarmopt.measure.plain", payload.clone()).await?;
                }
                for _ in 0..TOGETHER {
                    let one = tokio::time::timeout(Duration::from_secs(5), heard.next()).await?;
                    one.ok_or("the server has left")?;
                }
                sent += TOGETHER;
            }
            Ok(sent as f64 / start.elapsed().as_secs_f64())
        })
    }

    /// How many messages a stream holds, and the bytes of each.
    pub fn held(&self, stream: &str) -> Result<(u64, f64)> {
        self.runtime.block_on(async {
            let state = self.jetstream.get_stream(stream).await?.cached_info().state.clone();
            Ok((state.messages, state.bytes as f64 / state.messages.max(1) as f64))
        })
    }

    /// Bytes a second that an object store takes, as a checkpoint is put there.
    pub fn object(&self, bytes: usize, replicas: usize) -> Result<f64> {
        let bucket = "swarmopt_measure_objects";
        let content = vec![b'x'; bytes];
        self.runtime.block_on(async {
            let config = jetstream::object_store::Config {
                bucket: bucket.to_owned(),
                num_replicas: replicas,
                ..Default::default()
            };
            let store = self.jetstream.create_object_store(config).await?;
            let start = Instant::now();
            store.put("checkpoint", &mut &content[..]).await?;
            let rate = bytes as f64 / start.elapsed().as_secs_f64();
            self.jetstream.delete_object_store(bucket).await?;
            Ok(rate)
        })
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        drop(self.runtime.block_on(self.jetstream.delete_stream(STREAM)));
    }
}

/// Publishes as the library does: under a name by which it is kept once.
async fn send(jetstream: &Context, number: u64, payload: &Bytes) -> Result<()> {
    let mut headers = HeaderMap::new();
    headers.insert(header::NATS_MESSAGE_ID, number.to_string().as_str());
    let subject = format!("{STREAM}.one");
    jetstream.publish_with_headers(subject, headers, payload.clone()).await?.await?;
    Ok(())
}

pub fn median(numbers: Vec<f64>) -> f64 {
    Spread::of(numbers).map_or(f64::NAN, |spread| spread.median)
}
