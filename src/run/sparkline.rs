//! A curve drawn in one line of text.

/// A curve drawn in one line of text: `█▇▅▃▂▁`. Positive values are drawn by their logarithms.
#[derive(Clone, Debug, Default)]
pub(super) struct Sparkline {
    columns: Vec<f64>,
}

const WIDTH: usize = 24;
const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

impl Sparkline {
    /// Records the value at the given progress in [0, 1]; it holds until the next record.
    pub fn note(&mut self, progress: f64, value: f64) {
        let column = ((progress * WIDTH as f64) as usize).min(WIDTH - 1);
        let held = self.columns.last().copied().unwrap_or(f64::NAN);
        if column >= self.columns.len() {
            self.columns.resize(column + 1, held);
        }
        if let Some(last) = self.columns.last_mut() {
            *last = value;
        }
    }

    /// Returns the line so far; columns without a finite value are blank.
    pub fn text(&self) -> String {
        let finite = || self.columns.iter().filter(|x| x.is_finite());
        let positive = finite().all(|x| *x > 0.0);
        let scaled = |x: f64| if positive { x.ln() } else { x };
        let (low, high) = finite()
            .map(|x| scaled(*x))
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)));
        let top = (LEVELS.len() - 1) as f64;
        let level = |x: &f64| match (scaled(*x) - low) / (high - low) {
            _ if !x.is_finite() => ' ',
            share if share.is_nan() => LEVELS[0],
            share => LEVELS[(share * top).round() as usize],
        };
        self.columns.iter().map(level).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(values: &[(f64, f64)]) -> String {
        let mut line = Sparkline::default();
        values.iter().for_each(|(progress, value)| line.note(*progress, *value));
        line.text()
    }

    #[test]
    fn a_falling_value_falls_by_decades_and_holds_between() {
        let eighth = 3.0 / 24.0;
        let falling: Vec<(f64, f64)> =
            (0..8).map(|k| (f64::from(k) * eighth, 10f64.powi(-k))).collect();
        assert_eq!(line(&falling), "███▇▇▇▆▆▆▅▅▅▄▄▄▃▃▃▂▂▂▁");
        assert_eq!(line(&[(0.0, 7.0), (1.0, -7.0)]), format!("{}▁", "█".repeat(23)));
    }

    #[test]
    fn what_has_no_height_is_blank_or_low() {
        assert_eq!(line(&[]), "");
        assert_eq!(line(&[(0.0, 3.0), (0.1, 3.0)]), "▁▁▁");
        assert_eq!(line(&[(0.0, f64::INFINITY), (0.05, 3.0), (f64::NAN, 2.0)]), " ▁");
        assert_eq!(line(&[(0.0, -1e308), (0.05, 1e308)]), "▁▁");
    }
}
