//! The peak of one core: chains of multiply-adds in registers, more of them than their latency.

use core::hint::black_box;
use netform::kernels::Isa;

/// Steps of all chains.
const STEPS: usize = 20_000;
/// The numbers that a step changes, on every instruction set: 12 registers of 8, 6 times 2 of 16.
const LANES: usize = 12 * 16;
/// The operations of a run: a multiplication and an addition each.
pub(crate) const FLOPS: usize = 2 * LANES * STEPS;

/// Runs all chains in `f32`.
pub(crate) fn run(isa: Isa) {
    match isa.name() {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: an `Isa` of that name exists only where the machine has it.
        "avx512" => unsafe { avx512(black_box(0.5)) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        "avx2" => unsafe { avx2(black_box(0.5)) },
        _ => portable(black_box(0.5)),
    }
}

/// The chains converge to 1, so that numbers stay ordinary.
fn portable(half: f32) {
    let mut sums = [0.0_f32; 48];
    for _ in 0..STEPS * LANES / 48 {
        for sum in &mut sums {
            *sum = *sum * half + half;
        }
    }
    black_box(sums);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn avx2(half: f32) {
    use core::arch::x86_64::{_mm256_fmadd_ps, _mm256_set1_ps, _mm256_setzero_ps};
    let half = _mm256_set1_ps(half);
    let mut sums = [_mm256_setzero_ps(); 12];
    for _ in 0..STEPS * LANES / (12 * 8) {
        for sum in &mut sums {
            *sum = _mm256_fmadd_ps(*sum, half, half);
        }
    }
    black_box(sums);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma,avx512f")]
fn avx512(half: f32) {
    use core::arch::x86_64::{_mm512_fmadd_ps, _mm512_set1_ps, _mm512_setzero_ps};
    let half = _mm512_set1_ps(half);
    let mut sums = [_mm512_setzero_ps(); 12];
    for _ in 0..STEPS * LANES / (12 * 16) {
        for sum in &mut sums {
            *sum = _mm512_fmadd_ps(*sum, half, half);
        }
    }
    black_box(sums);
}
