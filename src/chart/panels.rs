//! The layout of runtime profiles: heading, axes, lines with their names, side by side.

use super::axis::Axis;
use super::curves::steps;
use super::end_labels::{self, EndLabels};
use super::frame::Frame;
use super::legend::Entry;
use super::picture::Picture;
use super::runtime_profile::{Line, RuntimeProfile};
use super::style::{self, LINE, MARGIN, SIZE};
use crate::error::Error;

/// The size of a chart beside others.
const PANEL: (f64, f64) = (560.0, 430.0);
/// The height of heading and axes.
const AROUND: f64 = 140.0;
/// The number of steps along the axis: finer ones would be less than a pixel.
const STEPS: u32 = 600;

impl RuntimeProfile {
    pub(super) fn draw(&self) -> Result<Picture, Error> {
        let panels = || std::iter::once(self).chain(&self.beside);
        let (width, least) = if self.beside.is_empty() { SIZE } else { PANEL };
        let names = panels().map(|panel| panel.lines.len()).max().unwrap_or(0);
        let height = least.max(AROUND + end_labels::height(names));
        let mut whole = Picture::new(0.0, height);
        for panel in panels() {
            whole.append(panel.panel(Picture::new(width, height))?);
        }
        Ok(whole)
    }

    fn panel(&self, mut picture: Picture) -> Result<Picture, Error> {
        self.check()?;
        let (width, height) = picture.size;
        let unit = self.per_dimension.unwrap_or(1) as f64;
        let last = self.lines.iter().filter_map(|line| line.hits.last()).max();
        let last = match (self.until, last) {
            (Some(until), _) => (until as f64 / unit).max(1.0),
            (None, last) => (last.map_or(0.0, |last| *last as f64) / unit).max(10.0),
        };

        let labels = EndLabels::new(self.entries())?;
        let top = picture.heading(&self.title, &self.below_title())?;
        let right = width - MARGIN - labels.width;
        let (x, y) = (Axis::runtimes(last), Axis::linear(0.0, 1.0)?);
        let frame = Frame::new(x, y, top, right, height)?;
        let default = if self.per_dimension.is_some() { "evaluations / D" } else { "evaluations" };
        let x_label = self.x_label.as_deref().unwrap_or(default);
        frame.draw(&mut picture, x_label, &self.y_label)?;

        let grid: Vec<f64> =
            (0..=STEPS).map(|k| last.powf(f64::from(k) / f64::from(STEPS))).collect();
        for (line, look) in self.lines.iter().zip(self.entries()) {
            let path = steps(grid.iter().map(|x| frame.at(*x, line.fraction(x * unit))));
            picture.path(path, look.color, LINE, look.dashes);
        }
        let end = |line: &Line| frame.at(last, line.fraction(last * unit)).1;
        labels.draw(&mut picture, &frame, &self.lines.iter().map(end).collect::<Vec<_>>());
        Ok(picture)
    }

    fn below_title(&self) -> String {
        let targets = || self.lines.iter().map(|line| line.targets);
        let default = || match (targets().min().unwrap_or(0), targets().max().unwrap_or(0)) {
            (1, 1) => "1 target".into(),
            (least, most) if least == most => format!("{most} targets"),
            (least, most) => format!("{least} to {most} targets"),
        };
        style::with_remark(self.subtitle.clone().unwrap_or_else(default), self.lines.len())
    }

    fn entries(&self) -> Vec<Entry> {
        let mut references = 0..;
        let look = |(index, line): (usize, &Line)| Entry {
            name: line.label.clone(),
            color: style::color(index),
            dashes: match line.reference {
                true => style::reference_dashes(references.next().unwrap_or(0)),
                false => style::dashes(index),
            },
            band: false,
        };
        self.lines.iter().enumerate().map(look).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn svg(chart: &RuntimeProfile) -> String {
        chart.draw().unwrap().svg().unwrap()
    }

    /// Returns the points of every line: leaders to the names are thinner.
    fn paths(svg: &str) -> Vec<Vec<(f64, f64)>> {
        let number = |text: &str| text.parse::<f64>().unwrap();
        let point = |pair: &str| pair.split_once(',').map(|(x, y)| (number(x), number(y))).unwrap();
        let thick =
            |line: &&str| line.contains("<polyline") && line.contains("stroke-width=\"12\"");
        let lists = svg.lines().filter(thick).map(|line| line.split("points=\"").nth(1).unwrap());
        let lists = lists.map(|rest| rest.split('"').next().unwrap());
        lists.map(|list| list.split_whitespace().map(point).collect()).collect()
    }

    fn base() -> RuntimeProfile {
        RuntimeProfile::new("Sphere & more").line("ants", [1, 10, 100, 1000], 4)
    }

    #[test]
    fn line_styles_that_repeat_are_said_to() {
        let chart = |lines: usize| {
            (0..lines).fold(RuntimeProfile::new("t"), |chart, k| chart.line(k.to_string(), [9], 1))
        };
        assert!(!svg(&chart(28)).contains("repeat"));
        assert!(svg(&chart(29)).contains("1 target; line styles repeat after 28"));
        assert!(svg(&chart(29).subtitle("")).contains("line styles repeat after 28"));
    }

    #[test]
    fn the_svg_holds_title_labels_names_and_a_line_each() {
        let chart = base().line("<bees>", [10], 8).until(1000);
        let svg = svg(&chart);
        for text in [
            "Sphere &amp; more",
            "4 to 8 targets",
            "fraction of targets reached",
            "evaluations",
            "ants",
            "&lt;bees&gt;",
            "10³",
            "0.8",
        ] {
            assert!(svg.contains(text), "{text}");
        }
        assert!(!svg.contains("/ D") && !svg.contains("10⁴") && !svg.contains("repeat"));
        assert!(svg.starts_with("<svg width=\"800\" height=\"500\" viewBox=\"0 0 4800 3000\""));
        assert_eq!(paths(&svg).len(), 2);
    }

    #[test]
    fn a_line_rises_by_a_share_at_every_hit_and_never_falls() {
        let path = paths(&svg(&base())).remove(0);
        let corners: Vec<_> = path.windows(2).filter(|w| w[0].1 != w[1].1).collect();
        // The first hit is the start of the axis; each of the others is a third of it further.
        assert_eq!(corners.len(), 3);
        let (from, to) = (path[0].0, path[path.len() - 1].0);
        let rise = corners[0][0].1 - corners[0][1].1;
        for (corner, third) in corners.iter().zip([1.0, 2.0, 3.0]) {
            // Drawing units: 6 per pixel; the grid has 600 steps.
            assert!((corner[0].0 - from - third / 3.0 * (to - from)).abs() < (to - from) / 300.0);
            assert!((corner[0].1 - corner[1].1 - rise).abs() <= 1.0 && rise > 100.0);
        }
    }

    #[test]
    fn what_reaches_nothing_is_flat_at_zero() {
        let both = paths(&svg(&base().line("none", [], 9)));
        let none = &both[1];
        assert_eq!((none.len(), none[0].1), (2, none[1].1));
        assert!(both[0][0].1 < none[0].1, "a quarter is reached at once");
        let alone = paths(&svg(&RuntimeProfile::new("").line("none", [], 1)));
        assert_eq!(alone[0].len(), 2);
        assert!(alone[0][1].0 - alone[0][0].0 > 3000.0);
    }

    #[test]
    fn the_budget_cuts_and_dimensions_divide() {
        let line = &base().lines[0];
        assert_eq!(
            [0.0, 1.0, 99.9, 100.0, 1e9].map(|e| line.fraction(e)),
            [0.0, 0.25, 0.5, 0.75, 1.0]
        );
        let whole = svg(&base().until(99));
        assert!(whole.contains("10¹") && !whole.contains("10²"));
        let divided = svg(&base().per_dimension(5));
        assert!(divided.contains("evaluations / D") && !divided.contains("10³"));
        let named = base().x_label("calls").y_label("share").subtitle("all of them");
        let named = svg(&named);
        assert!(["calls", "share", "all of them"].iter().all(|text| named.contains(text)));
        assert!(!named.contains("evaluations") && !named.contains("targets"));
    }

    #[test]
    fn references_are_dashed() {
        let chart = RuntimeProfile::new("").reference("peer", [5, 50], 2);
        assert!(paths(&svg(&chart)).len() > 5);
    }

    #[test]
    fn charts_stand_beside_each_other_in_one_picture() {
        let svg = svg(&base().beside(base().beside(base())));
        assert!(svg.starts_with("<svg width=\"1680\" height=\"430\""));
        let starts: Vec<f64> = paths(&svg).iter().map(|path| path[0].0).collect();
        assert_eq!(starts.len(), 3);
        assert!((starts[1] - starts[0] - 6.0 * PANEL.0).abs() <= 1.0, "{starts:?}");
        assert!(RuntimeProfile::draw(&base().beside(RuntimeProfile::new("empty"))).is_err());
    }

    #[test]
    fn many_lines_and_extreme_hits_are_drawn() {
        let add = |chart: RuntimeProfile, k: u64| chart.line(format!("line {k}"), [k, u64::MAX], 3);
        let picture = (0..200).fold(RuntimeProfile::new("x"), add).draw().unwrap();
        assert!(picture.size.1 < 1200.0, "{:?}", picture.size);
        let svg = picture.svg().unwrap();
        assert!(svg.contains("line 199") && !svg.contains("NaN"));
    }
}
