//! Predictions of small networks in one piece.
//!
//! A small layer takes less time than the way to its kernel. So the prediction of a network whose
//! layers all are small is compiled a second time, where all sizes are constants: in the crate that
//! declares it, once for each instruction set. Builds with debug assertions do without; the results are
//! the same bits.

use crate::description::Description;
pub use crate::kernels::Isa;
pub use crate::kernels::{Register, Unrolled};
use crate::op::{Forward, Op, Pass};
use crate::plan::Slot;
use crate::scalar::Scalar;

/// The most multiply-adds of such a network, and the most values and elements of working memory, which
/// are on the stack.
const MOST_WORK: usize = 32768;
const MOST_VALUES: usize = 1024;

/// Whether a network of these layers is small enough.
#[inline]
#[must_use]
pub const fn unrolls(descriptions: &[&Description]) -> bool {
    let (mut work, mut values, mut index) = (0, 0, 0);
    while index < descriptions.len() {
        let description = descriptions[index];
        if !description.unrolls || !description.output.is_known() {
            return false;
        }
        work += description.work;
        values += description.output.len() + description.unrolled_scratch;
        index += 1;
    }
    work <= MOST_WORK && values <= MOST_VALUES && !cfg!(debug_assertions)
}

/// The place of a value. A register's store and load are quickest within a line of the cache.
#[repr(align(64))]
#[derive(Debug)]
pub struct Place<T, const N: usize>(pub [T; N]);

/// The elements of a layer's output; none where the network does not unroll.
#[inline]
#[must_use]
pub const fn unrolled_len(unrolls: bool, description: &Description) -> usize {
    if unrolls { description.output.len() } else { 0 }
}

/// The elements of a layer's working memory; none where the network does not unroll.
#[inline]
#[must_use]
pub const fn unrolled_scratch(unrolls: bool, description: &Description) -> usize {
    if unrolls { description.unrolled_scratch } else { 0 }
}

/// The length of the last axis of a layer's output, which chooses its kernels before the compiler works through
/// the others; 0 where the network does not unroll.
#[inline]
#[must_use]
pub const fn unrolled_last(unrolls: bool, description: &Description) -> usize {
    if unrolls { description.output.last() } else { 0 }
}

/// Where an output of a layer is that has several; nowhere where the network does not unroll.
#[inline]
#[must_use]
pub const fn unrolled_place(unrolls: bool, description: &Description, part: usize) -> Slot {
    let all = Slot { offset: 0, len: 0 };
    if unrolls { description.parts.place(all, part) } else { all }
}

/// One output of a layer that has several.
#[inline(always)]
#[allow(clippy::inline_always, reason = "the place is a constant where this ends up")]
pub fn unrolled_part<T>(values: &[T], place: Slot) -> &[T] {
    values.get(place.offset..place.offset + place.len).unwrap_or_default()
}

/// Runs a prediction in one piece. What it works on are arguments of their own, not a structure: so they stay
/// in registers on their way.
#[inline]
pub fn unrolled<T: Scalar, W: Unrolled<T>>(network: &W::Network, input: &W::Input, output: &mut W::Output) {
    T::unrolled::<W>(Isa::detect(), network, input, output);
}

/// One layer of a prediction in one piece, with the [`unrolled_last`] axis of its output.
#[inline(always)]
#[allow(clippy::inline_always, reason = "code has to end up in functions of its instruction set")]
pub fn unrolled_step<T: Scalar, V: Register<Scalar = T>, const LAST: usize>(
    isa: Isa,
    op: &impl Op<T>,
    params: &[T],
    inputs: &[&[T]],
    output: &mut [T],
    scratch: &mut [T],
) {
    op.unrolled::<V, LAST>(Forward {
        pass: Pass::predicting_one(isa),
        node: 0,
        params,
        inputs,
        output,
        tape: &mut [],
        scratch,
        logits: false,
    });
}
