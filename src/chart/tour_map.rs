//! Maps of tours: cities in the plane and the lines through them.

use super::map::{Look, Map, Room};
use super::picture::{Picture, Point};
use super::style::{self, ACCENT, WHITE};
use crate::error::Error;
use std::path::Path;

/// A map of cities and of tours through them, with equal scales in both directions. The second coordinate points up.
///
/// ```
/// use swarmopt::chart::TourMap;
///
/// # fn main() -> Result<(), swarmopt::Error> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("square.svg");
/// TourMap::new("square")
///     .cities(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])
///     .tour(&[0, 1, 2, 3])
///     .subtitle("length 4")
///     .save(path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct TourMap {
    title: String,
    subtitle: String,
    cities: Vec<Point>,
    /// Cities in the order of the visits; a closed tour ends where it begins.
    tours: Vec<Vec<usize>>,
    marks_start: bool,
}

impl TourMap {
    /// Creates a map without cities. An empty title takes no room.
    pub fn new(title: impl Into<String>) -> Self {
        TourMap {
            title: title.into(),
            subtitle: String::new(),
            cities: Vec::new(),
            tours: Vec::new(),
            marks_start: false,
        }
    }

    /// Sets the line below the title, such as the length of the tour.
    pub fn subtitle(mut self, subtitle: impl Into<String>) -> Self {
        self.subtitle = subtitle.into();
        self
    }

    /// Sets the places of all cities.
    pub fn cities(mut self, cities: &[(f64, f64)]) -> Self {
        self.cities = cities.to_vec();
        self
    }

    /// Adds a closed tour: indices of cities in the order of the visits. A further tour is drawn in
    /// the next colour.
    pub fn tour(mut self, tour: &[usize]) -> Self {
        self.tours.push(tour.iter().chain(tour.first()).copied().collect());
        self
    }

    /// Adds a path: a tour without the way back to its start.
    pub fn path(mut self, path: &[usize]) -> Self {
        self.tours.push(path.to_vec());
        self
    }

    /// Marks the first city of every tour.
    pub fn mark_start(mut self) -> Self {
        self.marks_start = true;
        self
    }

    /// Returns the map as SVG text, to be embedded in a page.
    ///
    /// # Errors
    /// Those of [`save`](Self::save), except for the file.
    pub fn svg(&self) -> Result<String, Error> {
        self.draw()?.svg()
    }

    /// Writes the map as `.svg`, or as `.png` with the feature `bitmaps`, replacing an existing file. Missing parent folders are
    /// created. A map without cities is written as well, and says so.
    ///
    /// # Errors
    /// - [`Error::Parameter`] for another extension.
    /// - [`Error::Chart`] if a coordinate is not finite, if coordinates are too far apart, or if a
    ///   tour visits a city that does not exist.
    /// - [`Error::Io`] if the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<&Self, Error> {
        self.draw()?.save(path.as_ref())?;
        Ok(self)
    }

    pub(super) fn draw(&self) -> Result<Picture, Error> {
        let count = self.cities.len();
        if let Some(city) = self.tours.iter().flatten().find(|city| **city >= count) {
            return Err(Error::Chart(format!("a tour visits city {city} of {count}")));
        }
        let mut map = Map::new(&self.title, &self.subtitle, &self.cities, &Room::CITIES)?;
        let look = Look::of(count);
        for (index, tour) in self.tours.iter().enumerate() {
            let line_through = tour.iter().map(|city| map.places[*city]).collect();
            let (color, dashes) = (style::color(index), style::dashes(index));
            map.picture.path(line_through, color, look.line, dashes);
        }
        map.draw_cities();
        if self.marks_start {
            for start in self.tours.iter().filter_map(|tour| tour.first()) {
                let at = map.places[*start];
                map.picture.disc(at, look.dot + 3.2, WHITE);
                map.picture.disc(at, look.dot + 2.2, ACCENT);
            }
        }
        if count == 0 {
            map.note("no cities");
        }
        Ok(map.picture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SQUARE: [Point; 4] = [(0.0, 0.0), (3.0, 0.0), (3.0, 1.0), (0.0, 1.0)];

    fn svg(map: &TourMap) -> String {
        map.draw().unwrap().svg().unwrap()
    }

    #[test]
    fn the_svg_holds_the_closed_tour_all_cities_and_the_start() {
        let map = TourMap::new("four").subtitle("length 8").cities(&SQUARE).tour(&[0, 1, 2, 3]);
        let plain = svg(&map);
        assert!(plain.contains("four") && plain.contains("length 8"));
        assert_eq!(plain.matches("<polyline").count(), 1);
        assert_eq!(plain.matches("<circle").count(), 8);
        let line = plain.lines().find(|line| line.contains("<polyline")).unwrap();
        let points: Vec<&str> = line.split('"').nth(9).unwrap().split_whitespace().collect();
        assert_eq!(points.len(), 5);
        assert_eq!(points[0], points[4]);
        let marked = svg(&map.tour(&[2, 0]).mark_start());
        assert_eq!(marked.matches("<polyline").count(), 2);
        assert_eq!(marked.matches("<circle").count(), 12);
        let path = svg(&TourMap::new("path").cities(&SQUARE).path(&[0, 1, 2, 3]).mark_start());
        let line = path.lines().find(|line| line.contains("<polyline")).unwrap();
        let points: Vec<&str> = line.split('"').nth(9).unwrap().split_whitespace().collect();
        assert!(points.len() == 4 && points[0] != points[3]);
        assert_eq!(path.matches("<circle").count(), 10);
    }

    #[test]
    fn few_or_coincident_cities_are_drawn_in_the_middle() {
        assert!(svg(&TourMap::new("none")).contains("no cities"));
        assert!(svg(&TourMap::new("none").tour(&[]).mark_start()).contains("no cities"));
        for cities in [vec![(5.0, 5.0)], vec![(1e308, -7.0); 3]] {
            let svg = svg(&TourMap::new("t").cities(&cities).tour(&[0]));
            assert_eq!(svg.matches("cx=\"1428\"").count(), 2 * cities.len() + 1, "{svg}");
        }
    }

    #[test]
    fn what_cannot_be_drawn_is_an_error_that_names_it() {
        let says = |map: TourMap| map.draw().unwrap_err().to_string();
        let map = TourMap::new("t").cities(&SQUARE);
        assert_eq!(says(map.clone().tour(&[0, 4])), "chart: a tour visits city 4 of 4");
        let nan = says(map.clone().cities(&[(0.0, 0.0), (f64::NAN, 1.0)]));
        assert_eq!(nan, "chart: city 1 lies at (NaN, 1); allowed: finite numbers");
        assert!(says(map.cities(&[(-1e308, 0.0), (1e308, 0.0)])).contains("too far apart"));
    }
}
