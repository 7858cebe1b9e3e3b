//! What one core can do at most: multiply-adds in registers, and reading from each level of memory.
//!
//! Best runs count: these are limits. Used by the benchmarks here and by `examples/peers`.

use core::hint::black_box;
use std::time::Instant;

/// Steps of all chains.
const STEPS: usize = 20_000;
/// The numbers that a step changes, on every instruction set: 12 registers of 16, or 24 of 8 in two
/// halves, more chains than their latency.
const LANES: usize = 12 * 16;
/// The operations of [`multiply_adds`]: a multiplication and an addition each.
pub(crate) const FLOPS: usize = 2 * LANES * STEPS;
/// Runs of which the best counts.
const RUNS: usize = 50;

/// Sixty-four bytes: a line of a cache and a register of AVX-512.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([f32; 16]);

/// A cache, or memory.
pub(crate) struct Level {
    pub(crate) name: String,
    /// Its size in bytes.
    pub(crate) size: f64,
    /// What was read again and again, in bytes.
    pub(crate) read: usize,
    /// Bytes a second.
    pub(crate) bandwidth: f64,
}

/// The widest instruction set of the machine that is known here.
pub(crate) fn widest() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        return if is_x86_feature_detected!("avx512f") { "avx512" } else { "avx2" };
    }
    "portable"
}

/// Floating-point operations a second.
pub(crate) fn peak() -> f64 {
    (0..RUNS).map(|_| rate()).fold(0.0, f64::max)
}

/// Floating-point operations a second, at this moment.
pub(crate) fn rate() -> f64 {
    FLOPS as f64 / seconds(|| multiply_adds(widest()))
}

/// The caches, the smallest first, then memory.
pub(crate) fn levels() -> Vec<Level> {
    let mut levels = Vec::new();
    let mut last = 0;
    for name in ["L1", "L2", "L3"] {
        let Some(size) = cache(name) else { continue };
        // Half a cache, so that nothing else drives it out.
        let read = size / 2;
        levels.push(Level { name: name.into(), size: size as f64, read, bandwidth: bandwidth(read) });
        last = size;
    }
    let read = (8 * last).max(256 << 20);
    levels.push(Level { name: "memory".into(), size: f64::INFINITY, read, bandwidth: bandwidth(read) });
    levels
}

fn seconds(run: impl FnOnce()) -> f64 {
    let begin = Instant::now();
    run();
    begin.elapsed().as_secs_f64()
}

/// The size of the first core's cache of a level, in bytes.
fn cache(level: &str) -> Option<usize> {
    let folder = std::fs::read_dir("/sys/devices/system/cpu/cpu0/cache").ok()?;
    folder.flatten().find_map(|entry| {
        let read = |name: &str| std::fs::read_to_string(entry.path().join(name)).ok();
        let (number, kind, size) = (read("level")?, read("type")?, read("size")?);
        let wanted = level.strip_prefix('L')? == number.trim() && kind.trim() != "Instruction";
        let size = size.trim().strip_suffix('K')?.parse::<usize>().ok()?;
        wanted.then_some(size * 1024)
    })
}

/// Bytes of a buffer read a second. A copy reads and writes as many, of all levels.
pub(crate) fn bandwidth(bytes: usize) -> f64 {
    let lines = vec![Line([1.0; 16]); bytes / 64];
    let bytes = 64 * lines.len();
    // So often that the clock is no part of it.
    let passes = ((64 << 20) / bytes).max(1);
    let runs = if passes == 1 { RUNS / 10 } else { RUNS };
    let best = (0..runs)
        .map(|_| seconds(|| (0..passes).for_each(|_| read(black_box(&lines)))))
        .fold(f64::INFINITY, f64::min);
    (passes * lines.len() * 64) as f64 / best
}

/// Runs all chains in `f32`, on an instruction set of the machine. They converge to 1, so that numbers
/// stay ordinary.
pub(crate) fn multiply_adds(isa: &str) {
    match isa {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the machine has the instruction set.
        "avx512" => unsafe { x86::multiply_adds_512(black_box(0.5)) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        "avx2" => unsafe { x86::multiply_adds_256(black_box(0.5)) },
        _ => portable(black_box(0.5)),
    }
}

fn portable(half: f32) {
    let mut sums = [0.0_f32; 48];
    for _ in 0..STEPS * LANES / 48 {
        for sum in &mut sums {
            *sum = *sum * half + half;
        }
    }
    black_box(sums);
}

fn read(lines: &[Line]) {
    match widest() {
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the machine has the instruction set.
        "avx512" => unsafe { x86::read_512(lines) },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        "avx2" => unsafe { x86::read_256(lines) },
        _ => {
            let mut sums = [0.0_f32; 64];
            for four in lines.as_chunks::<4>().0 {
                let values = four.iter().flat_map(|line| &line.0);
                sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
            }
            black_box(sums);
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use core::arch::x86_64::{
        _mm256_add_ps, _mm256_fmadd_ps, _mm256_load_ps, _mm256_set1_ps, _mm256_setzero_ps, _mm512_add_ps,
        _mm512_fmadd_ps, _mm512_load_ps, _mm512_set1_ps, _mm512_setzero_ps,
    };

    use super::{LANES, Line, STEPS, black_box};

    #[target_feature(enable = "avx512f")]
    pub(super) fn multiply_adds_512(half: f32) {
        let half = _mm512_set1_ps(half);
        let mut sums = [_mm512_setzero_ps(); LANES / 16];
        for _ in 0..STEPS {
            for sum in &mut sums {
                *sum = _mm512_fmadd_ps(*sum, half, half);
            }
        }
        black_box(sums);
    }

    #[target_feature(enable = "avx2,fma")]
    pub(super) fn multiply_adds_256(half: f32) {
        let half = _mm256_set1_ps(half);
        let mut sums = [_mm256_setzero_ps(); LANES / 16];
        for _ in 0..2 * STEPS {
            for sum in &mut sums {
                *sum = _mm256_fmadd_ps(*sum, half, half);
            }
        }
        black_box(sums);
    }

    #[target_feature(enable = "avx512f")]
    pub(super) fn read_512(lines: &[Line]) {
        let mut sums = [_mm512_setzero_ps(); 8];
        for eight in lines.as_chunks::<8>().0 {
            for (sum, line) in sums.iter_mut().zip(eight) {
                // SAFETY: a line is 16 numbers, aligned to its size.
                *sum = _mm512_add_ps(*sum, unsafe { _mm512_load_ps(line.0.as_ptr()) });
            }
        }
        black_box(sums);
    }

    #[target_feature(enable = "avx2")]
    pub(super) fn read_256(lines: &[Line]) {
        let mut sums = [_mm256_setzero_ps(); 8];
        for four in lines.as_chunks::<4>().0 {
            for (index, sum) in sums.iter_mut().enumerate() {
                let half = &four[index / 2].0[8 * (index % 2)..][..8];
                // SAFETY: half a line is 8 numbers, aligned to its size.
                *sum = _mm256_add_ps(*sum, unsafe { _mm256_load_ps(half.as_ptr()) });
            }
        }
        black_box(sums);
    }
}
