//! The list of test functions.

use serde::{Deserialize, Serialize};

/// A continuous test function. Each entry gives the formula, the customary domain, the minimum, a
/// minimizer and the source; i counts the coordinates from 1 to n. The last seven have two coordinates, x and y.
///
/// Every minimum is the least value over the whole of ℝⁿ, not only over the domain: a shifted
/// or rotated function may be searched where the formula leaves its domain. For
/// [`Schwefel2_26`](Self::Schwefel2_26) this requires a continuation, which is specific to this crate.
///
/// ```
/// use swarmopt::problem::functions::Function;
/// assert_eq!(Function::Rosenbrock.value(&[0.0, 2.0]), 401.0);
/// assert_eq!("styblinski-tang".parse::<Function>()?, Function::StyblinskiTang);
/// # Ok::<(), swarmopt::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Function {
    /// Σ xᵢ² on \[−100, 100\]; 0 at the origin. De Jong 1975 (thesis, Michigan), F1.
    Sphere,
    /// Σ 10^(6 (i−1)/(n−1)) xᵢ² on \[−100, 100\]; 0 at the origin. Hansen & Ostermeier 2001
    /// (Evolutionary Computation 9).
    Ellipsoid,
    /// Σ |xᵢ|^(i+1) on \[−1, 1\]; 0 at the origin. Outside its domain it may overflow to infinity
    /// in hundreds of dimensions. Molga & Smutnicki 2005 (Test functions for optimization needs).
    DifferentPowers,
    /// Σ |xᵢ| + Π |xᵢ| on \[−10, 10\]; 0 at the origin. The product overflows to infinity in
    /// hundreds of dimensions. Schwefel 1981 (Numerical Optimization of Computer Models), 2.22.
    Schwefel2_22,
    /// Σᵢ (x₁ + … + xᵢ)² on \[−100, 100\]; 0 at the origin. Schwefel 1981, 1.2.
    Schwefel1_2,
    /// Σ_{i < n} 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)² on \[−30, 30\], n ≥ 2; 0 at (1, …, 1). Rosenbrock 1960
    /// (The Computer Journal 3); n-D and domain: Yao, Liu & Lin 1999 (IEEE Trans. Evol. Comp. 3), f5.
    Rosenbrock,
    /// Σ xᵢ² − 10 cos 2πxᵢ + 10 on \[−5.12, 5.12\]; 0 at the origin. Rastrigin 1974; n-D:
    /// Mühlenbein, Schomisch & Born 1991 (Parallel Computing 17).
    Rastrigin,
    /// −20 exp(−0.2 √(Σ xᵢ²/n)) − exp(Σ cos 2πxᵢ / n) + 20 + e on \[−32.768, 32.768\]; 0 at the
    /// origin. Ackley 1987 (A Connectionist Machine for Genetic Hillclimbing); n-D: Bäck 1996.
    Ackley,
    /// Σ xᵢ²/4000 − Π cos(xᵢ/√i) + 1 on \[−600, 600\]; 0 at the origin. Griewank 1981
    /// (J. Optimization Theory and Applications 34).
    Griewank,
    /// 418.98…·n − Σ xᵢ sin √|xᵢ| on \[−500, 500\]; 0 at (420.9687…, …). Schwefel 1981, 2.26.
    ///
    /// Outside its domain the formula has no minimum. Here it is continued as its mirror image at the
    /// borders, each coordinate raised by (d/10)², where d is the distance to the domain.
    Schwefel2_26,
    /// sin² πw₁ + Σ_{i < n} (wᵢ − 1)² (1 + 10 sin²(πwᵢ + 1)) + (wₙ − 1)² (1 + sin² 2πwₙ) with
    /// wᵢ = 1 + (xᵢ − 1)/4, on \[−10, 10\]; 0 at (1, …, 1). Levy & Montalvo 1985 (SIAM J. Sci. Stat.
    /// Comput. 6) in the form of Laguna & Martí 2005 (J. Global Optimization 33).
    Levy,
    /// Σ xᵢ² + s² + s⁴ with s = Σ i xᵢ/2, on \[−5, 10\]; 0 at the origin. Laguna & Martí 2005.
    Zakharov,
    /// ½ Σ xᵢ⁴ − 16 xᵢ² + 5 xᵢ on \[−5, 5\]; −39.16616…·n at (−2.903534…, …). Styblinski & Tang
    /// 1990 (Neural Networks 3).
    StyblinskiTang,
    /// Σ ⌊xᵢ + ½⌋² on \[−100, 100\]; 0 wherever all −½ ≤ xᵢ < ½. Yao, Liu & Lin 1999, f6.
    Step,
    /// (x₁ − 1)² + Σ_{i > 1} i (2xᵢ² − xᵢ₋₁)² on \[−10, 10\]; 0 at x₁ = 1, xᵢ = √(xᵢ₋₁/2). Dixon &
    /// Price 1989 (J. Optimization Theory and Applications 60).
    DixonPrice,
    /// 1 − cos 2πr + r/10 with r = √Σ xᵢ², on \[−100, 100\]; 0 at the origin. Salomon 1996
    /// (BioSystems 39).
    Salomon,
    /// x₁² + 10⁶ Σ_{i > 1} xᵢ² on \[−100, 100\]; 0 at the origin. Hansen & Ostermeier 2001.
    BentCigar,
    /// 10⁶ x₁² + Σ_{i > 1} xᵢ² on \[−100, 100\]; 0 at the origin. Hansen & Ostermeier 2001 (tablet).
    Discus,
    /// Σ g(xᵢ, xᵢ₊₁), the last paired with the first, on \[−100, 100\], n ≥ 2; 0 at the origin.
    /// g(x, y) = ½ + (sin² √(x² + y²) − ½) / (1 + (x² + y²)/1000)². Schaffer, Caruana, Eshelman & Das
    /// 1989 (ICGA 3), F6; expanded: Suganthan et al. 2005 (CEC 2005 definitions), F14.
    SchafferF6,
    /// Σᵢ Σ_{k ≤ 20} (cos(2π 3ᵏ (xᵢ + ½)) + 1) / 2ᵏ on \[−½, ½\]; 0 at the origin. Suganthan et al.
    /// 2005, F11.
    Weierstrass,
    /// (y − 5.1 x²/(4π²) + 5x/π − 6)² + 10 (1 − 1/(8π)) cos x + 10 on \[−5, 10\] × \[0, 15\]; 5/(4π) at
    /// (π, 2.275) and two more points. Branin 1972 (IBM J. Research and Development 16).
    Branin,
    /// (1 + (x+y+1)² (19 − 14x + 3x² − 14y + 6xy + 3y²)) · (30 + (2x−3y)² (18 − 32x + 12x² + 48y −
    /// 36xy + 27y²)) on \[−2, 2\]²; 3 at (0, −1). Goldstein & Price 1971 (Math. of Computation 25).
    GoldsteinPrice,
    /// (4 − 2.1x² + x⁴/3) x² + xy + (4y² − 4) y² on \[−3, 3\] × \[−2, 2\]; −1.0316284… at
    /// ±(0.08984…, −0.71265…). Dixon & Szegő 1978 (Towards Global Optimisation 2).
    SixHumpCamel,
    /// (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)² on \[−4.5, 4.5\]²; 0 at (3, ½).
    /// Beale 1958 (report 25, Princeton).
    Beale,
    /// (x + 2y − 7)² + (2x + y − 5)² on \[−10, 10\]²; 0 at (1, 3). Jamil & Yang 2013 (Int. J.
    /// Mathematical Modelling and Numerical Optimisation 4).
    Booth,
    /// −cos x cos y exp(−(x − π)² − (y − π)²) on \[−100, 100\]²; −1 at (π, π). Easom 1990 (thesis,
    /// Louisville).
    Easom,
    /// (x² + y − 11)² + (x + y² − 7)² on \[−5, 5\]²; 0 at (3, 2) and three more points. Himmelblau
    /// 1972 (Applied Nonlinear Programming).
    Himmelblau,
}

use Function::*;

impl Function {
    /// All functions, in the order of the list above.
    pub const ALL: [Function; 27] = [
        Sphere,
        Ellipsoid,
        DifferentPowers,
        Schwefel2_22,
        Schwefel1_2,
        Rosenbrock,
        Rastrigin,
        Ackley,
        Griewank,
        Schwefel2_26,
        Levy,
        Zakharov,
        StyblinskiTang,
        Step,
        DixonPrice,
        Salomon,
        BentCigar,
        Discus,
        SchafferF6,
        Weierstrass,
        Branin,
        GoldsteinPrice,
        SixHumpCamel,
        Beale,
        Booth,
        Easom,
        Himmelblau,
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_listed_once_in_order() {
        assert_eq!(Function::ALL.map(|f| f as usize), std::array::from_fn(|i| i));
        assert_eq!(Function::ALL.len(), Himmelblau as usize + 1);
    }
}
