//! Places in the plane on a page, with equal scales in both directions.

use super::picture::{Picture, Point, Text};
use super::style::{LABEL, MARGIN, MUTED, TEXT, WHITE};
use crate::error::Error;

/// The room of a map, in logical pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Room {
    /// The name, in errors, of what lies at the places.
    pub what: &'static str,
    pub largest: (f64, f64),
    /// The free margin on all sides.
    pub inset: f64,
    /// The free room on the right, for a colour bar.
    pub beside: f64,
}

/// The least size, which leaves room for the title.
const SMALLEST: (f64, f64) = (440.0, 160.0);

/// A page with its heading, and the positions of the places on it.
#[derive(Debug)]
pub(super) struct Map {
    pub picture: Picture,
    pub places: Vec<Point>,
    /// The top, the bottom and the right end of the map.
    pub top: f64,
    pub bottom: f64,
    pub right: f64,
}

/// The size of cities and of the lines between them.
#[derive(Debug)]
pub(super) struct Look {
    pub dot: f64,
    pub line: f64,
    halo: f64,
}

impl Room {
    pub const CITIES: Room =
        Room { what: "city", largest: (740.0, 600.0), inset: 0.0, beside: 0.0 };
}

impl Look {
    /// Returns sizes that shrink with the number of cities.
    pub fn of(cities: usize) -> Self {
        let (dot, line, halo) = match cities {
            0..=250 => (3.2, 1.8, 1.1),
            251..=1000 => (2.2, 1.4, 0.6),
            _ => (1.3, 1.0, 0.0),
        };
        Look { dot, line, halo }
    }
}

impl Map {
    pub fn new(title: &str, subtitle: &str, points: &[Point], room: &Room) -> Result<Self, Error> {
        let (mut places, (width, height)) = place(points, room)?;
        let (width, height) = (width + 2.0 * room.inset, height + 2.0 * room.inset);
        let (wide, high) = (width.max(SMALLEST.0), height.max(SMALLEST.1));
        let mut picture = Picture::new(wide + 2.0 * MARGIN + room.beside, 0.0);
        let top = picture.heading(title, subtitle)? + 0.6 * MARGIN;
        picture.size.1 = (top + high + 1.6 * MARGIN).ceil();
        let left = MARGIN + 0.5 * (wide - width);
        let drop = 0.5 * (high - height);
        for (x, y) in &mut places {
            (*x, *y) = (left + room.inset + *x, top + drop + room.inset + *y);
        }
        Ok(Map { picture, places, top, bottom: top + high, right: MARGIN + wide })
    }

    /// Draws a dot on each of the places.
    pub fn draw_cities(&mut self) {
        let look = Look::of(self.places.len());
        for city in &self.places {
            if look.halo > 0.0 {
                self.picture.disc(*city, look.dot + look.halo, WHITE);
            }
            self.picture.disc(*city, look.dot, TEXT);
        }
    }

    /// Draws a remark in the middle.
    pub fn note(&mut self, text: &str) {
        let middle = (0.5 * (MARGIN + self.right), 0.5 * (self.top + self.picture.size.1));
        self.picture.text(Text::new(text, LABEL, middle).color(MUTED));
    }
}

/// Returns the points on the largest map that fits, from its upper left, and its size.
fn place(points: &[Point], room: &Room) -> Result<(Vec<Point>, Point), Error> {
    let (mut low, mut high) =
        ((f64::INFINITY, f64::INFINITY), (f64::NEG_INFINITY, f64::NEG_INFINITY));
    for (index, &(x, y)) in points.iter().enumerate() {
        if !(x.is_finite() && y.is_finite()) {
            let what = room.what;
            let wrong = format!("{what} {index} lies at ({x}, {y}); allowed: finite numbers");
            return Err(Error::Chart(wrong));
        }
        (low, high) = ((low.0.min(x), low.1.min(y)), (high.0.max(x), high.1.max(y)));
    }
    if points.is_empty() {
        return Ok((Vec::new(), (0.0, 0.0)));
    }
    let (width, height) = (high.0 - low.0, high.1 - low.1);
    if !(width.is_finite() && height.is_finite()) {
        return Err(Error::Chart("places are too far apart for a map".into()));
    }
    // Shares of the longer side first: a scale in pixels could overflow.
    let longer = width.max(height);
    let share = |length: f64| if longer > 0.0 { length / longer } else { 0.0 };
    let (wide, tall) = (share(width), share(height));
    let (most_wide, most_tall) = room.largest;
    let side = (most_wide / wide).min(most_tall / tall).min(most_wide);
    let place = |&(x, y): &Point| (side * share(x - low.0), side * share(high.1 - y));
    Ok((points.iter().map(place).collect(), (side * wide, side * tall)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_directions_have_one_scale_and_north_is_up() {
        let square = [(0.0, 0.0), (3.0, 0.0), (3.0, 1.0), (0.0, 1.0)];
        let place = |points: &[Point]| place(points, &Room::CITIES).unwrap();
        let (places, size) = place(&square);
        assert_eq!(size.0, 740.0);
        assert!((size.1 - 740.0 / 3.0).abs() < 1e-9);
        assert_eq!(places[3], (0.0, 0.0));
        assert_eq!(places[1], size);
        let tall: Vec<Point> = square.iter().map(|(x, y)| (*y, *x)).collect();
        let (_, size) = place(&tall);
        assert!((size.0 - 200.0).abs() < 1e-9 && size.1 == 600.0, "{size:?}");
        let (_, size) = place(&[(0.0, 0.0), (1e-310, 2e-310)]);
        assert!((size.0 - 300.0).abs() < 1e-6, "{size:?}");
    }

    #[test]
    fn a_bar_has_its_room_on_the_right_and_an_inset_on_all_sides() {
        let room = Room { inset: 10.0, beside: 100.0, largest: (480.0, 480.0), ..Room::CITIES };
        let map = Map::new("t", "", &[(0.0, 0.0), (1.0, 1.0)], &room).unwrap();
        assert_eq!(map.picture.size.0, 500.0 + 100.0 + 2.0 * MARGIN);
        assert_eq!((map.right, map.bottom - map.top), (500.0 + MARGIN, 500.0));
        assert_eq!(
            map.places,
            [(MARGIN + 10.0, map.bottom - 10.0), (MARGIN + 490.0, map.top + 10.0)]
        );
    }
}
