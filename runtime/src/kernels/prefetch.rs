//! Memory that is far, or that others have.

use super::Isa;
use crate::aligned::LINE;

/// The most bytes that are asked for: by then the processor sees what comes next.
const MOST: usize = 256;

/// Asks for the first of some numbers, so that memory answers while something else is done. Where the
/// processor has no such instruction, nothing is.
#[inline]
pub(crate) fn prefetch<T>(numbers: &[T]) {
    lines(numbers.as_ptr().cast(), size_of_val(numbers).min(MOST));
}

/// Not inlined: debug builds take it as it is compiled here.
fn lines(from: *const u8, bytes: usize) {
    for offset in (0..bytes).step_by(LINE) {
        line(from.wrapping_add(offset));
    }
}

/// Asks for the line of the cache that something is in.
#[allow(clippy::inline_always, reason = "one instruction")]
#[inline(always)]
pub(super) fn line<T>(at: *const T) {
    #[cfg(all(target_arch = "x86_64", target_feature = "sse", not(miri)))]
    // SAFETY: the target has the instruction, and it takes any address.
    unsafe {
        use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(at.cast());
    }
    #[cfg(not(all(target_arch = "x86_64", target_feature = "sse", not(miri))))]
    let _ = at;
}

/// Asks for the lines of some numbers that this thread is about to write and others have read: the first write to such
/// a line has to wait until they have given it up. A loop waits for one after the other; here the waits overlap.
///
/// On `x86_64` the compiler has the instruction for newer targets only. All processors with AVX2 take it, as no operation
/// at least; so it is left out on `portable`.
pub(crate) fn claim<T>(isa: Isa, numbers: &[T]) {
    if isa == Isa::PORTABLE {
        return;
    }
    for offset in (0..size_of_val(numbers)).step_by(LINE) {
        let at = numbers.as_ptr().wrapping_byte_add(offset);
        #[cfg(all(target_arch = "x86_64", not(miri)))]
        // SAFETY: the instruction takes any address and changes nothing; the processor has AVX2.
        unsafe {
            core::arch::asm!("prefetchw [{}]", in(reg) at, options(nostack, preserves_flags));
        }
        #[cfg(all(target_arch = "aarch64", not(miri)))]
        // SAFETY: the instruction takes any address and changes nothing.
        unsafe {
            core::arch::asm!("prfm pstl1keep, [{}]", in(reg) at, options(nostack, preserves_flags));
        }
        #[cfg(not(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(miri))))]
        let _ = at;
    }
}

/// The numbers that are copied at once: of single precision a line of the cache.
const PIECE: usize = 16;

/// The fewest bytes of a slice that are worth changing from one to another.
const FEWEST: usize = 1024;

/// Copies slices of one length together, one after another.
///
/// A line of the cache of each in turn: so memory is asked for several at once, as far ahead in
/// each as the processor looks. One after another took 1.4 times as long.
#[inline]
pub(crate) fn copy_together<T: Copy>(slices: &[&[T]], to: &mut [T]) {
    let len = slices.first().map_or(0, |slice| slice.len());
    let pieces = if len * size_of::<T>() < FEWEST { 0 } else { len / PIECE };
    for piece in 0..pieces {
        for (slice, to) in slices.iter().zip(to.chunks_exact_mut(len)) {
            to.as_chunks_mut::<PIECE>().0[piece] = slice.as_chunks().0[piece];
        }
    }
    let rest = pieces * PIECE..;
    for (slice, to) in slices.iter().zip(to.chunks_exact_mut(len.max(1))) {
        to[rest.clone()].copy_from_slice(&slice[rest.clone()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn claimed_numbers_stay() {
        for isa in Isa::available() {
            for len in [0, 1, 16, 17, 1000] {
                let numbers: Vec<f32> = (0..len).map(|number| number as f32).collect();
                claim(isa, &numbers);
                assert!(numbers.iter().enumerate().all(|(index, number)| *number == index as f32), "{isa}");
            }
        }
    }

    #[test]
    fn slices_follow_each_other() {
        for len in [0, 1, 17, 255, 256, 300] {
            for count in [0, 1, 3, 8] {
                let numbers: Vec<f32> = (0..len * count).map(|number| number as f32).collect();
                let slices: Vec<&[f32]> = numbers.chunks(len.max(1)).collect();
                let mut copy = vec![-1.0; len * count];
                copy_together(&slices, &mut copy);
                assert_eq!(copy, numbers);
            }
        }
    }
}
