//! The built-in font, and the width of text in it.

use crate::error::Error;
use ab_glyph::{Font, FontRef, Glyph, GlyphId, OutlinedGlyph, PxScale, point};
use std::sync::OnceLock;

/// The distance from the centre of a digit down to its baseline, in em.
pub(super) const HALF_DIGIT: f64 = 0.365;

/// Returns the built-in font, DejaVu Sans.
fn font() -> Result<&'static FontRef<'static>, Error> {
    static FONT: OnceLock<Option<FontRef<'static>>> = OnceLock::new();
    let font = FONT.get_or_init(|| FontRef::try_from_slice(dejavu::sans::regular()).ok());
    font.as_ref().ok_or_else(|| Error::Chart("the built-in font cannot be read".into()))
}

/// Returns each glyph with its place on the baseline, and the end of the last one, in em.
fn layout(text: &str) -> Result<(Vec<(GlyphId, f64)>, f64), Error> {
    let font = font()?;
    let units = f64::from(font.units_per_em().unwrap_or(1.0));
    let (mut glyphs, mut end) = (Vec::new(), 0.0);
    for id in text.chars().map(|c| font.glyph_id(c)) {
        if let Some((before, _)) = glyphs.last() {
            end += f64::from(font.kern_unscaled(*before, id)) / units;
        }
        glyphs.push((id, end));
        end += f64::from(font.h_advance_unscaled(id)) / units;
    }
    Ok((glyphs, end))
}

/// Returns the width of a text, in the unit of `em`.
pub(super) fn text_width(text: &str, em: f64) -> Result<f64, Error> {
    Ok(layout(text)?.1 * em)
}

/// Returns the shapes of a text whose baseline starts at the origin.
pub(super) fn outlines(text: &str, em: f64) -> Result<Vec<OutlinedGlyph>, Error> {
    let font = font()?;
    // ab_glyph scales the height of a line.
    let line = f64::from(font.height_unscaled() / font.units_per_em().unwrap_or(1.0));
    let scale = PxScale::from((em * line) as f32);
    let place =
        |(id, x): (GlyphId, f64)| Glyph { id, scale, position: point((x * em) as f32, 0.0) };
    let (glyphs, _) = layout(text)?;
    Ok(glyphs.into_iter().filter_map(|glyph| font.outline_glyph(place(glyph))).collect())
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
            assert_ne!(font().unwrap().glyph_id(c), GlyphId(0), "{c}");
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
