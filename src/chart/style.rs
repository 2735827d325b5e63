//! The look of charts: colours, sizes and dashes, in logical pixels.

/// Red, green, blue.
pub(crate) type Color = (u8, u8, u8);

pub(super) const TEXT: Color = (38, 38, 38);
pub(super) const MUTED: Color = (95, 95, 95);
pub(super) const GRID: Color = (225, 225, 225);
pub(super) const WHITE: Color = (255, 255, 255);

/// The colour of what is to stand out: the start of a tour, a swarm on a field.
pub(super) const ACCENT: Color = (213, 94, 0);

pub(super) const SIZE: (f64, f64) = (800.0, 500.0);
pub(super) const MARGIN: f64 = 18.0;

/// Text sizes, as the width of an em.
pub(super) const TITLE: f64 = 15.5;
pub(super) const LABEL: f64 = 13.0;
pub(super) const SMALL: f64 = 12.0;

pub(super) const LINE: f64 = 2.0;
pub(super) const AXIS: f64 = 1.0;
pub(super) const HAIRLINE: f64 = 0.8;
/// The opacity of a quartile band.
pub(super) const BAND: f64 = 0.18;

/// The colours of Okabe & Ito (2008), without the yellow that vanishes on white.
const PALETTE: [Color; 7] = [
    (0, 114, 178),
    (213, 94, 0),
    (0, 158, 115),
    (204, 121, 167),
    (230, 159, 0),
    (86, 180, 233),
    (0, 0, 0),
];

/// The lengths of dashes and gaps, alternating; empty for a solid line.
const DASHES: [&[f64]; 4] = [&[], &[9.0, 4.0], &[2.5, 3.0], &[9.0, 3.0, 2.5, 3.0]];

/// Returns the colour of the `index`-th line.
pub(crate) fn color(index: usize) -> Color {
    PALETTE[index % PALETTE.len()]
}

/// Returns the dashes of the `index`-th line, which change when the colours repeat.
pub(crate) fn dashes(index: usize) -> &'static [f64] {
    DASHES[index / PALETTE.len() % DASHES.len()]
}

/// The number of lines that look different.
pub(crate) const LOOKS: usize = PALETTE.len() * DASHES.len();

/// Appends the remark that styles repeat, if `lines` exceeds [`LOOKS`].
pub(super) fn with_remark(text: String, lines: usize) -> String {
    match (lines > LOOKS, text.is_empty()) {
        (false, _) => text,
        (true, true) => format!("line styles repeat after {LOOKS}"),
        (true, false) => format!("{text}; line styles repeat after {LOOKS}"),
    }
}

/// Returns the dashes of the `index`-th reference line.
pub(super) fn reference_dashes(index: usize) -> &'static [f64] {
    DASHES[1 + index % (DASHES.len() - 1)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_eight_lines_look_different() {
        let looks: Vec<_> = (0..28).map(|i| (color(i), dashes(i))).collect();
        for i in 0..28 {
            assert!(!looks[..i].contains(&looks[i]), "{i}");
        }
        assert_eq!((color(28), dashes(28)), looks[0]);
    }
}
