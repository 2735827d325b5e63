//! The built-in font, and how wide a text is in it.

use crate::error::Error;
use ab_glyph::{Font, FontRef, Glyph, GlyphId, OutlinedGlyph, PxScale, point};
use std::sync::OnceLock;

/// How far below its centre a digit's baseline lies, in em.
pub(super) const HALF_DIGIT: f64 = 0.365;

/// DejaVu Sans.
fn font() -> Result<&'static FontRef<'static>, Error> {
    static FONT: OnceLock<Option<FontRef<'static>>> = OnceLock::new();
    let font = FONT.get_or_init(|| FontRef::try_from_slice(dejavu::sans::regular()).ok());
    font.as_ref().ok_or_else(|| Error::Chart("the built-in font cannot be read".into()))
}

/// Each glyph with its place on the baseline, and where the next would stand, in em.
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

/// How wide a text is, in the unit of `em`.
pub(super) fn text_width(text: &str, em: f64) -> Result<f64, Error> {
    Ok(layout(text)?.1 * em)
}

/// The shapes of a text whose baseline starts at the origin.
pub(super) fn outlines(text: &str, em: f64) -> Result<Vec<OutlinedGlyph>, Error> {
    let font = font()?;
    // What ab_glyph scales is the height of a line.
    let line = f64::from(font.height_unscaled() / font.units_per_em().unwrap_or(1.0));
    let scale = PxScale::from((em * line) as f32);
    let place =
        |(id, x): (GlyphId, f64)| Glyph { id, scale, position: point((x * em) as f32, 0.0) };
    let (glyphs, _) = layout(text)?;
    Ok(glyphs.into_iter().filter_map(|glyph| font.outline_glyph(place(glyph))).collect())
}

/// The text, or as much of its start as fits, and an ellipsis.
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
