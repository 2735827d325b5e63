//! Landscapes: an objective of two variables seen from above, and a swarm on it.

use super::contour::Field;
use super::levels::Levels;
use super::picture::Point;
use crate::error::{Error, require};
use std::{ops::RangeInclusive, path::Path};

/// A map of an objective of two variables: bands between levels, dark where it is low, with the swarm
/// as dots, its moves as arrows, and the optimum as a cross.
///
/// The objective is evaluated once, on a grid of 201 × 201. The map is blank where it is not finite. For
/// a field too rugged for vectors, only every second node is drawn, or fewer. By default, levels are
/// chosen such that each of 12 bands covers an equal part of the map, or are evenly spaced if most of it
/// is flat.
///
/// ```
/// use swarmopt::chart::Landscape;
///
/// # fn main() -> Result<(), swarmopt::Error> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("sphere.svg");
/// Landscape::new("Sphere")
///     .field(-5.0..=5.0, -5.0..=5.0, |x, y| x * x + y * y)
///     .swarm([(3.0, -2.0), (1.0, 4.0)])
///     .arrows([((4.0, -4.0), (3.0, -2.0)), ((2.0, 4.5), (1.0, 4.0))])
///     .optimum(0.0, 0.0)
///     .save(path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Landscape {
    pub(super) title: String,
    pub(super) subtitle: String,
    pub(super) x_label: String,
    pub(super) y_label: String,
    pub(super) value_label: String,
    pub(super) x: RangeInclusive<f64>,
    pub(super) y: RangeInclusive<f64>,
    pub(super) field: Field,
    pub(super) levels: Levels,
    pub(super) swarm: Vec<Point>,
    pub(super) arrows: Vec<(Point, Point)>,
    pub(super) optima: Vec<Point>,
}

/// The number of steps of the grid in each direction, about 2 pixels each.
pub(super) const STEPS: usize = 200;

impl Landscape {
    /// Creates an empty map. An empty title takes no room.
    pub fn new(title: impl Into<String>) -> Self {
        Landscape {
            title: title.into(),
            subtitle: String::new(),
            x_label: "x₁".to_owned(),
            y_label: "x₂".to_owned(),
            value_label: "f".to_owned(),
            x: 0.0..=1.0,
            y: 0.0..=1.0,
            field: Field::default(),
            levels: Levels::Quantiles,
            swarm: Vec::new(),
            arrows: Vec::new(),
            optima: Vec::new(),
        }
    }

    /// Sets the line below the title, such as the round of a swarm.
    pub fn subtitle(mut self, subtitle: impl Into<String>) -> Self {
        self.subtitle = subtitle.into();
        self
    }

    /// Sets the labels of the two variables. Default: x₁ and x₂.
    pub fn axis_labels(mut self, x: impl Into<String>, y: impl Into<String>) -> Self {
        (self.x_label, self.y_label) = (x.into(), y.into());
        self
    }

    /// Sets the label of the objective. Default: f.
    pub fn value_label(mut self, label: impl Into<String>) -> Self {
        self.value_label = label.into();
        self
    }

    /// Sets the objective and the rectangle that is shown. Makes 40,401 evaluations.
    pub fn field(
        mut self,
        x: RangeInclusive<f64>,
        y: RangeInclusive<f64>,
        objective: impl Fn(f64, f64) -> f64,
    ) -> Self {
        let at = |range: &RangeInclusive<f64>, k: usize| {
            let share = k as f64 / STEPS as f64;
            range.start() * (1.0 - share) + range.end() * share
        };
        let nodes = (0..=STEPS).flat_map(|row| (0..=STEPS).map(move |column| (column, row)));
        let value = |(column, row)| objective(at(&x, column), at(&y, row));
        self.field = Field { columns: STEPS + 1, values: nodes.map(value).collect() };
        (self.x, self.y) = (x, y);
        self
    }

    /// Sets levels at 1, 2 and 5 times powers of ten, or at fewer of them if these are too many, for
    /// values over many magnitudes. Values that are not positive belong to the lowest band.
    pub fn logarithmic(mut self) -> Self {
        self.levels = Levels::Logarithmic;
        self
    }

    /// Sets the levels, at most 15, in ascending order.
    pub fn levels(mut self, levels: &[f64]) -> Self {
        self.levels = Levels::Given(levels.to_vec());
        self
    }

    /// Sets the positions of the agents, replacing earlier ones. Those outside the rectangle are not drawn.
    pub fn swarm(mut self, agents: impl IntoIterator<Item = (f64, f64)>) -> Self {
        self.swarm = agents.into_iter().collect();
        self
    }

    /// Sets arrows (from, to), replacing earlier ones: moves from previous positions, or velocities from
    /// current ones. Those that begin or end outside the rectangle are not drawn.
    pub fn arrows(mut self, arrows: impl IntoIterator<Item = ((f64, f64), (f64, f64))>) -> Self {
        self.arrows = arrows.into_iter().collect();
        self
    }

    /// Marks an optimum with a cross; there may be several.
    pub fn optimum(mut self, x: f64, y: f64) -> Self {
        self.optima.push((x, y));
        self
    }

    /// Returns the map as SVG text, to be embedded in a page.
    ///
    /// # Errors
    /// Those of [`save`](Self::save), except for the file.
    pub fn svg(&self) -> Result<String, Error> {
        self.draw()?.svg()
    }

    /// Writes the map as `.svg`, or as `.png` with the feature `bitmaps`, replacing an existing file. Missing parent folders are
    /// created. A map without a finite value is written as well, and says so.
    ///
    /// # Errors
    /// - [`Error::Parameter`] for another extension, a rectangle without width or height or with one
    ///   that is not finite, and levels that are too many, not finite or not in ascending order.
    /// - [`Error::Io`] if the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<&Self, Error> {
        self.draw()?.save(path.as_ref())?;
        Ok(self)
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        const TINY: f64 = 1e-290; // ticks between smaller values would vanish
        for (name, range) in [("x", &self.x), ("y", &self.y)] {
            let (low, high) = (*range.start(), *range.end());
            let size = low.abs().max(high.abs()).max(TINY);
            let apart = (high - low).is_finite() && high - low > 1e-9 * size;
            require(
                apart,
                name,
                format!("{range:?}"),
                "finite numbers, the second clearly greater",
            )?;
        }
        self.levels.check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::num::f64;
    use proptest::prelude::*;

    #[test]
    fn the_objective_is_evaluated_on_an_even_grid_from_corner_to_corner() {
        let field = Landscape::new("").field(-2.0..=4.0, 10.0..=20.0, |x, y| 100.0 * y + x).field;
        assert_eq!((field.values.len(), field.columns), (40_401, 201));
        assert_eq!((field.values[0], field.values[100]), (998.0, 1001.0));
        assert_eq!((field.values[200], field.values[40_400]), (1004.0, 2004.0));
    }

    #[test]
    fn what_cannot_be_drawn_is_an_error_that_names_it() {
        let over = |x: RangeInclusive<f64>, y: RangeInclusive<f64>| {
            Landscape::new("t").field(x, y, |x, y| x + y).draw().unwrap_err().to_string()
        };
        let allowed = "allowed: finite numbers, the second clearly greater";
        assert_eq!(over(3.0..=3.0, 0.0..=1.0), format!("x is 3.0..=3.0; {allowed}"));
        assert!(over(0.0..=1.0, 1.0..=f64::INFINITY).starts_with("y is 1.0..=inf"));
        assert!(over(-1e308..=1e308, 0.0..=1.0).starts_with("x is"));
        let levels = Landscape::new("t").levels(&[2.0, 1.0]).draw();
        assert!(matches!(levels, Err(Error::Parameter { name: "levels", .. })));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn any_numbers_give_a_map_or_an_error(
            bounds: [i32; 4], scale in -300..300i32, wild in f64::ANY,
            values in prop::collection::vec(f64::ANY, 1..9),
            places in prop::collection::vec((f64::ANY, -1e9..1e9f64), 0..4), logarithmic: bool,
        ) {
            let size = 10f64.powi(scale);
            let [a, b, c, d] = bounds.map(|bound| size * f64::from(bound));
            let value = |x: f64, y: f64| values[(x + y).to_bits() as usize % values.len()];
            let mut map = Landscape::new("t").field(a..=b, c..=d, value).swarm(places.clone());
            map = map.arrows(places.iter().map(|place| (*place, (b, wild)))).optimum(wild, c);
            if logarithmic {
                map = map.logarithmic();
            }
            match map.draw() {
                Ok(picture) => prop_assert!(!picture.svg().unwrap().contains("NaN")),
                Err(error) => prop_assert!(matches!(error, Error::Parameter { .. }), "{error}"),
            }
        }
    }
}
