//! Distributions: the final values of several methods side by side.

use super::curves::Scale;
use crate::error::Error;
use std::path::Path;

/// A chart of the final values of several methods, with a box or a violin for each, and the single runs
/// beside it if they are 50 at most.
///
/// A box holds the middle half (quartiles by definition 8 of Hyndman & Fan, *The American Statistician*
/// 1996) and the median; whiskers reach the furthest run within 1.5 times its height on the axis, and
/// runs beyond are dots. A [`violin`](Self::violin) is a density on the axis.
///
/// A value that is not finite stands for a run that found nothing, and counts as the worst: a box that
/// holds such runs is open at that end, without a median if that is one of them, and there is no box if
/// three quarters found nothing. The label of the method gives their number.
///
/// The axis is that of [`Convergence`](super::Convergence): with an [`optimum`](Self::optimum), the gap
/// to it is drawn instead of the value. It is logarithmic unless [`linear`](Self::linear) is set, or
/// values without an optimum are negative or span less than a decade.
///
/// ```
/// use swarmopt::chart::Distribution;
///
/// # fn main() -> Result<(), swarmopt::Error> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("final.svg");
/// Distribution::new("Sphere, D = 2")
///     .optimum(0.0)
///     .method("PSO (ring)", [3e-9, 2e-8, 5e-9, 1e-7, 4e-8])
///     .method("random search", [2e-2, 7e-3, f64::INFINITY, 4e-2, 1e-1])
///     .save(path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Distribution {
    pub(super) title: String,
    pub(super) x_label: String,
    pub(super) y_label: Option<String>,
    pub(super) scale: Scale,
    pub(super) violin: bool,
    pub(super) methods: Vec<(String, Vec<f64>)>,
}

impl Distribution {
    /// Creates a chart without methods. An empty title takes no room.
    pub fn new(title: impl Into<String>) -> Self {
        Distribution {
            title: title.into(),
            x_label: String::new(),
            y_label: None,
            scale: Scale::default(),
            violin: false,
            methods: Vec::new(),
        }
    }

    /// Sets the label below the names. Default: nothing.
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

    /// Draws densities instead of boxes: Gaussian kernels with Silverman's bandwidth (*Density
    /// Estimation*, 1986) on the axis, cut at the extremes, of the runs that found something, with a bar
    /// from quartile to quartile and the median of all runs.
    pub fn violin(mut self) -> Self {
        self.violin = true;
        self
    }

    /// Adds a method with the final values of its runs; one that is not finite stands for a run that
    /// found nothing.
    pub fn method(
        mut self,
        name: impl Into<String>,
        values: impl IntoIterator<Item = f64>,
    ) -> Self {
        self.methods.push((name.into(), values.into_iter().collect()));
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
    /// - [`Error::Chart`] for more than 100 methods, or if values are too far apart for a linear axis.
    /// - [`Error::Io`] if the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<&Self, Error> {
        self.draw()?.save(path.as_ref())?;
        Ok(self)
    }
}
