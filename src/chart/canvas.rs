//! Pictures as files, in the format of the path's extension.

use super::pen::{Pen, UNITS, failed, ink, unit, units};
use super::picture::{Picture, Shape};
use super::style::WHITE;
use crate::error::Error;
use plotters::prelude::*;
use std::path::Path;

/// The formats of this build.
const FORMATS: &str = if cfg!(feature = "bitmaps") {
    "a name that ends in .svg or .png"
} else {
    "a name that ends in .svg, or in .png with the feature bitmaps"
};

impl Picture {
    /// Writes the picture to a file, first beside its final place, so that a reader never sees half of it.
    pub fn save(&self, path: &Path) -> Result<(), Error> {
        let extension = path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase);
        match extension.as_deref() {
            Some("svg") => {
                let svg = self.svg()?;
                crate::file::replace(path, |draft| std::fs::write(draft, svg))
            }
            #[cfg(feature = "bitmaps")]
            Some("png") => self.save_png(path),
            _ => Err(Error::parameter("path", path.display(), FORMATS)),
        }
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

    /// Returns the size in drawing units, rounded to whole logical pixels.
    pub(super) fn units(&self) -> (u32, u32) {
        let units = |length: f64| length.round() as u32 * UNITS;
        (units(self.size.0), units(self.size.1))
    }

    pub(super) fn paint<P: Pen>(&self, pen: &mut P, done: usize) -> Result<(), Error> {
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
    fn pictures_are_written_into_new_folders_and_nothing_else_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let plots = folder.path().join("a").join("b");
        let mut given = vec!["Chart.SVG", "chart.svg"];
        if cfg!(feature = "bitmaps") {
            given = vec!["Chart.PNG", "Chart.SVG", "chart.png", "chart.svg"];
        }
        for name in given.iter().chain(&given) {
            picture().save(&plots.join(name)).unwrap();
        }
        let mut names: Vec<_> =
            std::fs::read_dir(&plots).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        assert_eq!(names, given);
        assert!(std::fs::read_to_string(plots.join("chart.svg")).unwrap().ends_with("</svg>\n"));
    }

    #[test]
    fn texts_stand_on_their_baseline() {
        let mut picture = Picture::new(60.0, 40.0);
        picture.text(Text::new("E", 20.0, (30.0, 30.0)));
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
        std::fs::create_dir(folder.path().join("taken.svg")).unwrap();
        let taken = picture().save(&folder.path().join("taken.svg"));
        assert!(matches!(taken, Err(Error::Io { .. })));
    }
}
