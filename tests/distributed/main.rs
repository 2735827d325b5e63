//! The swarm over NATS, on servers of its own.
#![cfg(all(unix, feature = "nats"))]

mod blocks;
mod clocks;
mod deployed;
mod engine;
mod engine_itself;
mod faults;
mod islands;
mod losses;
mod methods;
mod outages;
mod play;
mod roles;
mod speed;
mod support;
mod unlawful;
mod watching;
