//! The distances between cities, stored or computed on each access.

use crate::{
    checksum::Checksum,
    error::Error,
    problem::formats::{LONGEST, Metric},
};
use ndarray::Array2;
use std::sync::Arc;

/// The number of cities up to which the distances of a metric are kept in a table: a larger one does not fit
/// in the cache, and computing them is as fast.
const TABLE: usize = 2_000;

/// The number of cities up to which the distances of a function are kept in a table, of at most 200 MB.
const TABLE_OF_FUNCTION: usize = 5_000;

/// The largest coordinate; larger ones could not be squared.
const FARTHEST: f64 = 1e150;

/// The distance from each city to each: not negative, 0 from a city to itself, and small enough that sums are
/// finite.
#[derive(Clone)]
pub(crate) enum Distances {
    /// Row by row, and the coordinates they were computed from, if any.
    Table { cities: usize, table: Vec<f64>, from: Option<(Metric, Vec<[f64; 3]>)> },
    /// Computed from the coordinates.
    Metric { metric: Metric, places: Vec<[f64; 3]> },
    /// Computed by the user's function.
    Function { cities: usize, distance: Arc<Function> },
}

type Function = dyn Fn(usize, usize) -> f64 + Send + Sync;

impl Distances {
    /// Creates the distances of a metric.
    pub(super) fn between(metric: Metric, places: Vec<[f64; 3]>) -> Result<Self, Error> {
        crate::error::require(!places.is_empty(), "cities", 0, "at least 1")?;
        let inside = |place: &[f64; 3]| place.iter().all(|x| x.abs() <= FARTHEST);
        if let Some((city, place)) = places.iter().enumerate().find(|(_, place)| !inside(place)) {
            return Err(Error::Instance {
                what: format!("the coordinates of city {city}"),
                expected: format!("numbers from -{FARTHEST:e} to {FARTHEST:e}"),
                found: format!("{:?}", &place[..metric.axes()]),
            });
        }
        Ok(Self::by_metric(metric, places))
    }

    fn by_metric(metric: Metric, places: Vec<[f64; 3]>) -> Self {
        let cities = places.len();
        if cities > TABLE {
            return Distances::Metric { metric, places };
        }
        let mut table = vec![0.0; cities * cities];
        for a in 0..cities {
            for b in 0..a {
                let d = metric.distance(&places[a], &places[b]);
                (table[a * cities + b], table[b * cities + a]) = (d, d);
            }
        }
        Distances::Table { cities, table, from: Some((metric, places)) }
    }

    /// Returns the distances between the given cities, numbered in this order.
    pub(super) fn among(&self, some: &[u32]) -> Self {
        if let Some((metric, places)) = self.coordinates() {
            return Self::by_metric(
                metric,
                some.iter().map(|city| places[*city as usize]).collect(),
            );
        }
        let legs =
            some.iter().flat_map(|a| some.iter().map(|b| self.get(*a as usize, *b as usize)));
        Distances::Table { cities: some.len(), table: legs.collect(), from: None }
    }

    /// Returns the metric and the coordinates that the distances are computed from, if any.
    pub(super) fn coordinates(&self) -> Option<(Metric, &[[f64; 3]])> {
        match self {
            Distances::Table { from, .. } => from.as_ref().map(|(metric, at)| (*metric, &at[..])),
            Distances::Metric { metric, places } => Some((*metric, places)),
            Distances::Function { .. } => None,
        }
    }

    /// Creates the distances of a matrix; its diagonal is ignored.
    pub(super) fn listed(mut matrix: Array2<f64>) -> Result<Self, Error> {
        let (rows, columns) = matrix.dim();
        crate::error::require(rows > 0, "cities", rows, "at least 1")?;
        if rows != columns {
            return Err(Error::Instance {
                what: "the distances".to_owned(),
                expected: "a square matrix".to_owned(),
                found: format!("{rows} × {columns}"),
            });
        }
        matrix.diag_mut().fill(0.0);
        for ((from, to), d) in matrix.indexed_iter() {
            check(from, to, *d)?;
        }
        let table = matrix.iter().copied().collect();
        Ok(Distances::Table { cities: rows, table, from: None })
    }

    /// Creates the distances of a function, which is called once for each pair now, and on each access if there
    /// are many cities.
    pub(super) fn by(cities: usize, distance: Arc<Function>) -> Result<Self, Error> {
        crate::error::require(cities > 0, "cities", cities, "at least 1")?;
        if cities <= TABLE_OF_FUNCTION {
            return Self::listed(Array2::from_shape_fn((cities, cities), |(from, to)| {
                if from == to { 0.0 } else { distance(from, to) }
            }));
        }
        let distances = Distances::Function { cities, distance };
        for from in 0..cities {
            (0..cities).try_for_each(|to| check(from, to, distances.get(from, to)))?;
        }
        Ok(distances)
    }

    pub(crate) fn cities(&self) -> usize {
        match self {
            Distances::Table { cities, .. } | Distances::Function { cities, .. } => *cities,
            Distances::Metric { places, .. } => places.len(),
        }
    }

    #[inline]
    pub(crate) fn get(&self, from: usize, to: usize) -> f64 {
        match self {
            Distances::Table { cities, table, .. } => table[from * cities + to],
            Distances::Metric { .. } | Distances::Function { .. } if from == to => 0.0,
            Distances::Metric { metric, places } => metric.distance(&places[from], &places[to]),
            Distances::Function { distance, .. } => distance(from, to),
        }
    }

    /// Returns a checksum over the data of the distances, for a function over a sample of 8 distances per city.
    /// O(n²) for a table, otherwise O(n).
    pub(super) fn checksum(&self) -> Checksum {
        let mut sum = Checksum::new();
        let mut add = |x: f64| sum.add_number(x);
        match self {
            Distances::Table { table, .. } => table.iter().copied().for_each(add),
            Distances::Metric { metric, places } => {
                places.iter().flatten().copied().for_each(add);
                sum.add(format!("{metric:?}").as_bytes());
            }
            Distances::Function { cities, .. } => {
                let pairs =
                    (0..*cities).flat_map(|a| (0..8).map(move |k| (a, (a + (1 << k)) % cities)));
                pairs.for_each(|(a, b)| add(self.get(a, b)));
            }
        }
        sum
    }

    /// Returns whether all distances are the same in both directions. O(n²) for a table.
    pub(super) fn are_symmetric(&self) -> bool {
        let same = |a: usize| (0..a).all(|b| self.get(a, b) == self.get(b, a));
        matches!(self, Distances::Metric { .. }) || (0..self.cities()).all(same)
    }
}

fn check(from: usize, to: usize, distance: f64) -> Result<(), Error> {
    if (0.0..=LONGEST).contains(&distance) {
        return Ok(());
    }
    Err(Error::Instance {
        what: format!("the distance from city {from} to city {to}"),
        expected: format!("a number from 0 to {LONGEST:e}"),
        found: distance.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn a_table_and_a_metric_agree() {
        let mut x = 0.5;
        let mut draw = || {
            x = (x * 997.0 + 0.1) % 1.0;
            100.0 * x
        };
        let places: Vec<[f64; 3]> = (0..40).map(|_| [draw(), draw(), 0.0]).collect();
        for metric in [Metric::Unrounded, Metric::Geo, Metric::Euc2d] {
            let direct = Distances::Metric { metric, places: places.clone() };
            let table = Distances::between(metric, places.clone()).unwrap();
            assert!(matches!(table, Distances::Table { cities: 40, .. }));
            for a in 0..40 {
                for b in 0..40 {
                    assert_eq!(direct.get(a, b), table.get(a, b));
                }
            }
            assert!(direct.are_symmetric() && table.are_symmetric());
        }
        let many = vec![[0.0; 3]; TABLE + 1];
        let many = Distances::between(Metric::Geo, many).unwrap();
        assert!(matches!(many, Distances::Metric { .. }));
        assert_eq!((many.get(7, 7), many.get(7, 8)), (0.0, 1.0));
    }

    #[test]
    fn a_table_may_depend_on_the_direction_and_its_diagonal_is_0() {
        let d = Distances::listed(array![[9., 3.], [2., 7.]]).unwrap();
        assert_eq!((d.are_symmetric(), d.get(0, 0), d.get(1, 0)), (false, 0.0, 2.0));
    }

    #[test]
    fn a_function_is_looked_at_pair_by_pair_and_kept_where_there_are_many() {
        let steps = |from: usize, to: usize| if to > from { to - from } else { 1 } as f64;
        let few = Distances::by(3, Arc::new(steps)).unwrap();
        assert!(matches!(few, Distances::Table { cities: 3, .. }));
        assert_eq!((few.get(0, 2), few.get(2, 0), few.get(1, 1)), (2.0, 1.0, 0.0));
        let many = Distances::by(TABLE_OF_FUNCTION + 1, Arc::new(steps)).unwrap();
        assert!(matches!(many, Distances::Function { cities: 5_001, .. }));
        assert_eq!((many.get(0, 2), many.get(2, 0), many.get(1, 1)), (2.0, 1.0, 0.0));
        assert!(!many.are_symmetric());
        for cities in [3, TABLE_OF_FUNCTION + 1] {
            let bad = Distances::by(cities, Arc::new(|from, to| 1.0 - (from * to) as f64));
            let error = bad.err().unwrap().to_string();
            assert!(error.starts_with("the distance from city 1 to city 2"), "{error}");
        }
        assert!(Distances::by(0, Arc::new(|_, _| 1.0)).is_err());
    }

    #[test]
    fn what_is_no_distance_is_refused() {
        for wrong in [-1.0, f64::NAN, f64::INFINITY, 1.1e300] {
            let error = Distances::listed(array![[0., 1.], [wrong, 0.]]).err().unwrap();
            assert!(error.to_string().starts_with("the distance from city 1 to city 0"), "{error}");
            assert!(Distances::listed(array![[wrong, 1.], [1., wrong]]).is_ok());
        }
        assert!(Distances::listed(Array2::zeros((2, 3))).is_err());
        assert!(Distances::listed(Array2::zeros((0, 0))).is_err());
        let far = Distances::between(Metric::Euc2d, vec![[0.0; 3], [0.0, 1e160, 0.0]]);
        let expected = "the coordinates of city 1: expected numbers from -1e150 to 1e150, \
                        found [0.0, 1e160]";
        assert_eq!(far.err().unwrap().to_string(), expected);
    }
}
