//! The neighbours and places of the cities, computed at the first use and kept with the instance.

use super::{NeighbourDistances, PlaceScratch, Places, Tsp, neighbours::Neighbours};

impl Tsp {
    /// Returns the 16 cities nearest to go to from `city`, or all others if there are fewer; nearest first,
    /// and of equals the lower number first. The lists of all cities are made at the first call, in
    /// O(n log n) for more than 2,000 places with a Euclidean metric (of equally distant cities any may
    /// then be the last listed), otherwise in O(n²).
    #[inline]
    pub fn neighbours(&self, city: usize) -> &[u32] {
        self.lists().of_city(city)
    }

    /// Returns the candidates of local search, as many as neighbours and nearest first: the nearest cities, and
    /// where there is a map some in every direction. Of the cities at one place or point only a few are listed.
    #[inline]
    pub(super) fn around(&self, city: usize) -> &[u32] {
        let lists = self.around.get_or_init(|| self.candidate_lists());
        lists.as_ref().unwrap_or_else(|| self.lists()).of_city(city)
    }

    /// Returns the lists of [`around`](Self::around), if they differ from those of the neighbours.
    fn candidate_lists(&self) -> Option<Neighbours> {
        let merged = self.places();
        let at_points = match merged {
            Some(places) if places.is_whole() => None,
            _ => Places::of_points(self),
        };
        match (at_points.as_ref().or(merged), self.coordinates()) {
            (Some(places), _) => Some(self.lists().by_places(self.distances(), places)),
            (None, Some(map)) => Some(self.lists().by_quadrants(self.distances(), map)),
            (None, None) => None,
        }
    }

    /// Returns the places of the cities, if several share one. Computed at the first call; see
    /// [`Places::of`].
    #[inline]
    pub(crate) fn places(&self) -> Option<&Places> {
        self.places.get_or_init(|| Places::of(self).map(Box::new)).as_deref()
    }

    /// Returns the instance in which each place is one city: itself if no two cities share one.
    pub(crate) fn over_places(&self) -> &Tsp {
        self.places().map_or(self, Places::tsp)
    }

    /// Turns a tour of this instance into one of [`over_places`](Self::over_places). O(n), or O(1) if no two
    /// cities share a place.
    pub(crate) fn contract(&self, tour: &mut Vec<usize>, scratch: &mut PlaceScratch) {
        self.places().inspect(|places| places.contract(tour, scratch));
    }

    /// Turns a tour of [`over_places`](Self::over_places) into one of this instance.
    pub(crate) fn expand(&self, tour: &mut Vec<usize>, scratch: &mut PlaceScratch) {
        self.places().inspect(|places| places.expand(tour, scratch));
    }

    /// Returns the legs to the nearest cities, for local search. O(n) once the neighbours are known.
    pub(crate) fn legs(&self) -> &NeighbourDistances {
        self.legs.get_or_init(|| NeighbourDistances::of(self))
    }

    #[inline]
    fn lists(&self) -> &Neighbours {
        self.neighbours.get_or_init(|| Neighbours::of(self.distances()))
    }

    /// Returns a tenth of the shortest distance between neighbours that is not 0, or 1 if there is none, which
    /// replaces a distance of 0 as a divisor. The first call costs O(n), and the lists.
    pub(super) fn least(&self) -> f64 {
        let tenth = |d: f64| (d / 10.0).max(f64::MIN_POSITIVE);
        let shortest = || self.lists().shortest(self.distances()).map_or(1.0, tenth);
        let least = || self.places().map_or_else(shortest, |places| places.tsp().least());
        *self.least.get_or_init(least)
    }
}
