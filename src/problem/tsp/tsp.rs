//! The travelling salesman problem.

use super::{Ends, NeighbourDistances, Places, distances::Distances, neighbours::Neighbours};
use crate::{
    error::Error,
    problem::{
        Failure, Permutation, Problem, Space,
        formats::{Metric, Tsplib},
    },
    rng::Stream,
};
use ndarray::Array2;
use std::{
    fmt,
    path::Path,
    sync::{Arc, OnceLock},
};

/// The travelling salesman problem: the shortest round trip through all cities. Its points are tours: the
/// cities 0, 1, …, n − 1 in the order of the visit, and back to the first. The distances may depend on the
/// direction.
///
/// It is its own space: bees vary tours by inversion and insertion, ants build them city by city.
/// Distances from coordinates are kept in a table of 8 n² bytes for up to 2,000 cities; beyond that they are
/// computed whenever they are needed.
///
/// ```
/// use swarmopt::prelude::*;
/// let berlin = Tsp::read("examples/data/berlin52.tsp")?.with_optimum(7542.0);
/// assert_eq!((berlin.cities(), berlin.distance(0, 1)), (52, 666.0));
///
/// let square = Tsp::from_cities(&[(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)])?;
/// assert_eq!(square.evaluate(&vec![0, 2, 1, 3]).unwrap(), 4.0);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[doc(alias = "traveling salesman problem")]
#[derive(Clone)]
pub struct Tsp {
    name: String,
    optimum: Option<f64>,
    distances: Distances,
    symmetric: bool,
    map: Option<Vec<(f64, f64)>>,
    pub(super) neighbours: OnceLock<Neighbours>,
    pub(super) around: OnceLock<Option<Neighbours>>,
    pub(super) least: OnceLock<f64>,
    pub(super) legs: OnceLock<NeighbourDistances>,
    pub(super) places: OnceLock<Option<Box<Places>>>,
    pub(super) ends: Option<Ends>,
}

impl Tsp {
    /// Reads a `.tsp` or `.atsp` file of TSPLIB; see [`Tsplib`] for what is supported.
    ///
    /// # Errors
    /// Those of [`Tsplib::read`] and the conversion from [`Tsplib`].
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        Tsplib::read(path)?.try_into()
    }

    /// Creates an instance of cities in the plane; distances are Euclidean and not rounded.
    ///
    /// # Errors
    /// [`Error::Instance`], which names the first city whose coordinates are not numbers from −1e150 to
    /// 1e150; [`Error::Parameter`] if there are no cities.
    pub fn from_cities(cities: &[(f64, f64)]) -> Result<Self, Error> {
        let places = cities.iter().map(|&(x, y)| [x, y, 0.0]).collect();
        let distances = Distances::between(Metric::Unrounded, places)?;
        Ok(Tsp::new(distances, Some(cities.to_vec())))
    }

    /// Creates an instance from a matrix of distances, from the row's city to the column's. The diagonal is
    /// ignored. O(n²).
    ///
    /// # Errors
    /// [`Error::Instance`] if the matrix is not square or a distance is not a number from 0 to 1e300;
    /// [`Error::Parameter`] if there are no cities.
    pub fn from_matrix(distances: Array2<f64>) -> Result<Self, Error> {
        Ok(Tsp::new(Distances::listed(distances)?, None))
    }

    /// Creates an instance from a function of the distance from the first city to the second, 0 to 1e300. It is
    /// called once for each pair here, and the distances of up to 5,000 cities are kept.
    ///
    /// ```
    /// use swarmopt::prelude::*;
    /// let uphill = |from: usize, to: usize| if to > from { 2.0 } else { 1.0 } * from.abs_diff(to) as f64;
    /// let hill = Tsp::from_function(5, uphill)?;
    /// assert_eq!(hill.evaluate(&vec![0, 1, 2, 3, 4]).unwrap(), 8.0 + 4.0);
    /// # Ok::<(), swarmopt::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Instance`], which names the first distance that is not a number from 0 to 1e300;
    /// [`Error::Parameter`] if there are no cities.
    pub fn from_function(
        cities: usize,
        distance: impl Fn(usize, usize) -> f64 + Send + Sync + 'static,
    ) -> Result<Self, Error> {
        Ok(Tsp::new(Distances::by(cities, Arc::new(distance))?, None))
    }

    pub(super) fn new(distances: Distances, map: Option<Vec<(f64, f64)>>) -> Self {
        let symmetric = distances.are_symmetric();
        let (name, optimum) = ("tsp".to_owned(), None);
        let (neighbours, around, least, legs, places) = Default::default();
        Tsp {
            name,
            optimum,
            distances,
            symmetric,
            map,
            neighbours,
            around,
            least,
            legs,
            places,
            ends: None,
        }
    }

    /// Sets the name in tables and charts.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// Sets the length of the shortest tour, so that tables show the gap to it.
    #[must_use]
    pub fn with_optimum(mut self, length: f64) -> Self {
        self.optimum = Some(length);
        self
    }

    /// Returns the problem of the shortest path through all cities instead of the shortest round trip: the path
    /// does not return, and its first or last city may be fixed. The optimum of the round trip is dropped.
    ///
    /// ```
    /// use swarmopt::prelude::*;
    /// let line: Vec<(f64, f64)> = (0..9).map(|i| (f64::from(i * 4 % 9), 0.0)).collect();
    /// let path = Tsp::from_cities(&line)?.path(Ends { start: Some(0), end: None })?;
    /// assert_eq!(path.evaluate(&vec![0, 7, 5, 3, 1, 8, 6, 4, 2]).unwrap(), 8.0);
    /// # Ok::<(), swarmopt::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Parameter`] for an end that is not a city, or for one city as both ends of several.
    pub fn path(mut self, ends: Ends) -> Result<Self, Error> {
        ends.check(self.cities())?;
        self.ends = Some(ends);
        self.optimum = None; // that of the round trip
        (self.legs, self.places, self.around) = Default::default(); // the joint's legs, and who may be merged
        Ok(self)
    }

    /// Returns the ends of the path; `None` for a round trip.
    pub fn ends(&self) -> Option<Ends> {
        self.ends
    }

    /// Returns the number of cities, at least 1.
    pub fn cities(&self) -> usize {
        self.distances.cities()
    }

    /// Returns the distance from one city to another; 0 from a city to itself.
    #[inline]
    pub fn distance(&self, from: usize, to: usize) -> f64 {
        self.distances.get(from, to)
    }

    /// Returns the positions of the cities on a map, if known. Distances need not follow from them.
    pub fn coordinates(&self) -> Option<&[(f64, f64)]> {
        self.map.as_deref()
    }

    /// Returns whether every distance is the same in both directions.
    pub fn is_symmetric(&self) -> bool {
        self.symmetric
    }

    pub(super) fn distances(&self) -> &Distances {
        &self.distances
    }
}

impl fmt::Debug for Tsp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tsp")
            .field("name", &self.name)
            .field("cities", &self.cities())
            .field("symmetric", &self.symmetric)
            .field("optimum", &self.optimum)
            .finish_non_exhaustive()
    }
}

impl Space for Tsp {
    type Point = Vec<usize>;

    fn dimensions(&self) -> usize {
        self.cities()
    }
    fn sample_into(&self, rng: &mut Stream, out: &mut Vec<usize>) {
        out.clear();
        out.extend(0..self.cities());
        rng.shuffle(out);
        self.ends.inspect(|ends| ends.put(out));
    }
    fn contains(&self, tour: &Vec<usize>) -> bool {
        Permutation::is_order(tour, self.cities()) && self.ends.is_none_or(|ends| ends.fit(tour))
    }
    fn why_outside(&self, tour: &Vec<usize>) -> Option<String> {
        Permutation::why_no_order(tour, self.cities(), ["city", "cities"])
            .or_else(|| self.ends?.why_unfit(tour))
    }
    fn fingerprint(&self) -> String {
        let ends = self.ends.map(|ends| format!(", {ends:?}")).unwrap_or_default();
        let (cities, sum) = (self.cities(), self.distances.checksum());
        format!("{cities} cities, distances with checksum {sum}{ends}")
    }
}

impl Problem for Tsp {
    type Space = Self;
    type Fitness = f64;

    fn space(&self) -> &Self {
        self
    }
    /// Returns the length of the round trip, including the way back, or of the path. O(n).
    fn evaluate(&self, tour: &Vec<usize>) -> Result<f64, Failure> {
        Ok(self.length(tour))
    }
    fn name(&self) -> &str {
        &self.name
    }
    fn optimum(&self) -> Option<f64> {
        self.optimum
    }
}

impl Tsp {
    /// Returns the length of a tour or path. O(n).
    pub(crate) fn length(&self, tour: &[usize]) -> f64 {
        let steps = tour.windows(2).map(|step| self.distance(step[0], step[1]));
        let home = tour.last().zip(tour.first()).filter(|_| self.ends.is_none());
        steps.chain(home.map(|(last, first)| self.distance(*last, *first))).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_tour_counts_its_way_home_and_its_direction() {
        let tsp = Tsp::from_matrix(array![[9., 1., 5.], [7., 9., 2.], [3., 8., 9.]]).unwrap();
        assert!(!tsp.is_symmetric());
        assert_eq!(tsp.evaluate(&vec![0, 1, 2]).unwrap(), 1.0 + 2.0 + 3.0);
        assert_eq!(tsp.evaluate(&vec![2, 1, 0]).unwrap(), 8.0 + 7.0 + 5.0);
        assert_eq!((tsp.distance(0, 0), tsp.coordinates()), (0.0, None));
        assert_eq!(tsp.neighbours(2), [0, 1]);
    }

    #[test]
    fn one_two_and_coincident_cities_are_instances() {
        let one = Tsp::from_cities(&[(3.0, 4.0)]).unwrap();
        assert_eq!((one.evaluate(&vec![0]).unwrap(), one.neighbours(0).len()), (0.0, 0));
        let two = Tsp::from_cities(&[(0.0, 0.0), (3.0, 4.0)]).unwrap();
        assert_eq!(two.evaluate(&vec![1, 0]).unwrap(), 10.0);
        assert_eq!(two.coordinates().unwrap()[1], (3.0, 4.0));
        let same = Tsp::from_cities(&[(1.0, 1.0); 5]).unwrap();
        assert_eq!((same.evaluate(&vec![4, 2, 0, 1, 3]).unwrap(), same.least()), (0.0, 1.0));
        assert!(Tsp::from_cities(&[]).is_err());
        assert!(Tsp::from_cities(&[(0.0, f64::NAN)]).is_err());
        let print = "Tsp { name: \"tsp\", cities: 1, symmetric: true, optimum: None, .. }";
        assert_eq!(format!("{one:?}"), print);
    }

    #[test]
    fn the_name_and_the_optimum_are_kept() {
        let tsp = Tsp::from_cities(&[(0.0, 0.0)]).unwrap();
        assert_eq!((tsp.name(), tsp.optimum()), ("tsp", None));
        let tsp = tsp.named("point").with_optimum(0.0);
        assert_eq!((tsp.name(), tsp.optimum()), ("point", Some(0.0)));
    }
}
