//! Critical-difference diagrams: mean ranks on a line.

use crate::{error::Error, statistics::Friedman};
use std::path::Path;

/// The critical-difference diagram of Demšar (*Journal of Machine Learning Research* 7, 2006): the mean
/// ranks of several methods over many problems, the best on the left. A bar joins methods that cannot be
/// distinguished: their ranks differ by less than the critical difference, whose length is drawn at the
/// top. Below the title stands the p value of the Friedman test; if it is large, no two methods should
/// be distinguished.
///
/// ```
/// use swarmopt::{chart::CriticalDifference, statistics::Friedman};
///
/// # fn main() -> Result<(), swarmopt::Error> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("ranks.svg");
/// let errors = [[1e-9, 1e-4, 0.2], [2e-8, 1e-9, 0.4], [1e-7, 3e-3, 0.1], [1e-5, 1e-2, 0.3]];
/// let friedman = Friedman::of(&errors.map(Vec::from))?;
/// CriticalDifference::new("four functions", ["PSO", "ants", "random search"], friedman)
///     .alpha(0.1)
///     .save(path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct CriticalDifference {
    pub(super) title: String,
    pub(super) subtitle: Option<String>,
    pub(super) x_label: String,
    pub(super) names: Vec<String>,
    pub(super) friedman: Friedman,
    pub(super) alpha: f64,
}

impl CriticalDifference {
    /// Creates a diagram of methods, named in the order of the columns that were tested.
    pub fn new<N: Into<String>>(
        title: impl Into<String>,
        names: impl IntoIterator<Item = N>,
        friedman: Friedman,
    ) -> Self {
        CriticalDifference {
            title: title.into(),
            subtitle: None,
            x_label: "mean rank (left is best)".into(),
            names: names.into_iter().map(Into::into).collect(),
            friedman,
            alpha: 0.05,
        }
    }

    /// Sets the line below the title; an empty one takes no room. Default: the p value, the number of
    /// problems, and the meaning of the bars.
    pub fn subtitle(mut self, subtitle: impl Into<String>) -> Self {
        self.subtitle = Some(subtitle.into());
        self
    }

    /// Sets the label of the axis. Default: "mean rank (left is best)".
    pub fn x_label(mut self, label: impl Into<String>) -> Self {
        self.x_label = label.into();
        self
    }

    /// Sets the probability, between 0 and 1, with which equal methods may be declared different. Default: 0.05.
    pub fn alpha(mut self, alpha: f64) -> Self {
        self.alpha = alpha;
        self
    }

    /// Returns the diagram as SVG text, to be embedded in a page.
    ///
    /// # Errors
    /// Those of [`save`](Self::save), except for the file.
    pub fn svg(&self) -> Result<String, Error> {
        self.draw()?.svg()
    }

    /// Writes the diagram as `.svg`, or as `.png` with the feature `bitmaps`, replacing an existing file. Missing parent folders are created.
    ///
    /// # Errors
    /// - [`Error::Parameter`] for another extension, an `alpha` that is no probability, or if there
    ///   are not as many names as methods.
    /// - [`Error::Io`] if the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<&Self, Error> {
        self.draw()?.save(path.as_ref())?;
        Ok(self)
    }
}
