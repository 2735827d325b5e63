//! What comes out of an experiment, and the table it prints as.

use super::{
    Setup, Trial,
    record::{self, Format, Record},
};
use crate::{error::Error, statistics::Spread};
use comfy_table::{CellAlignment, Table, presets};
use std::{fmt, path::Path};

/// All runs of an experiment. Prints as a table, one row a case.
#[derive(Clone, Debug, PartialEq)]
pub struct Results {
    rows: Vec<Row>,
}

/// The runs of one case, in the order of their seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The case.
    pub setup: Setup,
    /// One trial a seed.
    pub trials: Vec<Trial>,
}

impl Results {
    /// The cases of a problem stand together, in the order in which they were added.
    pub(super) fn new(cases: Vec<(Setup, Vec<Trial>)>) -> Self {
        let mut rows: Vec<Row> =
            cases.into_iter().map(|(setup, trials)| Row { setup, trials }).collect();
        let problems: Vec<String> = rows.iter().map(|row| row.setup.problem.clone()).collect();
        rows.sort_by_key(|row| problems.iter().position(|name| *name == row.setup.problem));
        Results { rows }
    }

    /// The rows, one a case.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// The rows of one problem.
    pub fn of<'a>(&'a self, problem: &'a str) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter(move |row| row.setup.problem == problem)
    }

    /// Writes every run as a row of a `.csv` or a line of a `.jsonl` file; an old file is replaced.
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

    /// Reads what [`write`](Self::write) or [`Experiment::run_to`](super::Experiment::run_to) wrote, the
    /// cases in the order in which the file names them first. The columns of a `.csv` may be separated by
    /// commas, semicolons or tabs.
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
    /// Label and topology: what a chart's legend says.
    pub fn name(&self) -> String {
        format!("{}, {}", self.setup.label, self.setup.topology)
    }

    /// The spread of the best values; a run that found nothing is left out.
    pub fn values(&self) -> Option<Spread> {
        Spread::of(self.trials.iter().filter_map(|trial| trial.value))
    }

    /// How the best value changed in each run: what a convergence chart draws.
    pub fn curves(&self) -> impl Iterator<Item = Vec<(u64, f64)>> + '_ {
        self.trials.iter().map(|trial| trial.history.curve())
    }

    /// The trial with the best value.
    pub fn best(&self) -> Option<&Trial> {
        let cost = |trial: &&Trial| self.setup.sense.turn(trial.value.unwrap_or(f64::NAN));
        let found = self.trials.iter().filter(|trial| trial.value.is_some());
        found.min_by(|a, b| cost(a).total_cmp(&cost(b)))
    }

    /// The median gap to the optimum: in per cent of it, or as a difference where it is 0.
    pub(crate) fn gap(&self) -> Option<String> {
        let error = Spread::of(self.trials.iter().filter_map(|trial| trial.error))?.median;
        match self.setup.optimum {
            Some(optimum) if optimum != 0.0 => {
                Some(format!("{:.2} %", 100.0 * error / optimum.abs()))
            }
            _ => Some(short(error)),
        }
    }

    /// Why the runs ended: each reason with the number of runs, the most frequent first.
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

    fn cells(&self) -> [String; 10] {
        let mean = |of: &dyn Fn(&Trial) -> f64| {
            self.trials.iter().map(of).sum::<f64>() / self.trials.len().max(1) as f64
        };
        let number = |pick: fn(Spread) -> f64| {
            self.values().map_or_else(|| "none".to_owned(), |spread| short(pick(spread)))
        };
        [
            self.setup.problem.clone(),
            self.setup.label.clone(),
            self.setup.topology.clone(),
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

/// A number in at most ten characters.
pub(crate) fn short(x: f64) -> String {
    match x.abs() {
        0.0 => "0".to_owned(),
        a if (1e-3..1e6).contains(&a) => {
            let text = format!("{x:.4}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        _ => format!("{x:.2e}"),
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
        for column in 3..=8 {
            if let Some(column) = table.column_mut(column) {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        write!(f, "{table}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        for (x, text) in
            [(0.0, "0"), (7542.0, "7542"), (1.5e-9, "1.50e-9"), (-0.25, "-0.25"), (2e7, "2.00e7")]
        {
            assert_eq!(short(x), text);
        }
    }
}
