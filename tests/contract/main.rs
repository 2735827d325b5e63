//! What every colony, topology and space promises.

mod bits;
mod catalogue;
mod conformance;
mod draws;
mod parameters;
mod properties;
mod sizes;
mod topologies;
