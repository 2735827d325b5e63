//! The distance functions of TSPLIB 95, section 2.

/// A distance function of the coordinates of two nodes. Names and formulas are those of
/// Reinelt (1991) and the TSPLIB 95 documentation, section 2, and of two solvers that have added to
/// them, Concorde and LKH; all but the last give integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Metric {
    /// `EUC_2D`: Euclidean in the plane, rounded to the nearest integer.
    Euc2d,
    /// `EUC_3D`: Euclidean in space, rounded to the nearest integer.
    Euc3d,
    /// `MAX_2D`: the larger of two differences, rounded to the nearest integer.
    Max2d,
    /// `MAX_3D`: the largest of three differences, rounded to the nearest integer.
    Max3d,
    /// `MAN_2D`: the sum of two differences, rounded to the nearest integer.
    Man2d,
    /// `MAN_3D`: the sum of three differences, rounded to the nearest integer.
    Man3d,
    /// `CEIL_2D`: Euclidean in the plane, rounded up.
    Ceil2d,
    /// `GEO`: kilometres on the sphere; latitude and longitude in the form degrees.minutes.
    Geo,
    /// `ATT`: the pseudo-Euclidean distance of att48 and att532, rounded up.
    Att,
    /// `XRAY1`: the movement of three motors of equal speed, in hundredths of a degree.
    Xray1,
    /// `XRAY2`: the movement of three motors of speeds 1.25, 1.5 and 1.15.
    Xray2,
    /// `EXACT_2D` (LKH): Euclidean in the plane, in thousandths, rounded to the nearest integer.
    Exact2d,
    /// `EXACT_3D` (LKH): Euclidean in space, in thousandths, rounded to the nearest integer.
    Exact3d,
    /// `FLOOR_2D` (LKH): Euclidean in the plane, rounded down.
    Floor2d,
    /// `FLOOR_3D` (LKH): Euclidean in space, rounded down.
    Floor3d,
    /// `CEIL_3D` (LKH): Euclidean in space, rounded up.
    Ceil3d,
    /// `GEOM` (Concorde, LKH): metres on the sphere; latitude and longitude in decimal degrees.
    Geom,
    /// Euclidean in the plane and not rounded; not in TSPLIB files.
    Unrounded,
}

impl Metric {
    /// The metrics that a file can name.
    pub(super) const NAMES: [(&'static str, Metric); 17] = [
        ("EUC_2D", Metric::Euc2d),
        ("EUC_3D", Metric::Euc3d),
        ("MAX_2D", Metric::Max2d),
        ("MAX_3D", Metric::Max3d),
        ("MAN_2D", Metric::Man2d),
        ("MAN_3D", Metric::Man3d),
        ("CEIL_2D", Metric::Ceil2d),
        ("GEO", Metric::Geo),
        ("ATT", Metric::Att),
        ("XRAY1", Metric::Xray1),
        ("XRAY2", Metric::Xray2),
        ("EXACT_2D", Metric::Exact2d),
        ("EXACT_3D", Metric::Exact3d),
        ("FLOOR_2D", Metric::Floor2d),
        ("FLOOR_3D", Metric::Floor3d),
        ("CEIL_3D", Metric::Ceil3d),
        ("GEOM", Metric::Geom),
    ];

    /// Returns the name in files.
    pub(in crate::problem) fn name(self) -> &'static str {
        let named = Metric::NAMES.iter().find(|(_, metric)| *metric == self);
        named.map_or("unrounded", |(name, _)| name)
    }

    /// Returns the number of coordinates of a node: 2 or 3.
    pub fn axes(self) -> usize {
        match self {
            Metric::Euc3d | Metric::Max3d | Metric::Man3d | Metric::Xray1 | Metric::Xray2 => 3,
            Metric::Exact3d | Metric::Floor3d | Metric::Ceil3d => 3,
            _ => 2,
        }
    }

    /// Returns the distance of two different nodes, the same in both directions. In the plane the third
    /// coordinate is ignored.
    ///
    /// ```
    /// use swarmopt::problem::formats::Metric;
    /// let (a, b) = ([0.0, 0.0, 0.0], [1.0, 1.0, 0.0]);
    /// assert_eq!(Metric::Euc2d.distance(&a, &b), 1.0);
    /// assert_eq!(Metric::Ceil2d.distance(&a, &b), 2.0);
    /// ```
    #[inline]
    pub fn distance(self, a: &[f64; 3], b: &[f64; 3]) -> f64 {
        let [x, y, z] = [0, 1, 2].map(|k| (a[k] - b[k]).abs());
        match self {
            Metric::Euc2d => nearest((x * x + y * y).sqrt()),
            Metric::Euc3d => nearest((x * x + y * y + z * z).sqrt()),
            Metric::Max2d => nearest(x.max(y)),
            Metric::Max3d => nearest(x.max(y).max(z)),
            Metric::Man2d => nearest(x + y),
            Metric::Man3d => nearest(x + y + z),
            Metric::Ceil2d => (x * x + y * y).sqrt().ceil(),
            Metric::Geo => geographical(a, b),
            Metric::Att => ((x * x + y * y) / 10.0).sqrt().ceil(),
            Metric::Xray1 => nearest(100.0 * turn(x).max(y).max(z)),
            Metric::Xray2 => nearest(100.0 * (turn(x) / 1.25).max(y / 1.5).max(z / 1.15)),
            Metric::Exact2d => nearest(1000.0 * (x * x + y * y).sqrt()),
            Metric::Exact3d => nearest(1000.0 * (x * x + y * y + z * z).sqrt()),
            Metric::Floor2d => (x * x + y * y).sqrt().floor(),
            Metric::Floor3d => (x * x + y * y + z * z).sqrt().floor(),
            Metric::Ceil3d => (x * x + y * y + z * z).sqrt().ceil(),
            Metric::Geom => (6_378_388.0 * angle(a, b) + 1.0).trunc(),
            Metric::Unrounded => (x * x + y * y).sqrt(),
        }
    }

    /// Returns whether it rounds down: an additional stop may then shorten a path.
    pub(in crate::problem) fn rounds_down(self) -> bool {
        matches!(self, Metric::Floor2d | Metric::Floor3d)
    }

    /// Returns whether the coordinates are latitude and longitude.
    pub(super) fn is_on_the_earth(self) -> bool {
        matches!(self, Metric::Geo | Metric::Geom)
    }
}

/// Returns (int) (x + 0.5), for x ≥ 0.
#[inline]
fn nearest(x: f64) -> f64 {
    (x + 0.5).floor()
}

/// Returns the shorter angle around the circle.
#[inline]
fn turn(degrees: f64) -> f64 {
    degrees.min((degrees - 360.0).abs())
}

/// Returns the distance of section 2.4, with its π and its radius of the earth.
fn geographical(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    #[allow(clippy::approx_constant)] // the distances are defined by this π
    const PI: f64 = 3.141592;
    const RADIUS: f64 = 6378.388;
    let radians = |x: f64| PI * (x.trunc() + 5.0 * (x - x.trunc()) / 3.0) / 180.0;
    let [latitude, longitude] = [0, 1].map(|k| (radians(a[k]), radians(b[k])));
    let q1 = (longitude.0 - longitude.1).cos();
    let q2 = (latitude.0 - latitude.1).cos();
    let q3 = (latitude.0 + latitude.1).cos();
    // Rounding may leave the domain of the arc cosine.
    let cosine = (0.5 * ((1.0 + q1) * q2 - (1.0 - q1) * q3)).clamp(-1.0, 1.0);
    (RADIUS * cosine.acos() + 1.0).trunc()
}

/// Returns the angle between two places on a sphere, seen from its centre. It is computed from sine and
/// cosine together: the arc cosine alone is inaccurate for small angles, the arc sine for large ones.
fn angle(a: &[f64; 3], b: &[f64; 3]) -> f64 {
    let [from, to] = [a[0], b[0]].map(f64::to_radians);
    let way = (a[1] - b[1]).to_radians();
    let (half_sine, half_cosine) = ((way / 2.0).sin(), (way / 2.0).cos());
    let (sine, cosine) = (half_sine * half_sine, half_cosine * half_cosine);
    let east = to.cos() * way.sin();
    let north = (from + to).sin() * sine - (from - to).sin() * cosine;
    let along = (from - to).cos() * cosine - (from + to).cos() * sine;
    (east * east + north * north).sqrt().atan2(along)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_metric_gives_the_value_worked_out_by_hand() {
        let (a, b) = ([1.0, 2.0, 3.0], [4.5, -2.0, 3.75]); // differences 3.5, 4, 0.75
        for (metric, distance) in [
            (Metric::Euc2d, 5.0),  // 5.315
            (Metric::Euc3d, 5.0),  // 5.368
            (Metric::Max2d, 4.0),  // 4
            (Metric::Max3d, 4.0),  // 4
            (Metric::Man2d, 8.0),  // 7.5, halves are rounded up
            (Metric::Man3d, 8.0),  // 8.25
            (Metric::Ceil2d, 6.0), // 5.315
            (Metric::Att, 2.0),    // 5.315 / √10 = 1.681
            (Metric::Xray1, 400.0),
            (Metric::Xray2, 280.0), // 3.5 / 1.25 before 4 / 1.5 and 0.75 / 1.15
            (Metric::Unrounded, 28.25f64.sqrt()),
            (Metric::Exact2d, 5315.0), // 5.3151
            (Metric::Exact3d, 5368.0), // 5.3677
            (Metric::Floor2d, 5.0),
            (Metric::Floor3d, 5.0),
            (Metric::Ceil3d, 6.0),
        ] {
            assert_eq!(metric.distance(&a, &b), distance, "{metric:?}");
            assert_eq!(metric.distance(&b, &a), distance, "{metric:?}");
        }
        let up = [1.0, 2.0, 103.0];
        for (metric, _) in Metric::NAMES.map(|(_, m)| (m, ())) {
            let flat = metric.distance(&a, &up) == metric.distance(&a, &a);
            assert_eq!(flat, metric.axes() == 2, "{metric:?} looks at the third axis");
        }
    }

    #[test]
    fn rounding_is_the_documented_one() {
        let from_zero = |metric: Metric, x| metric.distance(&[0.0; 3], &[x, 0.0, 0.0]);
        assert_eq!([2.4, 2.5, 3.5].map(|x| from_zero(Metric::Euc2d, x)), [2.0, 3.0, 4.0]);
        assert_eq!([2.0, 2.001].map(|x| from_zero(Metric::Ceil2d, x)), [2.0, 3.0]);
        // 10 / √10 = 3.16, √(40/10) = 2 exactly
        assert_eq!([10.0, 40f64.sqrt()].map(|x| from_zero(Metric::Att, x)), [4.0, 2.0]);
        // The motor turns the shorter way round.
        assert_eq!([350.0, 180.0].map(|x| from_zero(Metric::Xray1, x)), [1000.0, 18_000.0]);
    }

    #[test]
    fn the_earth_is_measured_in_degrees_and_minutes() {
        // One degree of a great circle: 6378.388 · 3.141592 / 180 = 111.32, plus 1.
        let equator = |longitude| Metric::Geo.distance(&[0.0; 3], &[0.0, longitude, 0.0]);
        assert_eq!(equator(1.0), 112.0);
        assert_eq!(equator(0.30), 56.0, "0.30 is thirty minutes, half a degree");
        assert_eq!(equator(-0.30), 56.0);
        assert_eq!(equator(0.0), 1.0, "two places at the same point");
        assert_eq!(Metric::Geo.distance(&[90.0, 0.0, 0.0], &[90.0, 77.0, 0.0]), 1.0);
        // GEOM: decimal degrees, metres, a radius of 6,378,388.
        let quarter = std::f64::consts::FRAC_PI_2 * 6_378_388.0 + 1.0;
        assert_eq!(Metric::Geom.distance(&[0.0; 3], &[90.0, 7.0, 0.0]), quarter.floor());
        assert_eq!(Metric::Geom.distance(&[0.0; 3], &[0.0, 180.0, 0.0]), 20_038_297.0);
        assert_eq!(Metric::Geom.distance(&[0.0; 3], &[0.0, 0.3, 0.0]), 33_398.0);
        assert_eq!(Metric::Geom.distance(&[5.0, 5.0, 0.0], &[5.0, 5.0, 0.0]), 1.0);
        // Paris and Berlin, by the haversine: 877.5 km on a radius of 6371 km.
        let (paris, berlin) = ([48.8566, 2.3522, 0.0], [52.52, 13.405, 0.0]);
        let haversine = {
            let [f, t] = [paris[0], berlin[0]].map(f64::to_radians);
            let half = |x: f64| (x / 2.0).sin().powi(2);
            let h = half(t - f) + f.cos() * t.cos() * half(f64::to_radians(berlin[1] - paris[1]));
            2.0 * 6_378_388.0 * h.sqrt().asin()
        };
        let metres = Metric::Geom.distance(&paris, &berlin);
        assert_eq!(
            (metres, Metric::Geom.distance(&berlin, &paris)),
            ((haversine + 1.0).floor(), metres)
        );
        // Cities 1 and 2 of burma14.
        assert_eq!(Metric::Geo.distance(&[16.47, 96.10, 0.0], &[16.47, 94.44, 0.0]), 153.0);
    }
}
