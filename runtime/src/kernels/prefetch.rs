//! Memory that will soon be read.

/// The bytes of a line of a cache.
const LINE: usize = 64;
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
