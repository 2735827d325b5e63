//! The built-in font, and the width of text in it.

use crate::error::Error;
use std::sync::OnceLock;
use ttf_parser::{Face, GlyphId};

/// The distance from the centre of a digit down to its baseline, in em.
pub(super) const HALF_DIGIT: f64 = 0.365;

/// Returns the built-in font, DejaVu Sans.
fn font() -> Result<&'static Face<'static>, Error> {
    static FONT: OnceLock<Option<Face<'static>>> = OnceLock::new();
    let font = FONT.get_or_init(|| Face::parse(dejavu::sans::regular(), 0).ok());
    font.as_ref().ok_or_else(unreadable)
}

/// Returns the error for a built-in font that cannot be read.
pub(super) fn unreadable() -> Error {
    Error::Chart("the built-in font cannot be read".into())
}

/// Returns the number of a character's glyph; 0 if the font has none.
fn glyph(font: &Face<'_>, c: char) -> GlyphId {
    font.glyph_index(c).unwrap_or_default()
}

/// Returns how much two glyphs in a row are moved apart, in units of the font.
fn kerning(font: &Face<'_>, first: GlyphId, second: GlyphId) -> i16 {
    let tables = font.tables().kern.into_iter().flat_map(|kern| kern.subtables);
    let mut horizontal = tables.filter(|table| table.horizontal && !table.variable);
    horizontal.find_map(|table| table.glyphs_kerning(first, second)).unwrap_or(0)
}

/// Returns the number of each glyph with its place on the baseline, and the end of the last one, in em.
pub(super) fn layout(text: &str) -> Result<(Vec<(u16, f64)>, f64), Error> {
    let font = font()?;
    let units = f64::from(font.units_per_em());
    let (mut glyphs, mut end) = (Vec::new(), 0.0);
    for id in text.chars().map(|c| glyph(font, c)) {
        if let Some((before, _)) = glyphs.last() {
            end += f64::from(kerning(font, GlyphId(*before), id)) / units;
        }
        glyphs.push((id.0, end));
        end += f64::from(font.glyph_hor_advance(id).unwrap_or(0)) / units;
    }
    Ok((glyphs, end))
}

/// Returns the width of a text, in the unit of `em`.
pub(super) fn text_width(text: &str, em: f64) -> Result<f64, Error> {
    Ok(layout(text)?.1 * em)
}

/// Returns the text, or as much of its start as fits, with an ellipsis.
pub(super) fn shorten(text: &str, em: f64, width: f64) -> Result<String, Error> {
    let mut kept: Vec<char> = text.chars().collect();
    let mut short = text.to_owned();
    while text_width(&short, em)? > width && !kept.is_empty() {
        kept.pop();
        short = kept.iter().collect::<String>().trim_end().to_owned() + "…";
    }
    Ok(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_those_of_dejavu_sans() {
        // A digit's advance is 1303 of 2048 units.
        let digits = text_width("0123456789", 2048.0).unwrap();
        assert!((digits - 13_030.0).abs() < 5.0, "{digits}");
    }

    #[test]
    fn all_that_charts_write_has_a_glyph() {
        for c in "⁻⁰¹²³⁴⁵⁶⁷⁸⁹−·≤…".chars() {
            assert_ne!(glyph(font().unwrap(), c), GlyphId(0), "{c}");
        }
    }

    #[test]
    fn a_text_is_cut_to_its_width() {
        let width = text_width("particle…", 12.0).unwrap();
        assert_eq!(shorten("particle swarm", 12.0, width).unwrap(), "particle…");
        assert_eq!(shorten("ants", 12.0, width).unwrap(), "ants");
        assert_eq!(shorten("ants", 12.0, 0.0).unwrap(), "…");
    }
}
