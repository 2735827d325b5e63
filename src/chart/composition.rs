//! The layout of a convergence chart: its values above the axis of evaluations.

use super::convergence::Convergence;
use super::line_chart::LineChart;
use super::picture::Picture;
use super::summary::Run;
use crate::error::Error;

impl Convergence {
    pub(super) fn draw(&self) -> Result<Picture, Error> {
        self.check()?;
        let chart = self.chart();
        let runs: Vec<&[Run]> = self.lines.iter().map(|(_, runs)| runs.as_slice()).collect();
        let (curves, y) = self.scale.curves(&runs, chart.last())?;
        let label = self.scale.label(self.y_label.as_deref(), curves.floored);
        chart.draw(&curves, y, &label)
    }

    pub(super) fn chart(&self) -> LineChart<'_> {
        let Convergence { title, x_label, lines, until, .. } = self;
        LineChart { title, x_label, lines, until: *until }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::num::f64;
    use proptest::prelude::*;

    /// Runs that fall evenly on a logarithmic axis, the faster the higher `speed`.
    fn runs(n: u64, speed: f64) -> Vec<Run> {
        let value = |run: u64, e: u64| (2.0 + run as f64 - speed * e as f64 / 1e3).exp();
        (0..n).map(|run| (1..200).map(|k| (k * 100, value(run, k * 100))).collect()).collect()
    }

    fn svg(chart: &Convergence) -> String {
        chart.draw().unwrap().svg().unwrap()
    }

    #[test]
    fn an_axis_counts_what_it_is_told() {
        let svg = svg(&Convergence::new("t").x_label("seconds").line("ants", runs(3, 0.8)));
        assert!(svg.contains("seconds") && !svg.contains("evaluations"));
    }

    #[test]
    fn the_svg_holds_title_runs_legend_lines_and_superscripts() {
        let chart = Convergence::new("Sphere & <more>")
            .optimum(0.0)
            .line("PSO (ring)", runs(15, 0.8))
            .line("ants", runs(15, 1.1))
            .line("bees", runs(15, 0.7));
        let svg = svg(&chart);
        for text in [
            "Sphere &amp; &lt;more&gt;",
            "median and quartiles of 15 runs",
            "PSO (ring)",
            "ants",
            "bees",
            "evaluations",
            "error of the best, f − f*",
            "10⁻⁸",
            "15,000",
        ] {
            assert!(svg.contains(text), "{text}");
        }
        assert_eq!(svg.matches("<polyline").count(), 3);
        // A band for each line, a swatch for each in the legend, and the legend's ground.
        assert_eq!(svg.matches("<polygon").count(), 7);
        assert!(svg.starts_with("<svg width=\"800\" height=\"500\" viewBox=\"0 0 4800 3000\""));
        assert!(svg.contains("font-family=\"DejaVu Sans, Verdana, sans-serif\""));
        assert!(!svg.contains("at least"));
    }

    #[test]
    fn a_floor_that_is_reached_is_named() {
        let chart = Convergence::new("").optimum(5.0).floor(3e-9).line("a", [[(1, 9.0), (9, 5.0)]]);
        let svg = svg(&chart);
        assert!(svg.contains("≤ 3·10⁻⁹") && svg.contains("(at least 3·10⁻⁹)"), "{svg}");
        assert!(svg.contains("a single run"));
        assert!(!svg.contains("<polygon opacity=\"0.18\""));
    }

    #[test]
    fn an_exact_zero_is_drawn_at_the_floor_of_an_axis_that_says_so() {
        let run = |end: f64| [vec![(1, 5e3), (5, 40.0), (9, end)]];
        let svg = svg(&Convergence::new("").line("a", run(0.0)).line("b", run(3.0)));
        assert!(svg.contains("≤ 10⁰") && svg.contains("best value (at least 10⁰)"), "{svg}");
        assert!(svg.contains("10³") && !svg.contains("5,000"));
    }

    #[test]
    fn runs_that_found_nothing_are_counted_in_the_legend() {
        let some = |found: u64| {
            let none = vec![vec![(1, f64::NAN)], vec![]];
            none.into_iter().chain(runs(found, 1.0)).collect::<Vec<_>>()
        };
        let svg = svg(&Convergence::new("").line("ants", some(3)).line("bees", some(1)));
        assert!(
            svg.contains("ants (2 of 5 found none)") && svg.contains("bees (2 of 3 found none)")
        );
        assert!(!svg.contains("no finite value"));
        assert_eq!(svg.matches("<polyline").count(), 1);
    }

    #[test]
    fn unlike_numbers_of_runs_stand_in_the_legend() {
        let chart = Convergence::new("").line("a", runs(1, 1.0)).line("b", runs(7, 1.0));
        let svg = svg(&chart);
        assert!(svg.contains("a (1 run)") && svg.contains("b (7 runs)"));
        assert!(svg.contains("best value"));
    }

    #[test]
    fn maximizing_turns_the_gap_round() {
        let up = Convergence::new("x").maximizing().optimum(10.0).line("a", [[(1, 0.0), (8, 9.9)]]);
        let down = Convergence::new("x").optimum(-10.0).line("a", [[(1, 0.0), (8, -9.9)]]);
        assert!(svg(&up).contains("f* − f"));
        let polyline =
            |svg: String| svg.lines().find(|l| l.contains("<polyline")).map(String::from);
        assert_eq!(polyline(svg(&up)), polyline(svg(&down)));
        assert!(polyline(svg(&up)).is_some());
    }

    /// Returns the first and the last place of the first element that contains `part`.
    fn ends(svg: &str, part: &str) -> [f64; 2] {
        let element = svg.lines().find(|line| line.contains(part)).unwrap();
        let points = element.split("points=\"").nth(1).unwrap().split('"').next().unwrap();
        let x: Vec<f64> = points
            .split_whitespace()
            .map(|p| p.split(',').next().unwrap().parse().unwrap())
            .collect();
        [x[0], x[x.len() - 1]]
    }

    #[test]
    fn a_long_legend_is_cut_before_the_chart_grows_without_bounds() {
        let level = |chart: Convergence, k: u32| chart.line(format!("line {k}"), [[(1, 1.0)]]);
        let chart = (1..=500).fold(Convergence::new("x"), level);
        let picture = chart.draw().unwrap();
        assert!(picture.size.1 < 1000.0, "{:?}", picture.size);
        let svg = picture.svg().unwrap();
        assert!(svg.contains("line 39") && svg.contains("and 461 more"));
        assert!(svg.contains("one run each; line styles repeat after 28"));
        assert!(!svg.contains("line 40"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_numbers_give_a_chart_or_an_error(
            mut runs in prop::collection::vec(prop::collection::vec((any::<u64>(), f64::ANY), 0..4), 0..4),
            optimum in prop::option::of(f64::ANY), floor in f64::ANY,
            until in prop::option::of(any::<u64>()), linear: bool, maximizing: bool, name: String,
        ) {
            runs.iter_mut().for_each(|run| run.sort_by_key(|step| step.0));
            let mut chart = Convergence::new(&name).floor(floor.abs()).line(name, runs);
            chart.until = until;
            chart.scale.optimum = optimum;
            chart.scale.linear = linear;
            chart.scale.maximizing = maximizing;
            match chart.draw() {
                Ok(picture) => prop_assert!(!picture.svg().unwrap().contains("NaN")),
                Err(error) => {
                    let expected = matches!(error, Error::Chart(_) | Error::Parameter { .. });
                    prop_assert!(expected, "{error}");
                }
            }
        }
    }

    #[test]
    fn the_legend_covers_no_line_or_stands_outside() {
        const GROUND: &str = "fill=\"#FFFFFF\" points";
        let falling = svg(&Convergence::new("x").optimum(0.0).line("a", runs(5, 1.0)));
        assert!(ends(&falling, GROUND)[0] < ends(&falling, "<polyline")[1]);
        let levels = (0..7).map(f64::from).fold(Convergence::new("x").linear(), |chart, level| {
            chart.line("level", [[(1, level), (100, level)]])
        });
        let levels = svg(&levels);
        assert!(ends(&levels, GROUND)[0] > ends(&levels, "<polyline")[1]);
    }

    #[test]
    fn nothing_to_draw_gives_an_empty_chart_that_says_so() {
        let bad = [(1, f64::NAN), (2, f64::INFINITY), (3, f64::NEG_INFINITY)];
        let base = Convergence::new("t").optimum(0.0);
        for chart in [
            base.clone(),
            base.clone().line("a", [bad]),
            base.clone().line("a", [bad, bad]).linear(),
            base.clone().line("a", Vec::<Run>::new()),
            base.line("a", [Vec::<(u64, f64)>::new()]),
        ] {
            let svg = svg(&chart);
            assert!(svg.contains("no finite value") && svg.contains("10⁰"), "{svg}");
            assert_eq!(svg.matches("<polyline").count(), 0);
        }
    }

    #[test]
    fn one_point_is_a_dot_and_extreme_values_are_drawn() {
        let one = Convergence::new("t").line("a", [[(1, 5.0)]]);
        assert_eq!(svg(&one).matches("<circle").count(), 1);
        let zero = Convergence::new("t").line("a", [[(0, 0.0)]]).until(0);
        assert_eq!(svg(&zero).matches("<circle").count(), 1);
        let wide =
            Convergence::new("t").floor(5e-324).line("a", [[(1, f64::MAX), (u64::MAX, 5e-324)]]);
        assert!(svg(&wide).contains("10³⁰⁰"));
        let equal = Convergence::new("t").line("a", [[(1, 5.0), (2, 5.0)]; 2]);
        assert_eq!(svg(&equal).matches("<polyline").count(), 1);
    }
}
