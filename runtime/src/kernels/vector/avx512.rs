//! Registers of 512 bits.

#![allow(unsafe_op_in_unsafe_fn, reason = "the contract of each function is the trait's")]
#![allow(clippy::wildcard_imports, reason = "the instructions of this file")]

use core::arch::x86_64::*;

use narrow::{F32x8, F64x4};

use super::avx2;
use super::{Vector, newton, read, write};

/// 16 numbers.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct F32x16(__m512);

/// 8 numbers.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct F64x8(__m512d);

macro_rules! vector {
    (
        $name:ident, $scalar:ty, $mask:ty, $lanes:literal, $half:ty, $blocks:ty,
        $splat:ident, $broadcast:ident, $load_one:ident,
        $load_first:ident, $store_first:ident, $mul_add:ident, $add:ident, $subtract:ident, $mul:ident, $divide:ident,
        $sqrt:ident, $newton:path, $abs:path,
        $min:ident, $max:ident, $compare:ident, $select:ident, $replace:ident, $zero:ident, $round:ident,
        $scale:ident, $class:ident, $quad:expr, $spread:ident, $sum:expr
    ) => {
        impl $name {
            /// The same numbers, of which the compiler does not know where they come from: it would read each
            /// that is spread on its own.
            #[inline]
            #[target_feature(enable = "avx512f,avx512vl")]
            unsafe fn opaque(self) -> Self {
                Self($crate::kernels::opaque::opaque!($class, self.0))
            }
        }

        impl Vector for $name {
            type Scalar = $scalar;
            type Mask = $mask;
            type Half = $half;

            const LANES: usize = $lanes;
            // 16 to 28 sums: what an addition's latency needs twice or more, and as few tiles as there are registers for.
            // What belongs to a tile is a part of its time, and it reads all of the left operand's rows once more.
            const COLUMNS: [usize; 4] = [16, 14, 6, 2];
            const MASKS_ARE_FREE: bool = true;
            const BLOCK: usize = <$blocks>::BLOCK;
            const SPREADS: bool = true;

            #[inline(always)]
            unsafe fn zero() -> Self {
                Self($zero())
            }
            #[inline(always)]
            unsafe fn splat(value: $scalar) -> Self {
                Self($splat(value))
            }
            #[inline(always)]
            unsafe fn splat_at(from: *const $scalar) -> Self {
                Self($broadcast($load_one(from)))
            }
            #[inline(always)]
            unsafe fn load(from: *const $scalar) -> Self {
                Self(read(from))
            }
            #[inline(always)]
            unsafe fn quad(from: *const $scalar) -> Self {
                Self($quad(read(from))).opaque()
            }
            #[inline(always)]
            unsafe fn spread(self, index: usize) -> Self {
                Self(match index {
                    0 => $spread::<0b00_00_00_00>(self.0),
                    1 => $spread::<0b01_01_01_01>(self.0),
                    2 => $spread::<0b10_10_10_10>(self.0),
                    _ => $spread::<0b11_11_11_11>(self.0),
                })
            }
            #[inline(always)]
            unsafe fn store(self, to: *mut $scalar) {
                write(to, self.0);
            }
            #[inline(always)]
            unsafe fn mask(count: usize) -> $mask {
                ((1_u32 << count) - 1) as $mask
            }
            #[inline(always)]
            unsafe fn load_first(from: *const $scalar, mask: $mask) -> Self {
                Self($load_first(mask, from))
            }
            #[inline(always)]
            unsafe fn store_first(self, to: *mut $scalar, mask: $mask) {
                $store_first(to, mask, self.0);
            }
            #[inline(always)]
            unsafe fn mul_add(self, b: Self, c: Self) -> Self {
                Self($mul_add(self.0, b.0, c.0))
            }
            #[inline(always)]
            unsafe fn add(self, other: Self) -> Self {
                Self($add(self.0, other.0))
            }
            #[inline(always)]
            unsafe fn mul(self, other: Self) -> Self {
                Self($mul(self.0, other.0))
            }
            #[inline(always)]
            unsafe fn sub(self, other: Self) -> Self {
                Self($subtract(self.0, other.0))
            }
            #[inline(always)]
            unsafe fn div(self, other: Self) -> Self {
                Self($divide(self.0, other.0))
            }
            #[inline(always)]
            unsafe fn sqrt(self) -> Self {
                Self($sqrt(self.0))
            }
            #[inline(always)]
            unsafe fn roots<const N: usize>(mut values: [Self; N]) -> [Self; N] {
                for (index, value) in values.iter_mut().enumerate() {
                    // With one of four, the divider is busy for about as long as all other units beside it.
                    *value = Self(if N >= 4 && index % 4 == 0 { $newton(value.0) } else { $sqrt(value.0) });
                }
                values
            }
            #[inline(always)]
            unsafe fn min(self, other: Self) -> Self {
                Self($min(self.0, other.0))
            }
            #[inline(always)]
            unsafe fn max(self, other: Self) -> Self {
                Self($max(self.0, other.0))
            }
            #[inline(always)]
            unsafe fn larger(self, other: Self) -> Self {
                let is_none = $compare::<_CMP_UNORD_Q>(other.0, other.0);
                Self($replace($max(other.0, self.0), is_none, other.0))
            }
            #[inline(always)]
            unsafe fn split_at_largest(self, values: Self, largest: Self) -> [Self; 2] {
                let is_largest = $compare::<_CMP_EQ_OQ>(values.0, largest.0)
                    | $compare::<_CMP_UNORD_Q>(values.0, values.0);
                [Self($select(is_largest, self.0)), Self($replace(self.0, is_largest, $zero()))]
            }
            #[inline(always)]
            unsafe fn sum(self) -> $scalar {
                $sum(self.0)
            }
            #[inline(always)]
            unsafe fn zero_unless_positive(self, other: Self) -> Self {
                // "Not less or equal", which is true of what is not a number.
                let keep = $compare::<_CMP_NLE_UQ>(other.0, $zero());
                Self($select(keep, self.0))
            }
            #[inline(always)]
            unsafe fn magnitude(self) -> Self {
                Self($abs(self.0))
            }
            #[inline(always)]
            unsafe fn zero_up_to(self, limit: Self) -> Self {
                let keep = $compare::<_CMP_NLE_UQ>($abs(self.0), limit.0);
                Self($select(keep, self.0))
            }
            #[inline(always)]
            unsafe fn round(self) -> Self {
                Self($round::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(self.0))
            }
            #[inline(always)]
            unsafe fn scale(self, n: Self) -> Self {
                Self($scale(self.0, n.0))
            }
            #[inline(always)]
            unsafe fn transpose(
                from: *const $scalar,
                from_stride: usize,
                to: *mut $scalar,
                to_stride: usize,
            ) {
                // As many shuffles an element as with the whole registers, which are half as fast.
                <$blocks>::transpose(from, from_stride, to, to_stride);
            }
        }
    };
}

vector!(
    F32x16,
    f32,
    __mmask16,
    16,
    F32x8,
    avx2::F32x8,
    _mm512_set1_ps,
    _mm512_broadcastss_ps,
    _mm_load_ss,
    _mm512_maskz_loadu_ps,
    _mm512_mask_storeu_ps,
    _mm512_fmadd_ps,
    _mm512_add_ps,
    _mm512_sub_ps,
    _mm512_mul_ps,
    _mm512_div_ps,
    _mm512_sqrt_ps,
    newton::root,
    _mm512_abs_ps,
    _mm512_min_ps,
    _mm512_max_ps,
    _mm512_cmp_ps_mask,
    _mm512_maskz_mov_ps,
    _mm512_mask_mov_ps,
    _mm512_setzero_ps,
    _mm512_roundscale_ps,
    _mm512_scalef_ps,
    zmm_reg,
    _mm512_broadcast_f32x4,
    _mm512_permute_ps,
    sum_f32x16
);
vector!(
    F64x8,
    f64,
    __mmask8,
    8,
    F64x4,
    avx2::F64x4,
    _mm512_set1_pd,
    _mm512_broadcastsd_pd,
    _mm_load_sd,
    _mm512_maskz_loadu_pd,
    _mm512_mask_storeu_pd,
    _mm512_fmadd_pd,
    _mm512_add_pd,
    _mm512_sub_pd,
    _mm512_mul_pd,
    _mm512_div_pd,
    _mm512_sqrt_pd,
    _mm512_sqrt_pd,
    _mm512_abs_pd,
    _mm512_min_pd,
    _mm512_max_pd,
    _mm512_cmp_pd_mask,
    _mm512_maskz_mov_pd,
    _mm512_mask_mov_pd,
    _mm512_setzero_pd,
    _mm512_roundscale_pd,
    _mm512_scalef_pd,
    zmm_reg,
    _mm512_broadcast_f64x4,
    _mm512_permutex_pd,
    sum_f64x8
);

/// # Safety
/// As [`Vector`]'s.
#[inline(always)]
unsafe fn sum_f32x16(x: __m512) -> f32 {
    narrow::sum_f32x8(_mm256_add_ps(_mm512_castps512_ps256(x), _mm512_extractf32x8_ps::<1>(x)))
}

/// # Safety
/// As [`Vector`]'s.
#[inline(always)]
unsafe fn sum_f64x8(x: __m512d) -> f64 {
    narrow::sum_f64x4(_mm256_add_pd(_mm512_castpd512_pd256(x), _mm512_extractf64x4_pd::<1>(x)))
}

mod narrow;
