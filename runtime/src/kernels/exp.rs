//! The exponential function of many numbers, and what is made of it.
//!
//! `eˣ = 2ⁿ · eʳ` with the integer `n` nearest to `x / ln 2` and `r = x − n · ln 2`, which is at
//! most ln 2 / 2 in magnitude: there a short polynomial is as good as the series. `ln 2` is split in two
//! so that `n` times its first part is exact.

use core::f64::consts::{LN_2, LOG2_E};

use super::elementwise::{Step, sweep_alone};
use super::vector::Vector;

/// The constants of a type.
pub trait Exponent: Copy + From<f32> + 'static {
    /// The power is 0 below.
    const LOWEST: Self;
    /// The power is infinite above.
    const HIGHEST: Self;
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
    /// As `TERMS`, without the last one, for `2ᶠ − 1`.
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

/// `n` and `r`, for a number within the limits.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
unsafe fn reduce<V: Vector<Scalar: Exponent>>(x: V) -> [V; 2] {
    // SAFETY: as this function's.
    unsafe { reduce_to(x.mul(V::splat(V::Scalar::LOG2_E)).round(), x) }
}

/// `n` and `r` of a number with this `n`.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
unsafe fn reduce_to<V: Vector<Scalar: Exponent>>(n: V, x: V) -> [V; 2] {
    // SAFETY: as this function's.
    unsafe {
        let r = n.mul_add(V::splat(V::Scalar::LN_2_HIGH), x);
        [n, n.mul_add(V::splat(V::Scalar::LN_2_LOW), r)]
    }
}

/// The sum of `x` to the powers of 0 up times the terms, which begin with the last one.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
unsafe fn polynomial<V: Vector<Scalar: Exponent>>(x: V, terms: &[V::Scalar]) -> V {
    // SAFETY: as this function's.
    unsafe {
        let mut sum = V::zero();
        for term in terms {
            sum = sum.mul_add(x, V::splat(*term));
        }
        sum
    }
}

/// `eˣ` of the numbers in a register.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn exp<V: Vector<Scalar: Exponent>>(x: V) -> V {
    // SAFETY: as this function's.
    unsafe {
        // In this order what is not a number stays so.
        let x = V::splat(V::Scalar::HIGHEST).min(x);
        let x = V::splat(V::Scalar::LOWEST).max(x);
        let [n, r] = reduce(x);
        polynomial(r, V::Scalar::TERMS).scale(n)
    }
}

/// `1 + e⁻ˣ`, whose inverse is the sigmoid: finite, and its square too, so that gates can share a division.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn inverse_sigmoid<V: Vector<Scalar: Exponent>>(x: V) -> V {
    // SAFETY: as this function's. In this order what is not a number stays so.
    unsafe {
        let limit = V::splat(V::Scalar::GATE_LIMIT);
        let x = limit.min(V::zero().sub(limit).max(x));
        // Of the opposite, which is not needed at once.
        let factor = V::zero().sub(V::splat(V::Scalar::LOG2_E));
        let [n, r] = reduce_to(x.mul(factor).round(), V::zero().sub(x));
        let one = V::splat(1.0.into());
        in_fours(r, V::Scalar::TERMS).mul_add(one.scale(n), one)
    }
}

/// As [`polynomial`], rounded otherwise: four terms at a time by the powers of the square's square, so that few
/// steps wait for one another. For few numbers that is what takes time.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
unsafe fn in_fours<V: Vector<Scalar: Exponent>>(x: V, terms: &[V::Scalar]) -> V {
    // SAFETY: as this function's.
    unsafe {
        let square = x.mul(x);
        let fourth = square.mul(square);
        let (first, fours) = terms.split_at(terms.len() % 4);
        let mut sum = match *first {
            [] => V::zero(),
            [a] => V::splat(a),
            [a, b] => pair(x, a, b),
            [a, b, c, ..] => V::splat(a).mul_add(square, pair(x, b, c)),
        };
        for [a, b, c, d] in fours.as_chunks::<4>().0 {
            sum = sum.mul_add(fourth, pair(x, *a, *b).mul_add(square, pair(x, *c, *d)));
        }
        sum
    }
}

/// `a · x + b`.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
unsafe fn pair<V: Vector>(x: V, a: V::Scalar, b: V::Scalar) -> V {
    // SAFETY: as this function's.
    unsafe { V::splat(a).mul_add(x, V::splat(b)) }
}

/// `eˣ − 1` of the numbers in a register, exact also near 0. Above half the type's range it is not
/// that any more.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn exp_m1<V: Vector<Scalar: Exponent>>(x: V) -> V {
    // SAFETY: as this function's.
    unsafe {
        let [n, r] = reduce(V::splat(V::Scalar::LOWEST).max(x));
        let one = V::splat(1.0.into());
        let power = one.scale(n);
        let [terms @ .., _] = V::Scalar::TERMS else { return power.sub(one) };
        add_power(power.sub(one), power, r, terms)
    }
}

/// `summand + 2ⁿ · r · Σ`, for the power `2ⁿ` and the sum of `r` to the powers of 0 up times the terms: so
/// `2ⁿ · (eʳ − 1)` or `2ⁿ · (2ʳ − 1)`.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
unsafe fn add_power<V: Vector<Scalar: Exponent>>(summand: V, power: V, r: V, terms: &[V::Scalar]) -> V {
    // SAFETY: as this function's.
    unsafe { in_fours(r, terms).mul_add(r.mul(power), summand) }
}

/// `e²ˣ − 1` and `e²ˣ + 1`, whose quotient is the hyperbolic tangent.
///
/// As powers of 2, whose exponent is rounded before it is parted, in place of `reduce`: that is off by some of
/// `x`'s last digit, but the larger `x` is, the less of it is left in the quotient.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn tanh_parts<V: Vector<Scalar: Exponent>>(x: V) -> [V; 2] {
    // SAFETY: as this function's. In this order what is not a number stays so.
    unsafe {
        let limit = V::splat(V::Scalar::TANH_LIMIT);
        let x = V::zero().sub(limit).max(limit.min(x));
        let exponent = x.mul(V::splat(V::Scalar::TWICE_LOG2_E));
        let n = exponent.round();
        let (f, one) = (exponent.sub(n), V::splat(1.0.into()));
        let power = one.scale(n);
        // Neither waits for the other.
        let terms = V::Scalar::BINARY_TERMS;
        [add_power(power.sub(one), power, f, terms), add_power(power.add(one), power, f, terms)]
    }
}

/// `ln(1 + x)` of numbers from 0 to 1 in a register.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn ln_1p<V: Vector<Scalar: Exponent>>(x: V) -> V {
    // SAFETY: as this function's.
    unsafe {
        // 1 + x = (1 + s) / (1 − s), with s up to 1/3.
        let s = x.div(x.add(V::splat(2.0.into())));
        polynomial(s.mul(s), V::Scalar::LN_TERMS).mul(s)
    }
}

struct Exp;
impl<T: Exponent> Step<T> for Exp {
    #[inline(always)]
    unsafe fn step<V: Vector<Scalar = T>>(&self, x: V, _: V) -> V {
        // SAFETY: as this function's.
        unsafe { exp(x) }
    }
}

/// `eˣ`.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn exponentials<V: Vector<Scalar: Exponent>>(values: &mut [V::Scalar]) {
    // SAFETY: as this function's.
    unsafe { sweep_alone::<V>(&Exp, values) };
}
