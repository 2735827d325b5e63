//! The regions between the levels of a field, by marching squares (Lorensen & Cline, *SIGGRAPH* 1987,
//! in two dimensions).

use super::picture::Point;

/// The values at the nodes of a grid, row by row from the lowest. Values that are not finite are blank.
#[derive(Clone, Debug, Default)]
pub(super) struct Field {
    pub columns: usize,
    pub values: Vec<f64>,
}

/// A ring and the band just inside it, counted from the lowest; `None` inside blank nodes.
#[derive(Debug)]
pub(super) struct Region {
    pub band: Option<usize>,
    pub ring: Vec<Point>,
    area: f64,
}

/// The contours of a field, in steps of the grid from its first node.
#[derive(Debug, Default)]
pub(super) struct Contours {
    /// The regions, to be painted one over the other. Rings never cross, so the larger can only lie
    /// outside, and no region needs a hole.
    pub regions: Vec<Region>,
    /// The lines along the levels, each with the band above it.
    pub lines: Vec<(usize, Vec<Point>)>,
}

/// A place where a ring crosses an edge of the grid, and whether a blank node begins there.
type Crossing = (Point, bool);

/// The greatest deviation from a curve that is not visible, in steps of the grid.
const TOLERANCE: f64 = 0.07;

impl Field {
    fn rows(&self) -> usize {
        self.values.len().checked_div(self.columns).unwrap_or(0)
    }

    /// Returns every second node of every second row.
    pub fn coarser(&self) -> Self {
        let rows = self.values.chunks(self.columns.max(1)).step_by(2);
        let values = rows.flat_map(|row| row.iter().step_by(2).copied()).collect();
        Field { columns: self.columns.div_ceil(2), values }
    }

    /// Returns the value of a node, counted from one step outside the grid, where everything is blank.
    fn value(&self, column: usize, row: usize) -> f64 {
        let inside = (1..=self.columns).contains(&column) && (1..=self.rows()).contains(&row);
        if inside { self.values[(row - 1) * self.columns + column - 1] } else { f64::NAN }
    }

    /// Returns the regions between ascending levels.
    ///
    /// O(levels · nodes) and, for n points of a ring, O(n log n) except for unusual shapes.
    pub fn contours(&self, levels: &[f64]) -> Contours {
        let mut contours = Contours::default();
        let thresholds = std::iter::once(f64::NEG_INFINITY).chain(levels.iter().copied());
        for (layer, level) in thresholds.enumerate() {
            for ring in self.rings(level) {
                if layer > 0 {
                    let lines = open_lines(&ring).into_iter().map(|line| (layer, line));
                    contours.lines.extend(lines);
                }
                let ring: Vec<Point> = ring.into_iter().map(|crossing| crossing.0).collect();
                let area = area(&ring);
                // High values are on the left: round a hole, the ring runs clockwise.
                let band = if area > 0.0 { Some(layer) } else { layer.checked_sub(1) };
                if area != 0.0 {
                    contours.regions.push(Region { band, ring: simplified_ring(ring), area });
                }
            }
        }
        // Of equal rings, as along the border, the innermost is that of the highest level; of holes,
        // that of the lowest.
        contours.regions.sort_by(|a, b| {
            let inner = |region: &Region| {
                let band = region.band.map_or(-1.0, |band| band as f64);
                if region.area > 0.0 { band } else { -band }
            };
            let by_area = b.area.abs().total_cmp(&a.area.abs());
            by_area.then(inner(a).total_cmp(&inner(b)))
        });
        contours
    }

    /// Returns the rings around all nodes of at least this level, which lie on their left.
    fn rings(&self, level: f64) -> Vec<Vec<Crossing>> {
        let (columns, rows) = (self.columns + 2, self.rows() + 2);
        // From each crossed edge to the next. The index of an edge is twice the node it begins at, plus
        // one if it goes up.
        let none = usize::MAX;
        let mut next = vec![none; 2 * columns * rows];
        for row in 0..rows - 1 {
            for column in 0..columns - 1 {
                let node = row * columns + column;
                // Counterclockwise from the lower left, as are the edges from the lower one.
                let corners = [(0, 0), (1, 0), (1, 1), (0, 1)];
                let values = corners.map(|(x, y)| self.value(column + x, row + y));
                let high = values.map(|value| value.is_finite() && value >= level);
                let edges = [2 * node, 2 * (node + 1) + 1, 2 * (node + columns), 2 * node + 1];
                let joined = values.iter().sum::<f64>() / 4.0 >= level;
                for start in (0..4).filter(|k| high[*k] && !high[(k + 1) % 4]) {
                    // Of two ends, the one past the low corner if the middle is high.
                    let turn = if joined { 1 } else { 3 };
                    let ends = (1..4).map(|k| (start + k * turn) % 4);
                    for end in ends.filter(|k| !high[*k] && high[(k + 1) % 4]).take(1) {
                        next[edges[start]] = edges[end];
                    }
                }
            }
        }
        let mut rings = Vec::new();
        for first in 0..next.len() {
            let (mut ring, mut edge) = (Vec::new(), first);
            while next[edge] != none {
                ring.push(self.crossing(edge, level));
                edge = std::mem::replace(&mut next[edge], none);
            }
            if !ring.is_empty() {
                rings.push(ring);
            }
        }
        rings
    }

    /// Returns where a level crosses an edge, one node of which is at least as high.
    fn crossing(&self, edge: usize, level: f64) -> Crossing {
        let columns = self.columns + 2;
        let (column, row) = (edge / 2 % columns, edge / 2 / columns);
        let (up, right) = (edge % 2, 1 - edge % 2);
        let from = self.value(column, row);
        let to = self.value(column + right, row + up);
        let share = match (from.is_finite(), to.is_finite()) {
            (true, true) => {
                let share = (level / 2.0 - from / 2.0) / (to / 2.0 - from / 2.0);
                if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 }
            }
            (from, _) => f64::from(u8::from(!from)),
        };
        let (x, y) = (column as f64 + share * right as f64, row as f64 + share * up as f64);
        ((x - 1.0, y - 1.0), !(from.is_finite() && to.is_finite()))
    }
}

/// Returns the parts of a ring that do not run along blank nodes, or the whole ring, closed, if none does.
fn open_lines(ring: &[Crossing]) -> Vec<Vec<Point>> {
    let points = |part: &[Crossing]| part.iter().map(|crossing| crossing.0).collect::<Vec<_>>();
    let Some(start) = ring.iter().position(|crossing| crossing.1) else {
        let mut whole = simplified_ring(points(ring));
        whole.extend(whole.first().copied());
        return vec![whole];
    };
    let turned = [&ring[start..], &ring[..start]].concat();
    let parts = turned.split(|crossing| crossing.1).filter(|part| part.len() > 1);
    parts.map(|part| simplified(&points(part))).collect()
}

/// Returns twice the area that a ring encloses, negative if it runs clockwise.
fn area(ring: &[Point]) -> f64 {
    let ends = ring.iter().zip(ring.iter().cycle().skip(1));
    ends.map(|(a, b)| a.0 * b.1 - a.1 * b.0).sum()
}

/// Removes the points of a line that make no visible difference (Douglas & Peucker, *Cartographica* 1973).
fn simplified(line: &[Point]) -> Vec<Point> {
    let mut keeps = vec![false; line.len()];
    let mut spans = vec![(0, line.len().saturating_sub(1))];
    for end in [0, spans[0].1] {
        keeps.get_mut(end).into_iter().for_each(|keep| *keep = true);
    }
    while let Some((from, to)) = spans.pop() {
        let off = |k: &usize| deviation(line[*k], line[from], line[to]);
        let farthest = (from + 1..to).max_by(|a, b| off(a).total_cmp(&off(b)));
        if let Some(farthest) = farthest.filter(|k| off(k) > TOLERANCE) {
            keeps[farthest] = true;
            spans.extend([(from, farthest), (farthest, to)]);
        }
    }
    line.iter().zip(keeps).filter(|(_, keep)| *keep).map(|(point, _)| *point).collect()
}

/// Removes the points of a ring that make no visible difference.
fn simplified_ring(mut ring: Vec<Point>) -> Vec<Point> {
    ring.extend(ring.first().copied());
    let mut simple = simplified(&ring);
    simple.pop();
    simple
}

/// Returns the distance of a point from the line between two others, or from both if they agree.
fn deviation(point: Point, from: Point, to: Point) -> f64 {
    let (x, y) = (to.0 - from.0, to.1 - from.1);
    let (dx, dy) = (point.0 - from.0, point.1 - from.1);
    let length = x.hypot(y);
    if length < 1e-9 { dx.hypot(dy) } else { (x * dy - y * dx).abs() / length }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::num::f64;
    use proptest::prelude::*;

    fn field(columns: usize, values: &[f64]) -> Field {
        Field { columns, values: values.to_vec() }
    }

    /// Returns the band that is painted last at a point.
    fn painted(contours: &Contours, (x, y): Point) -> Option<usize> {
        let inside = |ring: &[Point]| {
            let ends = ring.iter().zip(ring.iter().cycle().skip(1));
            let crossed = |(a, b): &(&Point, &Point)| {
                (a.1 > y) != (b.1 > y) && x < a.0 + (y - a.1) / (b.1 - a.1) * (b.0 - a.0)
            };
            ends.filter(crossed).count() % 2 == 1
        };
        contours.regions.iter().rfind(|region| inside(&region.ring)).and_then(|r| r.band)
    }

    #[test]
    fn a_slope_is_cut_where_its_levels_lie() {
        let slope = field(3, &[0.0, 10.0, 20.0, 0.0, 10.0, 20.0]);
        let contours = slope.contours(&[5.0, 15.0]);
        for (region, (band, area)) in contours.regions.iter().zip([(0, 2.0), (1, 1.5), (2, 0.5)]) {
            assert_eq!(region.band, Some(band));
            assert!((region.area / 2.0 - area).abs() < 1e-12, "{region:?}");
        }
        assert_eq!(contours.regions.len(), 3);
        let ends = |line: &[Point]| (line[0].0, line[line.len() - 1].0, line.len());
        let lines: Vec<_> = contours.lines.iter().map(|(band, l)| (*band, ends(l))).collect();
        assert_eq!(lines, [(1, (0.5, 0.5, 2)), (2, (1.5, 1.5, 2))]);
    }

    #[test]
    fn a_pit_and_a_blank_are_painted_over_what_surrounds_them() {
        let mut values = vec![9.0; 49];
        (values[8], values[40]) = (0.0, f64::NAN);
        let contours = field(7, &values).contours(&[3.0, 6.0]);
        assert_eq!(painted(&contours, (1.0, 1.0)), Some(0));
        assert_eq!(painted(&contours, (1.4, 1.1)), Some(1));
        assert_eq!(painted(&contours, (3.0, 3.0)), Some(2));
        assert_eq!(painted(&contours, (5.1, 5.1)), None);
        assert_eq!(contours.lines.len(), 2, "none round the blank, none along the border");
    }

    #[test]
    fn a_coarser_field_keeps_every_second_node() {
        let fine: Vec<f64> = (0..15).map(f64::from).collect();
        let coarse = field(5, &fine).coarser();
        assert_eq!((coarse.columns, &*coarse.values), (3, &[0.0, 2.0, 4.0, 10.0, 12.0, 14.0][..]));
        assert!(field(0, &[]).coarser().values.is_empty());
    }

    #[test]
    fn what_has_no_area_has_no_regions() {
        assert!(field(0, &[]).contours(&[1.0]).regions.is_empty());
        assert!(field(2, &[f64::NAN; 4]).contours(&[1.0]).regions.is_empty());
        assert!(field(1, &[5.0]).contours(&[1.0]).regions.is_empty());
        let flat = field(2, &[1.0; 4]).contours(&[]);
        assert_eq!((flat.regions.len(), flat.regions[0].ring.len()), (1, 4));
    }

    proptest! {
        #[test]
        fn every_node_lies_in_its_band(values in prop::collection::vec(0u8..100, 36)) {
            let values: Vec<f64> = values.iter().map(|v| f64::from(*v) + 0.5).collect();
            let levels = [20.0, 40.0, 60.0, 80.0];
            let contours = field(6, &values).contours(&levels);
            for (k, value) in values.iter().enumerate() {
                // Off the edges of the grid, on which rings may turn, and well within tolerance.
                let at = ((k % 6) as f64, (k / 6) as f64);
                let near = levels.iter().any(|level| (level - value).abs() < 9.0);
                if !near && (1..5).contains(&(k % 6)) && (1..5).contains(&(k / 6)) {
                    let band = levels.iter().filter(|level| *level <= value).count();
                    prop_assert_eq!(painted(&contours, (at.0 + 1e-6, at.1 + 1e-6)), Some(band));
                }
            }
        }

        #[test]
        fn any_values_give_finite_rings(values in prop::collection::vec(f64::ANY, 20), level in f64::NORMAL) {
            let contours = field(5, &values).contours(&[level]);
            let rings = contours.regions.iter().map(|region| &region.ring);
            for point in rings.chain(contours.lines.iter().map(|(_, line)| line)).flatten() {
                prop_assert!((0.0..=4.0).contains(&point.0) && (0.0..=3.0).contains(&point.1));
            }
        }
    }
}
