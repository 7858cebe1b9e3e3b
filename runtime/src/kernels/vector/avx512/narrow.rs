//! Registers of 256 and 128 bits with the instructions of these machines, for few numbers.

#![allow(unsafe_op_in_unsafe_fn, reason = "the contract of each function is the trait's")]
#![allow(clippy::wildcard_imports, reason = "the instructions of this file")]

use core::arch::x86_64::*;

use super::super::{Vector, avx2, read, write};

/// 8 numbers.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct F32x8(__m256);

/// 4 numbers.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct F64x4(__m256d);

/// 4 numbers.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct F32x4(__m128);

vector!(
    F32x8,
    f32,
    __mmask8,
    8,
    F32x4,
    avx2::F32x8,
    _mm256_set1_ps,
    _mm256_broadcastss_ps,
    _mm_load_ss,
    _mm256_maskz_loadu_ps,
    _mm256_mask_storeu_ps,
    _mm256_fmadd_ps,
    _mm256_add_ps,
    _mm256_sub_ps,
    _mm256_mul_ps,
    _mm256_div_ps,
    _mm256_sqrt_ps,
    _mm256_sqrt_ps,
    abs_f32x8,
    _mm256_min_ps,
    _mm256_max_ps,
    _mm256_cmp_ps_mask,
    _mm256_maskz_mov_ps,
    _mm256_mask_mov_ps,
    _mm256_setzero_ps,
    _mm256_roundscale_ps,
    _mm256_scalef_ps,
    ymm_reg,
    quad_f32x8,
    _mm256_permute_ps,
    sum_f32x8
);
vector!(
    F64x4,
    f64,
    __mmask8,
    4,
    Self,
    avx2::F64x4,
    _mm256_set1_pd,
    _mm256_broadcastsd_pd,
    _mm_load_sd,
    _mm256_maskz_loadu_pd,
    _mm256_mask_storeu_pd,
    _mm256_fmadd_pd,
    _mm256_add_pd,
    _mm256_sub_pd,
    _mm256_mul_pd,
    _mm256_div_pd,
    _mm256_sqrt_pd,
    _mm256_sqrt_pd,
    abs_f64x4,
    _mm256_min_pd,
    _mm256_max_pd,
    _mm256_cmp_pd_mask,
    _mm256_maskz_mov_pd,
    _mm256_mask_mov_pd,
    _mm256_setzero_pd,
    _mm256_roundscale_pd,
    _mm256_scalef_pd,
    ymm_reg,
    core::convert::identity,
    _mm256_permute4x64_pd,
    sum_f64x4
);
vector!(
    F32x4,
    f32,
    __mmask8,
    4,
    Self,
    avx2::F32x8,
    _mm_set1_ps,
    _mm_broadcastss_ps,
    _mm_load_ss,
    _mm_maskz_loadu_ps,
    _mm_mask_storeu_ps,
    _mm_fmadd_ps,
    _mm_add_ps,
    _mm_sub_ps,
    _mm_mul_ps,
    _mm_div_ps,
    _mm_sqrt_ps,
    _mm_sqrt_ps,
    abs_f32x4,
    _mm_min_ps,
    _mm_max_ps,
    _mm_cmp_ps_mask,
    _mm_maskz_mov_ps,
    _mm_mask_mov_ps,
    _mm_setzero_ps,
    _mm_roundscale_ps,
    _mm_scalef_ps,
    xmm_reg,
    core::convert::identity,
    _mm_permute_ps,
    sum_f32x4
);

/// 4 numbers, twice.
///
/// # Safety
/// As [`Vector`]'s.
#[inline(always)]
unsafe fn quad_f32x8(numbers: __m128) -> __m256 {
    _mm256_set_m128(numbers, numbers)
}

/// # Safety
/// As [`Vector`]'s.
#[inline(always)]
unsafe fn abs_f32x8(x: __m256) -> __m256 {
    _mm256_andnot_ps(_mm256_set1_ps(-0.0), x)
}

/// # Safety
/// As [`Vector`]'s.
#[inline(always)]
unsafe fn abs_f64x4(x: __m256d) -> __m256d {
    _mm256_andnot_pd(_mm256_set1_pd(-0.0), x)
}

/// # Safety
/// As [`Vector`]'s.
#[inline(always)]
unsafe fn abs_f32x4(x: __m128) -> __m128 {
    _mm_andnot_ps(_mm_set1_ps(-0.0), x)
}

/// # Safety
/// As [`Vector`]'s.
#[inline(always)]
pub(super) unsafe fn sum_f32x8(x: __m256) -> f32 {
    avx2::F32x8(x).sum()
}

/// # Safety
/// As [`Vector`]'s.
#[inline(always)]
pub(super) unsafe fn sum_f64x4(x: __m256d) -> f64 {
    avx2::F64x4(x).sum()
}

/// # Safety
/// As [`Vector`]'s.
#[inline(always)]
unsafe fn sum_f32x4(x: __m128) -> f32 {
    let twos = _mm_add_ps(x, _mm_movehl_ps(x, x));
    _mm_cvtss_f32(_mm_add_ss(twos, _mm_movehdup_ps(twos)))
}
