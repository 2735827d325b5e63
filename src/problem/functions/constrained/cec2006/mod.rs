//! The problems g01 to g13 of the CEC 2006 competition. [`ConstrainedFunction`](super::ConstrainedFunction) gives
//! the sources.

pub(super) mod g01;
pub(super) mod g02;
pub(super) mod g03;
pub(super) mod g04;
pub(super) mod g05;
pub(super) mod g06;
pub(super) mod g07;
pub(super) mod g08;
pub(super) mod g09;
pub(super) mod g10;
pub(super) mod g11;
pub(super) mod g12;
pub(super) mod g13;
