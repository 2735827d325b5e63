//! How a chart of final values is laid out: heading, axes, names, a column a method.

use super::axis::Axis;
use super::box_plot::Column;
use super::category_labels::CategoryLabels;
use super::curves::{axis, range};
use super::distribution::Distribution;
use super::frame::Frame;
use super::picture::{Picture, Text};
use super::style::{self, LABEL, MARGIN, MUTED, SIZE, SMALL};
use crate::{error::Error, statistics::Spread};

/// The least room of a method, from left to right, and how many there may be.
const ROOM: f64 = 20.0;
const MOST: usize = 100;
/// The axis' ticks and what is left of them, about.
const BESIDE: f64 = 110.0;
/// Between the axis and the names.
const GAP: f64 = 10.0;

/// The values of each method, their axis, and its floor if a value was raised to it.
type Drawn = (Vec<Vec<f64>>, Axis, Option<f64>);

impl Distribution {
    pub(super) fn draw(&self) -> Result<Picture, Error> {
        self.scale.check()?;
        let count = self.methods.len();
        if count > MOST {
            let advice = format!("allowed: up to {MOST}");
            return Err(Error::Chart(format!("{count} methods side by side; {advice}")));
        }
        let (values, y, floored) = self.values()?;
        let mut picture = Picture::new(SIZE.0.max(BESIDE + ROOM * count as f64), SIZE.1);
        let top = picture.heading(&self.title, &self.subtitle())?;
        let right = picture.size.0 - MARGIN;
        let frame = Frame::new(Axis::places(count), y, top, right, SIZE.1)?;
        let room = (frame.right - frame.left) / count.max(1) as f64;
        let labels = CategoryLabels::new(&self.names(&values), room)?;
        // What the frame reserves for ticks and an axis label that are not there is for the names.
        let spare = SMALL + if self.x_label.is_empty() { LABEL } else { 0.0 };
        let extra = (labels.height - spare).max(0.0);
        picture.size.1 = SIZE.1 + (extra - 2.0 * SMALL).max(0.0);
        let bottom = picture.size.1 - labels.height + spare;
        let frame = Frame::new(frame.x, frame.y, top, right, bottom)?;
        let y_label = self.scale.label(self.y_label.as_deref(), floored);
        frame.draw(&mut picture, &self.x_label, &y_label)?;

        let middle = |index: usize| frame.left + (index as f64 + 0.5) * room;
        labels.draw(&mut picture, (0..count).map(middle), frame.bottom + GAP);
        for (index, values) in values.iter().enumerate() {
            let Some(found) = Spread::of(values.iter().copied()) else { continue };
            let nothing = self.methods[index].1.len() - values.len();
            let worst = std::iter::repeat_n(self.worst(), nothing);
            let all = Spread::of(values.iter().copied().chain(worst)).unwrap_or(found);
            let height = |value: f64| frame.at(0.0, value).1;
            let column = Column {
                middle: middle(index),
                room,
                color: style::color(index),
                runs: values.iter().map(|value| height(*value)).collect(),
                found: height(found.lower) - height(found.upper),
                quartiles: [all.lower, all.median, all.upper]
                    .map(|value| value.is_finite().then(|| height(value))),
                ends: (frame.bottom, frame.top),
            };
            column.draw_runs(&mut picture);
            if self.violin {
                column.draw_violin(&mut picture);
            } else {
                column.draw_box(&mut picture);
            }
        }
        if values.iter().all(Vec::is_empty) {
            let centre = (0.5 * (frame.left + frame.right), 0.5 * (top + frame.bottom));
            picture.text(Text::new("no finite value", LABEL, centre).color(MUTED));
        }
        Ok(picture)
    }

    /// What a run that found nothing counts as.
    fn worst(&self) -> f64 {
        match self.scale.maximizing && self.scale.optimum.is_none() {
            true => f64::NEG_INFINITY,
            false => f64::INFINITY,
        }
    }

    /// What can be drawn of each method, the axis, and its floor if a value was raised to it.
    fn values(&self) -> Result<Drawn, Error> {
        let finite = |values: &Vec<f64>| -> Vec<f64> {
            values
                .iter()
                .map(|value| self.scale.gap(*value))
                .filter(|gap| gap.is_finite())
                .collect()
        };
        let mut values: Vec<Vec<f64>> = self.methods.iter().map(|(_, v)| finite(v)).collect();
        let floor = self.scale.floor(values.iter().flatten().copied());
        if let Some(floor) = floor {
            values.iter_mut().flatten().for_each(|value| *value = value.max(floor));
        }
        let (low, high) = range(values.iter().flatten().copied());
        let (axis, floored) = axis(low, high, floor)?;
        Ok((values, axis, floored))
    }

    /// How many runs every method has, if all have as many.
    fn common_runs(&self) -> Option<usize> {
        let first = self.methods.first()?.1.len();
        self.methods.iter().all(|(_, values)| values.len() == first).then_some(first)
    }

    fn subtitle(&self) -> String {
        let what =
            if self.violin { "density, median and quartiles" } else { "median and quartiles" };
        let mut text = match self.common_runs() {
            Some(0) => "no runs".into(),
            Some(1) => "one run each".into(),
            Some(n) => format!("{what} of {n} runs"),
            None if self.methods.is_empty() => String::new(),
            None => what.into(),
        };
        let found = |value: &f64| self.scale.gap(*value).is_finite();
        let several = self.methods.iter().filter(|(_, values)| values.len() > 1);
        if several.flat_map(|(_, values)| values).any(|value| !found(value)) {
            text += "; a run that found none counts as the worst";
        }
        text
    }

    /// The names, and what the subtitle does not say about their runs.
    fn names(&self, values: &[Vec<f64>]) -> Vec<(String, String)> {
        let remark = |runs: usize, finite: usize| match runs - finite {
            0 if self.common_runs().is_some() => String::new(),
            0 if runs == 1 => "1 run".into(),
            0 => format!("{runs} runs"),
            none => format!("{none} of {runs} found none"),
        };
        let named = self.methods.iter().zip(values);
        named.map(|((name, all), v)| (name.clone(), remark(all.len(), v.len()))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::num::f64;
    use proptest::prelude::*;

    /// Values that lie evenly on a logarithmic axis.
    fn runs(n: i32, exponent: i32) -> Vec<f64> {
        (0..n).map(|run| 10f64.powf(f64::from(exponent) + f64::from(run) / f64::from(n))).collect()
    }

    fn svg(chart: &Distribution) -> String {
        chart.draw().unwrap().svg().unwrap()
    }

    #[test]
    fn the_svg_holds_names_boxes_runs_and_the_error_axis() {
        let chart = Distribution::new("Sphere & <more>")
            .optimum(0.0)
            .method("PSO (ring)", runs(25, -8))
            .method("ants", runs(25, -3));
        let boxes = svg(&chart);
        for text in [
            "Sphere &amp; &lt;more&gt;",
            "median and quartiles of 25 runs",
            "PSO (ring)",
            "ants",
            "error of the best, f − f*",
            "10⁻⁸",
        ] {
            assert!(boxes.contains(text), "{text}");
        }
        // A box filled and outlined for each; no outlier, so a dot for every run.
        assert_eq!(boxes.matches("<polygon").count(), 2);
        assert_eq!(boxes.matches("<polyline").count(), 2);
        assert_eq!(boxes.matches("<circle").count(), 50);
        assert!(!boxes.contains("at least") && !boxes.contains("found none"));
        let violins = svg(&chart.violin().x_label("method").y_label("error"));
        assert!(violins.contains("density, median and quartiles of 25 runs"));
        assert!(violins.contains("method") && !violins.contains("f − f*"));
        assert_eq!(violins.matches("<circle").count(), 54);
    }

    #[test]
    fn runs_that_found_nothing_are_counted_below_the_name() {
        let mut some = runs(22, 0);
        some.extend([f64::INFINITY, f64::NAN, f64::INFINITY]);
        let chart = Distribution::new("").method("ants", some).method("bees", runs(25, 1));
        let svg = svg(&chart);
        assert!(svg.contains("3 of 25 found none") && svg.contains("counts as the worst"));
        assert_eq!(svg.matches("<circle").count(), 47);
    }

    #[test]
    fn runs_that_found_nothing_open_the_box_or_leave_none() {
        let chart = |found: i32| {
            let none = (0..15 - found).map(|_| f64::NAN);
            Distribution::new("")
                .optimum(0.0)
                .method("ants", runs(found, 0).into_iter().chain(none))
        };
        // The box and its outline, the rules of whiskers and median beside those of the frame.
        let drawn = |found: i32| {
            let (boxes, violins) = (svg(&chart(found)), svg(&chart(found).violin()));
            let count = |svg: &str, what: &str| svg.matches(what).count();
            let lines = count(&boxes, "<line");
            (count(&boxes, "<polyline"), lines, count(&violins, "<circle") - found as usize)
        };
        let (outline, whole, dots) = drawn(15);
        assert_eq!((outline, dots), (1, 2));
        // One whisker less, which is two rules with its cap; then no median either; then no box.
        assert_eq!(drawn(9), (1, whole - 2, 2));
        assert_eq!(drawn(6), (1, whole - 3, 0));
        assert_eq!(drawn(2), (0, whole - 5, 0));
        assert_eq!(svg(&chart(2)).matches("<circle").count(), 4);
        let rising = Distribution::new("").maximizing().method("ants", [1.0, 2.0, f64::NAN]);
        assert_eq!(svg(&rising).matches("<polyline").count(), 1);
    }

    #[test]
    fn unlike_numbers_of_runs_stand_below_the_names() {
        let chart = Distribution::new("").method("a", runs(1, 0)).method("b", runs(7, 0));
        let chart = chart.method("c", []);
        let svg = svg(&chart);
        assert!(svg.contains("1 run<") || svg.contains("1 run\n"), "{svg}");
        assert!(svg.contains("7 runs") && svg.contains("0 runs"));
    }

    #[test]
    fn a_floor_that_is_reached_is_named_and_an_outlier_is_a_dot() {
        let chart = Distribution::new("").optimum(5.0).floor(3e-9);
        let floored = svg(&chart.clone().method("a", [5.0, 6.0, 7.0]));
        assert!(floored.contains("≤ 3·10⁻⁹") && floored.contains("(at least 3·10⁻⁹)"), "{floored}");
        // On the axis of the gaps, 10⁻⁶ lies far below: a dot for each run and one for the outlier.
        let far = [5.5, 6.0, 6.5, 7.0, 7.5, 8.0, 8.5, 5.000_001];
        assert_eq!(svg(&chart.clone().method("a", far)).matches("<circle").count(), 9);
        assert_eq!(svg(&chart.linear().method("a", far)).matches("<circle").count(), 8);
    }

    #[test]
    fn many_methods_widen_the_chart_up_to_a_hundred() {
        let many = |n: usize| {
            let name = |k: usize| format!("a method with a long name, variant {k}");
            (0..n).fold(Distribution::new("x"), |chart, k| chart.method(name(k), runs(3, 0)))
        };
        let picture = many(100).draw().unwrap();
        assert!(picture.size.0 > 2000.0 && picture.size.1 < 700.0, "{:?}", picture.size);
        assert!(picture.svg().unwrap().contains("rotate(270"));
        let error = many(101).draw().unwrap_err().to_string();
        assert_eq!(error, "chart: 101 methods side by side; allowed: up to 100");
    }

    #[test]
    fn what_cannot_be_drawn_is_an_error_that_names_it() {
        let base = || Distribution::new("t").method("ants", [-1e308, 1e308]);
        let says = |chart: Distribution| chart.draw().unwrap_err().to_string();
        assert!(says(base()).contains("too far apart"));
        assert!(says(base().floor(0.0)).starts_with("floor is 0"));
        assert!(says(base().optimum(f64::INFINITY)).starts_with("optimum is inf"));
    }

    #[test]
    fn nothing_to_draw_gives_an_empty_chart_that_says_so() {
        let base = Distribution::new("t").optimum(0.0);
        let bad = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY];
        for chart in [
            base.clone(),
            base.clone().method("a", []),
            base.clone().method("a", bad),
            base.linear().violin().method("a", bad),
        ] {
            let svg = svg(&chart);
            assert!(svg.contains("no finite value") && svg.contains("10⁰"), "{svg}");
            assert_eq!(svg.matches("<polyline").count() + svg.matches("<circle").count(), 0);
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_numbers_give_a_chart_or_an_error(
            methods in prop::collection::vec((".{0,30}", prop::collection::vec(f64::ANY, 0..8)), 0..5),
            optimum in prop::option::of(f64::ANY), floor in f64::ANY,
            linear: bool, maximizing: bool, violin: bool,
        ) {
            let mut chart = Distribution::new("t").floor(floor.abs());
            chart.scale.optimum = optimum;
            chart.scale.linear = linear;
            chart.scale.maximizing = maximizing;
            chart.violin = violin;
            let chart = methods.into_iter().fold(chart, |chart, (name, v)| chart.method(name, v));
            match chart.draw() {
                Ok(picture) => {
                    let svg = picture.svg().unwrap();
                    prop_assert!(!svg.contains("=\"NaN") && !svg.contains("inf,"), "{svg}");
                }
                Err(error) => {
                    let expected = matches!(error, Error::Chart(_) | Error::Parameter { .. });
                    prop_assert!(expected, "{error}");
                }
            }
        }
    }
}
