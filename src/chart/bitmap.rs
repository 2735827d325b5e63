//! Pictures as pixels: PNG, and the frames of animations.

use super::font::{layout, text_width, unreadable};
use super::pen::{Pen, UNITS, failed, unit};
use super::picture::{Anchor, Picture, Text};
use crate::error::Error;
use ab_glyph::{Font, FontRef, Glyph, GlyphId, OutlinedGlyph, PxScale, point};
use plotters::prelude::*;
use std::{fs::File, io::BufWriter, path::Path, sync::OnceLock};

/// The number of drawing units per PNG pixel, in each direction: plotters draws without smooth edges.
const SAMPLES: u32 = 3;

impl Picture {
    pub(super) fn save_png(&self, path: &Path) -> Result<(), Error> {
        let (width, height) = self.units();
        let pixels = self.pixels()?;
        crate::file::replace(path, |draft| {
            let file = BufWriter::new(File::create(draft)?);
            let mut png = png::Encoder::new(file, width / SAMPLES, height / SAMPLES);
            png.set_color(png::ColorType::Rgb);
            let mut png = png.write_header()?;
            png.write_image_data(&pixels)?;
            Ok(png.finish()?)
        })
    }

    fn pixels(&self) -> Result<Vec<u8>, Error> {
        let samples = self.paint_on(self.blank(), 0)?;
        Ok(average(&samples, self.units().0 as usize, SAMPLES as usize))
    }

    /// Returns a white page in drawing units, three bytes each.
    pub(super) fn blank(&self) -> Vec<u8> {
        let (width, height) = self.units();
        vec![255; 3 * width as usize * height as usize]
    }

    /// Paints all shapes on a page, except the first `done`, which are there already.
    pub(super) fn paint_on(&self, mut page: Vec<u8>, done: usize) -> Result<Vec<u8>, Error> {
        self.paint(&mut BitMapBackend::with_buffer(&mut page, self.units()), done)?;
        Ok(page)
    }
}

impl Pen for BitMapBackend<'_> {
    /// Draws the pieces one by one with round joints: filled as one outline, a path that crosses itself
    /// would have holes.
    fn stroke(&mut self, points: &[(i32, i32)], ink: &ShapeStyle) -> Result<(), Error> {
        for ends in points.windows(2) {
            self.draw_line(ends[0], ends[1], ink).map_err(failed)?;
        }
        for joint in points.iter().skip(1).take(points.len().saturating_sub(2)) {
            self.draw_circle(*joint, ink.stroke_width / 2, ink, true).map_err(failed)?;
        }
        Ok(())
    }

    /// Draws each glyph at its place: plotters sets glyphs without their side bearings.
    fn write(&mut self, text: &Text) -> Result<(), Error> {
        let width = text_width(&text.text, text.em)? * f64::from(UNITS);
        let before = match text.anchor {
            Anchor::Start => 0.0,
            Anchor::Middle => 0.5 * width,
            Anchor::End => width,
        }
        .round() as i32;
        let (x0, y0) = unit(&text.at);
        let (red, green, blue) = text.color;
        let mut result = Ok(());
        for glyph in outlines(&text.text, text.em * f64::from(UNITS))? {
            let corner = glyph.px_bounds().min;
            let corner = (corner.x as i32 - before, corner.y as i32);
            glyph.draw(|x, y, coverage| {
                let (x, y) = (corner.0 + x as i32, corner.1 + y as i32);
                let at = if text.upward { (x0 + y, y0 - x) } else { (x0 + x, y0 + y) };
                let color = RGBAColor(red, green, blue, f64::from(coverage).min(1.0));
                if let Err(error) = self.draw_pixel(at, color.to_backend_color()) {
                    result = Err(failed(error));
                }
            });
        }
        result
    }
}

/// Returns the shapes of a text whose baseline starts at the origin.
fn outlines(text: &str, em: f64) -> Result<Vec<OutlinedGlyph>, Error> {
    static FONT: OnceLock<Option<FontRef<'static>>> = OnceLock::new();
    let font = FONT.get_or_init(|| FontRef::try_from_slice(dejavu::sans::regular()).ok());
    let font = font.as_ref().ok_or_else(unreadable)?;
    // ab_glyph scales the height of a line.
    let line = f64::from(font.height_unscaled() / font.units_per_em().unwrap_or(1.0));
    let scale = PxScale::from((em * line) as f32);
    let place = |(id, x): (u16, f64)| Glyph {
        id: GlyphId(id),
        scale,
        position: point((x * em) as f32, 0.0),
    };
    let (glyphs, _) = layout(text)?;
    Ok(glyphs.into_iter().filter_map(|glyph| font.outline_glyph(place(glyph))).collect())
}

/// Reduces samples to pixels, each the mean of `n` × `n` samples. `width` is the number of samples per
/// row; a remainder at the right and at the bottom is dropped.
pub(super) fn average(samples: &[u8], width: usize, n: usize) -> Vec<u8> {
    let mut pixels = Vec::with_capacity(samples.len() / (n * n));
    let mut sums = vec![0u16; 3 * (width / n)];
    for rows in samples.chunks_exact(3 * width * n) {
        sums.fill(0);
        for row in rows.chunks_exact(3 * width) {
            for (sum, pixel) in sums.chunks_exact_mut(3).zip(row.chunks_exact(3 * n)) {
                for sample in pixel.chunks_exact(3) {
                    (0..3).for_each(|c| sum[c] += u16::from(sample[c]));
                }
            }
        }
        let n = (n * n) as u16;
        pixels.extend(sums.iter().map(|sum| ((sum + n / 2) / n) as u8));
    }
    pixels
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture() -> Picture {
        let mut picture = Picture::new(60.0, 40.0);
        let points = vec![(0.0, 0.0), (60.0, 40.0), (60.0, 0.0), (0.0, 40.0)];
        picture.path(points, (0, 0, 200), 3.0, &[]);
        picture
    }

    #[test]
    fn a_png_has_twice_the_size() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.png");
        picture().save(&path).unwrap();
        let bytes = std::fs::read(path).unwrap();
        assert_eq!(bytes[..8], *b"\x89PNG\r\n\x1a\n");
        let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        assert_eq!((number(16), number(20)), (120, 80));
    }

    #[test]
    fn a_line_that_crosses_itself_has_no_hole_and_smooth_edges() {
        let pixels = picture().pixels().unwrap();
        let at = |x: usize, y: usize| &pixels[3 * (120 * y + x)..][..3];
        assert_eq!(at(60, 40), [0, 0, 200]);
        assert_eq!(at(110, 40), [255, 255, 255]);
        let shades: std::collections::HashSet<_> = pixels.chunks(3).collect();
        assert!(shades.len() > 8, "{}", shades.len());
    }

    #[test]
    fn texts_stand_on_their_baseline() {
        let mut picture = Picture::new(60.0, 40.0);
        picture.text(Text::new("E", 20.0, (30.0, 30.0)));
        let pixels = picture.pixels().unwrap();
        let dark = |row: &&[u8]| row.iter().any(|value| *value < 128);
        let rows: Vec<usize> =
            pixels.chunks(360).enumerate().filter(|(_, row)| dark(row)).map(|(y, _)| y).collect();
        // A capital of DejaVu Sans is 0.729 em high.
        assert!(
            rows[0].abs_diff(60 - 29) <= 1 && rows[rows.len() - 1].abs_diff(59) <= 1,
            "{rows:?}"
        );
    }
}
