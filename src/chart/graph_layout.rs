//! The layout of the graph of a topology: agents, the edges between them, and the key to their colours.

use super::axis::Axis;
use super::color_bar::ColorBar;
use super::curves::range;
use super::font::HALF_DIGIT;
use super::map::{Map, Room};
use super::picture::{Picture, Point, Text};
use super::style::{self, Color, GRID, MARGIN, WHITE};
use super::topology_graph::{Layout, TopologyGraph};
use super::viridis::{ink_on, viridis};
use crate::error::Error;
use std::collections::BTreeSet;

/// The length of the visible part of a line that leaves a grid and returns on the other side.
const STUB: f64 = 14.0;
const SIDE: f64 = 440.0;

/// The sizes and colours that depend on how much is drawn.
struct Look {
    radius: f64,
    line: f64,
    ink: Color,
    /// The centre of all agents.
    center: Point,
}

impl TopologyGraph {
    pub(super) fn draw(&self) -> Result<Picture, Error> {
        self.check()?;
        let edges: BTreeSet<(usize, usize)> = self.edges.iter().copied().collect();
        let scale = self.scale()?;
        let bar = match (&scale, &self.values) {
            (Some(axis), Some((_, label))) => Some(ColorBar::of_axis(axis, viridis, label)?),
            _ => None,
        };
        let mut look = Look::of(self.agents, edges.len());
        let wraps = matches!(self.layout, Layout::Grid(_));
        let room = Room {
            what: "agent",
            largest: (SIDE, SIDE),
            inset: look.radius + if wraps { STUB } else { 0.0 },
            beside: bar.as_ref().map_or(0.0, |bar| MARGIN + bar.width()),
        };
        let mut map = Map::new(&self.title, &self.subtitle, &self.points(), &room)?;
        let mean = |sum: f64| sum / self.agents.max(1) as f64;
        look.center = (
            mean(map.places.iter().map(|place| place.0).sum()),
            mean(map.places.iter().map(|place| place.1).sum()),
        );
        for &(a, b) in &edges {
            let mutual = edges.contains(&(b, a));
            if !mutual || a < b {
                self.draw_edge(&mut map, &look, (a, b), mutual);
            }
        }
        for agent in 0..self.agents {
            let value = self.values.as_ref().map(|(values, _)| values[agent]);
            let fill = match (value, &scale) {
                (None, _) => style::color(0),
                (Some(value), Some(axis)) if value.is_finite() => viridis(axis.position(value)),
                _ => GRID,
            };
            look.draw_agent(&mut map.picture, map.places[agent], agent, fill);
        }
        if let Some(bar) = bar {
            let height = (map.bottom - map.top).min(SIDE);
            bar.draw(&mut map.picture, (map.right + MARGIN, map.top), height)?;
        }
        if self.agents == 0 {
            map.note("no agents");
        }
        Ok(map.picture)
    }

    /// Returns the axis of the values, if any is finite.
    fn scale(&self) -> Result<Option<Axis>, Error> {
        let values = self.values.iter().flat_map(|(values, _)| values);
        let (low, high) = range(values.copied());
        (low <= high).then(|| Axis::linear(low, high)).transpose()
    }

    fn points(&self) -> Vec<Point> {
        let agents = 0..self.agents;
        match &self.layout {
            Layout::Places(places) => places.clone(),
            Layout::Grid(columns) => {
                agents.map(|i| ((i % columns) as f64, -((i / columns) as f64))).collect()
            }
            Layout::Circle => {
                let turn = std::f64::consts::TAU / self.agents.max(1) as f64;
                agents.map(|i| (i as f64 * turn).sin_cos()).collect()
            }
        }
    }

    fn draw_edge(&self, map: &mut Map, look: &Look, (a, b): (usize, usize), mutual: bool) {
        let (from, to) = (map.places[a], map.places[b]);
        let picture = &mut map.picture;
        if let Some((x, y)) = self.way_out(a, b) {
            let reach = look.radius + STUB;
            let outside =
                |(px, py): Point, sign: f64| (px + sign * reach * x, py + sign * reach * y);
            // Both ends leave the grid; the arrow points at the hearer.
            picture.rule(from, outside(from, 1.0), look.ink, look.line);
            look.draw_line(picture, outside(to, -1.0), to, mutual);
        } else if let Some(depth) = self.bow(look, a, b) {
            look.draw_bow(picture, from, to, depth, mutual);
        } else {
            look.draw_line(picture, from, to, mutual);
        }
    }

    /// Returns how far towards the centre an edge must bend to avoid the agents it passes.
    fn bow(&self, look: &Look, a: usize, b: usize) -> Option<f64> {
        let Layout::Circle = self.layout else { return None };
        let hops = a.abs_diff(b).min(self.agents - a.abs_diff(b));
        let angle = std::f64::consts::PI * hops as f64 / self.agents as f64;
        let passed = 0.5 * SIDE * (1.0 - angle.cos());
        let depth = look.radius + 7.0 - passed;
        (hops > 1 && depth > 0.0).then_some(depth)
    }

    /// Returns the direction in which an edge leaves the grid at its first agent, if it wraps around.
    fn way_out(&self, a: usize, b: usize) -> Option<(f64, f64)> {
        let Layout::Grid(columns) = self.layout else { return None };
        let last_row = self.agents.div_ceil(columns).saturating_sub(1);
        let ((row, column), (to_row, to_column)) =
            ((a / columns, a % columns), (b / columns, b % columns));
        let round = |from: usize, to: usize, last: usize| match (from, to) {
            _ if last < 2 => None,
            (0, to) if to == last => Some(-1.0),
            (from, 0) if from == last => Some(1.0),
            _ => None,
        };
        if row == to_row {
            round(column, to_column, columns - 1).map(|x| (x, 0.0))
        } else if column == to_column {
            round(row, to_row, last_row).map(|y| (0.0, y))
        } else {
            None
        }
    }
}

impl Look {
    fn of(agents: usize, edges: usize) -> Self {
        let radius = match agents {
            0..=40 => 11.0,
            41..=100 => 7.0,
            101..=300 => 4.5,
            _ => 2.5,
        };
        let (line, grey) = match edges {
            0..=200 => (1.3, 110),
            201..=1500 => (0.8, 150),
            1501..=5000 => (0.4, 180),
            _ => (0.25, 180),
        };
        Look { radius, line, ink: (grey, grey, grey), center: (0.0, 0.0) }
    }

    /// Draws an edge from one agent to the other.
    fn draw_line(&self, picture: &mut Picture, from: Point, to: Point, mutual: bool) {
        if mutual {
            return picture.rule(from, to, self.ink, self.line);
        }
        let (x, y) = (to.0 - from.0, to.1 - from.1);
        let length = x.hypot(y);
        let share = if length > 0.0 { (self.radius + 1.5) / length } else { 0.0 };
        picture.arrow(from, (to.0 - share * x, to.1 - share * y), self.ink, self.line, 0.0);
    }

    /// Draws a quadratic Bézier curve whose middle is nearer to the centre than that of the straight line.
    fn draw_bow(&self, picture: &mut Picture, from: Point, to: Point, depth: f64, mutual: bool) {
        const PIECES: u32 = 16;
        // The straight rest of an arrow.
        const HEAD: f64 = 0.7;
        let bent = if mutual { 1.0 } else { HEAD };
        let middle = (0.5 * (from.0 + to.0), 0.5 * (from.1 + to.1));
        let inward = (self.center.0 - middle.0, self.center.1 - middle.1);
        let share = 2.0 * depth / inward.0.hypot(inward.1).max(1.0);
        let control = (middle.0 + share * inward.0, middle.1 + share * inward.1);
        let at = |t: f64| {
            let mix = |a: f64, b: f64, c: f64| {
                (1.0 - t).powi(2) * a + 2.0 * t * (1.0 - t) * b + t * t * c
            };
            (mix(from.0, control.0, to.0), mix(from.1, control.1, to.1))
        };
        let points = (0..=PIECES).map(|k| at(bent * f64::from(k) / f64::from(PIECES))).collect();
        picture.path(points, self.ink, self.line, &[]);
        if !mutual {
            self.draw_line(picture, at(bent), to, false);
        }
    }

    fn draw_agent(&self, picture: &mut Picture, at: Point, agent: usize, fill: Color) {
        picture.disc(at, self.radius + 1.5, WHITE);
        picture.disc(at, self.radius, fill);
        if self.radius > 10.0 {
            let em = 0.9 * self.radius;
            let baseline = (at.0, at.1 + HALF_DIGIT * em);
            picture.text(Text::new(agent.to_string(), em, baseline).color(ink_on(fill)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(graph: &TopologyGraph) -> String {
        graph.draw().unwrap().svg().unwrap()
    }

    #[test]
    fn mutual_edges_are_lines_and_others_arrows() {
        let graph = TopologyGraph::new("pair & one").subtitle("three agents").agents(3);
        let graph = graph.edges([(0, 1), (1, 0), (1, 2), (1, 2)]);
        let svg = svg(&graph);
        assert!(svg.contains("pair &amp; one") && svg.contains("three agents"));
        assert_eq!(svg.matches("<line").count(), 2);
        assert_eq!(svg.matches("<polygon").count(), 1);
        assert_eq!(svg.matches("<circle").count(), 6);
        for agent in 0..3 {
            assert!(svg.contains(&format!("\n{agent}\n")), "{svg}");
        }
    }

    #[test]
    fn agents_stand_on_a_circle_clockwise_from_the_top() {
        let points = TopologyGraph::new("").agents(4).points();
        for (point, (x, y)) in points.iter().zip([(0.0, 1.0), (1.0, 0.0), (0.0, -1.0), (-1.0, 0.0)])
        {
            assert!((point.0 - x).abs() < 1e-12 && (point.1 - y).abs() < 1e-12, "{points:?}");
        }
    }

    #[test]
    fn edges_of_a_circle_bend_round_the_agents_they_pass() {
        let ring = TopologyGraph::new("ring").agents(20);
        let look = Look::of(20, 40);
        assert_eq!(
            (ring.bow(&look, 0, 1), ring.bow(&look, 19, 0), ring.bow(&look, 0, 9)),
            (None, None, None)
        );
        let depth = ring.bow(&look, 19, 1).unwrap();
        assert!(depth > 5.0 && Some(depth) == ring.bow(&look, 4, 2), "{depth}");
        let both = svg(&ring.clone().edges([(19, 1), (1, 19)]));
        assert_eq!((both.matches("<polyline").count(), both.matches("<polygon").count()), (1, 0));
        let one = svg(&ring.edge(19, 1));
        assert_eq!((one.matches("<polyline").count(), one.matches("<polygon").count()), (1, 1));
    }

    #[test]
    fn on_a_grid_what_goes_round_leaves_on_both_sides() {
        let grid = TopologyGraph::new("torus").agents(12).grid(4);
        assert_eq!(grid.points()[6], (2.0, -1.0));
        let out = |a, b| grid.way_out(a, b);
        assert_eq!([out(0, 3), out(3, 0)], [Some((-1.0, 0.0)), Some((1.0, 0.0))]);
        assert_eq!([out(1, 9), out(9, 1)], [Some((0.0, -1.0)), Some((0.0, 1.0))]);
        assert_eq!([out(0, 1), out(0, 2), out(0, 11), out(4, 8)], [None; 4]);
        assert_eq!(TopologyGraph::new("").agents(4).grid(2).way_out(0, 1), None);
        let line = svg(&grid.clone().edges([(0, 3), (3, 0), (0, 1), (1, 0)]));
        assert_eq!(line.matches("<line").count(), 3);
    }

    #[test]
    fn values_colour_agents_and_have_a_key() {
        let graph = TopologyGraph::new("t").agents(3).values(&[0.0, f64::NAN, 10.0], "cost");
        let svg = svg(&graph);
        for color in ["#440154", "#E1E1E1", "#FDE725"] {
            assert!(svg.contains(&format!("fill=\"{color}\"")), "{color}");
        }
        assert!(svg.contains("\ncost\n") && svg.contains("\n8\n"), "{svg}");
        let none = TopologyGraph::new("t").agents(2).values(&[f64::NAN; 2], "cost");
        assert!(!none.draw().unwrap().svg().unwrap().contains("cost"));
        assert!(super::tests::svg(&TopologyGraph::new("t")).contains("no agents"));
    }
}
