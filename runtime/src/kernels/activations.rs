//! Activation functions made of exponentials. What is not a number stays so.

use super::elementwise::{Step, sweep_alone};
use super::exp::{Exponent, exp, exp_m1, ln_1p, tanh_parts};
use super::vector::Vector;

struct Sigmoid;
impl<T: Exponent> Step<T> for Sigmoid {
    #[inline(always)]
    unsafe fn step<V: Vector<Scalar = T>>(&self, x: V, _: V) -> V {
        // SAFETY: as this function's.
        unsafe {
            let one = V::splat(1.0.into());
            one.div(one.add(exp(V::zero().sub(x))))
        }
    }
}

/// `1 / (1 + e⁻ˣ)`.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn sigmoid<V: Vector<Scalar: Exponent>>(values: &mut [V::Scalar]) {
    // SAFETY: as this function's.
    unsafe { sweep_alone::<V>(&Sigmoid, values) };
}

struct Silu;
impl<T: Exponent> Step<T> for Silu {
    #[inline(always)]
    unsafe fn step<V: Vector<Scalar = T>>(&self, x: V, _: V) -> V {
        // SAFETY: as this function's.
        unsafe { x.div(V::splat(1.0.into()).add(exp(V::zero().sub(x)))) }
    }
}

/// `x / (1 + e⁻ˣ)`. Where the power overflows, `x / ∞ = 0` is the limit.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn silu<V: Vector<Scalar: Exponent>>(values: &mut [V::Scalar]) {
    // SAFETY: as this function's.
    unsafe { sweep_alone::<V>(&Silu, values) };
}

struct Tanh;
impl<T: Exponent> Step<T> for Tanh {
    #[inline(always)]
    unsafe fn step<V: Vector<Scalar = T>>(&self, x: V, _: V) -> V {
        // SAFETY: as this function's.
        unsafe {
            let [above, below] = tanh_parts(x);
            above.div(below)
        }
    }
}

/// The hyperbolic tangent, `(e²ˣ − 1) / (e²ˣ + 1)`.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn tanh<V: Vector<Scalar: Exponent>>(values: &mut [V::Scalar]) {
    // SAFETY: as this function's.
    unsafe { sweep_alone::<V>(&Tanh, values) };
}

struct Softplus;
impl<T: Exponent> Step<T> for Softplus {
    #[inline(always)]
    unsafe fn step<V: Vector<Scalar = T>>(&self, x: V, _: V) -> V {
        // SAFETY: as this function's.
        unsafe {
            let opposite = V::zero().sub(x);
            V::zero().max(x).add(ln_1p(exp(x.min(opposite))))
        }
    }
}

/// `ln(1 + eˣ) = max(x, 0) + ln(1 + e^−|x|)`.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn softplus<V: Vector<Scalar: Exponent>>(values: &mut [V::Scalar]) {
    // SAFETY: as this function's.
    unsafe { sweep_alone::<V>(&Softplus, values) };
}

struct Elu<T> {
    scale: T,
    scaled_alpha: T,
}
impl<T: Exponent> Step<T> for Elu<T> {
    #[inline(always)]
    unsafe fn step<V: Vector<Scalar = T>>(&self, x: V, _: V) -> V {
        // SAFETY: as this function's.
        unsafe {
            let below = V::splat(self.scaled_alpha).mul(exp_m1(V::zero().min(x)));
            V::splat(self.scale).mul_add(V::zero().max(x), below)
        }
    }
}

/// `scale · x` where `x > 0`, else `scaled_alpha · (eˣ − 1)`.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn elu<V: Vector<Scalar: Exponent>>(
    [scale, scaled_alpha]: [V::Scalar; 2],
    values: &mut [V::Scalar],
) {
    // SAFETY: as this function's.
    unsafe {
        sweep_alone::<V>(&Elu { scale, scaled_alpha }, values);
    }
}

struct Gelu<T> {
    scale: T,
    cubic: T,
}
impl<T: Exponent> Step<T> for Gelu<T> {
    #[inline(always)]
    unsafe fn step<V: Vector<Scalar = T>>(&self, x: V, _: V) -> V {
        // SAFETY: as this function's.
        unsafe {
            let one = V::splat(1.0.into());
            let inner = V::splat(self.cubic).mul(x).mul_add(x, one);
            x.div(one.add(exp(V::splat(self.scale).mul(x).mul(inner))))
        }
    }
}

/// `x / (1 + exp(scale · x · (1 + cubic · x²)))`.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn gelu<V: Vector<Scalar: Exponent>>(
    [scale, cubic]: [V::Scalar; 2],
    values: &mut [V::Scalar],
) {
    // SAFETY: as this function's.
    unsafe { sweep_alone::<V>(&Gelu { scale, cubic }, values) };
}
