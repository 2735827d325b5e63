//! Travelling salesman problems and their tours in TSPLIB files.

use super::{Tsp, distances::Distances};
use crate::{
    error::Error,
    file,
    problem::{
        Problem,
        formats::{Kind, Metric, Tsplib, Weights},
        require_inside,
    },
};
use std::{fmt::Write, path::Path};

fn unfit(what: &str, expected: impl Into<String>, found: impl Into<String>) -> Error {
    Error::Instance { what: what.to_owned(), expected: expected.into(), found: found.into() }
}

impl TryFrom<Tsplib> for Tsp {
    type Error = Error;

    /// Returns [`Error::Instance`] if the file holds only tours, fixes edges, has distances that
    /// [`Tsp::from_matrix`] or [`Tsp::from_cities`] would refuse, or coordinates so small that all
    /// distances are rounded to 0 or 1.
    fn try_from(file: Tsplib) -> Result<Self, Error> {
        if !file.fixed_edges.is_empty() {
            let found = format!("{} of them", file.fixed_edges.len());
            return Err(unfit("fixed edges", "none, every tour being allowed", found));
        }
        let map = file.map();
        let distances = match (file.kind, file.weights) {
            (Kind::Tsp | Kind::Atsp, Some(Weights::Explicit(matrix))) => Distances::listed(matrix)?,
            (Kind::Tsp | Kind::Atsp, Some(Weights::Metric(metric))) => {
                differ(metric, &file.coordinates)?;
                Distances::between(metric, file.coordinates)?
            }
            (kind, _) => return Err(unfit("TYPE", "TSP or ATSP", format!("{kind:?}"))),
        };
        let tsp = Tsp::new(distances, map);
        Ok(if file.name.is_empty() { tsp } else { tsp.named(file.name) })
    }
}

/// Returns an error if rounding removes all differences: no two cities are farther apart than 1, and the
/// coordinates are not integers.
fn differ(metric: Metric, coordinates: &[[f64; 3]]) -> Result<(), Error> {
    let fold = |pick: fn(f64, f64) -> f64| {
        let picked = |k: usize| coordinates.iter().map(|place| place[k]).reduce(pick);
        [0, 1, 2].map(|k| picked(k).unwrap_or_default())
    };
    let (low, high) = (fold(f64::min), fold(f64::max));
    let whole = coordinates.iter().flatten().all(|x| x.fract() == 0.0);
    let exempt = matches!(metric, Metric::Geo | Metric::Geom | Metric::Unrounded);
    if exempt || whole || low == high || metric.distance(&low, &high) > 1.0 {
        return Ok(());
    }
    let expected = match metric {
        Metric::Exact2d | Metric::Exact3d => "larger coordinates",
        _ => "EDGE_WEIGHT_TYPE : EXACT_2D, which counts thousandths, or larger coordinates",
    };
    Err(unfit(
        "the coordinates",
        expected,
        format!("distances that {} rounds to 0 or 1, all of them", metric.name()),
    ))
}

impl Tsp {
    /// Reads a tour of these cities from a `.tour` file of TSPLIB; of several the shortest. Cities are
    /// counted from 1 in the file and from 0 here.
    ///
    /// ```
    /// use swarmopt::prelude::*;
    /// let berlin = Tsp::read("examples/data/berlin52.tsp")?;
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let path = folder.path().join("berlin52.tour");
    /// let tour: Vec<usize> = (0..52).collect();
    /// berlin.write_tour(&path, &tour)?;
    /// assert_eq!(berlin.read_tour(&path)?, tour);
    /// # Ok::<(), swarmopt::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`Tsplib::read`]; [`Error::Instance`] if the file has no tour, or one of another number of
    /// cities; [`Error::Outside`] for a path with other ends than required.
    pub fn read_tour(&self, path: impl AsRef<Path>) -> Result<Vec<usize>, Error> {
        let file = Tsplib::read(path)?;
        if file.tours.is_empty() {
            return Err(unfit("TYPE", "TOUR", format!("{:?}, and no TOUR_SECTION", file.kind)));
        }
        if file.dimension != self.cities() {
            let expected = format!("{} cities, as the instance has", self.cities());
            return Err(unfit("the tour", expected, file.dimension.to_string()));
        }
        let shorter = |a: &Vec<usize>, b: &Vec<usize>| self.length(a).total_cmp(&self.length(b));
        let shortest = file.tours.into_iter().min_by(shorter).unwrap_or_default();
        require_inside(self, &shortest, || "the tour".to_owned())?;
        Ok(shortest)
    }

    /// Writes a tour or a path to a `.tour` file of TSPLIB, with its length as the comment. Replaces an
    /// existing file.
    ///
    /// # Errors
    /// [`Error::Outside`] if it is not a tour of these cities, [`Error::Io`] if it cannot be written.
    pub fn write_tour(&self, path: impl AsRef<Path>, tour: &[usize]) -> Result<(), Error> {
        let path = path.as_ref();
        require_inside(self, &tour.to_vec(), || "the tour".to_owned())?;
        let name: String =
            self.name().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let (length, cities) = (self.length(tour), self.cities());
        let mut text = format!(
            "NAME : {name}\nCOMMENT : length {length}\nTYPE : TOUR\nDIMENSION : {cities}\nTOUR_SECTION\n"
        );
        for city in tour {
            let _ = writeln!(text, "{}", city + 1); // writing into a string cannot fail
        }
        text.push_str("-1\nEOF\n");
        file::replace(path, |draft| std::fs::write(draft, text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::Ends;

    const PLANE: &str = "TYPE : TSP\nDIMENSION : 2\nEDGE_WEIGHT_TYPE : EUC_2D\n\
                         NODE_COORD_SECTION\n1 0 0\n2 3 4\n";

    fn tsp(text: &str) -> Result<Tsp, Error> {
        Tsp::try_from(text.parse::<Tsplib>()?)
    }

    #[test]
    fn files_that_are_no_such_problem_are_refused() {
        let error = tsp("TYPE : TOUR\nTOUR_SECTION\n1 2 -1").unwrap_err().to_string();
        assert_eq!(error, "TYPE: expected TSP or ATSP, found Tour");
        assert_eq!(tsp(PLANE).unwrap().name(), "tsp");
        assert!(matches!(tsp(&PLANE.replace('4', "4e200")), Err(Error::Instance { .. })));
        let fixed = tsp(&format!("{PLANE}FIXED_EDGES_SECTION\n1 2\n-1"));
        assert!(matches!(fixed, Err(Error::Instance { .. })));
        assert!(matches!(Tsp::read("no such file"), Err(Error::Io { .. })));
    }

    #[test]
    fn distances_that_rounding_would_level_are_refused() {
        let places = |metric: &str, places: &str| {
            tsp(&PLANE.replace("EUC_2D", metric).replace("1 0 0\n2 3 4", places))
        };
        for metric in ["EUC_2D", "CEIL_2D", "MAN_2D", "ATT"] {
            let error = places(metric, "1 0.1 0.2\n2 0.5 0.6").unwrap_err().to_string();
            let expected = "the coordinates: expected EDGE_WEIGHT_TYPE : EXACT_2D, which counts \
                            thousandths, or larger coordinates, found distances that ";
            assert!(error.starts_with(expected), "{error}");
        }
        let error = places("EXACT_2D", "1 0.0001 0\n2 0.0002 0").unwrap_err().to_string();
        let expected =
            "the coordinates: expected larger coordinates, found distances that EXACT_2D";
        assert!(error.starts_with(expected), "{error}");
        for (metric, some) in [
            ("EUC_2D", "1 0 0\n2 1 0"),
            ("EUC_2D", "1 0.5 0.5\n2 0.5 0.5"),
            ("EUC_2D", "1 0.5 0\n2 2.5 0"),
            ("EXACT_2D", "1 0.1 0.2\n2 0.5 0.6"),
            ("GEO", "1 0.1 0.2\n2 0.1 0.2001"),
        ] {
            assert!(places(metric, some).is_ok(), "{metric} {some}");
        }
        assert_eq!(places("EXACT_2D", "1 0.1 0.2\n2 0.4 0.6").unwrap().distance(0, 1), 500.0);
    }

    #[test]
    fn tours_are_written_and_read_and_of_several_the_shortest() {
        let cities: Vec<(f64, f64)> = (0..5).map(|i| (f64::from(i), 0.0)).collect();
        let line = Tsp::from_cities(&cities).unwrap().named("a\nb");
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/line.tour");
        line.write_tour(&path, &[0, 4, 2, 1, 3]).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        let expected = "NAME : a b\nCOMMENT : length 12\nTYPE : TOUR\nDIMENSION : 5\nTOUR_SECTION\n\
                        1\n5\n3\n2\n4\n-1\nEOF\n";
        assert_eq!(text, expected);
        assert_eq!(line.read_tour(&path).unwrap(), [0, 4, 2, 1, 3]);
        let several = text.replace("-1\n", "-1\n1 2 3 4 5 -1\n5 3 4 1 2\n");
        std::fs::write(&path, several).unwrap();
        assert_eq!(line.read_tour(&path).unwrap(), [0, 1, 2, 3, 4]);

        let message = |text: &str, tsp: &Tsp| {
            std::fs::write(&path, text).unwrap();
            tsp.read_tour(&path).unwrap_err().to_string()
        };
        let short = "TYPE : TOUR\nTOUR_SECTION\n1 2 3 4";
        assert_eq!(
            message(short, &line),
            "the tour: expected 5 cities, as the instance has, found 4"
        );
        assert_eq!(message(PLANE, &line), "TYPE: expected TOUR, found Tsp, and no TOUR_SECTION");
        let way = line.clone().path(Ends { start: Some(2), end: None }).unwrap();
        let outside = "the tour lies outside the space: it begins at city 0, not at city 2";
        assert_eq!(message(&text, &way), outside);
        let closed = line.write_tour(&path, &[0, 4, 2, 1, 3, 0]).unwrap_err().to_string();
        let why = "city 0 appears twice, at places 0 and 5: the first is not repeated at the end";
        assert_eq!(closed, format!("the tour lies outside the space: {why}"));
    }
}
