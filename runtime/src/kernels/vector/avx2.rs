//! Registers of 256 bits, with fused multiply-add.

#![allow(unsafe_op_in_unsafe_fn, reason = "the contract of each function is the trait's")]
#![allow(clippy::wildcard_imports, reason = "the instructions of this file")]

mod double;
mod single;

use core::arch::x86_64::*;

use super::{Vector, read, write};

/// 8 numbers.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct F32x8(pub(super) __m256);

/// 4 numbers.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct F64x4(pub(super) __m256d);

/// The first lanes: their number, and all bits set in those of an integer register.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct Mask {
    count: usize,
    lanes: __m256i,
}

macro_rules! vector {
    (
        $name:ident, $scalar:ty, $lanes:literal, $integer:ty,
        $splat:ident, $broadcast:ident, $load_one:ident,
        $load_first:ident, $mul_add:ident, $add:ident, $subtract:ident, $mul:ident, $divide:ident, $sqrt:ident,
        $min:ident, $max:ident, $compare:ident, $and:ident, $and_not:ident, $or:ident, $replace:ident, $zero:ident, $round:ident
    ) => {
        impl Vector for $name {
            type Scalar = $scalar;
            type Mask = Mask;
            type Half = Self;

            const LANES: usize = $lanes;
            // Of 16 registers; two multiply-adds a cycle of a latency of 4 or 5 need 8 to 10 sums.
            const COLUMNS: [usize; 4] = [14, 6, 2, 1];
            const MASKS_ARE_FREE: bool = false;
            const BLOCK: usize = $lanes;
            const REREADS: bool = true;

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
            unsafe fn store(self, to: *mut $scalar) {
                write(to, self.0);
            }
            #[inline(always)]
            unsafe fn mask(count: usize) -> Mask {
                // The window of so many ones, of ones followed by zeros.
                const WINDOWS: &[[$integer; $lanes]; 2] = &[[-1; $lanes], [0; $lanes]];
                let window = WINDOWS.as_ptr().cast::<$integer>().wrapping_add($lanes - count);
                Mask { count, lanes: _mm256_loadu_si256(window.cast()) }
            }
            #[inline(always)]
            unsafe fn load_first(from: *const $scalar, mask: Mask) -> Self {
                Self($load_first(from, mask.lanes))
            }
            #[inline(always)]
            unsafe fn store_first(self, to: *mut $scalar, mask: Mask) {
                self.store_count(to, mask.count);
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
                Self($replace($max(other.0, self.0), other.0, is_none))
            }
            #[inline(always)]
            unsafe fn split_at_largest(self, values: Self, largest: Self) -> [Self; 2] {
                let is_equal = $compare::<_CMP_EQ_OQ>(values.0, largest.0);
                let is_largest = $or(is_equal, $compare::<_CMP_UNORD_Q>(values.0, values.0));
                [Self($and(is_largest, self.0)), Self($and_not(is_largest, self.0))]
            }
            #[inline(always)]
            unsafe fn sum(self) -> $scalar {
                self.sum_lanes()
            }
            #[inline(always)]
            unsafe fn zero_unless_positive(self, other: Self) -> Self {
                // "Not less or equal", which is true of what is not a number.
                Self($and(self.0, $compare::<_CMP_NLE_UQ>(other.0, $zero())))
            }
            #[inline(always)]
            unsafe fn magnitude(self) -> Self {
                Self($and_not($splat(-0.0), self.0))
            }
            #[inline(always)]
            unsafe fn round(self) -> Self {
                Self($round::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(self.0))
            }
            #[inline(always)]
            unsafe fn scale(self, n: Self) -> Self {
                // In two steps, of which only the second one rounds, for subnormal results.
                let [half, rest] = n.powers_of_two();
                self.mul(half).mul(rest)
            }
            #[inline(always)]
            unsafe fn transpose(
                from: *const $scalar,
                from_stride: usize,
                to: *mut $scalar,
                to_stride: usize,
            ) {
                Self::transpose_block(from, from_stride, to, to_stride);
            }
        }
    };
}

vector!(
    F32x8,
    f32,
    8,
    i32,
    _mm256_set1_ps,
    _mm256_broadcastss_ps,
    _mm_load_ss,
    _mm256_maskload_ps,
    _mm256_fmadd_ps,
    _mm256_add_ps,
    _mm256_sub_ps,
    _mm256_mul_ps,
    _mm256_div_ps,
    _mm256_sqrt_ps,
    _mm256_min_ps,
    _mm256_max_ps,
    _mm256_cmp_ps,
    _mm256_and_ps,
    _mm256_andnot_ps,
    _mm256_or_ps,
    _mm256_blendv_ps,
    _mm256_setzero_ps,
    _mm256_round_ps
);
vector!(
    F64x4,
    f64,
    4,
    i64,
    _mm256_set1_pd,
    _mm256_broadcastsd_pd,
    _mm_load_sd,
    _mm256_maskload_pd,
    _mm256_fmadd_pd,
    _mm256_add_pd,
    _mm256_sub_pd,
    _mm256_mul_pd,
    _mm256_div_pd,
    _mm256_sqrt_pd,
    _mm256_min_pd,
    _mm256_max_pd,
    _mm256_cmp_pd,
    _mm256_and_pd,
    _mm256_andnot_pd,
    _mm256_or_pd,
    _mm256_blendv_pd,
    _mm256_setzero_pd,
    _mm256_round_pd
);
