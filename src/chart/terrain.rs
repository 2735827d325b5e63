//! The layout of a landscape: its bands, the lines between them, the key, and the swarm on top.

use super::axis::Axis;
use super::color_bar::ColorBar;
use super::contour::Contours;
use super::frame::{FOOT, Frame};
use super::landscape::{Landscape, STEPS};
use super::levels::Level;
use super::picture::{Picture, Point, Text};
use super::style::{ACCENT, AXIS, Color, LABEL, MARGIN, MUTED, TEXT, WHITE};
use super::viridis::{blend, viridis};
use crate::error::Error;
use std::ops::RangeInclusive;

/// The side of the field if it is square.
const SIDE: f64 = 420.0;
/// The radius of an agent, and the width of the white ring around it.
const DOT: f64 = 3.8;
const HALO: f64 = 1.2;
const ARROW: f64 = 1.3;
/// Half the width of a cross.
const CROSS: f64 = 6.5;
const ISOLINE: f64 = 0.7;
/// The most points of all lines together: more would be a grey mist.
const MOST_POINTS: usize = 15_000;
/// The most corners of all regions together: more would make a file too large for viewers.
const MOST_CORNERS: usize = 40_000;

impl Landscape {
    pub(super) fn draw(&self) -> Result<Picture, Error> {
        self.check()?;
        let levels = self.levels.of(&self.field);
        let values: Vec<f64> = levels.iter().map(|level| level.0).collect();
        let (contours, steps) = self.contours(&values);
        let is_blank = contours.regions.is_empty();
        let bar = self.bar(&levels)?;

        let axis = |range: &RangeInclusive<f64>| Axis::within(*range.start(), *range.end());
        let mut frame = Frame::around(axis(&self.x), axis(&self.y), 0.0, self.size())?;
        let beside = if is_blank { 0.0 } else { MARGIN + bar.width() };
        let mut picture = Picture::new(frame.right + beside + MARGIN, 0.0);
        let top = picture.heading(&self.title, &self.subtitle)?;
        (frame.top, frame.bottom) = (frame.top + top, frame.bottom + top);
        picture.size.1 = (frame.bottom + FOOT).ceil();
        picture.size.0 = picture.size.0.ceil();

        // The heading last: the shapes that frames of an animation have in common come first.
        let heading = std::mem::take(&mut picture.shapes);
        frame.draw(&mut picture, &self.x_label, &self.y_label)?;
        draw_contours(&mut picture, &frame, &contours, (levels.len(), steps));
        picture.outline((frame.left, frame.top), (frame.right, frame.bottom), TEXT, AXIS);
        if is_blank {
            let middle = (0.5 * (frame.left + frame.right), 0.5 * (frame.top + frame.bottom));
            picture.text(Text::new("no finite value", LABEL, middle).color(MUTED));
        } else {
            let height = frame.bottom - frame.top;
            bar.draw(&mut picture, (frame.right + MARGIN, frame.top), height)?;
        }
        picture.shapes.extend(heading);
        self.draw_swarm(&mut picture, &frame);
        Ok(picture)
    }

    /// Returns the contours, and the number of steps from side to side: fewer if the field is rugged.
    fn contours(&self, levels: &[f64]) -> (Contours, f64) {
        let (mut field, mut steps) = (self.field.clone(), STEPS);
        loop {
            let contours = field.contours(levels);
            let corners: usize = contours.regions.iter().map(|region| region.ring.len()).sum();
            if corners <= MOST_CORNERS || steps % 2 == 1 {
                return (contours, steps as f64);
            }
            (field, steps) = (field.coarser(), steps / 2);
        }
    }

    /// Returns the size of the field on the page: true to scale unless that would be a strip.
    fn size(&self) -> (f64, f64) {
        let length = |range: &RangeInclusive<f64>| range.end() - range.start();
        let ratio = (length(&self.x) / length(&self.y)).clamp(0.5, 2.0).sqrt();
        ((SIDE * ratio).round(), (SIDE / ratio).round())
    }

    fn bar(&self, levels: &[Level]) -> Result<ColorBar, Error> {
        let bands = levels.len() + 1;
        let share = |k: usize| (k + 1) as f64 / bands as f64;
        let labels = levels.iter().enumerate().map(|(k, level)| (share(k), level.1.clone()));
        let colors = (0..bands).map(|band| band_color(band, bands)).collect();
        ColorBar::new(colors, labels.collect(), &self.value_label)
    }

    fn draw_swarm(&self, picture: &mut Picture, frame: &Frame) {
        let inside = |(x, y): &Point| self.x.contains(x) && self.y.contains(y);
        let at = |(x, y): &Point| frame.at(*x, *y);
        for (from, to) in self.arrows.iter().filter(|(from, to)| inside(from) && inside(to)) {
            // The dot of an agent at the tip must not hide it.
            let free = if self.swarm.contains(to) { DOT + HALO } else { 0.0 };
            let (from, to) = (at(from), at(to));
            let length = (from.0 - to.0).hypot(from.1 - to.1);
            if length > free + 3.0 {
                let share = free / length;
                let tip = (to.0 + share * (from.0 - to.0), to.1 + share * (from.1 - to.1));
                picture.arrow(from, tip, ACCENT, ARROW, 0.8);
            }
        }
        for optimum in self.optima.iter().filter(|point| inside(point)) {
            let (x, y) = at(optimum);
            for (color, width, reach) in [(WHITE, 4.4, CROSS + 1.2), (TEXT, 2.0, CROSS)] {
                picture.rule((x - reach, y - reach), (x + reach, y + reach), color, width);
                picture.rule((x - reach, y + reach), (x + reach, y - reach), color, width);
            }
        }
        for agent in self.swarm.iter().filter(|point| inside(point)).map(at) {
            picture.disc(agent, DOT + HALO, WHITE);
            picture.disc(agent, DOT, ACCENT);
        }
    }
}

fn band_color(band: usize, bands: usize) -> Color {
    viridis(band as f64 / (bands - 1).max(1) as f64)
}

fn draw_contours(
    picture: &mut Picture,
    frame: &Frame,
    contours: &Contours,
    (levels, steps): (usize, f64),
) {
    let at = |(x, y): &Point| {
        let (width, height) = (frame.right - frame.left, frame.bottom - frame.top);
        (frame.left + x / steps * width, frame.bottom - y / steps * height)
    };
    let color = |band| band_color(band, levels + 1);
    for region in &contours.regions {
        let ring = region.ring.iter().map(at).collect();
        picture.area(ring, region.band.map_or(WHITE, color), 1.0);
    }
    let points: usize = contours.lines.iter().map(|(_, line)| line.len()).sum();
    if points <= MOST_POINTS {
        for (band, line) in &contours.lines {
            let ink = blend(color(band - 1), WHITE, 0.45);
            picture.path(line.iter().map(at).collect(), ink, ISOLINE, &[]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(map: &Landscape) -> String {
        map.draw().unwrap().svg().unwrap()
    }

    fn slope() -> Landscape {
        Landscape::new("slope & co").field(0.0..=10.0, 0.0..=10.0, |x, _| x).levels(&[2.5, 5.0])
    }

    #[test]
    fn the_svg_holds_bands_lines_key_and_labels() {
        let map = slope().subtitle("round 3").axis_labels("width", "depth").value_label("cost");
        let svg = svg(&map);
        for text in
            ["slope &amp; co", "round 3", "width", "depth", "cost", "\n2.5\n", "\n5\n", "10"]
        {
            assert!(svg.contains(text), "{text}");
        }
        // Each colour is used for a band and for its part of the key.
        for color in ["#440154", "#21908D", "#FDE725"] {
            assert_eq!(svg.matches(&format!("fill=\"{color}\"")).count(), 2, "{color}");
        }
        assert_eq!(svg.matches("<polyline").count(), 2);
        assert_eq!(svg.matches("<circle").count(), 0);
    }

    #[test]
    fn agents_arrows_and_crosses_inside_are_drawn() {
        let bare = svg(&slope());
        let count = |map: &Landscape, what: &str| {
            svg(map).matches(what).count() - bare.matches(what).count()
        };
        let swarm = slope().swarm([(5.0, 5.0), (0.0, 10.0), (-1.0, 5.0), (f64::NAN, 5.0)]);
        assert_eq!(count(&swarm, "<circle"), 4);
        let inside = ((1.0, 1.0), (5.0, 5.0));
        let arrows = slope().arrows([inside, ((1.0, 1.0), (50.0, 5.0)), ((5.0, 5.0), (5.0, 5.0))]);
        assert_eq!((count(&arrows, "<polygon"), count(&arrows, "<line")), (2, 2));
        assert_eq!(count(&slope().optimum(1.0, 1.0).optimum(99.0, 1.0), "<line"), 4);
    }

    #[test]
    fn the_page_is_true_to_scale_unless_that_would_be_a_strip() {
        let size = |x: f64, y: f64| Landscape::new("").field(0.0..=x, 0.0..=y, |x, y| x + y).size();
        assert_eq!(size(3.0, 3.0), (420.0, 420.0));
        let (width, height) = size(3.0, 2.0);
        assert!((width / height - 1.5).abs() < 0.01);
        assert_eq!(size(1e9, 1.0), size(2.0, 1.0));
    }

    #[test]
    fn what_is_blank_stays_white_and_nothing_says_so() {
        let hole = |x: f64, y: f64| if x.hypot(y) < 0.5 { f64::INFINITY } else { x };
        let holed = svg(&Landscape::new("t").field(-1.0..=1.0, -1.0..=1.0, hole));
        assert_eq!(holed.matches("fill=\"#FFFFFF\" points").count(), 1, "the hole");
        let none = Landscape::new("t").field(0.0..=1.0, 0.0..=1.0, |_, _| f64::NAN);
        for empty in [Landscape::new("t"), none] {
            let svg = svg(&empty.swarm([(0.5, 0.5)]));
            assert!(svg.contains("no finite value") && !svg.contains("<polygon"));
            assert_eq!(svg.matches("<circle").count(), 2);
        }
        let flat = svg(&Landscape::new("t").field(0.0..=1.0, 0.0..=1.0, |_, _| 7.0));
        assert_eq!(flat.matches("fill=\"#440154\"").count(), 2);
    }

    #[test]
    fn a_rugged_field_is_a_file_of_moderate_size() {
        let wave = |x: f64| x * x - 10.0 * (std::f64::consts::TAU * x).cos() + 10.0;
        let map =
            Landscape::new("Rastrigin").field(-5.12..=5.12, -5.12..=5.12, |x, y| wave(x) + wave(y));
        let hash =
            |x: f64, y: f64| (x.to_bits() ^ y.to_bits().rotate_left(21)).wrapping_mul(3) >> 40;
        let noise = Landscape::new("noise").field(0.0..=1.0, 0.0..=1.0, |x, y| hash(x, y) as f64);
        for map in [map, noise] {
            let size = svg(&map).len();
            assert!((50_000..500_000).contains(&size), "{size}");
        }
    }
}
