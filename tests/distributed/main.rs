//! The swarm over NATS, on servers of its own.
#![cfg(all(unix, feature = "nats"))]

mod blocks;
mod engine;
mod engine_itself;
mod islands;
mod methods;
mod support;
