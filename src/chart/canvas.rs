//! Pictures as files: SVG and PNG, by the path's extension.

use super::pen::{Pen, UNITS, failed, ink, unit, units};
use super::picture::{Picture, Shape};
use super::style::WHITE;
use crate::error::Error;
use plotters::prelude::*;
use std::path::Path;

/// The number of drawing units per PNG pixel, in each direction: plotters draws without smooth edges.
const SAMPLES: u32 = 3;

enum Image {
    Vectors(String),
    /// Three bytes per pixel.
    Pixels(Vec<u8>),
}

impl Picture {
    /// Writes the picture to a file, first beside its final place, so that a reader never sees half of it.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        let extension = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
        let image = match extension.as_deref() {
            Some("svg") => Image::Vectors(self.svg()?),
            Some("png") => Image::Pixels(self.pixels()?),
            _ => {
                let allowed = "a name that ends in .svg or .png";
                return Err(Error::parameter("path", path.display(), allowed));
            }
        };
        crate::file::replace(path, |draft| match image {
            Image::Vectors(svg) => std::fs::write(draft, svg),
            Image::Pixels(pixels) => self.write_png(draft, &pixels),
        })
    }

    pub(super) fn svg(&self) -> Result<String, Error> {
        let (width, height) = self.units();
        let mut svg = String::new();
        let mut pen = SVGBackend::with_string(&mut svg, (width, height));
        let page = (width as i32, height as i32);
        pen.draw_rect((0, 0), page, &ink(WHITE, 1.0, 0.0), true).map_err(failed)?;
        self.paint(&mut pen, 0)?;
        pen.present().map_err(failed)?;
        drop(pen);
        // Drawn in drawing units, shown in logical pixels.
        let drawn = format!("width=\"{width}\" height=\"{height}\" viewBox");
        let shown = format!("width=\"{}\" height=\"{}\" viewBox", self.size.0, self.size.1);
        Ok(svg.replacen(&drawn, &shown, 1))
    }

    fn write_png(&self, path: &Path, pixels: &[u8]) -> std::io::Result<()> {
        let (width, height) = self.units();
        let size = (width / SAMPLES, height / SAMPLES);
        let mut file = BitMapBackend::new(path, size);
        let written = file.blit_bitmap((0, 0), size, pixels).and_then(|()| file.present());
        written.map_err(|e| std::io::Error::other(e.to_string()))
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

    /// Returns the size in drawing units, rounded to whole logical pixels.
    pub(super) fn units(&self) -> (u32, u32) {
        let units = |length: f64| length.round() as u32 * UNITS;
        (units(self.size.0), units(self.size.1))
    }

    fn paint<P: Pen>(&self, pen: &mut P, done: usize) -> Result<(), Error> {
        for shape in &self.shapes[done..] {
            match shape {
                Shape::Rule { from, to, color, width } => {
                    let ink = ink(*color, 1.0, *width);
                    pen.draw_line(unit(from), unit(to), &ink).map_err(failed)
                }
                Shape::Path { points, color, width } => {
                    pen.stroke(&units(points), &ink(*color, 1.0, *width))
                }
                Shape::Area { points, color, opacity } => {
                    let ink = ink(*color, *opacity, 0.0);
                    pen.fill_polygon(units(points), &ink).map_err(failed)
                }
                Shape::Disc { center, radius, color } => {
                    let (radius, ink) =
                        ((radius * f64::from(UNITS)).round() as u32, ink(*color, 1.0, 0.0));
                    pen.draw_circle(unit(center), radius, &ink, true).map_err(failed)
                }
                Shape::Text(text) => pen.write(text),
            }?;
        }
        Ok(())
    }
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
    use super::super::picture::Text;
    use super::*;

    fn picture() -> Picture {
        let mut picture = Picture::new(60.0, 40.0);
        picture.path(
            vec![(0.0, 0.0), (60.0, 40.0), (60.0, 0.0), (0.0, 40.0)],
            (0, 0, 200),
            3.0,
            &[],
        );
        picture.text(Text::new("−10⁻⁸", 12.0, (30.0, 12.0)));
        picture
    }

    #[test]
    fn both_formats_are_written_into_new_folders_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let plots = folder.path().join("a").join("b");
        for name in ["chart.svg", "chart.png", "Chart.PNG", "chart.png"] {
            picture().save(&plots.join(name)).unwrap();
        }
        let mut names: Vec<_> =
            std::fs::read_dir(&plots).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, ["Chart.PNG", "chart.png", "chart.svg"]);
        assert!(std::fs::read_to_string(plots.join("chart.svg")).unwrap().ends_with("</svg>\n"));
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
    fn texts_of_both_formats_stand_on_their_baseline() {
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
        let svg = picture.svg().unwrap();
        assert!(svg.contains("x=\"180\" y=\"89\" dy=\"0.76em\""), "{svg}");
        assert!(svg.contains("font-size=\"120"), "{svg}");
    }

    #[test]
    fn other_extensions_and_places_that_cannot_be_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["x.gif", "x", "x.svg.gz", ".png"] {
            let error = picture().save(&folder.path().join(name)).unwrap_err();
            assert!(matches!(error, Error::Parameter { name: "path", .. }), "{error}");
        }
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        assert!(matches!(picture().save(&file.join("x.svg")), Err(Error::Io { .. })));
        std::fs::create_dir(folder.path().join("taken.png")).unwrap();
        let taken = picture().save(&folder.path().join("taken.png"));
        assert!(matches!(taken, Err(Error::Io { .. })));
    }
}
