//! What registers in single precision do in a way of their own.

#![allow(unsafe_op_in_unsafe_fn, reason = "the contract of each function is the trait's")]
#![allow(clippy::wildcard_imports, reason = "the instructions of this file")]

use core::arch::x86_64::*;

use super::super::{read, write};
use super::F32s;

/// # Safety
/// As those of `Vector`.
impl F32s {
    #[inline(always)]
    pub(super) unsafe fn sum_lanes(self) -> f32 {
        let twos = _mm_add_ps(self.0, _mm_movehl_ps(self.0, self.0));
        _mm_cvtss_f32(_mm_add_ss(twos, _mm_shuffle_ps::<0b01>(twos, twos)))
    }

    /// `count` numbers, and zeros.
    #[inline(always)]
    pub(super) unsafe fn load_count(from: *const f32, count: usize) -> Self {
        Self(match count {
            0 => _mm_setzero_ps(),
            1 => _mm_load_ss(from),
            2 => _mm_castpd_ps(_mm_load_sd(from.cast())),
            3 => {
                let pair = _mm_castpd_ps(_mm_load_sd(from.cast()));
                _mm_movelh_ps(pair, _mm_load_ss(from.wrapping_add(2)))
            }
            _ => read(from),
        })
    }

    /// Writes `count` numbers.
    #[inline(always)]
    pub(super) unsafe fn store_count(self, to: *mut f32, count: usize) {
        match count {
            0 => {}
            1 => _mm_store_ss(to, self.0),
            2 => _mm_storel_pd(to.cast(), _mm_castps_pd(self.0)),
            3 => {
                _mm_storel_pd(to.cast(), _mm_castps_pd(self.0));
                _mm_store_ss(to.wrapping_add(2), _mm_movehl_ps(self.0, self.0));
            }
            _ => write(to, self.0),
        }
    }

    /// `2^⌊n/2⌋` and `2^⌈n/2⌉` of integers.
    #[inline(always)]
    pub(super) unsafe fn powers_of_two(self) -> [Self; 2] {
        let n = _mm_cvtps_epi32(self.0);
        let half = _mm_srai_epi32::<1>(n);
        let rest = _mm_sub_epi32(n, half);
        let bias = _mm_set1_epi32(127);
        let half = _mm_slli_epi32::<23>(_mm_add_epi32(half, bias));
        let rest = _mm_slli_epi32::<23>(_mm_add_epi32(rest, bias));
        [Self(_mm_castsi128_ps(half)), Self(_mm_castsi128_ps(rest))]
    }

    #[inline(always)]
    pub(super) unsafe fn transpose_block(
        from: *const f32,
        from_stride: usize,
        to: *mut f32,
        to_stride: usize,
    ) {
        let mut columns = [_mm_setzero_ps(); 4];
        for (index, column) in columns.iter_mut().enumerate() {
            *column = read(from.wrapping_add(index.wrapping_mul(from_stride)));
        }
        let [a, b, c, d] = columns;
        let (ab_low, ab_high) = (_mm_unpacklo_ps(a, b), _mm_unpackhi_ps(a, b));
        let (cd_low, cd_high) = (_mm_unpacklo_ps(c, d), _mm_unpackhi_ps(c, d));
        let rows = [
            _mm_movelh_ps(ab_low, cd_low),
            _mm_movehl_ps(cd_low, ab_low),
            _mm_movelh_ps(ab_high, cd_high),
            _mm_movehl_ps(cd_high, ab_high),
        ];
        for (index, row) in rows.into_iter().enumerate() {
            write(to.wrapping_add(index.wrapping_mul(to_stride)), row);
        }
    }
}
