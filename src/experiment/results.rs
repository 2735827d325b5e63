//! The results of an experiment, and the table they print as.

use super::{
    Setup, Trial,
    record::{self, Format, Record},
};
use crate::{error::Error, number::short, statistics::Spread};
use comfy_table::{CellAlignment, Table, presets};
use std::{fmt, path::Path};

/// All runs of an experiment. They print as a table with one row per case. The quartiles are over all
/// runs; a run that found nothing counts as the worst. Below the table stands the
/// [trouble](Self::trouble), if there was any.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    rows: Vec<Row>,
    trouble: Option<String>,
}

/// The runs of one case, in the order of their seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The case.
    pub setup: Setup,
    /// The trials, one per seed.
    pub trials: Vec<Trial>,
}

impl Results {
    /// Creates the rows. The cases of a problem are grouped, in the order in which they were added.
    pub(super) fn new(cases: Vec<(Setup, Vec<Trial>)>) -> Self {
        let mut rows: Vec<Row> =
            cases.into_iter().map(|(setup, trials)| Row { setup, trials }).collect();
        let problems: Vec<String> = rows.iter().map(|row| row.setup.problem.clone()).collect();
        rows.sort_by_key(|row| problems.iter().position(|name| *name == row.setup.problem));
        Results { rows, trouble: None }
    }

    pub(super) fn with_trouble(self, trouble: Option<String>) -> Self {
        Results { trouble, ..self }
    }

    /// Returns why the first run that [`run_to`](super::Experiment::run_to) could not write to its file
    /// was not written. Such runs are among the results, but a later call has to make them again.
    pub fn trouble(&self) -> Option<&str> {
        self.trouble.as_deref()
    }

    /// Returns the rows, one per case.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// Returns the rows of one problem.
    pub fn of<'a>(&'a self, problem: &'a str) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter(move |row| row.setup.problem == problem)
    }

    /// Writes every run as a row of a `.csv` or a line of a `.jsonl` file, replacing an existing file.
    /// Numbers keep all their digits.
    ///
    /// # Errors
    /// [`Error::Parameter`] for another extension, [`Error::Io`] if it cannot be written.
    pub fn write(&self, path: impl AsRef<Path>) -> Result<(), Error> {
        let path = path.as_ref();
        let format = Format::of(path)?;
        let one =
            |setup: &Setup, trial: &Trial| Record { setup: setup.clone(), trial: trial.clone() };
        let records: Vec<Record> = self
            .rows
            .iter()
            .flat_map(|row| row.trials.iter().map(|trial| one(&row.setup, trial)))
            .collect();
        let bytes = record::write(&records, &format).map_err(|e| Error::io(path, e))?;
        crate::file::replace(path, |draft| std::fs::write(draft, bytes))
    }

    /// Reads a file written by [`write`](Self::write) or
    /// [`Experiment::run_to`](super::Experiment::run_to), with the cases in the order of their first run
    /// in the file. The columns of a `.csv` may be separated by commas, semicolons or tabs.
    ///
    /// # Errors
    /// [`Error::Parameter`] for another extension, [`Error::Io`] if it cannot be read,
    /// [`Error::Compressed`] if it is compressed, [`Error::Parse`] with the line if it holds no runs.
    pub fn read(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let format = Format::of(path)?;
        let bytes = crate::file::read(path)?;
        let mut cases: Vec<(Setup, Vec<Trial>)> = Vec::new();
        for Record { setup, trial } in record::read(&bytes, &format)? {
            match cases.iter_mut().find(|(known, _)| *known == setup) {
                Some((_, trials)) => trials.push(trial),
                None => cases.push((setup, vec![trial])),
            }
        }
        for (_, trials) in &mut cases {
            trials.sort_by_key(|trial| trial.seed.0);
        }
        Ok(Results::new(cases))
    }
}

impl Row {
    /// Returns label and topology, as a chart's legend shows them.
    pub fn name(&self) -> String {
        format!("{}, {}", self.setup.label, self.setup.topology)
    }

    /// Returns the number of runs that found a value that is a number.
    pub fn found(&self) -> usize {
        self.trials.iter().filter(|trial| trial.found().is_some()).count()
    }

    /// Returns the spread of the best values. A run that found nothing counts as the worst value: +∞, or
    /// −∞ if higher is better. `None` if there are no runs.
    pub fn values(&self) -> Option<Spread> {
        let worst = self.setup.sense.turn(f64::INFINITY);
        Spread::of(self.trials.iter().map(|trial| trial.found().unwrap_or(worst)))
    }

    /// Returns a quartile to be shown; `None` if it lies among runs that found nothing.
    pub(crate) fn shown(&self, quartile: f64) -> Option<f64> {
        (quartile.is_finite() || self.found() == self.trials.len()).then_some(quartile)
    }

    /// Returns the number of runs as text: "15", or "2 of 15" if the others found nothing.
    pub(crate) fn runs(&self) -> String {
        match (self.found(), self.trials.len()) {
            (found, runs) if found == runs => runs.to_string(),
            (found, runs) => format!("{found} of {runs}"),
        }
    }

    /// Returns how the best value changed in each run, as a convergence chart draws it.
    pub fn curves(&self) -> impl Iterator<Item = Vec<(u64, f64)>> + '_ {
        self.trials.iter().map(|trial| trial.history.curve())
    }

    /// Returns the trial with the best value.
    pub fn best(&self) -> Option<&Trial> {
        let cost = |trial: &Trial| trial.found().map(|value| self.setup.sense.turn(value));
        let found = self.trials.iter().filter_map(|trial| Some((trial, cost(trial)?)));
        found.min_by(|a, b| a.1.total_cmp(&b.1)).map(|(trial, _)| trial)
    }

    /// Returns the median gap to the optimum: as a percentage of it, or as a difference if it is 0.
    /// `None` if the optimum is unknown.
    pub(crate) fn gap(&self) -> Option<String> {
        let optimum = self.setup.optimum?;
        let errors = self.trials.iter().map(|trial| trial.error.unwrap_or(f64::INFINITY));
        Some(match self.shown(Spread::of(errors)?.median) {
            None => "none".to_owned(),
            Some(error) if optimum != 0.0 => format!("{:.2} %", 100.0 * error / optimum.abs()),
            Some(error) => short(error),
        })
    }

    /// Returns why the runs ended: each reason with the number of runs, the most frequent first.
    fn reasons(&self) -> String {
        let mut counts: Vec<(String, usize)> = Vec::new();
        for reason in self.trials.iter().map(|trial| trial.reason.to_string()) {
            match counts.iter_mut().find(|(known, _)| *known == reason) {
                Some((_, count)) => *count += 1,
                None => counts.push((reason, 1)),
            }
        }
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        match &counts[..] {
            [(only, _)] => only.clone(),
            many => {
                let each: Vec<String> =
                    many.iter().map(|(why, n)| format!("{why} ({n})")).collect();
                each.join(", ")
            }
        }
    }

    fn cells(&self) -> [String; 11] {
        let mean = |of: &dyn Fn(&Trial) -> f64| {
            self.trials.iter().map(of).sum::<f64>() / self.trials.len().max(1) as f64
        };
        let number = |pick: fn(Spread) -> f64| {
            let quartile = self.values().and_then(|spread| self.shown(pick(spread)));
            quartile.map_or_else(|| "none".to_owned(), short)
        };
        [
            self.setup.problem.clone(),
            self.setup.label.clone(),
            self.setup.topology.clone(),
            self.runs(),
            number(|spread| spread.lower),
            number(|spread| spread.median),
            number(|spread| spread.upper),
            self.gap().unwrap_or_else(|| "unknown".to_owned()),
            format!("{:.0}", mean(&|trial| trial.evaluations as f64)),
            format!("{:.2}", mean(&|trial| trial.elapsed.as_secs_f64())),
            self.reasons(),
        ]
    }
}

impl fmt::Display for Results {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new();
        table.load_style(presets::ASCII_MARKDOWN);
        table.set_header([
            "problem",
            "method",
            "topology",
            "runs",
            "25 %",
            "median",
            "75 %",
            "gap",
            "evaluations",
            "seconds",
            "stopped by",
        ]);
        for row in &self.rows {
            table.add_row(row.cells());
        }
        for column in 3..=9 {
            if let Some(column) = table.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        write!(f, "{table}")?;
        self.trouble.iter().try_for_each(|why| write!(f, "\nnot every run is kept: {why}"))
    }
}

#[cfg(test)]
mod tests {
    use crate::{experiment::Experiment, prelude::*};

    #[test]
    fn runs_that_found_nothing_rank_as_worst_and_are_counted() {
        // Two of fifteen runs with one evaluation each find something.
        let first = |seed: u64| {
            let anywhere = Boxed::cube(0.0..=1.0, 1).unwrap().minimize(|x| x[0]);
            ParticleSwarm::new(1).solve(&anywhere, Seed(seed), Evaluations(1)).unwrap()
        };
        let mut points: Vec<f64> = (0..15).map(|seed| first(seed).best().unwrap().value).collect();
        points.sort_by(f64::total_cmp);
        let limit = points[1];
        let space = || Boxed::cube(0.0..=1.0, 1).unwrap();
        let falls = space().minimize(|x| if x[0] > limit { f64::NAN } else { x[0] });
        let falls = falls.named("falls").with_optimum(0.0);
        let rises = space().maximize(|x| if x[0] > limit { f64::NAN } else { x[0] });
        let rises = rises.named("rises").with_optimum(2.0);
        let mut experiment = Experiment::new(15).unwrap();
        experiment.add("one", &falls, || ParticleSwarm::new(1), Evaluations(1));
        experiment.add("one", &rises, || ParticleSwarm::new(1), Evaluations(1));
        let results = experiment.run().unwrap();
        for (row, worst) in results.rows().iter().zip([f64::INFINITY, f64::NEG_INFINITY]) {
            assert_eq!((row.found(), row.runs()), (2, "2 of 15".to_owned()));
            let spread = row.values().unwrap();
            assert_eq!(
                (spread.median, spread.lower.min(spread.upper)),
                (worst, worst.min(spread.lower))
            );
            assert!(row.best().is_some_and(|best| best.value.is_some()));
            assert_eq!(row.gap().unwrap(), "none");
            assert_eq!(row.cells()[3..8], ["2 of 15", "none", "none", "none", "none"]);
        }
        let broken = space().try_minimize(|_| Err::<f64, _>("no licence"));
        let mut experiment = Experiment::new(3).unwrap();
        experiment.add("one", &broken, || ParticleSwarm::new(10), Evaluations(10));
        assert!(experiment.run().unwrap_err().to_string().contains("no licence"));
        let all = space().minimize(|_| f64::INFINITY).named("infinite");
        let mut experiment = Experiment::new(3).unwrap();
        experiment.add("one", &all, || ParticleSwarm::new(1), Evaluations(1));
        let results = experiment.run().unwrap();
        assert_eq!(results.rows()[0].cells()[3..5], ["3", "inf"]);
    }
}
