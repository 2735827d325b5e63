//! The colour scale of values.

use super::style::{Color, TEXT, WHITE};

/// The Viridis scale (van der Walt & Smith 2015), at even steps from its dark end: the brightness grows
/// with the value, so that it survives grey print, and it is readable with any colour vision.
const SCALE: [Color; 9] = [
    (68, 1, 84),
    (71, 44, 122),
    (59, 81, 139),
    (44, 113, 142),
    (33, 144, 141),
    (39, 173, 129),
    (92, 200, 99),
    (170, 220, 50),
    (253, 231, 37),
];

/// Returns the colour of a share, from dark at 0 to bright at 1.
pub(super) fn viridis(share: f64) -> Color {
    let place = share.clamp(0.0, 1.0) * (SCALE.len() - 1) as f64;
    let below = (place as usize).min(SCALE.len() - 2);
    blend(SCALE[below], SCALE[below + 1], place - below as f64)
}

/// Returns the colour `share` of the way from one to another.
pub(super) fn blend(from: Color, to: Color, share: f64) -> Color {
    let mix = |a: u8, b: u8| (f64::from(a) + share * (f64::from(b) - f64::from(a))).round() as u8;
    (mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
}

/// Returns white or a dark colour, whichever can be read on this ground.
pub(super) fn ink_on((red, green, blue): Color) -> Color {
    let light = 0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue);
    if light < 140.0 { WHITE } else { TEXT }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_grows_brighter_from_end_to_end() {
        assert_eq!((viridis(0.0), viridis(0.5)), (SCALE[0], SCALE[4]));
        assert_eq!((viridis(1.0), viridis(2.0), viridis(-1.0)), (SCALE[8], SCALE[8], SCALE[0]));
        let light = |k: u32| {
            let (r, g, b) = viridis(f64::from(k) / 100.0);
            0.299 * f64::from(r) + 0.587 * f64::from(g) + 0.114 * f64::from(b)
        };
        assert!((0..100).all(|k| light(k) < light(k + 1) + 0.5));
        assert_eq!((ink_on(viridis(0.0)), ink_on(viridis(1.0))), (WHITE, TEXT));
    }
}
