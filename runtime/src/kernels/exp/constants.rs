//! The constants of both precisions.

use core::f64::consts::{LN_2, LOG2_E};

/// The constants of a type.
pub trait Exponent: Copy + From<f32> + 'static {
    /// The power is 0 below.
    const LOWEST: Self;
    /// The power is infinite above.
    const HIGHEST: Self;
    /// 1.5 times the power of 2 whose last digit is 1.
    const SHIFT: Self;
    /// 1 / ln 2.
    const LOG2_E: Self;
    /// The first digits of −ln 2, with as many zeros behind as `n` has digits.
    const LN_2_HIGH: Self;
    /// The next digits of −ln 2.
    const LN_2_LOW: Self;
    /// The coefficients of a polynomial, the last one first, of which the first two are 1: it differs from
    /// `eʳ` by less than a tenth of the last digit.
    const TERMS: &'static [Self];
    /// `2 / k` for the odd `k` of `2 N − 1` down to 1: the coefficients of ln((1 + s) / (1 − s)), as
    /// many as `s` up to 1/3 needs.
    const LN_TERMS: &'static [Self];
    /// 2 / ln 2.
    const TWICE_LOG2_E: Self;
    /// As `TERMS`, without the last one, for `2ᶠ − 1`: at least two.
    const BINARY_TERMS: &'static [Self];
    /// Above, the hyperbolic tangent is 1.
    const TANH_LIMIT: Self;
    /// The power's square and its product with the one of twice `TANH_LIMIT` are finite.
    const GATE_LIMIT: Self;
}

/// `1 / k!` for `k` of `N − 1` down to 0.
const fn terms<const N: usize>() -> [f64; N] {
    let (mut terms, mut factorial, mut k) = ([1.0; N], 1.0, 1);
    while k < N {
        factorial *= k as f64;
        terms[N - 1 - k] = 1.0 / factorial;
        k += 1;
    }
    terms
}

/// `(ln 2)ᵏ / k!` for `k` of `N` down to 1.
const fn binary_terms<const N: usize>() -> [f64; N] {
    let (mut terms, mut term, mut k) = ([0.0; N], 1.0, 1);
    while k <= N {
        term *= LN_2 / k as f64;
        terms[N - k] = term;
        k += 1;
    }
    terms
}

/// `2 / (2 k + 1)` for `k` of `N − 1` down to 0.
const fn ln_terms<const N: usize>() -> [f64; N] {
    let (mut terms, mut k) = ([2.0; N], 1);
    while k < N {
        terms[N - 1 - k] = 2.0 / (2 * k + 1) as f64;
        k += 1;
    }
    terms
}

const fn narrow<const N: usize>(wide: [f64; N]) -> [f32; N] {
    let (mut narrow, mut k) = ([0.0; N], 0);
    while k < N {
        narrow[k] = wide[k] as f32;
        k += 1;
    }
    narrow
}

impl Exponent for f32 {
    const LOWEST: f32 = -104.0;
    const HIGHEST: f32 = 89.0;
    const SHIFT: f32 = 12_582_912.0;
    const LOG2_E: f32 = LOG2_E as f32;
    const LN_2_HIGH: f32 = -355.0 / 512.0;
    const LN_2_LOW: f32 = (355.0 / 512.0 - LN_2) as f32;
    // Those that differ least, relatively, on ± ln 2 / 2 (by Remez's exchange, each one rounded before the
    // next ones were fitted): by 3.2e-9, less than a term more of the Taylor series.
    const TERMS: &'static [f32] =
        &[0.001_383_890_2, 0.008_369_192_5, 0.041_668_102, 0.166_665_17, 0.499_999_94, 1.0, 1.0];
    const LN_TERMS: &'static [f32] = &narrow(ln_terms::<8>());
    const TWICE_LOG2_E: f32 = (2.0 * LOG2_E) as f32;
    // Found likewise, on ± 1/2: the difference is 1.7e-8.
    const BINARY_TERMS: &'static [f32] =
        &[0.000_153_923_25, 0.001_338_150_4, 0.009_618_249, 0.055_503_85, 0.240_226_5, LN_2 as f32];
    const TANH_LIMIT: f32 = 10.0;
    const GATE_LIMIT: f32 = 43.0;
}

impl Exponent for f64 {
    const LOWEST: f64 = -746.0;
    const HIGHEST: f64 = 710.0;
    const SHIFT: f64 = 6_755_399_441_055_744.0;
    const LOG2_E: f64 = LOG2_E;
    const LN_2_HIGH: f64 = -f64::from_bits(LN_2.to_bits() & (!0 << 24));
    // The difference is exact; the last summand is what LN_2 lacks.
    const LN_2_LOW: f64 = -Self::LN_2_HIGH - LN_2 - 2.319_046_813_846_299_6e-17;
    // The Taylor series: the first one left out changes the sum by less than a tenth of the last digit.
    const TERMS: &'static [f64] = &terms::<14>();
    const LN_TERMS: &'static [f64] = &ln_terms::<16>();
    const TWICE_LOG2_E: f64 = 2.0 * LOG2_E;
    const BINARY_TERMS: &'static [f64] = &binary_terms::<13>();
    const TANH_LIMIT: f64 = 20.0;
    const GATE_LIMIT: f64 = 350.0;
}
