//! Traces: quantities that change during runs, such as diversity, mean velocity and step size.

use super::curves::{Curves, Join};
use super::line_chart::LineChart;
use super::number;
use super::picture::Picture;
use super::summary::{Run, trace};
use crate::error::{Error, require};
use std::path::Path;

/// A chart of any quantity over evaluations: for each line the median of its runs and, for two or more
/// runs, the band between their quartiles (definition 8 of Hyndman & Fan, *The American Statistician*
/// 1996).
///
/// A run is a list of (evaluations, value) in the order of the evaluations, each joined to the next by a
/// straight line. A curve covers the evaluations at which more than half of its runs are between their
/// first value and their last. Values that are not finite are skipped. The axis is linear unless
/// [`logarithmic`](Self::logarithmic) is set.
///
/// For the best value so far, which holds until the next, see [`Convergence`](super::Convergence).
///
/// ```
/// use swarmopt::chart::Traces;
///
/// # fn main() -> Result<(), swarmopt::Error> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("diversity.svg");
/// let ring = [vec![(0, 3.1), (40, 2.5), (80, 1.9)], vec![(0, 3.3), (40, 2.2), (80, 2.0)]];
/// let complete = [vec![(0, 3.2), (40, 0.9), (80, 0.1)], vec![(0, 3.0), (40, 0.7), (80, 0.2)]];
/// Traces::new("Sphere, D = 2")
///     .y_label("mean distance to the centre of the swarm")
///     .line("PSO (ring)", ring)
///     .line("PSO (complete)", complete)
///     .save(path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Traces {
    title: String,
    x_label: String,
    y_label: String,
    until: Option<u64>,
    /// The floor of a logarithmic axis.
    floor: Option<f64>,
    lines: Vec<(String, Vec<Run>)>,
}

impl Traces {
    /// Creates a chart without lines. An empty title takes no room.
    pub fn new(title: impl Into<String>) -> Self {
        Traces {
            title: title.into(),
            x_label: "evaluations".to_owned(),
            y_label: "value".to_owned(),
            until: None,
            floor: None,
            lines: Vec::new(),
        }
    }

    /// Sets the label of the axis of evaluations, for runs that count something else, such as rounds.
    /// Default: "evaluations".
    pub fn x_label(mut self, label: impl Into<String>) -> Self {
        self.x_label = label.into();
        self
    }

    /// Sets the label of the values, with their unit. Default: "value".
    pub fn y_label(mut self, label: impl Into<String>) -> Self {
        self.y_label = label.into();
        self
    }

    /// Uses a logarithmic axis instead of the linear one. Values below `floor`, which must be above 0,
    /// are drawn there, and the axis says so.
    pub fn logarithmic(mut self, floor: f64) -> Self {
        self.floor = Some(floor);
        self
    }

    /// Sets where the axis of evaluations ends. Default: at the last value of all runs.
    pub fn until(mut self, evaluations: u64) -> Self {
        self.until = Some(evaluations);
        self
    }

    /// Adds a line for these runs.
    pub fn line<R: Into<Vec<(u64, f64)>>>(
        mut self,
        name: impl Into<String>,
        runs: impl IntoIterator<Item = R>,
    ) -> Self {
        self.lines.push((name.into(), runs.into_iter().map(Into::into).collect()));
        self
    }

    /// Returns the chart as SVG text, to be embedded in a page.
    ///
    /// # Errors
    /// Those of [`save`](Self::save), except for the file.
    pub fn svg(&self) -> Result<String, Error> {
        self.draw()?.svg()
    }

    /// Writes the chart as `.svg`, or as `.png` with the feature `bitmaps`, replacing an existing file. Missing parent folders are
    /// created. A chart without a finite value is written as well, and says so.
    ///
    /// # Errors
    /// - [`Error::Parameter`] for another extension, or a floor that is not finite and positive.
    /// - [`Error::Chart`] if a run is not in the order of its evaluations, or if values are too far
    ///   apart for a linear axis.
    /// - [`Error::Io`] if the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<&Self, Error> {
        self.draw()?.save(path.as_ref())?;
        Ok(self)
    }

    pub(super) fn draw(&self) -> Result<Picture, Error> {
        let Traces { title, x_label, lines, until, .. } = self;
        let chart = LineChart { title, x_label, lines, until: *until };
        chart.check()?;
        if let Some(floor) = self.floor {
            let positive = floor.is_finite() && floor > 0.0;
            require(positive, "floor", floor, "a finite number above 0")?;
        }
        let traces = lines.iter().map(|(_, runs)| trace(&self.measured(runs), chart.last()));
        let (curves, y) = Curves::new(traces.collect(), Join::Straight, self.floor)?;
        let label = match curves.floored {
            Some(floor) => number::at_least(&self.y_label, floor),
            None => self.y_label.clone(),
        };
        chart.draw(&curves, y, &label)
    }

    /// Returns the finite values of the runs, raised to the floor.
    fn measured(&self, runs: &[Run]) -> Vec<Run> {
        let floor = self.floor.unwrap_or(f64::NEG_INFINITY);
        let finite = |run: &Run| run.iter().filter(|step| step.1.is_finite()).copied().collect();
        let mut runs: Vec<Run> = runs.iter().map(finite).collect();
        runs.iter_mut().flatten().for_each(|step| step.1 = step.1.max(floor));
        runs
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::num::f64;
    use proptest::prelude::*;

    fn svg(chart: &Traces) -> String {
        chart.draw().unwrap().svg().unwrap()
    }

    /// Returns the points of the first line.
    fn points(svg: &str) -> Vec<(f64, f64)> {
        let line = svg.lines().find(|line| line.contains("<polyline")).unwrap();
        let list = line.split("points=\"").nth(1).unwrap().split('"').next().unwrap();
        let number = |text: &str| text.parse().unwrap();
        let point = |pair: &str| pair.split_once(',').map(|(x, y)| (number(x), number(y))).unwrap();
        list.split_whitespace().map(point).collect()
    }

    #[test]
    fn a_line_goes_up_and_down_straight() {
        let chart = Traces::new("Sphere").y_label("diversity").x_label("rounds");
        let svg = svg(&chart.line("ring", [[(0, 1.0), (50, 3.0), (100, 2.0)]]));
        for text in ["Sphere", "diversity", "rounds", "ring", "a single run"] {
            assert!(svg.contains(text), "{text}");
        }
        let points = points(&svg);
        assert_eq!(points.len(), 3);
        let (rise, fall) = (points[0].1 - points[1].1, points[2].1 - points[1].1);
        assert!(rise > 100.0 && (rise - 2.0 * fall).abs() <= 2.0, "{points:?}");
        assert!((points[2].0 - 2.0 * points[1].0 + points[0].0).abs() <= 1.0, "{points:?}");
    }

    #[test]
    fn several_runs_have_a_band_and_a_floor_is_named() {
        let runs = [1.0, 2.0, 4.0].map(|v| vec![(0, v), (10, 0.0)]);
        let linear = svg(&Traces::new("").line("a", runs.clone()));
        assert!(linear.contains("median and quartiles of 3 runs") && !linear.contains("10⁰"));
        assert_eq!(linear.matches("<polygon opacity=\"0.18\"").count(), 2);
        let chart = Traces::new("").line("a", runs).logarithmic(1e-3);
        let svg = svg(&chart);
        assert!(svg.contains("≤ 10⁻³") && svg.contains("value (at least 10⁻³)"), "{svg}");
    }

    #[test]
    fn nothing_to_draw_gives_an_empty_chart_and_bad_input_an_error() {
        let base = Traces::new("t");
        for chart in [base.clone(), base.clone().line("a", [[(1, f64::NAN), (2, f64::INFINITY)]])] {
            assert!(svg(&chart).contains("no finite value"));
            assert!(!svg(&chart.logarithmic(1.0)).contains("<polyline"));
        }
        let says = |chart: Traces| chart.draw().unwrap_err().to_string();
        assert!(says(base.clone().logarithmic(0.0)).starts_with("floor is 0"));
        assert!(says(base.clone().line("a", [[(2, 1.0), (1, 1.0)]])).contains("comes after 2"));
        assert!(says(base.line("a", [[(1, -1e308), (2, 1e308)]])).contains("too far apart"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_numbers_give_a_chart_or_an_error(
            mut runs in prop::collection::vec(prop::collection::vec((any::<u64>(), f64::ANY), 0..4), 0..4),
            floor in prop::option::of(f64::ANY), until in prop::option::of(any::<u64>()),
        ) {
            runs.iter_mut().for_each(|run| run.sort_by_key(|step| step.0));
            let mut chart = Traces::new("x").line("y", runs);
            (chart.floor, chart.until) = (floor.map(f64::abs), until);
            match chart.draw() {
                Ok(picture) => prop_assert!(!picture.svg().unwrap().contains("NaN")),
                Err(error) => {
                    let expected = matches!(error, Error::Chart(_) | Error::Parameter { .. });
                    prop_assert!(expected, "{error}");
                }
            }
        }
    }
}
