//! The contents of a TSPLIB file.

use super::{matrix::Layout, metric::Metric, nodes, outline::Outline};
use crate::{error::Error, file};
use ndarray::Array2;
use std::{path::Path, str::FromStr};

/// The contents of a TSPLIB file. Nodes are counted from 0 here, from 1 in the file.
///
/// The reader supports TSPLIB 95 as far as it concerns tours: TYPE `TSP`, `ATSP` and `TOUR`, every
/// EDGE_WEIGHT_TYPE but `SPECIAL`, with some that Concorde and LKH have added (see [`Metric`]), and every
/// EDGE_WEIGHT_FORMAT. Entries may be in any order and in either case, with a colon, an equals sign
/// or only blanks after the keyword; entries that are not part of the format are skipped. A line ends
/// with `\n`, `\r\n` or `\r`.
///
/// ```
/// use swarmopt::problem::formats::{Kind, Tsplib};
/// let berlin = Tsplib::read("examples/data/berlin52.tsp")?;
/// assert_eq!((berlin.name.as_str(), berlin.kind, berlin.dimension), ("berlin52", Kind::Tsp, 52));
/// let tour: Tsplib = "TYPE : TOUR\nDIMENSION : 3\nTOUR_SECTION\n2 1 3 -1\nEOF".parse()?;
/// assert_eq!(tour.tours, [[1, 0, 2]]);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Tsplib {
    /// NAME, or the file's name if there is none.
    pub name: String,
    /// COMMENT, with several lines if there are several.
    pub comment: String,
    /// TYPE.
    pub kind: Kind,
    /// DIMENSION: the number of nodes.
    pub dimension: usize,
    /// The weights of the edges; `None` in a file of tours.
    pub weights: Option<Weights>,
    /// NODE_COORD_SECTION, empty if there is none; the third coordinate is 0 in the plane.
    pub coordinates: Vec<[f64; 3]>,
    /// DISPLAY_DATA_SECTION: where to draw the nodes, empty if there is none.
    pub display: Vec<(f64, f64)>,
    /// FIXED_EDGES_SECTION: edges that every tour must contain.
    pub fixed_edges: Vec<(usize, usize)>,
    /// TOUR_SECTION: orders in which to visit all nodes.
    pub tours: Vec<Vec<usize>>,
    drawn: bool,
}

/// The TYPE of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// A symmetric travelling salesman problem.
    Tsp,
    /// An asymmetric travelling salesman problem.
    Atsp,
    /// Tours of some problem.
    Tour,
}

/// The source of the weights of the edges.
#[derive(Clone, Debug, PartialEq)]
pub enum Weights {
    /// From the coordinates.
    Metric(Metric),
    /// From the file: the weight of the edge from row to column.
    Explicit(Array2<f64>),
}

const KINDS: [(&str, Kind); 3] = [("TSP", Kind::Tsp), ("ATSP", Kind::Atsp), ("TOUR", Kind::Tour)];
const SECTIONS: [&str; 5] = [
    "NODE_COORD_SECTION",
    "EDGE_WEIGHT_SECTION",
    "DISPLAY_DATA_SECTION",
    "FIXED_EDGES_SECTION",
    "TOUR_SECTION",
];

impl Tsplib {
    /// Reads a `.tsp`, `.atsp` or `.tour` file. Bytes that are not UTF-8, as in some old comments, are
    /// replaced.
    ///
    /// # Errors
    /// [`Error::Io`] if the file cannot be read, [`Error::Compressed`] if it is compressed,
    /// [`Error::Parse`] with the first invalid line.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let mut instance: Tsplib = String::from_utf8_lossy(&file::read(path)?).parse()?;
        if instance.name.is_empty() {
            instance.name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        }
        Ok(instance)
    }

    /// Returns where to draw the nodes: the display data if there are any, otherwise the coordinates unless
    /// the file has NO_DISPLAY. Geographical ones are returned as (longitude, latitude), so that north is up.
    pub fn map(&self) -> Option<Vec<(f64, f64)>> {
        if !self.display.is_empty() {
            return Some(self.display.clone());
        }
        let north_up =
            matches!(self.weights, Some(Weights::Metric(metric)) if metric.is_on_the_earth());
        let place = |&[x, y, _]: &[f64; 3]| if north_up { (y, x) } else { (x, y) };
        (self.drawn && !self.coordinates.is_empty())
            .then(|| self.coordinates.iter().map(place).collect())
    }
}

impl FromStr for Tsplib {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let outline = Outline::of(text)?;
        outline.required_all(&["TYPE", "DIMENSION", "EDGE_WEIGHT_TYPE"])?;
        let kind = outline.required("TYPE")?.choose(&KINDS)?;
        outline.allow(&SECTIONS)?;
        let tours = |dimension| match outline.section("TOUR_SECTION") {
            Some(block) => nodes::tours(block, dimension),
            None => Ok(Vec::new()),
        };
        let name = outline.entry("NAME").map_or("", |entry| entry.value);
        let mut instance = Tsplib {
            name: name.to_owned(),
            comment: outline.comment.clone(),
            kind,
            dimension: 0,
            weights: None,
            coordinates: Vec::new(),
            display: Vec::new(),
            fixed_edges: Vec::new(),
            tours: Vec::new(),
            drawn: true,
        };
        if kind == Kind::Tour {
            outline.required_section("TOUR_SECTION")?;
            let dimension = outline.entry("DIMENSION").map(|entry| entry.count()).transpose()?;
            instance.tours = tours(dimension)?;
            instance.dimension = instance.tours.first().map_or(0, Vec::len);
            return Ok(instance);
        }

        let n = outline.required("DIMENSION")?.count()?;
        instance.dimension = n;
        let metric = metric(&outline)?;
        if let Some(block) = outline.section("NODE_COORD_SECTION") {
            instance.coordinates = nodes::coordinates(block, n, axes(&outline, metric)?)?;
        }
        instance.weights = Some(match metric {
            Some(metric) => {
                outline.required_section("NODE_COORD_SECTION")?;
                Weights::Metric(metric)
            }
            None => {
                let layout = outline.required("EDGE_WEIGHT_FORMAT")?.choose(&Layout::NAMES)?;
                let block = outline.required_section("EDGE_WEIGHT_SECTION")?;
                Weights::Explicit(layout.read(n, block)?)
            }
        });
        let places = display(&outline, n)?;
        instance.drawn = places.is_some();
        instance.display = places.unwrap_or_default();
        if let Some(block) = outline.section("FIXED_EDGES_SECTION") {
            instance.fixed_edges = nodes::edges(block, n)?;
        }
        instance.tours = tours(Some(n))?;
        Ok(instance)
    }
}

/// Returns the metric of EDGE_WEIGHT_TYPE; `None` if it is EXPLICIT.
fn metric(outline: &Outline<'_>) -> Result<Option<Metric>, Error> {
    let mut choices = vec![("EXPLICIT", None)];
    choices.extend(Metric::NAMES.map(|(name, metric)| (name, Some(metric))));
    outline.required("EDGE_WEIGHT_TYPE")?.choose(&choices)
}

/// Returns the number of coordinates of a node: NODE_COORD_TYPE, or the number that the metric uses.
fn axes(outline: &Outline<'_>, metric: Option<Metric>) -> Result<usize, Error> {
    let needed = metric.map_or(2, Metric::axes);
    let Some(entry) = outline.entry("NODE_COORD_TYPE") else { return Ok(needed) };
    let mut choices = vec![("THREED_COORDS", 3), ("TWOD_COORDS", 2), ("NO_COORDS", needed)];
    choices.retain(|(_, axes)| *axes >= needed);
    entry.choose(&choices)
}

/// Reads DISPLAY_DATA_TYPE and its section: `None` if the nodes are not to be drawn, empty if they are
/// drawn by their coordinates.
fn display(outline: &Outline<'_>, n: usize) -> Result<Option<Vec<(f64, f64)>>, Error> {
    enum Display {
        Section,
        Coordinates,
        Nothing,
    }
    let choices = [
        ("TWOD_DISPLAY", &Display::Section),
        ("COORD_DISPLAY", &Display::Coordinates),
        ("NO_DISPLAY", &Display::Nothing),
    ];
    let entry = outline.entry("DISPLAY_DATA_TYPE");
    let wanted = entry.map(|entry| entry.choose(&choices)).transpose()?;
    let block = match wanted {
        Some(Display::Nothing) => return Ok(None),
        Some(Display::Section) => Some(outline.required_section("DISPLAY_DATA_SECTION")?),
        Some(Display::Coordinates) | None => outline.section("DISPLAY_DATA_SECTION"),
    };
    let Some(block) = block else { return Ok(Some(Vec::new())) };
    let places = nodes::coordinates(block, n, 2)?;
    Ok(Some(places.into_iter().map(|[x, y, _]| (x, y)).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    const PLANE: &str = "NAME : p\nTYPE : TSP\nDIMENSION : 2\nEDGE_WEIGHT_TYPE : EUC_2D\n\
                         NODE_COORD_SECTION\n1 0 0\n2 3 4\n";

    fn read(text: &str) -> Tsplib {
        text.parse().unwrap()
    }
    fn complaint(text: &str) -> String {
        text.parse::<Tsplib>().unwrap_err().to_string()
    }

    #[test]
    fn the_order_of_entries_line_ends_and_the_end_mark_do_not_matter() {
        let plane = read(PLANE);
        assert_eq!(plane.weights, Some(Weights::Metric(Metric::Euc2d)));
        assert_eq!(plane.map().unwrap(), [(0.0, 0.0), (3.0, 4.0)]);
        let shuffled = "NODE_COORD_SECTION\n2 3 4\n1 0 0\nEDGE_WEIGHT_TYPE:EUC_2D\n\
                        DIMENSION: 2\nTYPE: TSP (somebody)\nNAME: p\nEOF\n";
        for text in [shuffled.to_owned(), PLANE.replace('\n', "\r\n\r\n"), format!("{PLANE} EOF ")]
        {
            assert_eq!(read(&text), plane, "{text}");
        }
    }

    #[test]
    fn the_map_is_the_display_data_or_the_coordinates() {
        let display = "DISPLAY_DATA_SECTION\n1 7 7\n2 8 9\n";
        let drawn = read(&format!("{PLANE}DISPLAY_DATA_TYPE : TWOD_DISPLAY\n{display}"));
        assert_eq!(drawn.map().unwrap(), [(7.0, 7.0), (8.0, 9.0)]);
        assert_eq!(read(&format!("{PLANE}DISPLAY_DATA_TYPE : NO_DISPLAY")).map(), None);
        let earth = read(&PLANE.replace("EUC_2D", "GEO"));
        assert_eq!(earth.map().unwrap()[1], (4.0, 3.0), "north is up");
        let space =
            PLANE.replace("EUC_2D", "EUC_3D").replace("0 0", "0 0 1").replace("3 4", "3 4 2");
        assert_eq!(read(&space).coordinates[1], [3.0, 4.0, 2.0]);
        let flat = space.replace("EUC_3D", "EUC_2D\nNODE_COORD_TYPE : THREED_COORDS");
        assert_eq!(read(&flat).coordinates[1], [3.0, 4.0, 2.0]);
    }

    #[test]
    fn fixed_edges_and_tours_are_kept() {
        let text = format!("{PLANE}FIXED_EDGES_SECTION\n1 2\n-1\nTOUR_SECTION\n2 1 -1");
        let instance = read(&text);
        assert_eq!((instance.fixed_edges, instance.tours), (vec![(0, 1)], vec![vec![1, 0]]));
    }

    #[test]
    fn explicit_weights_are_read_in_their_format() {
        let text = "TYPE : ATSP\nDIMENSION : 2\nEDGE_WEIGHT_TYPE : EXPLICIT\n\
                    EDGE_WEIGHT_FORMAT : FULL_MATRIX\nEDGE_WEIGHT_SECTION\n0 1\n2 0";
        assert_eq!(read(text).weights, Some(Weights::Explicit(array![[0., 1.], [2., 0.]])));
        assert_eq!(read(text).map(), None);
        let unnamed = text.replace("EDGE_WEIGHT_FORMAT : FULL_MATRIX\n", "");
        let expected = "line 6: expected EDGE_WEIGHT_FORMAT, found the end of the file";
        assert_eq!(complaint(&unnamed), expected);
        assert!(complaint(&text.replace("FULL_MATRIX", "FUNCTION")).starts_with("line 4: "));
    }

    #[test]
    fn what_the_format_does_not_allow_is_refused_with_its_line() {
        for (from, to, message) in [
            ("TSP", "SOP", "line 2: expected one of TSP, ATSP, TOUR, found \"SOP\""),
            (": 2", ": two", "line 3: expected a whole number, at least 1, found \"two\""),
            (": 2", ": 0", "line 3: expected a whole number, at least 1, found \"0\""),
            (": 2", ": 3", "line 7: expected 3 nodes, found the end of the data after 2"),
            (": 2", ": 1", "line 7: expected a node from 1 to 1, found \"2\""),
            ("TYPE : TSP\n", "", "line 6: expected TYPE, found the end of the file"),
            ("NODE_", "EDGE_DATA_SECTION\n1 2\n-1\nNODE_", "line 5: expected one of NODE_COORD"),
            ("EUC_2D", "EUC_3D", "line 6: expected a node and 3 coordinates, found \"1 0 0\""),
            ("EUC_2D", "SPECIAL", "line 4: expected one of EXPLICIT, EUC_2D"),
            ("EUC_2D", "EUC_3D\nNODE_COORD_TYPE : TWOD_COORDS", "line 5: expected one of THREED"),
            ("1 0 0\n2 3 4", "", "line 5: expected 2 nodes, found the end of the data after 0"),
            ("NODE_COORD", "OTHER", "line 5: expected one of NODE_COORD_SECTION"),
            (
                "NODE_COORD",
                "TOUR",
                "line 7: expected NODE_COORD_SECTION, found the end of the file",
            ),
        ] {
            let found = complaint(&PLANE.replace(from, to));
            assert!(found.starts_with(message), "{found}\n{message}");
        }
        assert!(complaint("").starts_with("line 1: expected TYPE"));
    }
}
