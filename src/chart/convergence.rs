//! Convergence charts: the best value so far over the evaluations.

use super::curves::Scale;
use super::summary::Run;
use crate::error::Error;
use std::path::Path;

/// A convergence chart: for each line the median of its runs and, for two or more runs, the band between
/// their quartiles (definition 8 of Hyndman & Fan, *The American Statistician* 1996).
///
/// A run is the list of its improvements: (evaluations, best value so far), in the order of the
/// evaluations. It holds a value until the next one, and its last one to the end of the axis. Before its
/// first value it counts as infinitely bad. Values that are not finite are skipped.
///
/// With an [`optimum`](Self::optimum), the gap to it is drawn instead of the value. The axis is
/// logarithmic unless [`linear`](Self::linear) is set, or values without an optimum are negative or span
/// less than a decade.
///
/// ```
/// use swarmopt::chart::Convergence;
///
/// # fn main() -> Result<(), swarmopt::Error> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("sphere.svg");
/// let ring = vec![vec![(1, 9.0), (40, 2.5), (90, 0.1)], vec![(1, 7.0), (60, 0.3)]];
/// let complete = vec![vec![(1, 8.0), (25, 0.4)], vec![(1, 6.0), (30, 0.2), (70, 0.01)]];
/// Convergence::new("Sphere, D = 2")
///     .optimum(0.0)
///     .line("PSO (ring)", ring)
///     .line("PSO (complete)", complete)
///     .save(path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Convergence {
    pub(super) title: String,
    pub(super) x_label: String,
    pub(super) y_label: Option<String>,
    pub(super) until: Option<u64>,
    pub(super) scale: Scale,
    pub(super) lines: Vec<(String, Vec<Run>)>,
}

impl Convergence {
    /// Creates a chart without lines. An empty title takes no room.
    pub fn new(title: impl Into<String>) -> Self {
        Convergence {
            title: title.into(),
            x_label: "evaluations".to_owned(),
            y_label: None,
            until: None,
            scale: Scale::default(),
            lines: Vec::new(),
        }
    }

    /// Sets the label of the axis of evaluations, for runs that count something else, such as seconds.
    /// Default: "evaluations".
    pub fn x_label(mut self, label: impl Into<String>) -> Self {
        self.x_label = label.into();
        self
    }

    /// Sets the label of the values. Default: "error of the best, f − f*" with an optimum (f* − f if
    /// maximizing), "best value" without.
    pub fn y_label(mut self, label: impl Into<String>) -> Self {
        self.y_label = Some(label.into());
        self
    }

    /// Sets the optimal value: the gap to it is drawn instead of the value.
    pub fn optimum(mut self, optimum: f64) -> Self {
        self.scale.optimum = Some(optimum);
        self
    }

    /// Sets the least value, above 0, that a logarithmic axis shows. Smaller values, such as an error of
    /// 0, are drawn there, and the axis says so. Default: 10⁻¹⁰ with an optimum; without one a decade
    /// below the least value above 0, but not below 10⁻¹⁰ times the lesser of 1 and the greatest value.
    pub fn floor(mut self, floor: f64) -> Self {
        self.scale.floor = Some(floor);
        self
    }

    /// Sets the budget, where the axis of evaluations ends. Default: the last improvement of all runs.
    pub fn until(mut self, evaluations: u64) -> Self {
        self.until = Some(evaluations);
        self
    }

    /// Uses a linear axis instead of the logarithmic one.
    pub fn linear(mut self) -> Self {
        self.scale.linear = true;
        self
    }

    /// Declares that higher values are better: the gap is optimum − value.
    pub fn maximizing(mut self) -> Self {
        self.scale.maximizing = true;
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
    /// - [`Error::Parameter`] for another extension, an optimum that is not finite or a floor that
    ///   is not finite and positive.
    /// - [`Error::Chart`] if a run is not in the order of its evaluations, or if values are too far
    ///   apart for a linear axis.
    /// - [`Error::Io`] if the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<&Self, Error> {
        self.draw()?.save(path.as_ref())?;
        Ok(self)
    }

    /// Validates the settings and the data.
    pub(super) fn check(&self) -> Result<(), Error> {
        self.scale.check()?;
        self.chart().check()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_drawn_is_an_error_that_names_it() {
        let base = || Convergence::new("t").line("ants", [[(1, -1e308), (2, 1e308)]]);
        let says = |chart: Convergence| chart.draw().unwrap_err().to_string();
        assert!(says(base()).contains("too far apart"));
        assert!(says(base().floor(0.0)).starts_with("floor is 0"));
        assert!(says(base().floor(f64::NAN)).starts_with("floor is NaN"));
        assert!(says(base().optimum(f64::INFINITY)).starts_with("optimum is inf"));
        let order = says(base().line("bees", [[(1, 1.0), (2, 1.0)], [(7, 1.0), (3, 1.0)]]));
        assert_eq!(
            order,
            "chart: run 1 of bees: evaluation 3 comes after 7; allowed: ascending order"
        );
    }
}
