use super::*;
use proptest::num::f64;
use proptest::prelude::*;

/// Returns values that lie evenly on a logarithmic axis.
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
        Distribution::new("").optimum(0.0).method("ants", runs(found, 0).into_iter().chain(none))
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
