//! The lines of a chart over evaluations: heights of runs on an axis, and their shapes.

use super::axis::Axis;
use super::frame::Frame;
use super::number;
use super::picture::{Picture, Point};
use super::style::{self, BAND, LINE};
use super::summary::{Run, Stage, summarise};
use crate::error::{Error, require};

/// The mapping of values to heights: as they are or as gaps to the optimum, on a linear or a logarithmic axis.
#[derive(Clone, Debug, Default)]
pub(super) struct Scale {
    pub optimum: Option<f64>,
    pub maximizing: bool,
    /// The least value that a logarithmic axis shows. Default: it follows from the values.
    pub floor: Option<f64>,
    pub linear: bool,
}

/// The least gap that a logarithmic axis shows by default.
const FLOOR: f64 = 1e-10;

/// The stages of every line, and their axis.
#[derive(Debug)]
pub(super) struct Curves {
    lines: Vec<Vec<Stage>>,
    /// The floor, if a value was raised to it.
    pub floored: Option<f64>,
    join: Join,
}

/// The way a line is drawn from one stage to the next.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Join {
    /// The line holds its height until the next stage.
    Steps,
    Straight,
}

impl Scale {
    /// Summarises the runs of every line up to `last` evaluations.
    pub fn curves(&self, lines: &[&[Run]], last: u64) -> Result<(Curves, Axis), Error> {
        let mut values: Vec<Vec<Run>> = lines.iter().map(|runs| self.measure(runs)).collect();
        let floor = self.floor(values.iter().flatten().flatten().map(|step| step.1));
        if let Some(floor) = floor {
            let steps = values.iter_mut().flatten().flatten();
            steps.for_each(|step| step.1 = step.1.max(floor));
        }
        let values_rise = self.maximizing && self.optimum.is_none();
        let worst = if values_rise { f64::NEG_INFINITY } else { f64::INFINITY };
        let lines: Vec<_> = values.iter().map(|runs| summarise(runs, last, worst)).collect();

        Curves::new(lines, Join::Steps, floor)
    }

    /// Checks that the optimum is finite and the floor above 0.
    pub fn check(&self) -> Result<(), Error> {
        if let Some(optimum) = self.optimum {
            require(optimum.is_finite(), "optimum", optimum, "a finite number")?;
        }
        let Some(floor) = self.floor else { return Ok(()) };
        require(floor.is_finite() && floor > 0.0, "floor", floor, "a finite number above 0")
    }

    /// Returns the label of the axis: `custom`, or a default, with the floor if a value was raised to it.
    pub fn label(&self, custom: Option<&str>, floored: Option<f64>) -> String {
        let default = match self.optimum {
            None => "best value",
            Some(_) if self.maximizing => "error of the best, f* − f",
            Some(_) => "error of the best, f − f*",
        };
        let label = custom.unwrap_or(default);
        floored.map_or_else(|| label.to_owned(), |floor| number::at_least(label, floor))
    }

    /// Returns the gap of a value to the optimum, or the value itself if the optimum is unknown.
    pub fn gap(&self, value: f64) -> f64 {
        match self.optimum {
            None => value,
            Some(optimum) if self.maximizing => optimum - value,
            Some(optimum) => value - optimum,
        }
    }

    /// Replaces values by their gaps, and removes those that are not finite.
    fn measure(&self, runs: &[Run]) -> Vec<Run> {
        let measured = |run: &Run| {
            run.iter()
                .map(|step| (step.0, self.gap(step.1)))
                .filter(|step| step.1.is_finite())
                .collect()
        };
        runs.iter().map(measured).collect()
    }

    /// Returns the least value that a logarithmic axis shows, to which smaller ones are raised, or `None` for
    /// a linear axis. Gaps have a logarithmic axis; values only if none is negative and they span at least
    /// one decade. An exact 0 is drawn one decade below the least other value.
    pub fn floor(&self, values: impl Iterator<Item = f64>) -> Option<f64> {
        if self.linear {
            return None;
        }
        if self.optimum.is_some() {
            return Some(self.floor.unwrap_or(FLOOR));
        }
        let (mut low, mut least, mut high) = (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY);
        for value in values.filter(|value| value.is_finite()) {
            (low, high) = (low.min(value), high.max(value));
            if value > 0.0 {
                least = least.min(value);
            }
        }
        if low < 0.0 || high / 10.0 < least {
            return None;
        }
        // At most ten decades below 1, or below the greatest value if that is less.
        let below = 10f64.powf((least * 0.999).log10().floor()).max(FLOOR * high.min(1.0));
        Some(self.floor.unwrap_or(below))
    }
}

impl Curves {
    /// Returns the lines, and the axis that holds them: a logarithmic one if there is a `floor`, to
    /// which their values have been raised.
    pub fn new(
        lines: Vec<Vec<Stage>>,
        join: Join,
        floor: Option<f64>,
    ) -> Result<(Self, Axis), Error> {
        let (low, high) = range(lines.iter().flatten().flat_map(|s| [s.lower, s.median, s.upper]));
        let (axis, floored) = axis(low, high, floor)?;
        Ok((Curves { lines, floored, join }, axis))
    }

    /// Returns whether line `index` has a stage to draw.
    pub fn has(&self, index: usize) -> bool {
        !self.lines[index].is_empty()
    }

    /// Returns whether no line has a stage to draw.
    pub fn are_empty(&self) -> bool {
        self.lines.iter().all(Vec::is_empty)
    }

    /// Returns the boxes that hold the lines and their bands, from upper left to lower right.
    pub fn boxes(&self, frame: &Frame) -> Vec<(Point, Point)> {
        let boxed = |stages: &[Stage]| {
            let values = stages.iter().flat_map(|s| [s.lower, s.median, s.upper]);
            let (low, high) = range(values);
            let (first, last) = (stages[0].evaluations, stages[stages.len() - 1].evaluations);
            (frame.at(first as f64, high), frame.at(last as f64, low))
        };
        let single = |stages: &&Vec<Stage>| stages.len() == 1;
        let alone = self.lines.iter().filter(single).map(|stages| boxed(stages));
        alone.chain(self.lines.iter().flat_map(|stages| stages.windows(2).map(boxed))).collect()
    }

    /// Draws all bands, then the lines on top of them.
    pub fn draw(&self, picture: &mut Picture, frame: &Frame) {
        let through = |stages: &[Stage], value: fn(&Stage) -> f64| {
            let at = |stage: &Stage| frame.at(stage.evaluations as f64, value(stage));
            match self.join {
                Join::Steps => steps(stages.iter().map(at)),
                Join::Straight => stages.iter().map(at).collect(),
            }
        };
        for (index, stages) in self.lines.iter().enumerate() {
            let banded: Vec<Stage> = stages.iter().filter(|s| s.has_band()).copied().collect();
            if banded.iter().any(|stage| stage.lower < stage.upper) {
                let mut outline = through(&banded, |stage| stage.upper);
                outline.extend(through(&banded, |stage| stage.lower).into_iter().rev());
                picture.area(outline, style::color(index), BAND);
            }
        }
        for (index, stages) in self.lines.iter().enumerate() {
            let path = through(stages, |stage| stage.median);
            picture.path(path, style::color(index), LINE, style::dashes(index));
        }
    }
}

/// Returns the axis for values from `low` to `high`, or for no values if `low > high`; logarithmic if
/// there is a floor. Also returns the floor if the axis ends there.
pub(super) fn axis(low: f64, high: f64, floor: Option<f64>) -> Result<(Axis, Option<f64>), Error> {
    let floored = floor.filter(|floor| low <= *floor);
    let axis = match floor {
        _ if low > high => Axis::decades(1.0, 10.0, None),
        Some(_) => Axis::decades(low, high, floored),
        None => Axis::linear(low, high)?,
    };
    Ok((axis, floored))
}

/// Returns the least and the greatest finite value; +∞ and −∞ if there is none.
pub(super) fn range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    values
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
}

/// Returns the path that keeps each height until the next point, without redundant points.
pub(super) fn steps(points: impl Iterator<Item = Point>) -> Vec<Point> {
    let mut path: Vec<Point> = Vec::new();
    let mut last = None;
    for (x, y) in points {
        match path.last() {
            Some(&(_, before)) if before != y => path.extend([(x, before), (x, y)]),
            Some(_) => {}
            None => path.push((x, y)),
        }
        last = Some((x, y));
    }
    path.extend(last);
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_keep_their_height_until_the_next() {
        let points = [(0.0, 5.0), (1.0, 5.0), (2.0, 5.0), (3.0, 1.0), (4.0, 1.0)];
        let path = steps(points.into_iter());
        assert_eq!(path, [(0.0, 5.0), (3.0, 5.0), (3.0, 1.0), (4.0, 1.0)]);
        assert_eq!(steps(std::iter::empty()), []);
    }

    fn medians(scale: &Scale, run: &[(u64, f64)]) -> Vec<f64> {
        let (curves, _) = scale.curves(&[&[run.to_vec()]], run[run.len() - 1].0).unwrap();
        curves.lines[0].iter().map(|stage| stage.median).collect()
    }

    #[test]
    fn a_gap_is_never_below_the_floor_and_points_the_right_way() {
        let down = Scale { optimum: Some(3.0), floor: Some(0.5), ..Scale::default() };
        assert_eq!(medians(&down, &[(1, 5.0), (2, 4.0), (3, 3.0), (4, 1.0)]), [2.0, 1.0, 0.5, 0.5]);
        let up = Scale { maximizing: true, ..down.clone() };
        assert_eq!(medians(&up, &[(1, 1.0), (2, 2.0), (3, 3.0)]), [2.0, 1.0, 0.5]);
        let linear = Scale { linear: true, ..down };
        assert_eq!(medians(&linear, &[(1, 5.0), (2, 1.0)]), [2.0, -2.0]);
    }

    #[test]
    fn what_is_not_finite_is_skipped() {
        let scale = Scale::default();
        let run = [(1, f64::INFINITY), (2, 9.0), (3, f64::NAN), (4, 8.0), (5, f64::NEG_INFINITY)];
        assert_eq!(medians(&scale, &run), [9.0, 9.0, 8.0, 8.0]);
    }

    #[test]
    fn values_without_an_optimum_are_on_a_logarithmic_axis_only_where_it_helps() {
        let mut scale = Scale::default();
        let floor = |scale: &Scale, values: &[f64]| scale.floor(values.iter().copied());
        assert!(floor(&scale, &[1.0, 10.0]).is_some());
        for linear in [&[1.0, 9.0][..], &[-1.0, 9e9], &[0.0], &[]] {
            assert_eq!(floor(&scale, linear), None);
        }
        scale.optimum = Some(0.0);
        assert_eq!(floor(&scale, &[0.0, 1.0]), Some(1e-10));
        scale.linear = true;
        assert_eq!(floor(&scale, &[1.0, 10.0]), None);
    }

    #[test]
    fn an_exact_zero_lies_on_the_floor_of_a_logarithmic_axis() {
        let mut scale = Scale::default();
        let floor = |scale: &Scale, values: &[f64]| scale.floor(values.iter().copied());
        assert_eq!(floor(&scale, &[0.0, 3.0, 4e3]), Some(1.0));
        assert_eq!(floor(&scale, &[0.0, 1.0, 4e3]), Some(0.1));
        assert_eq!(floor(&scale, &[0.0, 1e-200, 4e3]), Some(1e-10));
        assert!(floor(&scale, &[2e-30, 4e-27]).unwrap() < 2e-30);
        assert_eq!(medians(&scale, &[(1, 500.0), (2, 3.0), (3, 0.0)]), [500.0, 3.0, 1.0]);
        scale.floor = Some(1e-3);
        assert_eq!(floor(&scale, &[0.0, 3.0, 4e3]), Some(1e-3));
    }
}
