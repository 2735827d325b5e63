//! Runtime profiles: the share of targets reached over the evaluations.

use crate::error::{Error, require};
use std::path::Path;

/// A runtime profile: for each line the fraction of its targets that were reached within a number of
/// evaluations, the empirical distribution function of the runtimes (Hansen, Auger, Brockhoff & Tušar,
/// *IEEE Transactions on Evolutionary Computation* 2022). A target is a value to be reached in one run;
/// a target that was never reached has no runtime and keeps the line below 1.
///
/// Each line has its name at its end, joined to it; [references](Self::reference) are dashed. The axis
/// of evaluations is logarithmic. A line holds its height to the end of the axis.
///
/// ```
/// use swarmopt::chart::RuntimeProfile;
///
/// # fn main() -> Result<(), swarmopt::Error> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("all.svg");
/// RuntimeProfile::new("D = 5")
///     .per_dimension(5)
///     .until(50_000)
///     .line("particle swarm", [12, 160, 2_400, 31_000], 6)
///     .reference("random search", [12, 18_000], 6)
///     .save(path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct RuntimeProfile {
    pub(super) title: String,
    pub(super) subtitle: Option<String>,
    pub(super) x_label: Option<String>,
    pub(super) y_label: String,
    pub(super) per_dimension: Option<usize>,
    pub(super) until: Option<u64>,
    pub(super) lines: Vec<Line>,
    pub(super) beside: Vec<RuntimeProfile>,
}

/// The evaluations at which a method reached its targets.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub label: String,
    /// Ascending.
    pub hits: Vec<u64>,
    pub targets: usize,
    pub reference: bool,
}

impl RuntimeProfile {
    /// Creates a chart without lines. An empty title takes no room.
    pub fn new(title: impl Into<String>) -> Self {
        RuntimeProfile {
            title: title.into(),
            subtitle: None,
            x_label: None,
            y_label: "fraction of targets reached".into(),
            per_dimension: None,
            until: None,
            lines: Vec::new(),
            beside: Vec::new(),
        }
    }

    /// Sets the line below the title; an empty one takes no room. Default: the number of targets.
    pub fn subtitle(mut self, subtitle: impl Into<String>) -> Self {
        self.subtitle = Some(subtitle.into());
        self
    }

    /// Sets the label of the axis of evaluations. Default: "evaluations", or "evaluations / D" if they
    /// count [per dimension](Self::per_dimension).
    pub fn x_label(mut self, label: impl Into<String>) -> Self {
        self.x_label = Some(label.into());
        self
    }

    /// Sets the label of the fractions. Default: "fraction of targets reached".
    pub fn y_label(mut self, label: impl Into<String>) -> Self {
        self.y_label = label.into();
        self
    }

    /// Divides evaluations by the number of dimensions, at least 1; the axis starts at 1 such unit.
    pub fn per_dimension(mut self, dimensions: usize) -> Self {
        self.per_dimension = Some(dimensions);
        self
    }

    /// Sets the budget in evaluations, at least 1: where the lines end; targets reached later do not
    /// count. Default: the last evaluation at which any line reaches a target, but at least 10, or 10
    /// per dimension.
    pub fn until(mut self, evaluations: u64) -> Self {
        self.until = Some(evaluations);
        self
    }

    /// Adds a line: the evaluations at which targets were reached, in any order, one for each, and the
    /// number of targets, reached or not.
    pub fn line(
        self,
        label: impl Into<String>,
        hits: impl IntoIterator<Item = u64>,
        targets: usize,
    ) -> Self {
        self.with(label.into(), hits.into_iter().collect(), targets, false)
    }

    /// Adds a dashed line as a reference for the others; see [`line`](Self::line).
    pub fn reference(
        self,
        label: impl Into<String>,
        hits: impl IntoIterator<Item = u64>,
        targets: usize,
    ) -> Self {
        self.with(label.into(), hits.into_iter().collect(), targets, true)
    }

    fn with(mut self, label: String, mut hits: Vec<u64>, targets: usize, reference: bool) -> Self {
        hits.sort_unstable();
        self.lines.push(Line { label, hits, targets, reference });
        self
    }

    /// Appends another chart to the right of this one, in the same picture.
    pub fn beside(mut self, mut right: RuntimeProfile) -> Self {
        let further = std::mem::take(&mut right.beside);
        self.beside.push(right);
        self.beside.extend(further);
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
    /// created. A line that reaches nothing is drawn at 0.
    ///
    /// # Errors
    /// - [`Error::Parameter`] for another extension, a line with 0 targets, 0 dimensions or a budget
    ///   of 0.
    /// - [`Error::Chart`] if there is no line, or if one reaches more targets than there are.
    /// - [`Error::Io`] if the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<&Self, Error> {
        self.draw()?.save(path.as_ref())?;
        Ok(self)
    }

    /// Validates the settings and the data.
    pub(super) fn check(&self) -> Result<(), Error> {
        require(self.per_dimension != Some(0), "per_dimension", 0, "1 or more")?;
        require(self.until != Some(0), "until", 0, "1 or more")?;
        if self.lines.is_empty() {
            let allowed = "allowed: one or more";
            return Err(Error::Chart(format!("a runtime profile without lines; {allowed}")));
        }
        for Line { label, hits, targets, .. } in &self.lines {
            require(*targets > 0, "targets", format!("0 for {label}"), "1 or more")?;
            if hits.len() > *targets {
                let reached = hits.len();
                return Err(Error::Chart(format!(
                    "{label} reaches {reached} of {targets} targets"
                )));
            }
        }
        Ok(())
    }
}

impl Line {
    /// Returns the fraction of the targets reached within a number of evaluations. O(log hits).
    pub fn fraction(&self, evaluations: f64) -> f64 {
        // Rounding must not lose a target reached at a whole number of evaluations.
        let within = evaluations * (1.0 + 1e-12);
        self.hits.partition_point(|hit| *hit as f64 <= within) as f64 / self.targets as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_counts_what_is_reached_so_far_of_all() {
        let chart = RuntimeProfile::new("").line("ants", [100, 1, 1000, 10], 5);
        let line = &chart.lines[0];
        let fractions = [0.0, 1.0, 99.9, 100.0, 1e9].map(|e| line.fraction(e));
        assert_eq!(fractions, [0.0, 0.2, 0.4, 0.6, 0.8]);
    }

    #[test]
    fn what_cannot_be_drawn_is_an_error_that_names_it() {
        let base = || RuntimeProfile::new("t").line("ants", [1], 4);
        let says = |chart: RuntimeProfile| chart.draw().unwrap_err().to_string();
        assert!(says(RuntimeProfile::new("t")).contains("without lines"));
        assert_eq!(says(base().line("x", [], 0)), "targets is 0 for x; allowed: 1 or more");
        assert_eq!(says(base().line("x", [1, 2], 1)), "chart: x reaches 2 of 1 targets");
        assert!(says(base().per_dimension(0)).starts_with("per_dimension is 0"));
        assert!(says(base().until(0)).starts_with("until is 0"));
    }
}
