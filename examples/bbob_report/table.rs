//! What each algorithm reached, as a table.

use crate::runs::{FUNCTIONS, Run};
use comfy_table::{CellAlignment, Table, presets};
use std::ops::RangeInclusive;

/// A dimension, and the budget in evaluations per dimension.
pub const SETTINGS: [(usize, u64); 2] = [(5, 10_000), (20, 2_000)];
/// Where the table looks, too, in evaluations per dimension.
const EARLY: u64 = 1_000;
/// The groups of the suite (Hansen, Finck, Ros & Auger 2009).
const GROUPS: [(&str, RangeInclusive<usize>); 5] = [
    ("separable", 1..=5),
    ("low cond.", 6..=9),
    ("ill-cond.", 10..=14),
    ("multimodal", 15..=19),
    ("weak struct.", 20..=24),
];

/// The runs of one algorithm, on the instances on which it was run on all functions.
pub struct Contestant<'a> {
    pub name: &'a str,
    pub ours: bool,
    /// For each of the settings.
    pub runs: [Vec<&'a Run>; 2],
}

impl<'a> Contestant<'a> {
    pub fn new(name: &'a str, ours: bool, all: &'a [Run]) -> Self {
        let runs = SETTINGS.map(|(dimension, budget)| {
            let budget = budget * dimension as u64;
            let mut runs: Vec<&Run> = all.iter().filter(|run| run.algorithm == name).collect();
            runs.retain(|run| run.dimension == dimension && run.budget == budget);
            let on = |instance| runs.iter().filter(|run| run.instance == instance).count();
            let whole: Vec<bool> = runs.iter().map(|run| on(run.instance) == FUNCTIONS).collect();
            let kept = runs.into_iter().zip(whole).filter(|(_, whole)| *whole);
            kept.map(|(run, _)| run).collect()
        });
        Contestant { name, ours, runs }
    }

    /// The fraction of all targets of these functions reached within so many evaluations per
    /// dimension; none without runs.
    pub fn fraction(
        &self,
        setting: usize,
        per_dimension: u64,
        of: &RangeInclusive<usize>,
    ) -> Option<f64> {
        let evaluations = per_dimension * SETTINGS[setting].0 as u64;
        let runs = self.runs[setting].iter().filter(|run| of.contains(&run.function));
        let (reached, targets) = runs.fold((0, 0), |(reached, targets), run| {
            (reached + run.reached(evaluations).count(), targets + run.hits.len())
        });
        (targets > 0).then(|| reached as f64 / targets as f64)
    }

    /// At the full budget, of all functions.
    pub fn overall(&self, setting: usize) -> Option<f64> {
        self.fraction(setting, SETTINGS[setting].1, &(1..=FUNCTIONS))
    }

    fn cells(&self) -> Vec<String> {
        let all = 1..=FUNCTIONS;
        let mut fractions = vec![self.overall(0), self.fraction(0, EARLY, &all)];
        fractions.extend(GROUPS.map(|(_, of)| self.fraction(0, SETTINGS[0].1, &of)));
        fractions.extend([self.overall(1), self.fraction(1, EARLY, &all)]);
        let written =
            |value: Option<f64>| value.map_or("–".into(), |value| format!("{value:.3}"));
        let instances = self.runs.each_ref().map(|runs| runs.len() / FUNCTIONS);
        let mut cells = vec![self.name.to_owned()];
        cells.extend(fractions.into_iter().map(written));
        cells.push(match instances {
            [few, many] if few == many => few.to_string(),
            [few, many] => format!("{few}, {many}"),
        });
        if self.ours {
            cells.iter_mut().for_each(|cell| *cell = format!("**{cell}**"));
        }
        cells
    }
}

/// A row a contestant, in their order.
pub fn table(contestants: &[Contestant]) -> Table {
    let [five, twenty] = SETTINGS.map(|(dimension, _)| format!("D = {dimension}"));
    let mut header = vec!["algorithm".to_owned(), five.clone(), format!("{five}, 10³·D")];
    header.extend(GROUPS.map(|(name, _)| name.to_owned()));
    header.extend([twenty.clone(), format!("{twenty}, 10³·D"), "instances".to_owned()]);
    let columns = header.len();
    let mut table = Table::new();
    table.load_style(presets::ASCII_MARKDOWN);
    table.set_header(header);
    contestants.iter().for_each(|contestant| {
        table.add_row(contestant.cells());
    });
    for column in 1..columns {
        if let Some(column) = table.column_mut(column) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reaches one of two targets at 100 evaluations on every function, and the other on f1 at 9,000.
    fn runs(instance: u32, functions: RangeInclusive<usize>) -> Vec<Run> {
        let run = |function| Run {
            algorithm: "a".into(),
            dimension: 5,
            function,
            instance,
            budget: 50_000,
            hits: vec![Some(100), (function == 1).then_some(9_000)],
        };
        functions.map(run).collect()
    }

    #[test]
    fn fractions_are_of_all_targets_on_whole_instances() {
        let all = [runs(1, 1..=24), runs(2, 1..=23)].concat();
        let contestant = Contestant::new("a", true, &all);
        assert_eq!(contestant.overall(0), Some(25.0 / 48.0));
        assert_eq!(contestant.fraction(0, EARLY, &(1..=24)), Some(0.5));
        assert_eq!(contestant.fraction(0, 10_000, &(1..=5)), Some(0.6));
        assert_eq!(contestant.fraction(0, 19, &(1..=24)), Some(0.0));
        assert_eq!(contestant.overall(1), None);
        let text = table(&[contestant]).to_string();
        let row: Vec<&str> = text.lines().last().unwrap().split('|').map(str::trim).collect();
        assert_eq!(row[1..6], ["**a**", "**0.521**", "**0.500**", "**0.600**", "**0.500**"]);
        assert_eq!(row[9..12], ["**–**", "**–**", "**1, 0**"]);
    }
}
