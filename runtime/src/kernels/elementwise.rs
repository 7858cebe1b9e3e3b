//! Kernels that treat every number of a slice alike.

use super::exp::Exponent;
use super::vector::{Lanes, Registers, Vector, in_registers};

/// What becomes of a number, given the other slice's number at the same place.
pub(super) trait Step<T: Exponent> {
    /// # Safety
    /// The machine has `V`'s instruction set.
    unsafe fn step<V: Vector<Scalar = T>>(&self, value: V, other: V) -> V;
}

/// A step on all numbers of a slice.
struct Sweep<'a, S, T> {
    step: &'a S,
    values: *mut T,
    others: *const T,
}

impl<T: Exponent, S: Step<T>> Registers<T> for Sweep<'_, S, T> {
    #[inline(always)]
    unsafe fn at<V: Vector<Scalar = T>, const MASKED: bool>(&self, at: usize, lanes: Lanes<V, MASKED>) {
        // SAFETY: as this function's. `others` may be `values` itself: each register is read before it is written.
        unsafe {
            let value = lanes.load(self.values.wrapping_add(at).cast_const());
            let other = lanes.load(self.others.wrapping_add(at));
            lanes.store(self.step.step(value, other), self.values.wrapping_add(at));
        }
    }
}

/// Applies a step to all numbers of a slice.
///
/// # Safety
/// The machine has `V`'s instruction set; `others` has at least as many numbers as `values`.
#[inline(always)]
unsafe fn sweep<V: Vector<Scalar: Exponent>>(
    step: &impl Step<V::Scalar>,
    values: &mut [V::Scalar],
    others: *const V::Scalar,
) {
    let count = values.len();
    // SAFETY: as this function's.
    unsafe { in_registers::<V>(&Sweep { step, values: values.as_mut_ptr(), others }, count) };
}

/// Applies a step that needs no other slice.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn sweep_alone<V: Vector<Scalar: Exponent>>(
    step: &impl Step<V::Scalar>,
    values: &mut [V::Scalar],
) {
    let others = values.as_mut_ptr().cast_const();
    // SAFETY: as this function's; the slice is as long as itself.
    unsafe { sweep::<V>(step, values, others) };
}

struct Relu;
impl<T: Exponent> Step<T> for Relu {
    #[inline(always)]
    unsafe fn step<V: Vector<Scalar = T>>(&self, value: V, _: V) -> V {
        // SAFETY: as this function's.
        unsafe { V::zero().max(value) }
    }
}

/// `max(x, 0)`; what is not a number stays so.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn relu<V: Vector<Scalar: Exponent>>(values: &mut [V::Scalar]) {
    // SAFETY: as this function's.
    unsafe { sweep_alone::<V>(&Relu, values) };
}

struct ReluGradient;
impl<T: Exponent> Step<T> for ReluGradient {
    #[inline(always)]
    unsafe fn step<V: Vector<Scalar = T>>(&self, d: V, output: V) -> V {
        // SAFETY: as this function's.
        unsafe { d.zero_unless_positive(output) }
    }
}

/// 0 where the output is at most 0.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn relu_gradient<V: Vector<Scalar: Exponent>>(output: &[V::Scalar], d: &mut [V::Scalar]) {
    assert!(output.len() >= d.len(), "relu_gradient: the output is too short");
    // SAFETY: as this function's; the lengths were checked.
    unsafe { sweep::<V>(&ReluGradient, d, output.as_ptr()) };
}

struct Axpy<T>(T);
impl<T: Exponent> Step<T> for Axpy<T> {
    #[inline(always)]
    unsafe fn step<V: Vector<Scalar = T>>(&self, value: V, other: V) -> V {
        // SAFETY: as this function's.
        unsafe { V::splat(self.0).mul_add(other, value) }
    }
}

/// `to + factor · from`.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn axpy<V: Vector<Scalar: Exponent>>(
    factor: V::Scalar,
    from: &[V::Scalar],
    to: &mut [V::Scalar],
) {
    assert!(from.len() >= to.len(), "axpy: the summands are too short");
    // SAFETY: as this function's; the lengths were checked.
    unsafe { sweep::<V>(&Axpy(factor), to, from.as_ptr()) };
}
