//! The layout of a chart of final values: heading, axes, names, a column for each method.

use super::axis::Axis;
use super::box_plot::Column;
use super::category_labels::CategoryLabels;
use super::curves::{axis, range};
use super::distribution::Distribution;
use super::frame::Frame;
use super::picture::{Picture, Text};
use super::style::{self, LABEL, MARGIN, MUTED, SIZE, SMALL};
use crate::{error::Error, statistics::Spread};

/// The least width of a method, and the most methods.
const ROOM: f64 = 20.0;
const MOST: usize = 100;
/// The approximate width of the axis and everything to the left of it.
const BESIDE: f64 = 110.0;
/// The distance between the axis and the names.
const GAP: f64 = 10.0;

/// The values of each method, their axis, and its floor if a value was raised to it.
type Drawn = (Vec<Vec<f64>>, Axis, Option<f64>);

impl Distribution {
    pub(super) fn draw(&self) -> Result<Picture, Error> {
        self.scale.check()?;
        let count = self.methods.len();
        if count > MOST {
            let advice = format!("allowed: up to {MOST}");
            return Err(Error::Chart(format!("{count} methods side by side; {advice}")));
        }
        let (values, y, floored) = self.values()?;
        let mut picture = Picture::new(SIZE.0.max(BESIDE + ROOM * count as f64), SIZE.1);
        let top = picture.heading(&self.title, &self.subtitle())?;
        let right = picture.size.0 - MARGIN;
        let frame = Frame::new(Axis::places(count), y, top, right, SIZE.1)?;
        let room = (frame.right - frame.left) / count.max(1) as f64;
        let labels = CategoryLabels::new(&self.names(&values), room)?;
        // The room that the frame reserves for missing ticks and a missing axis label is used for the names.
        let spare = SMALL + if self.x_label.is_empty() { LABEL } else { 0.0 };
        let extra = (labels.height - spare).max(0.0);
        picture.size.1 = SIZE.1 + (extra - 2.0 * SMALL).max(0.0);
        let bottom = picture.size.1 - labels.height + spare;
        let frame = Frame::new(frame.x, frame.y, top, right, bottom)?;
        let y_label = self.scale.label(self.y_label.as_deref(), floored);
        frame.draw(&mut picture, &self.x_label, &y_label)?;

        let middle = |index: usize| frame.left + (index as f64 + 0.5) * room;
        labels.draw(&mut picture, (0..count).map(middle), frame.bottom + GAP);
        for (index, values) in values.iter().enumerate() {
            let Some(found) = Spread::of(values.iter().copied()) else { continue };
            let nothing = self.methods[index].1.len() - values.len();
            let worst = std::iter::repeat_n(self.worst(), nothing);
            let all = Spread::of(values.iter().copied().chain(worst)).unwrap_or(found);
            let height = |value: f64| frame.at(0.0, value).1;
            let column = Column {
                middle: middle(index),
                room,
                color: style::color(index),
                runs: values.iter().map(|value| height(*value)).collect(),
                found: height(found.lower) - height(found.upper),
                quartiles: [all.lower, all.median, all.upper]
                    .map(|value| value.is_finite().then(|| height(value))),
                ends: (frame.bottom, frame.top),
            };
            column.draw_runs(&mut picture);
            if self.violin {
                column.draw_violin(&mut picture);
            } else {
                column.draw_box(&mut picture);
            }
        }
        if values.iter().all(Vec::is_empty) {
            let centre = (0.5 * (frame.left + frame.right), 0.5 * (top + frame.bottom));
            picture.text(Text::new("no finite value", LABEL, centre).color(MUTED));
        }
        Ok(picture)
    }

    /// Returns the value of a run that found nothing.
    fn worst(&self) -> f64 {
        match self.scale.maximizing && self.scale.optimum.is_none() {
            true => f64::NEG_INFINITY,
            false => f64::INFINITY,
        }
    }

    /// Returns the values of each method that can be drawn, the axis, and its floor if a value was raised to it.
    fn values(&self) -> Result<Drawn, Error> {
        let finite = |values: &Vec<f64>| -> Vec<f64> {
            values
                .iter()
                .map(|value| self.scale.gap(*value))
                .filter(|gap| gap.is_finite())
                .collect()
        };
        let mut values: Vec<Vec<f64>> = self.methods.iter().map(|(_, v)| finite(v)).collect();
        let floor = self.scale.floor(values.iter().flatten().copied());
        if let Some(floor) = floor {
            values.iter_mut().flatten().for_each(|value| *value = value.max(floor));
        }
        let (low, high) = range(values.iter().flatten().copied());
        let (axis, floored) = axis(low, high, floor)?;
        Ok((values, axis, floored))
    }

    /// Returns the number of runs of a method, if it is the same for all methods.
    fn common_runs(&self) -> Option<usize> {
        let first = self.methods.first()?.1.len();
        self.methods.iter().all(|(_, values)| values.len() == first).then_some(first)
    }

    fn subtitle(&self) -> String {
        let what =
            if self.violin { "density, median and quartiles" } else { "median and quartiles" };
        let mut text = match self.common_runs() {
            Some(0) => "no runs".into(),
            Some(1) => "one run each".into(),
            Some(n) => format!("{what} of {n} runs"),
            None if self.methods.is_empty() => String::new(),
            None => what.into(),
        };
        let found = |value: &f64| self.scale.gap(*value).is_finite();
        let several = self.methods.iter().filter(|(_, values)| values.len() > 1);
        if several.flat_map(|(_, values)| values).any(|value| !found(value)) {
            text += "; a run that found none counts as the worst";
        }
        text
    }

    /// Returns the names, with what the subtitle does not say about their runs.
    fn names(&self, values: &[Vec<f64>]) -> Vec<(String, String)> {
        let remark = |runs: usize, finite: usize| match runs - finite {
            0 if self.common_runs().is_some() => String::new(),
            0 if runs == 1 => "1 run".into(),
            0 => format!("{runs} runs"),
            none => format!("{none} of {runs} found none"),
        };
        let named = self.methods.iter().zip(values);
        named.map(|((name, all), v)| (name.clone(), remark(all.len(), v.len()))).collect()
    }
}

#[cfg(test)]
mod tests;
