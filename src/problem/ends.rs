//! Where a path begins and ends.

use crate::error::{Error, require};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Where a path through all cities begins and ends; an end that is not given may be any city.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ends {
    /// The first city.
    pub start: Option<usize>,
    /// The last city.
    pub end: Option<usize>,
}

impl Ends {
    pub(super) fn check(self, cities: usize) -> Result<(), Error> {
        let allowed = format!("a city from 0 to {}", cities - 1);
        for (name, end) in [("start", self.start), ("end", self.end)] {
            let city = end.unwrap_or_default();
            require(city < cities, name, city, &allowed)?;
        }
        let same = self.start.is_some() && self.start == self.end && cities > 1;
        require(!same, "end", self.end.unwrap_or_default(), "another city than the start")
    }

    /// Whether a path begins and ends so.
    pub(super) fn fit(self, path: &[usize]) -> bool {
        let stands = |at: Option<&usize>, end: Option<usize>| end.is_none() || at == end.as_ref();
        stands(path.first(), self.start) && stands(path.last(), self.end)
    }

    /// Moves the ends of a path to their places, in exchange for those that stand there.
    pub(super) fn put(self, path: &mut [usize]) {
        let place = |path: &[usize], end| path.iter().position(|city| Some(*city) == end);
        if let Some(i) = place(path, self.start) {
            path.swap(0, i);
        }
        if let Some(i) = place(path, self.end) {
            path.swap(path.len() - 1, i);
        }
    }

    /// The places of a path that may be changed.
    pub(super) fn range(self, cities: usize) -> Range<usize> {
        let first = usize::from(self.start.is_some()).min(cities);
        first..(cities - usize::from(self.end.is_some())).max(first)
    }

    /// The part of a path that may be changed.
    pub(super) fn inner(self, path: &mut [usize]) -> &mut [usize] {
        let range = self.range(path.len());
        &mut path[range]
    }
}
