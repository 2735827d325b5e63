//! Maps of pheromone trails.

use super::axis::Axis;
use super::color_bar::ColorBar;
use super::map::{Map, Room};
use super::picture::{Picture, Point};
use super::style::{ACCENT, Color, MARGIN, WHITE};
use super::viridis::{blend, viridis};
use crate::error::Error;
use std::{collections::BTreeMap, path::Path};

/// A map of the pheromone between cities: the more of it, the wider and the darker the line, with the
/// strongest on top. The scale reaches from the weakest level to the strongest. Of more than 3,000
/// trails the weakest are not drawn, and the map says so.
///
/// ```
/// use swarmopt::chart::PheromoneMap;
/// use swarmopt::{author::*, prelude::*};
///
/// # fn main() -> Result<(), swarmopt::Error> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("ants.svg");
/// let cities = [(0.0, 0.0), (1.0, 0.0), (2.0, 1.0), (1.0, 2.0), (0.0, 1.0)];
/// let tsp = Tsp::from_cities(&cities)?;
/// let mut ants = MaxMinAntSystem::default().build(&tsp, Seed(1))?;
/// for _ in 0..10 {
///     ants.step(&tsp, &Limits::NONE)?;
/// }
/// let best = ants.best().map(|best| best.point.clone()).unwrap_or_default();
/// PheromoneMap::new("five cities, after 10 rounds")
///     .cities(&cities)
///     .trails(ants.medium().pheromone().trails())
///     .tour(&best)
///     .save(path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct PheromoneMap {
    title: String,
    subtitle: String,
    value_label: String,
    cities: Vec<Point>,
    trails: Vec<(usize, usize, f64)>,
    tour: Vec<usize>,
}

/// The most trails drawn: more lines would cover each other.
const MOST: usize = 3_000;
/// The width of the widest line.
const WIDEST: f64 = 5.0;
const THINNEST: f64 = 0.5;
/// The strength of the colour of the tour.
const TOUR: f64 = 0.45;
/// The upper end of the part of Viridis in use: the brightest part cannot be seen on white.
const BRIGHTEST: f64 = 0.9;

impl PheromoneMap {
    /// Creates a map without cities. An empty title takes no room.
    pub fn new(title: impl Into<String>) -> Self {
        PheromoneMap {
            title: title.into(),
            subtitle: String::new(),
            value_label: "pheromone τ".to_owned(),
            cities: Vec::new(),
            trails: Vec::new(),
            tour: Vec::new(),
        }
    }

    /// Sets the line below the title, such as the round. If trails are left out, the number drawn is added to it.
    pub fn subtitle(mut self, subtitle: impl Into<String>) -> Self {
        self.subtitle = subtitle.into();
        self
    }

    /// Sets the label of the values. Default: pheromone τ.
    pub fn value_label(mut self, label: impl Into<String>) -> Self {
        self.value_label = label.into();
        self
    }

    /// Sets the places of all cities.
    pub fn cities(mut self, cities: &[(f64, f64)]) -> Self {
        self.cities = cities.to_vec();
        self
    }

    /// Adds trails (city, city, pheromone), as returned by [`trails`](crate::ant::Pheromone::trails). Of
    /// both directions of an edge, and of repeats, the strongest is drawn. Trails from a city to itself,
    /// and those whose pheromone is not finite and above 0, are ignored.
    pub fn trails(mut self, trails: impl IntoIterator<Item = (usize, usize, f64)>) -> Self {
        self.trails.extend(trails);
        self
    }

    /// Sets a closed tour, drawn as a broad band below the trails, such as the best so far: indices of
    /// cities in the order of the visits.
    pub fn tour(mut self, tour: &[usize]) -> Self {
        self.tour = tour.iter().chain(tour.first()).copied().collect();
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
    ///   trail or the tour leads to a city that does not exist.
    /// - [`Error::Io`] if the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<&Self, Error> {
        self.draw()?.save(path.as_ref())?;
        Ok(self)
    }

    pub(super) fn draw(&self) -> Result<Picture, Error> {
        self.check()?;
        let mut trails = self.edges();
        let count = trails.len();
        trails.drain(..count.saturating_sub(MOST));
        let ends = trails.first().zip(trails.last());
        let (weakest, strongest) = ends.map_or((0.0, 0.0), |(first, last)| (first.2, last.2));
        let axis = Axis::linear(weakest, strongest)?;
        let bar = ColorBar::of_axis(&axis, color, &self.value_label)?;
        let beside = if trails.is_empty() { 0.0 } else { MARGIN + bar.width() };
        let room = Room { beside, ..Room::CITIES };
        let mut map = Map::new(&self.title, &self.below_title(count), &self.cities, &room)?;
        let tour = self.tour.iter().map(|city| map.places[*city]).collect();
        map.picture.path(tour, blend(WHITE, ACCENT, TOUR), WIDEST + 4.0, &[]);
        for (a, b, level) in &trails {
            let share = axis.position(*level);
            let width = THINNEST + share * (WIDEST - THINNEST);
            map.picture.rule(map.places[*a], map.places[*b], color(share), width);
        }
        map.draw_cities();
        if !trails.is_empty() {
            let at = (map.right + MARGIN, map.top);
            bar.draw(&mut map.picture, at, map.bottom - map.top)?;
        }
        if self.cities.is_empty() {
            map.note("no cities");
        }
        Ok(map.picture)
    }

    fn check(&self) -> Result<(), Error> {
        let count = self.cities.len();
        if let Some((a, b, _)) = self.trails.iter().find(|(a, b, _)| *a.max(b) >= count) {
            return Err(Error::Chart(format!("a trail leads to city {} of {count}", a.max(b))));
        }
        match self.tour.iter().find(|city| **city >= count) {
            Some(city) => Err(Error::Chart(format!("a tour visits city {city} of {count}"))),
            None => Ok(()),
        }
    }

    /// Returns one trail for every edge that has any, the strongest last.
    fn edges(&self) -> Vec<(usize, usize, f64)> {
        let mut edges: BTreeMap<(usize, usize), f64> = BTreeMap::new();
        for &(a, b, level) in &self.trails {
            if a != b && level.is_finite() && level > 0.0 {
                let strongest = edges.entry((a.min(b), a.max(b))).or_insert(level);
                *strongest = strongest.max(level);
            }
        }
        let mut edges: Vec<_> = edges.into_iter().map(|((a, b), level)| (a, b, level)).collect();
        edges.sort_by(|a, b| a.2.total_cmp(&b.2));
        edges
    }

    fn below_title(&self, trails: usize) -> String {
        let left_out = if trails > MOST {
            format!("the {MOST} strongest of {trails} trails")
        } else {
            String::new()
        };
        let parts = [self.subtitle.clone(), left_out];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
    }
}

/// Returns the colour of a level: dark for much pheromone, nearly white for next to none.
fn color(share: f64) -> Color {
    let full = viridis(BRIGHTEST * (1.0 - share));
    blend(WHITE, full, (0.3 + 1.4 * share).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::num::f64;
    use proptest::prelude::*;

    const SQUARE: [Point; 4] = [(0.0, 0.0), (3.0, 0.0), (3.0, 1.0), (0.0, 1.0)];

    fn svg(map: &PheromoneMap) -> String {
        map.draw().unwrap().svg().unwrap()
    }

    #[test]
    fn each_edge_is_drawn_once_and_the_strongest_last() {
        let map = PheromoneMap::new("four").cities(&SQUARE);
        let map = map.trails([(0, 1, 2.0), (1, 0, 4.0), (1, 2, 10.0), (2, 2, 9.0), (3, 0, 1.0)]);
        assert_eq!(map.edges(), [(0, 3, 1.0), (0, 1, 4.0), (1, 2, 10.0)]);
        let bare = svg(&PheromoneMap::new("four").cities(&SQUARE));
        let (svg, key) =
            (svg(&map.clone().tour(&[0, 1, 2, 3])), ["\nfour\n", "\npheromone τ\n", "\n10\n"]);
        assert!(key.iter().all(|text| svg.contains(text)), "{svg}");
        assert!(!bare.contains("pheromone") && !bare.contains("<line"));
        assert_eq!(svg.matches("<polyline").count(), 1);
        assert_eq!(svg.matches("<circle").count(), 8);
        let strongest = svg.lines().filter(|line| line.contains("stroke-width=\"30\""));
        assert_eq!(strongest.count(), 1);
        assert_eq!(color(1.0), (68, 1, 84));
        assert!(color(0.0).0 > 220 && color(0.0).1 > 220, "{:?}", color(0.0));
    }

    #[test]
    fn too_many_trails_are_cut_and_counted() {
        let cities: Vec<Point> = (0..90).map(|k| (f64::from(k % 9), f64::from(k / 9))).collect();
        let pairs = || (0..90).flat_map(|a| (0..a).map(move |b| (a, b, (a * 90 + b) as f64)));
        let map = PheromoneMap::new("t").subtitle("round 7").cities(&cities).trails(pairs());
        let svg = svg(&map);
        assert!(svg.contains("round 7; the 3000 strongest of 4005 trails"), "{svg}");
        assert!((3000..3050).contains(&svg.matches("<line").count()));
    }

    #[test]
    fn what_cannot_be_drawn_is_an_error_and_nothing_says_so() {
        assert!(svg(&PheromoneMap::new("none")).contains("no cities"));
        let says = |map: PheromoneMap| map.draw().unwrap_err().to_string();
        let map = PheromoneMap::new("t").cities(&SQUARE);
        assert_eq!(says(map.clone().trails([(4, 0, 1.0)])), "chart: a trail leads to city 4 of 4");
        assert_eq!(says(map.tour(&[7])), "chart: a tour visits city 7 of 4");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_numbers_give_a_map_or_an_error(
            cities in prop::collection::vec((f64::ANY, f64::ANY), 0..4),
            trails in prop::collection::vec((0usize..4, 0usize..4, f64::ANY), 0..6),
            tour in prop::collection::vec(0usize..4, 0..4),
        ) {
            match PheromoneMap::new("t").cities(&cities).trails(trails).tour(&tour).draw() {
                Ok(picture) => prop_assert!(!picture.svg().unwrap().contains("NaN")),
                Err(error) => prop_assert!(matches!(error, Error::Chart(_)), "{error}"),
            }
        }
    }
}
