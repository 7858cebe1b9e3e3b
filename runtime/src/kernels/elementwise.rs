//! Kernels that treat every number of a slice alike.

use super::vector::Vector;

/// What becomes of a number, given the other slice's number at the same place.
pub(super) trait Step<V: Vector> {
    /// # Safety
    /// The machine has `V`'s instruction set.
    unsafe fn step(&self, value: V, other: V) -> V;
}

/// Applies a step to all numbers of a slice.
///
/// # Safety
/// The machine has `V`'s instruction set; `others` has at least as many numbers as `values`.
#[inline(always)]
unsafe fn sweep<V: Vector>(step: &impl Step<V>, values: &mut [V::Scalar], others: *const V::Scalar) {
    let whole = values.len() - values.len() % V::LANES;
    let tail = values.len() - whole;
    let values = values.as_mut_ptr();
    // SAFETY: as this function's: whole registers end before `whole`, and the last one is masked.
    // `others` may be `values` itself: each register is read before it is written.
    unsafe {
        let mut at = 0;
        while at < whole {
            let value = V::load(values.wrapping_add(at).cast_const());
            step.step(value, V::load(others.wrapping_add(at))).store(values.wrapping_add(at));
            at += V::LANES;
        }
        if tail > 0 {
            let mask = V::mask(tail);
            let value = V::load_first(values.wrapping_add(at).cast_const(), mask);
            let other = V::load_first(others.wrapping_add(at), mask);
            step.step(value, other).store_first(values.wrapping_add(at), mask);
        }
    }
}

/// Applies a step that needs no other slice.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn sweep_alone<V: Vector>(step: &impl Step<V>, values: &mut [V::Scalar]) {
    let others = values.as_mut_ptr().cast_const();
    // SAFETY: as this function's; the slice is as long as itself.
    unsafe { sweep::<V>(step, values, others) };
}

struct Relu;
impl<V: Vector> Step<V> for Relu {
    #[inline(always)]
    unsafe fn step(&self, value: V, _: V) -> V {
        // SAFETY: as this function's.
        unsafe { V::zero().max(value) }
    }
}

/// `max(x, 0)`; what is not a number stays so.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn relu<V: Vector>(values: &mut [V::Scalar]) {
    // SAFETY: as this function's.
    unsafe { sweep_alone::<V>(&Relu, values) };
}

struct ReluGradient;
impl<V: Vector> Step<V> for ReluGradient {
    #[inline(always)]
    unsafe fn step(&self, d: V, output: V) -> V {
        // SAFETY: as this function's.
        unsafe { d.zero_unless_positive(output) }
    }
}

/// 0 where the output is at most 0.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn relu_gradient<V: Vector>(output: &[V::Scalar], d: &mut [V::Scalar]) {
    assert!(output.len() >= d.len(), "relu_gradient: the output is too short");
    // SAFETY: as this function's; the lengths were checked.
    unsafe { sweep::<V>(&ReluGradient, d, output.as_ptr()) };
}

struct Axpy<V>(V);
impl<V: Vector> Step<V> for Axpy<V> {
    #[inline(always)]
    unsafe fn step(&self, value: V, other: V) -> V {
        // SAFETY: as this function's.
        unsafe { self.0.mul_add(other, value) }
    }
}

/// `to + factor · from`.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(super) unsafe fn axpy<V: Vector>(factor: V::Scalar, from: &[V::Scalar], to: &mut [V::Scalar]) {
    assert!(from.len() >= to.len(), "axpy: the summands are too short");
    // SAFETY: as this function's; the lengths were checked.
    unsafe { sweep::<V>(&Axpy(V::splat(factor)), to, from.as_ptr()) };
}
