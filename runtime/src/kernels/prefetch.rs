//! Memory that is far.

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
        let line = from.wrapping_add(offset);
        #[cfg(all(target_arch = "x86_64", target_feature = "sse", not(miri)))]
        // SAFETY: the target has the instruction, and it takes any address.
        unsafe {
            use core::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            _mm_prefetch::<_MM_HINT_T0>(line.cast());
        }
        #[cfg(not(all(target_arch = "x86_64", target_feature = "sse", not(miri))))]
        let _ = line;
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
