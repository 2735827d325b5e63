//! The swarm over NATS, on servers of its own.
#![cfg(all(unix, feature = "nats"))]

mod engine;
mod engine_itself;
