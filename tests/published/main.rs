//! Published values, rules and exact optima.

mod bees;
mod constrained;
mod instances;
mod particles;
mod rules;
mod statistics;
mod values;
