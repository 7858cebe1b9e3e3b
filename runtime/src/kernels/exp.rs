//! The exponential function of many numbers, and what is made of it.
//!
//! `eˣ = 2ⁿ · eʳ` with the integer `n` nearest to `x / ln 2` and `r = x − n · ln 2`, which is at
//! most ln 2 / 2 in magnitude: there a short polynomial is as good as the series. `ln 2` is split in two
//! so that `n` times its first part is exact.

mod constants;

pub use constants::Exponent;

use super::elementwise::{Step, sweep_alone};
use super::vector::Vector;

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
