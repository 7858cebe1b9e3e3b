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
    unsafe {
        let n = x.mul(V::splat(V::Scalar::LOG2_E)).round();
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
/// By [`binary`], which is off by some of `x`'s last digit: where that is much of the power it is little of the
/// sigmoid.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn inverse_sigmoid<V: Vector<Scalar: Exponent>>(x: V) -> V {
    // SAFETY: as this function's.
    unsafe {
        let one = V::splat(1.0.into());
        // Of the opposite, which is not needed at once.
        let factor = V::zero().sub(V::splat(V::Scalar::LOG2_E));
        let [power, f] = binary(within(x, V::Scalar::GATE_LIMIT), factor);
        add_power(one.add(power), power, f)
    }
}

/// The nearest numbers of at most `limit` in magnitude.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
unsafe fn within<V: Vector>(x: V, limit: V::Scalar) -> V {
    // SAFETY: as this function's. In this order what is not a number stays so.
    unsafe {
        let limit = V::splat(limit);
        limit.min(V::zero().sub(limit).max(x))
    }
}

/// `2ⁿ` and `f` of `x · factor = n + f`, with the integer `n` nearest to it.
///
/// Nothing waits for the product itself, nor for an instruction that rounds: beside a number so large, the sum's
/// digits are those of an integer.
///
/// # Safety
/// The machine has `V`'s instruction set; the product is below 2²¹ in magnitude.
#[inline(always)]
unsafe fn binary<V: Vector<Scalar: Exponent>>(x: V, factor: V) -> [V; 2] {
    // SAFETY: as this function's.
    unsafe {
        let shift = V::splat(V::Scalar::SHIFT);
        let shifted = x.mul_add(factor, shift);
        let f = x.mul_add(factor, shift.sub(shifted));
        [V::splat(1.0.into()).scale(shifted.sub(shift)), f]
    }
}

/// As [`polynomial`] of at least one term, rounded otherwise: four terms at a time by the powers of the square's
/// square, so that few steps wait for one another. For few numbers that is what takes time.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
unsafe fn in_fours<V: Vector<Scalar: Exponent>>(x: V, terms: &[V::Scalar]) -> V {
    // SAFETY: as this function's.
    unsafe {
        let square = x.mul(x);
        let fourth = square.mul(square);
        let (first, fours) = terms.split_at((terms.len() + 3) % 4 + 1);
        let mut sum = match *first {
            [] => V::zero(),
            [a] => V::splat(a),
            [a, b] => pair(x, a, b),
            [a, b, c] => V::splat(a).mul_add(square, pair(x, b, c)),
            [a, b, c, d, ..] => pair(x, a, b).mul_add(square, pair(x, c, d)),
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
        in_fours(r, terms).mul_add(r.mul(power), power.sub(one))
    }
}

/// `summand + 2ⁿ · (2ᶠ − 1)`, for the power `2ⁿ`. The first two terms join the summand while the others are
/// computed.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
unsafe fn add_power<V: Vector<Scalar: Exponent>>(summand: V, power: V, f: V) -> V {
    // SAFETY: as this function's.
    unsafe {
        let [terms @ .., second, first] = V::Scalar::BINARY_TERMS else { return summand };
        let part = f.mul(power);
        let sum = pair(f, *second, *first).mul_add(part, summand);
        in_fours(f, terms).mul_add(f.mul(f).mul(part), sum)
    }
}

/// `e²ˣ − 1` and `e²ˣ + 1`, whose quotient is the hyperbolic tangent.
///
/// By [`binary`], in place of `reduce`: that is off by some of `x`'s last digit, but the larger `x` is, the less
/// of it is left in the quotient.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn tanh_parts<V: Vector<Scalar: Exponent>>(x: V) -> [V; 2] {
    // SAFETY: as this function's.
    unsafe {
        let x = within(x, V::Scalar::TANH_LIMIT);
        let [power, f] = binary(x, V::splat(V::Scalar::TWICE_LOG2_E));
        let one = V::splat(1.0.into());
        // Neither waits for the other.
        [add_power(power.sub(one), power, f), add_power(power.add(one), power, f)]
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
