//! The normal distribution by its quantiles.

/// Φ(−2): what lies below two standard deviations.
const BELOW_TWO: f64 = 0.022_750_131_948_179_21;

/// The standard deviation of a standard normal distribution cut at two standard deviations.
pub(super) const CUT_DEVIATION: f64 = 0.879_625_661_034_239_8;

/// The quantile of the standard normal distribution at `0.5 + q`, `|q| < 0.5`: with a uniform `q`,
/// a normal number. By the rational approximations of Wichura's algorithm AS 241 (1988), of which
/// the one for the tails also serves the far ones (to 12 digits).
pub(super) fn quantile(q: f64) -> f64 {
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        q * polynomial(&CENTRE[0], r) / polynomial(&CENTRE[1], r)
    } else {
        let r = libm::sqrt(-libm::log(0.5 - q.abs())) - 1.6;
        let size = polynomial(&TAIL[0], r) / polynomial(&TAIL[1], r);
        if q < 0.0 { -size } else { size }
    }
}

/// The same of the distribution cut at two standard deviations.
pub(super) fn cut_quantile(q: f64) -> f64 {
    quantile(q * (1.0 - 2.0 * BELOW_TWO))
}

/// By Horner's rule, the highest power first.
fn polynomial(coefficients: &[f64; 8], x: f64) -> f64 {
    coefficients.iter().fold(0.0, |sum, coefficient| sum * x + coefficient)
}

const CENTRE: [[f64; 8]; 2] = [
    [
        2_509.080_928_730_122_7,
        33_430.575_583_588_13,
        67_265.770_927_008_7,
        45_921.953_931_549_87,
        13_731.693_765_509_46,
        1_971.590_950_306_551_3,
        133.141_667_891_784_38,
        3.387_132_872_796_366_5,
    ],
    [
        5_226.495_278_852_854,
        28_729.085_735_721_943,
        39_307.895_800_092_71,
        21_213.794_301_586_597,
        5_394.196_021_424_751,
        687.187_007_492_057_9,
        42.313_330_701_600_91,
        1.0,
    ],
];

const TAIL: [[f64; 8]; 2] = [
    [
        7.745_450_142_783_414e-4,
        0.022_723_844_989_269_184,
        0.241_780_725_177_450_6,
        1.270_458_252_452_368_4,
        3.647_848_324_763_204_5,
        5.769_497_221_460_691,
        4.630_337_846_156_546,
        1.423_437_110_749_683_5,
    ],
    [
        1.050_750_071_644_416_9e-9,
        5.475_938_084_995_345e-4,
        0.015_198_666_563_616_457,
        0.148_103_976_427_480_08,
        0.689_767_334_985_1,
        1.676_384_830_183_803_8,
        2.053_191_626_637_759,
        1.0,
    ],
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_the_distributions() {
        // P(x < 1) and P(x < 3), and the same to 1e-12 by the inverse of their error functions.
        for x in [0.0, 0.01, 0.5, 1.0, 1.3, 1.5, 2.0, 3.0, 5.0, 6.5] {
            let q = 0.5 * libm::erf(x * core::f64::consts::FRAC_1_SQRT_2);
            // What `q` cannot resolve: its own rounding, divided by the density.
            let tolerance = 1e-15 + 2e-16 * (0.5 * x * x).exp() * 2.6;
            assert!((quantile(q) - x).abs() <= tolerance, "{x}: {}", quantile(q));
            assert!((quantile(-q) + x).abs() <= tolerance);
        }
        assert!((cut_quantile(0.5) - 2.0).abs() < 1e-13 && (cut_quantile(-0.5) + 2.0).abs() < 1e-13);
    }

    #[test]
    fn the_farthest_tail_is_finite() {
        let q = 0.5 - 2.0_f64.powi(-53);
        // Wichura's own formula for this region gives 8.209 536 151 601 387.
        assert!((quantile(q) - 8.209_536_151_601_387).abs() < 1e-10, "{}", quantile(q));
    }
}
