//! The report as users see it.

use super::page::Page;
use crate::{error::Error, experiment::Results};
use std::path::Path;

/// A report about the results of an experiment: a single HTML file for any browser that loads nothing
/// from the network.
///
/// For each problem it contains a table (quartiles, gap to the optimum, success rate and expected
/// running time), the significance of each difference to the best method (Wilcoxon's rank-sum test,
/// adjusted by Holm) and its size (Vargha & Delaney's A₁₂), a convergence chart that can be zoomed and
/// inspected, and the distribution of the final values; over all problems the mean ranks with the
/// critical difference, and a runtime profile; at the end the settings needed to run it again.
///
/// ```
/// use swarmopt::{experiment::Experiment, prelude::*, report::Report};
/// let functions = [Function::Sphere, Function::Rastrigin].map(|f| f.in_dimensions(3).unwrap());
/// let mut experiment = Experiment::new(5)?;
/// experiment
///     .across(&functions, |_| Evaluations(2_000))
///     .method("particles", || ParticleSwarm::new(20))
///     .method("bees", || ArtificialBeeColony::new(10));
/// let results = experiment.run()?;
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("report.html");
/// Report::new(&results).title("Particles and bees").save(path)?;
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Report<'a> {
    results: &'a Results,
    title: String,
}

impl<'a> Report<'a> {
    /// Creates a report about these results.
    pub fn new(results: &'a Results) -> Self {
        Report { results, title: "Comparison".to_owned() }
    }

    /// Sets the title of the page and of its window. Default: "Comparison".
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = title.into();
        self
    }

    /// Returns the page as text.
    ///
    /// # Errors
    /// [`Error::Chart`] if values are too far apart for a linear axis.
    pub fn html(&self) -> Result<String, Error> {
        Page::of(self.results, &self.title)?.html()
    }

    /// Writes the page, replacing an existing file. Missing parent folders are created.
    ///
    /// # Errors
    /// Those of [`html`](Self::html); [`Error::Parameter`] for a name that does not end in `.html`,
    /// [`Error::Io`] if the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<&Self, Error> {
        let path = path.as_ref();
        let is_html = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("html"));
        if !is_html {
            let allowed = "a name that ends in .html";
            return Err(Error::parameter("path", path.display(), allowed));
        }
        let html = self.html()?;
        crate::file::replace(path, |draft| std::fs::write(draft, html))?;
        Ok(self)
    }
}
