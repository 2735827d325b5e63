//! A page that compares methods: tables, tests of significance and charts in one HTML file.

mod comparison;
mod curves;
mod overall;
mod page;
mod profile;
#[allow(clippy::module_inception)]
mod report;
mod text;

pub use report::Report;
