//! The limited colours of a GIF.

use std::collections::HashMap;

pub(super) type Rgb = [u8; 3];

/// The colours of a palette, and which of them stands for each colour of the pictures.
#[derive(Debug)]
pub(super) struct Palette {
    pub colors: Vec<Rgb>,
    nearest: HashMap<Rgb, u8>,
}

/// The most colours: one of 256 indices is left for pixels that do not change.
const MOST: usize = 255;
/// The squared distance up to which colours may stand for each other.
const ALIKE: u32 = 150;

impl Palette {
    /// Selects the most frequent colours that are not alike: exact for areas and lines, approximate for
    /// their smooth edges.
    ///
    /// O(colours · 255).
    pub fn of(pixels: impl IntoIterator<Item = Rgb>) -> Self {
        let mut counts: HashMap<Rgb, u32> = HashMap::new();
        for pixel in pixels {
            *counts.entry(pixel).or_default() += 1;
        }
        let mut order: Vec<(Rgb, u32)> = counts.into_iter().collect();
        order.sort_unstable_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
        let mut colors: Vec<Rgb> = Vec::new();
        for (color, _) in &order {
            let is_new = colors.iter().all(|other| distance(*color, *other) > ALIKE);
            if colors.len() < MOST && is_new {
                colors.push(*color);
            }
        }
        let nearest = |color: Rgb| {
            (0..colors.len()).min_by_key(|k| distance(color, colors[*k])).unwrap_or(0) as u8
        };
        let nearest = order.iter().map(|(color, _)| (*color, nearest(*color))).collect();
        Palette { colors, nearest }
    }

    /// Returns the index of the colour that stands for a colour of the pictures.
    pub fn index(&self, color: Rgb) -> u8 {
        self.nearest.get(&color).copied().unwrap_or(0)
    }
}

fn distance(a: Rgb, b: Rgb) -> u32 {
    a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(b)).pow(2)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frequent_colours_stay_exact_and_rare_ones_go_to_the_nearest() {
        let white = vec![[255; 3]; 50];
        let lines = vec![[213, 94, 0]; 9];
        let palette = Palette::of([white, lines, vec![[251, 255, 250], [200, 90, 5]]].concat());
        assert_eq!(palette.colors, [[255; 3], [213, 94, 0], [200, 90, 5]]);
        assert_eq!(palette.index([251, 255, 250]), 0);
        assert_eq!((palette.index([213, 94, 0]), palette.index([200, 90, 5])), (1, 2));
    }

    #[test]
    fn there_are_never_more_than_fit() {
        let all = (0..=255u8).flat_map(|r| (0..16u8).map(move |g| [r, 16 * g, 128]));
        let palette = Palette::of(all.clone());
        assert_eq!(palette.colors.len(), MOST);
        let worst = all.map(|c| distance(c, palette.colors[usize::from(palette.index(c))])).max();
        assert!(worst.is_some_and(|worst| worst < 100 * 100), "{worst:?}");
        assert!(Palette::of([]).colors.is_empty());
    }
}
