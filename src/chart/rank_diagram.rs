//! The layout of a critical-difference diagram: heading, ruler, axis, bars, names.

use super::critical_difference::CriticalDifference;
use super::font::{HALF_DIGIT, shorten, text_width};
use super::number;
use super::picture::{Anchor, Picture, Text};
use super::style::{self, AXIS, LABEL, LINE, MARGIN, MUTED, SIZE, SMALL, TEXT};
use crate::{
    error::{Error, require},
    statistics::Friedman,
};

/// The greatest width of a name; longer ones are cut.
const WIDEST: f64 = 180.0;
/// The distances between two names, between two bars, and between an end of a line and its text.
const ROW: f64 = 20.0;
const STEP: f64 = 9.0;
const GAP: f64 = 6.0;
const TICK: f64 = 5.0;
/// The length by which a bar reaches beyond its methods.
const OVERHANG: f64 = 3.0;
/// The number of ranks above which not all are labelled.
const TICKS: usize = 16;

/// The axis of mean ranks.
struct Line {
    left: f64,
    right: f64,
    /// The distance from a rank to the next.
    unit: f64,
    y: f64,
}

impl Line {
    fn x(&self, rank: f64) -> f64 {
        self.left + self.unit * (rank - 1.0)
    }
}

impl CriticalDifference {
    pub(super) fn draw(&self) -> Result<Picture, Error> {
        let (names, methods) = (self.names.len(), self.friedman.ranks.len());
        require(names == methods, "number of names", names, &format!("{methods}, one a method"))?;
        let difference = self.friedman.critical_difference(self.alpha)?;
        let mut picture = Picture::new(SIZE.0, SIZE.1);
        let top = picture.heading(&self.title, &self.below_title())?;

        let order = self.friedman.order();
        let (better, worse) = order.split_at(methods.div_ceil(2));
        let (better, worse) = (self.texts(better.iter())?, self.texts(worse.iter().rev())?);
        let left = MARGIN + better.1 + 4.0 * GAP;
        let right = SIZE.0 - MARGIN - worse.1 - 4.0 * GAP;
        // A critical difference longer than the axis shortens it.
        let ranks = methods as f64 - 1.0;
        let unit = (right - left) / difference.max(ranks);
        let y = top + 1.6 * SMALL + 4.0 * GAP + 2.2 * LABEL;
        let line = Line { left, right: left + unit * ranks, unit, y };

        ruler(&mut picture, &line, difference, top + 1.6 * SMALL)?;
        self.axis(&mut picture, &line);
        let below = self.bars(&mut picture, &line)? + 0.6 * ROW;
        self.leaders(&mut picture, &line, below, &better.0, Anchor::End);
        self.leaders(&mut picture, &line, below, &worse.0, Anchor::Start);
        let rows = better.0.len() as f64 - 1.0;
        picture.size.1 = (below + rows * ROW + SMALL + MARGIN).ceil();
        Ok(picture)
    }

    fn axis(&self, picture: &mut Picture, line: &Line) {
        let (methods, y) = (self.names.len(), line.y);
        picture.rule((line.left - AXIS / 2.0, y), (line.right + AXIS / 2.0, y), TEXT, AXIS);
        for rank in (1..=methods).step_by(methods.div_ceil(TICKS)) {
            let x = line.x(rank as f64);
            picture.rule((x, y - TICK), (x, y), TEXT, AXIS);
            picture.text(Text::new(rank.to_string(), SMALL, (x, y - TICK - GAP)));
        }
        let label = (0.5 * (line.left + line.right), y - TICK - 2.0 * GAP - LABEL);
        picture.text(Text::new(&self.x_label, LABEL, label).color(MUTED));
    }

    /// Draws the groups in as few rows as keep them apart. Returns where the rest may begin.
    fn bars(&self, picture: &mut Picture, line: &Line) -> Result<f64, Error> {
        let mut ends: Vec<f64> = Vec::new();
        for group in self.friedman.groups(self.alpha)? {
            let [first, last] =
                [group[0], group[group.len() - 1]].map(|m| line.x(self.friedman.ranks[m]));
            let (from, to) = (first - OVERHANG, last + OVERHANG);
            let row = ends.iter().position(|end| end + 2.0 * GAP < from).unwrap_or(ends.len());
            ends.resize(ends.len().max(row + 1), to);
            ends[row] = to;
            let y = line.y + (row as f64 + 1.2) * STEP;
            picture.rule((from, y), (to, y), style::color(0), 1.8 * LINE);
        }
        Ok(line.y + (ends.len() as f64 + 1.2) * STEP)
    }

    /// Draws the methods' names one below the other, each joined to its place on the axis: the better
    /// half on the left from the best down, the others on the right from the worst down, so that no two
    /// lines cross.
    fn leaders(
        &self,
        picture: &mut Picture,
        line: &Line,
        below: f64,
        texts: &[(usize, String)],
        anchor: Anchor,
    ) {
        let (end, text_at) = match anchor {
            Anchor::End => (line.left - 2.0 * GAP, line.left - 3.0 * GAP),
            _ => (line.right + 2.0 * GAP, line.right + 3.0 * GAP),
        };
        for (row, (method, text)) in texts.iter().enumerate() {
            let (x, y) = (line.x(self.friedman.ranks[*method]), below + row as f64 * ROW);
            picture.path(vec![(x, line.y), (x, y), (end, y)], TEXT, AXIS, &[]);
            let at = (text_at, y + HALF_DIGIT * SMALL);
            picture.text(Text::new(text, SMALL, at).anchor(anchor));
        }
    }

    /// Returns each method's name with its mean rank, and the width of the widest.
    fn texts<'a>(
        &self,
        methods: impl Iterator<Item = &'a usize>,
    ) -> Result<(Vec<(usize, String)>, f64), Error> {
        let (mut texts, mut widest) = (Vec::new(), 0.0_f64);
        for method in methods {
            let name = shorten(&self.names[*method], SMALL, WIDEST)?;
            let text = format!("{name} ({:.2})", self.friedman.ranks[*method]);
            widest = widest.max(text_width(&text, SMALL)?);
            texts.push((*method, text));
        }
        Ok((texts, widest))
    }

    fn below_title(&self) -> String {
        if let Some(subtitle) = &self.subtitle {
            return subtitle.clone();
        }
        let Friedman { p, problems, .. } = self.friedman;
        let p = match p {
            p if p < 1e-300 => "p < 10⁻³⁰⁰".to_owned(),
            p if p < 1e-3 => format!("p = {}", number::scientific(p, 1)),
            p => format!("p = {p:.3}"),
        };
        let alpha = self.alpha;
        let bars = "bars join what Nemenyi's test does not tell apart";
        format!("Friedman {p} over {problems} problems; {bars} at α = {alpha}")
    }
}

/// Draws the critical difference from the first rank on, with its length.
fn ruler(picture: &mut Picture, line: &Line, difference: f64, y: f64) -> Result<(), Error> {
    let (from, to) = (line.left, line.x(1.0 + difference));
    picture.rule((from, y), (to, y), TEXT, 1.3 * AXIS);
    for end in [from, to] {
        picture.rule((end, y - TICK), (end, y + TICK), TEXT, 1.3 * AXIS);
    }
    let length = format!("CD = {difference:.2}");
    let half = 0.5 * text_width(&length, SMALL)?;
    let middle = (0.5 * (from + to)).max(from + half);
    picture.text(Text::new(length, SMALL, (middle, y - TICK - 0.6 * GAP)));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn svg(chart: &CriticalDifference) -> String {
        chart.draw().unwrap().svg().unwrap()
    }

    /// Returns the test of three methods of which the second and the third share their place, and the
    /// first is better.
    fn friedman() -> Friedman {
        let row = |i: u32| vec![1.0, 2.0 + f64::from(i % 2), 2.5];
        Friedman::of(&(0..10).map(row).collect::<Vec<_>>()).unwrap()
    }

    #[test]
    fn the_svg_holds_names_with_ranks_the_ruler_and_the_bars() {
        let chart = CriticalDifference::new("Ten & more", ["PSO", "ants", "bees"], friedman());
        let diagram = svg(&chart);
        for text in [
            "Ten &amp; more",
            "Friedman p = 5.5·10⁻⁴ over 10 problems",
            "α = 0.05",
            "mean rank (left is best)",
            "CD = 1.05",
            "PSO (1.00)",
            "ants (2.50)",
            "bees (2.50)",
        ] {
            assert!(diagram.contains(text), "{text}: {diagram}");
        }
        assert_eq!(diagram.matches("<polyline").count(), 3);
        let bars = |svg: &str| svg.matches("stroke=\"#0072B2\"").count();
        assert_eq!(bars(&diagram), 1);
        // A critical difference of 2.1 joins all.
        let chart = chart.alpha(1e-5).subtitle("few").x_label("rank");
        let diagram = svg(&chart);
        assert!(diagram.contains("few") && !diagram.contains("Friedman"));
        assert_eq!(bars(&diagram), 1);
        assert!(!diagram.contains("left is best"));
    }

    #[test]
    fn the_best_is_on_the_left() {
        let svg = svg(&CriticalDifference::new("", ["PSO", "ants", "bees"], friedman()));
        let x = |name: &str| -> f64 {
            let lines: Vec<&str> = svg.lines().collect();
            let text = lines.iter().position(|line| line.contains(name)).unwrap();
            let element = lines[..=text].iter().rfind(|line| line.contains("<text")).unwrap();
            element.split("x=\"").nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
        };
        assert!(x("PSO (") < x("bees ("));
        assert_eq!(x("PSO ("), x("ants ("));
    }

    #[test]
    fn what_cannot_be_drawn_is_an_error_that_names_it() {
        let says = |chart: CriticalDifference| chart.draw().unwrap_err().to_string();
        let few = CriticalDifference::new("", ["PSO", "ants"], friedman());
        assert_eq!(says(few), "number of names is 2; allowed: 3, one a method");
        let wrong = CriticalDifference::new("", ["a", "b", "c"], friedman()).alpha(1.0);
        assert_eq!(says(wrong), "alpha is 1; allowed: between 0 and 1");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn any_table_gives_a_diagram_without_overlong_lines(
            table in (2..40_usize).prop_flat_map(|k| {
                let value = prop_oneof![Just(f64::INFINITY), (0..9_i32).prop_map(f64::from)];
                prop::collection::vec(prop::collection::vec(value, k), 2..6)
            }),
            name in ".{0,60}", alpha in 1e-9..0.99f64,
        ) {
            let friedman = Friedman::of(&table).unwrap();
            let names = vec![name; friedman.ranks.len()];
            let picture = CriticalDifference::new("t", names, friedman).alpha(alpha).draw().unwrap();
            for shape in &picture.shapes {
                if let super::super::picture::Shape::Rule { from, to, .. } = shape {
                    prop_assert!(from.0 >= 0.0 && to.0 <= picture.size.0, "{shape:?}");
                    prop_assert!(from.1 >= 0.0 && to.1 <= picture.size.1, "{shape:?}");
                }
            }
            prop_assert!(!picture.svg().unwrap().contains("=\"NaN"));
        }
    }
}
