//! What registers in double precision do in a way of their own.

#![allow(unsafe_op_in_unsafe_fn, reason = "the contract of each function is the trait's")]
#![allow(clippy::wildcard_imports, reason = "the instructions of this file")]

use core::arch::x86_64::*;

use super::super::{read, write};
use super::F64s;

/// # Safety
/// As those of `Vector`.
impl F64s {
    #[inline(always)]
    pub(super) unsafe fn sum_lanes(self) -> f64 {
        _mm_cvtsd_f64(_mm_add_sd(self.0, _mm_unpackhi_pd(self.0, self.0)))
    }

    /// `count` numbers, and zeros.
    #[inline(always)]
    pub(super) unsafe fn load_count(from: *const f64, count: usize) -> Self {
        Self(match count {
            0 => _mm_setzero_pd(),
            1 => _mm_load_sd(from),
            _ => read(from),
        })
    }

    /// Writes `count` numbers.
    #[inline(always)]
    pub(super) unsafe fn store_count(self, to: *mut f64, count: usize) {
        match count {
            0 => {}
            1 => _mm_store_sd(to, self.0),
            _ => write(to, self.0),
        }
    }

    /// `2^⌊n/2⌋` and `2^⌈n/2⌉` of integers.
    #[inline(always)]
    pub(super) unsafe fn powers_of_two(self) -> [Self; 2] {
        let n = _mm_cvtpd_epi32(self.0);
        let half = _mm_srai_epi32::<1>(n);
        let rest = _mm_sub_epi32(n, half);
        let bias = _mm_set1_epi32(1023);
        // Biased exponents are positive: zeros between them make wide integers.
        let half = _mm_unpacklo_epi32(_mm_add_epi32(half, bias), _mm_setzero_si128());
        let rest = _mm_unpacklo_epi32(_mm_add_epi32(rest, bias), _mm_setzero_si128());
        [
            Self(_mm_castsi128_pd(_mm_slli_epi64::<52>(half))),
            Self(_mm_castsi128_pd(_mm_slli_epi64::<52>(rest))),
        ]
    }

    #[inline(always)]
    pub(super) unsafe fn transpose_block(
        from: *const f64,
        from_stride: usize,
        to: *mut f64,
        to_stride: usize,
    ) {
        let (a, b) = (read(from), read(from.wrapping_add(from_stride)));
        write(to, _mm_unpacklo_pd(a, b));
        write(to.wrapping_add(to_stride), _mm_unpackhi_pd(a, b));
    }
}
