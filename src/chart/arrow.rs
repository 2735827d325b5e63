//! Arrows.

use super::picture::{Picture, Point, distance};
use super::style::{Color, WHITE};

impl Picture {
    /// Draws a line with a head at `to`, no longer than the line, above a white one that is wider by
    /// `halo` on all sides; a dot if both ends agree.
    pub(super) fn arrow(&mut self, from: Point, to: Point, color: Color, width: f64, halo: f64) {
        let length = distance(from, to);
        if length < 0.5 {
            return self.disc(to, 0.8 * width, color);
        }
        let along = ((to.0 - from.0) / length, (to.1 - from.1) / length);
        let head = (2.5 + 3.0 * width).min(length);
        let back = |by: f64, aside: f64| {
            (to.0 - by * along.0 - aside * along.1, to.1 - by * along.1 + aside * along.0)
        };
        for (color, over) in [(WHITE, halo), (color, 0.0)] {
            if over > 0.0 || color != WHITE {
                // The line ends inside the head, whose tip it would blunt.
                self.rule(from, back(0.7 * head, 0.0), color, width + 2.0 * over);
                // A slanted side moves out by `over` if its ends move along the axis by more.
                let (base, side) = (head + over, 0.4 * head + 1.5 * over);
                let head = vec![back(-2.2 * over, 0.0), back(base, side), back(base, -side)];
                self.area(head, color, 1.0);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture::Shape;
    use super::super::style::TEXT;
    use super::*;

    #[test]
    fn an_arrow_ends_at_its_tip_and_one_without_length_is_a_dot() {
        let mut picture = Picture::new(10.0, 10.0);
        picture.arrow((0.0, 1.0), (10.0, 1.0), TEXT, 1.0, 0.0);
        let Shape::Area { points, .. } = &picture.shapes[1] else { panic!("{picture:?}") };
        assert_eq!(points[0], (10.0, 1.0));
        assert!(points[1..].iter().all(|point| (point.0 - 4.5).abs() < 1e-9), "{points:?}");
        assert!((points[1].1 + points[2].1 - 2.0).abs() < 1e-9 && points[1].1 > 2.0);
        picture.arrow((1.0, 1.0), (1.0, 1.0), TEXT, 1.0, 0.0);
        assert!(matches!(picture.shapes[2..], [Shape::Disc { .. }]));
    }
}
