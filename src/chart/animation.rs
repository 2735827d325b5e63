//! Animations of charts, as GIF.

use super::bitmap::average;
use super::drawing::Drawing;
use super::palette::{Palette, Rgb};
use super::picture::Picture;
use crate::error::{Error, require};
use gif::{DisposalMethod, Encoder, Frame, Repeat};
use std::{borrow::Cow, fs::File, io::BufWriter, path::Path, time::Duration};

/// An animation of charts of the same size, such as the rounds of a swarm on a
/// [`Landscape`](super::Landscape) or the best tours on a [`TourMap`](super::TourMap). It repeats for
/// ever. A pixel of the animation is two thirds of a logical pixel of the charts, in at most 255
/// colours.
///
/// The shapes that all frames have in common at the bottom are painted once, and a frame stores only
/// what differs from the frame before: a swarm on a landscape takes about 30 kB a frame.
///
/// ```
/// use swarmopt::chart::{Animation, TourMap};
///
/// # fn main() -> Result<(), swarmopt::Error> {
/// # let folder = tempfile::tempdir().unwrap();
/// # let path = folder.path().join("tours.gif");
/// let map = TourMap::new("square").cities(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]);
/// Animation::new()
///     .frame(&map.clone().tour(&[0, 2, 1, 3]))?
///     .frame(&map.tour(&[0, 1, 2, 3]))?
///     .save(path)?;
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use]
pub struct Animation {
    frames: Vec<Picture>,
    delay: Duration,
    hold: Duration,
}

/// The number of drawing units per pixel, in each direction.
const SAMPLES: usize = 4;
const MOST_FRAMES: usize = 100;

/// The part of a frame that differs from the frame before; a pixel without a difference is `None`.
struct Patch {
    left: usize,
    top: usize,
    width: usize,
    pixels: Vec<Option<Rgb>>,
}

impl Default for Animation {
    fn default() -> Self {
        Animation::new()
    }
}

impl Animation {
    /// Creates an animation without frames. Each frame is shown for 0.2 s, the last for 2 s.
    pub fn new() -> Self {
        let (delay, hold) = (Duration::from_millis(200), Duration::from_secs(2));
        Animation { frames: Vec::new(), delay, hold }
    }

    /// Sets how long each frame is shown, in steps of 0.01 s from 0.02 s to 60 s. Default: 0.2 s.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Sets how long the last frame is shown, in the same range. Default: 2 s.
    pub fn hold(mut self, hold: Duration) -> Self {
        self.hold = hold;
        self
    }

    /// Adds a chart as it is now.
    ///
    /// # Errors
    /// Those of the chart's `save`, except for the file.
    pub fn frame(mut self, chart: &impl Drawing) -> Result<Self, Error> {
        self.frames.push(chart.picture()?);
        Ok(self)
    }

    /// Writes the animation as `.gif`, replacing an existing file. Missing parent folders are created.
    ///
    /// # Errors
    /// - [`Error::Parameter`] for another extension, no frame or more than 100, or a time that is
    ///   out of range.
    /// - [`Error::Chart`] if frames differ in size, or are larger than a GIF can be.
    /// - [`Error::Io`] if the file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> Result<&Self, Error> {
        let path = path.as_ref();
        let is_gif = path.extension().is_some_and(|e| e.eq_ignore_ascii_case("gif"));
        require(is_gif, "path", path.display(), "a name that ends in .gif")?;
        let count = self.frames.len();
        require((1..=MOST_FRAMES).contains(&count), "frames", count, "1 to 100")?;
        let times = (hundredths("delay", self.delay)?, hundredths("hold", self.hold)?);
        let size = self.size()?;
        let patches = self.patches()?;
        let palette =
            Palette::of(patches.iter().flat_map(|patch| patch.pixels.iter().flatten().copied()));
        crate::file::replace(path, |draft| {
            let file = BufWriter::new(File::create(draft)?);
            write(file, size, times, &palette, &patches).map_err(std::io::Error::other)
        })?;
        Ok(self)
    }

    /// Returns the size of all frames, in pixels.
    fn size(&self) -> Result<(u16, u16), Error> {
        let sizes: Vec<_> = self.frames.iter().map(Picture::units).collect();
        if let Some(other) = sizes.iter().position(|size| *size != sizes[0]) {
            let [(a, b), (c, d)] = [self.frames[other].size, self.frames[0].size];
            let unlike = format!("frame {other} is {a} × {b} pixels, the first {c} × {d}");
            return Err(Error::Chart(format!("{unlike}; allowed: frames of one size")));
        }
        let (width, height) = sizes[0];
        let pixels = |units: u32| u16::try_from(units as usize / SAMPLES);
        let too_large = |_| Error::Chart("frames are larger than a GIF can be".into());
        Ok((pixels(width).map_err(too_large)?, pixels(height).map_err(too_large)?))
    }

    fn patches(&self) -> Result<Vec<Patch>, Error> {
        let first = &self.frames[0];
        let shared = |frame: &Picture| {
            first.shapes.iter().zip(&frame.shapes).take_while(|(a, b)| a == b).count()
        };
        let common = self.frames.iter().map(shared).min().unwrap_or(0);
        let (shapes, size) = (&first.shapes[..common], first.size);
        let ground = Picture { size, shapes: shapes.to_vec() }.paint_on(first.blank(), 0)?;
        let width = first.units().0 as usize;
        let mut before: Option<Vec<Rgb>> = None;
        let mut patches = Vec::with_capacity(self.frames.len());
        for frame in &self.frames {
            let samples = frame.paint_on(ground.clone(), common)?;
            let pixels = average(&samples, width, SAMPLES);
            let pixels: Vec<Rgb> = pixels.chunks_exact(3).map(|p| [p[0], p[1], p[2]]).collect();
            patches.push(Patch::between(before.as_deref(), &pixels, width / SAMPLES));
            before = Some(pixels);
        }
        Ok(patches)
    }
}

/// Converts a time to hundredths of a second, the unit of GIF.
fn hundredths(name: &'static str, time: Duration) -> Result<u16, Error> {
    let steps = (time.as_secs_f64() * 100.0).round();
    require((2.0..=6000.0).contains(&steps), name, format!("{time:?}"), "0.02 s to 60 s")?;
    Ok(steps as u16)
}

fn write(
    file: BufWriter<File>,
    (width, height): (u16, u16),
    (delay, hold): (u16, u16),
    palette: &Palette,
    patches: &[Patch],
) -> Result<(), gif::EncodingError> {
    // Colours beyond those in use fill the palette; the last index means no change.
    let unchanged = u8::try_from(palette.colors.len()).unwrap_or(u8::MAX);
    let mut colors = palette.colors.concat();
    colors.extend([255; 3]);
    let mut encoder = Encoder::new(file, width, height, &colors)?;
    encoder.set_repeat(Repeat::Infinite)?;
    for (index, patch) in patches.iter().enumerate() {
        let color = |pixel: &Option<Rgb>| pixel.map_or(unchanged, |rgb| palette.index(rgb));
        let buffer: Vec<u8> = patch.pixels.iter().map(color).collect();
        encoder.write_frame(&Frame {
            delay: if index + 1 == patches.len() { hold } else { delay },
            dispose: DisposalMethod::Keep,
            transparent: Some(unchanged),
            left: patch.left as u16,
            top: patch.top as u16,
            width: patch.width as u16,
            height: (buffer.len() / patch.width) as u16,
            buffer: Cow::Owned(buffer),
            ..Frame::default()
        })?;
    }
    Ok(())
}

impl Patch {
    /// Returns the whole frame if there is none before, or its smallest part that holds all changes; never empty.
    fn between(before: Option<&[Rgb]>, after: &[Rgb], width: usize) -> Self {
        let Some(before) = before else {
            let pixels = after.iter().copied().map(Some).collect();
            return Patch { left: 0, top: 0, width, pixels };
        };
        let changed: Vec<Option<Rgb>> =
            before.iter().zip(after).map(|(old, new)| (old != new).then_some(*new)).collect();
        let in_row = |row: &[Option<Rgb>]| row.iter().any(Option::is_some);
        let rows: Vec<&[Option<Rgb>]> = changed.chunks(width).collect();
        let top = rows.iter().position(|row| in_row(row)).unwrap_or(0);
        let bottom = rows.iter().rposition(|row| in_row(row)).unwrap_or(0);
        let in_column = |x: &usize| rows[top..=bottom].iter().any(|row| row[*x].is_some());
        let left = (0..width).find(in_column).unwrap_or(0);
        let right = (left..width).rfind(in_column).unwrap_or(left);
        let pixels = rows[top..=bottom].iter().flat_map(|row| row[left..=right].to_vec()).collect();
        Patch { left, top, width: right + 1 - left, pixels }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::{TourMap, Traces};

    fn map() -> TourMap {
        TourMap::new("four").cities(&[(0.0, 0.0), (9.0, 0.0), (9.0, 1.0), (0.0, 1.0)])
    }

    #[test]
    fn the_gif_holds_every_frame_with_its_time_and_the_last_as_drawn() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/tours.GIF");
        let animation =
            [&[0, 1, 3, 2], &[0, 2, 1, 3], &[0, 2, 1, 3], &[0, 1, 2, 3]].iter().try_fold(
                Animation::new().delay(Duration::from_millis(120)).hold(Duration::from_secs(3)),
                |animation, tour| animation.frame(&map().tour(*tour)),
            );
        animation.unwrap().save(&path).unwrap();

        let mut options = gif::DecodeOptions::new();
        options.set_color_output(gif::ColorOutput::RGBA);
        let mut decoder = options.read_info(File::open(&path).unwrap()).unwrap();
        let picture = map().tour(&[0, 1, 2, 3]).draw().unwrap();
        let (width, height) = (usize::from(decoder.width()), usize::from(decoder.height()));
        assert_eq!(width, (1.5 * picture.size.0) as usize);
        assert_eq!(height, (1.5 * picture.size.1) as usize);
        let mut seen = vec![[0u8; 3]; width * height];
        let (mut delays, mut areas) = (Vec::new(), Vec::new());
        while let Some(frame) = decoder.read_next_frame().unwrap() {
            let (left, top) = (usize::from(frame.left), usize::from(frame.top));
            let wide = usize::from(frame.width);
            delays.push(frame.delay);
            areas.push(wide * usize::from(frame.height));
            for (k, p) in frame.buffer.chunks_exact(4).enumerate().filter(|(_, p)| p[3] == 255) {
                seen[(top + k / wide) * width + left + k % wide] = [p[0], p[1], p[2]];
            }
        }
        assert_eq!(delays, [12, 12, 12, 300]);
        assert_eq!((areas[0], areas[2]), (width * height, 1), "nothing changes in the third");
        assert!(areas[1] < areas[0]);
        let samples = picture.paint_on(picture.blank(), 0).unwrap();
        let drawn = average(&samples, picture.units().0 as usize, SAMPLES);
        let off = |(seen, drawn): (&Rgb, &[u8])| {
            (0..3).map(|c| seen[c].abs_diff(drawn[c])).max().unwrap_or(0)
        };
        assert!(seen.iter().zip(drawn.chunks(3)).map(off).max().unwrap() < 16);
    }

    #[test]
    fn what_cannot_be_shown_is_an_error_that_names_it() {
        let folder = tempfile::tempdir().unwrap();
        let save = |animation: Animation, name: &str| {
            animation.save(folder.path().join(name)).unwrap_err().to_string()
        };
        let one = || Animation::new().frame(&map()).unwrap();
        assert_eq!(save(Animation::default(), "x.gif"), "frames is 0; allowed: 1 to 100");
        assert!(save(one(), "x.png").ends_with("allowed: a name that ends in .gif"));
        assert!(save(one().delay(Duration::ZERO), "x.gif").starts_with("delay is 0ns"));
        assert!(save(one().hold(Duration::from_secs(61)), "x.gif").starts_with("hold is 61s"));
        let unlike = save(one().frame(&Traces::new("t")).unwrap(), "x.gif");
        assert!(
            unlike.starts_with("chart: frame 1 is 800 × 500 pixels, the first 776 × "),
            "{unlike}"
        );
        assert!(Animation::new().frame(&map().tour(&[9])).is_err());
        assert!(std::fs::read_dir(folder.path()).unwrap().next().is_none());
    }
}
