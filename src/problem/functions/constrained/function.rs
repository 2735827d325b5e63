//! The list of constrained test functions.

use crate::{error::Error, problem::functions::named::named};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A test function with constraints. Each entry gives the formula, the number of dimensions and of constraints, the
/// least cost, the constraints that bind there, and the source; where several variants are in use, which one it is.
///
/// [`G01`](Self::G01) to [`G13`](Self::G13) are the first problems of the CEC 2006 competition: Liang, Runarsson,
/// Mezura-Montes, Clerc, Suganthan, Coello Coello & Deb 2006 (Problem definitions and evaluation criteria for the CEC
/// 2006 special session on constrained real-parameter optimization, report, Nanyang Technological University). Names,
/// bounds and signs are those of the report: all are minimized, where g02, g03, g08 and g12 were published before as
/// functions to maximize. An equality holds within 10⁻⁴. This tolerance lowers the optima of g03, g05, g11 and g13,
/// which are those of the report, below the values at which the equalities hold exactly.
///
/// The six others are engineering designs. Where a variable takes separate values only, the formula rounds that
/// coordinate to the nearest of them, and no better cost can be reached between two.
///
/// Constraints keep the published scale, and none has a [unit](crate::problem::Constraint::unit): a violation of 1 psi
/// counts as much as one of 1 inch.
///
/// ```
/// use swarmopt::prelude::*;
/// let problem = ConstrainedFunction::G06.problem();
/// assert_eq!((problem.name(), problem.space().dimensions()), ("g06", 2));
/// assert_eq!(problem.constraints().len(), 2);
/// let truss: ConstrainedFunction = "three-bar truss".parse()?;
/// assert_eq!(truss, ConstrainedFunction::ThreeBarTruss);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum ConstrainedFunction {
    /// 5 Σ_{i ≤ 4} (xᵢ − xᵢ²) − Σ_{i > 4} xᵢ. 13 dimensions, 9 linear inequalities; −15. g1, g2, g3, g7, g8 and g9
    /// bind. Floudas & Pardalos 1990 (Lecture Notes in Computer Science 455).
    G01,
    /// −|Σ cos⁴ xᵢ − 2 Π cos² xᵢ| / √(Σ i xᵢ²). 20 dimensions, 2 inequalities: Π xᵢ ≥ 0.75 and Σ xᵢ ≤ 150;
    /// −0.803619104125588, the best known value. g1 binds. At the origin, which is not feasible, the cost is −∞.
    /// Koziel & Michalewicz 1999 (Evolutionary Computation 7).
    G02,
    /// −√nⁿ Π xᵢ with n = 10. 10 dimensions, 1 equality: Σ xᵢ² = 1; −1.0001⁵ = −1.00050010001000. h1 binds.
    /// Michalewicz, Nazhiyath & Michalewicz 1996 (Evolutionary Programming 5).
    G03,
    /// 5.3578547 x₃² + 0.8356891 x₁x₅ + 37.293239 x₁ − 40792.141. 5 dimensions, 6 inequalities: the bounds of three
    /// quadratic forms; −30665.5386717833. g1 and g6 bind; x₁ and x₂ are at their lower bounds, x₄ at its upper one.
    /// With 0.0006262 x₁x₄ in g1 and g2; with 0.00026 the optimum is −31025.56. Himmelblau 1972 (Applied Nonlinear
    /// Programming).
    G04,
    /// 3x₁ + 10⁻⁶ x₁³ + 2x₂ + ⅔ 10⁻⁶ x₂³. 4 dimensions, 2 linear inequalities, 3 equalities; 5126.49671400710. h3, h4
    /// and h5 bind. Hock & Schittkowski 1981 (Test examples for nonlinear programming codes), 74.
    G05,
    /// (x₁ − 10)³ + (x₂ − 20)³. 2 dimensions, 2 inequalities: outside one circle and inside another, 0.007 % of the
    /// box; −6961.81387558014. Both bind. Floudas & Pardalos 1990.
    G06,
    /// A quadratic form of all coordinates. 10 dimensions, 8 inequalities, 3 of them linear; 24.3062090681798. g1 to g6
    /// bind. Hock & Schittkowski 1981, 113.
    G07,
    /// −sin³ 2πx₁ sin 2πx₂ / (x₁³ (x₁ + x₂)). 2 dimensions, 2 inequalities; −0.0958250414180358. None binds. Where
    /// x₁ = 0 the formula is not defined and g2 violated. Koziel & Michalewicz 1999.
    G08,
    /// A polynomial of degree 6. 7 dimensions, 4 inequalities; 680.630057374402. g1 and g4 bind. Hock & Schittkowski
    /// 1981, 100.
    G09,
    /// x₁ + x₂ + x₃, the areas of three heat exchangers. 8 dimensions, 6 inequalities, 3 of them linear;
    /// 7049.24802052867. All bind. The values of the linear ones are near 1, of the others up to 10⁷. Hock &
    /// Schittkowski 1981, 106.
    G10,
    /// x₁² + (x₂ − 1)². 2 dimensions, 1 equality: x₂ = x₁²; 0.7499 at two points. h1 binds. Koziel & Michalewicz 1999.
    G11,
    /// ((x₁ − 5)² + (x₂ − 5)² + (x₃ − 5)²)/100 − 1. 3 dimensions, 1 inequality: within ¼ of one of the 729 points whose
    /// coordinates are whole numbers from 1 to 9; −1. None binds. Koziel & Michalewicz 1999.
    G12,
    /// exp(x₁x₂x₃x₄x₅). 5 dimensions, 3 equalities; 0.0539415140418979. All bind. Hock & Schittkowski 1981, 80.
    G13,
    /// The cheapest welded beam: 1.10471 h²l + 0.04811 tb (14 + l), from the thickness h and the length l of the weld
    /// and the height t and the thickness b of the beam. 4 dimensions, 7 inequalities; 1.72485230859736. The shear
    /// stress, the bending stress, h ≤ b and the buckling load bind.
    ///
    /// Ragsdell & Phillips 1976 (J. Engineering for Industry 98) in the form of Coello Coello 2000 (Computers in
    /// Industry 41), with the polar moment 2√2 hl (l²/12 + (h + t)²/4) and the deflection 4PL³/(Et³b). Other variants
    /// have 5 constraints and the optimum 2.38 (Deb 2000), or the optimum 1.6702 (Kumar et al. 2020).
    WeldedBeam,
    /// The cheapest cylindrical vessel with spherical heads, from the thickness of the shell and of the heads, the inner
    /// radius and the length of the cylinder. 4 dimensions, 4 inequalities; 6059.71433504844. The thickness of the
    /// shell and the volume bind.
    ///
    /// Sandgren 1990 (J. Mechanical Design 112) in the form of Kannan & Kramer 1994 (J. Mechanical Design 116).
    /// Thicknesses are multiples of 0.0625 inches from 1 to 99 of them: the formula rounds the first two coordinates.
    /// The length is from 10 to 200, as in Coello Coello 2000, so that the constraint of at most 240 always holds. With
    /// lengths up to 240 the optimum is 5850.38, with thicknesses of any value 5885.33.
    PressureVessel,
    /// The lightest coil spring: (N + 2) D d², from the diameters d of the wire and D of the coil and the number N of
    /// active coils. 3 dimensions, 4 inequalities; 0.0126652327883194. The deflection and the shear stress bind.
    ///
    /// Belegundu 1982 (thesis, Iowa) and Arora 1989 (Introduction to Optimum Design) in the form of Coello Coello 2000,
    /// with the constants 71785, 12566, 5108 and 140.45, and N continuous. Where D < d the formula of the shear stress
    /// has no meaning; no such point costs less than 0.06.
    TensionSpring,
    /// The lightest speed reducer, from the width of the face, the module and the number of teeth of the gears, and the
    /// lengths and diameters of two shafts. 7 dimensions, 11 inequalities; 2994.47106614682. The stress of both shafts,
    /// the least width of the face and the length of shaft 2 bind; the module, the teeth and the length of shaft 1 are
    /// at their lower bounds.
    ///
    /// Golinski 1970 (J. Mechanisms 5) in the form of Mezura-Montes & Coello Coello 2005 (Lecture Notes in Artificial
    /// Intelligence 3789), with the constants 7.4777 and 16.9·10⁶, and the length of shaft 2 from 7.3, as in Zhang, Luo
    /// & Wang 2008 (Information Sciences 178). The formula rounds the number of teeth. With that length from 7.8 the
    /// optimum is 2996.348165, with 7.477 and 16.91·10⁶ it is 2994.424466 (Kumar et al. 2020, Swarm and Evolutionary
    /// Computation 56).
    SpeedReducer,
    /// The lightest truss of three bars: 100 (2√2 x₁ + x₂), from the cross-sections x₁ of the outer bars and x₂ of the
    /// middle one. 2 dimensions, 3 inequalities; 100 (√2 + √1.5) = 263.895843376468. The stress of bar 1 binds. Where
    /// the published formula divides by 0, the stress is infinite.
    ///
    /// Nowacki 1974 (Optimization in pre-contract ship design) in the form of Ray & Liew 2003 (IEEE Trans. Evol. Comp.
    /// 7).
    ThreeBarTruss,
    /// The train of two pairs of gears nearest to the ratio 1/6.931: (1/6.931 − x₂x₃/(x₁x₄))². 4 dimensions, no
    /// constraints; 2.70085714888603·10⁻¹² at (49, 16, 19, 43), and with x₁ and x₄ or x₂ and x₃ exchanged.
    ///
    /// Sandgren 1990. A gear has from 12 to 60 teeth: the formula rounds all coordinates. The next best cost is
    /// 2.3078·10⁻¹¹.
    GearTrain,
}

use ConstrainedFunction::*;

impl ConstrainedFunction {
    /// All functions, in the order of the list above.
    pub const ALL: [ConstrainedFunction; 19] = [
        G01,
        G02,
        G03,
        G04,
        G05,
        G06,
        G07,
        G08,
        G09,
        G10,
        G11,
        G12,
        G13,
        WeldedBeam,
        PressureVessel,
        TensionSpring,
        SpeedReducer,
        ThreeBarTruss,
        GearTrain,
    ];

    /// Returns the name in print, such as `g06` or `Welded beam`.
    pub fn name(self) -> &'static str {
        match self {
            G01 => "g01",
            G02 => "g02",
            G03 => "g03",
            G04 => "g04",
            G05 => "g05",
            G06 => "g06",
            G07 => "g07",
            G08 => "g08",
            G09 => "g09",
            G10 => "g10",
            G11 => "g11",
            G12 => "g12",
            G13 => "g13",
            WeldedBeam => "Welded beam",
            PressureVessel => "Pressure vessel",
            TensionSpring => "Tension spring",
            SpeedReducer => "Speed reducer",
            ThreeBarTruss => "Three-bar truss",
            GearTrain => "Gear train",
        }
    }
}

impl fmt::Display for ConstrainedFunction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for ConstrainedFunction {
    type Err = Error;

    /// Parses a name; case, spaces and punctuation do not matter.
    ///
    /// # Errors
    /// [`Error::Parameter`], which lists the names.
    fn from_str(text: &str) -> Result<Self, Error> {
        named(text, &ConstrainedFunction::ALL, ConstrainedFunction::name)
    }
}
