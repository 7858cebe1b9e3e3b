//! What one core can do at most: multiply-adds in registers, and reading from each level of memory.

use std::fmt;
use std::hint::black_box;
use std::time::Instant;

use crate::workload::{Work, significant};

/// Steps of the chains of multiply-adds.
const STEPS: usize = 50_000;
/// Chains: more than their latency, of the widest registers.
const CHAINS: usize = 12;
/// Runs of which the best counts: it is a limit.
const RUNS: usize = 50;

/// Sixty-four bytes: a line of a cache and a register of AVX-512.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Line([f32; 16]);

/// The limits of one core.
pub struct Limits {
    /// Multiply-adds a second.
    peak: f64,
    /// The caches, the smallest first, then memory.
    levels: Vec<Level>,
}

struct Level {
    name: String,
    /// The cache's size in bytes.
    size: f64,
    /// Bytes a second.
    bandwidth: f64,
}

impl Limits {
    /// Measures them.
    pub fn measure() -> Self {
        let best = (0..RUNS).map(|_| seconds(|| multiply_adds(black_box(0.5)))).fold(f64::INFINITY, f64::min);
        let mut levels = Vec::new();
        let mut last = 0;
        for name in ["L1", "L2", "L3"] {
            let Some(size) = cache(name) else { continue };
            // Half a cache, so that nothing else drives it out.
            let name = format!("{name} ({} KiB read)", size / 2048);
            levels.push(Level { name, size: size as f64, bandwidth: bandwidth(size / 2) });
            last = size;
        }
        let large = (8 * last).max(256 << 20);
        let name = format!("memory ({} MiB read)", large >> 20);
        levels.push(Level { name, size: f64::INFINITY, bandwidth: bandwidth(large) });
        Self { peak: (16 * CHAINS * STEPS) as f64 / best, levels }
    }

    /// The least seconds for some work: multiplying, or reading the weights from where they lie, whichever takes longer.
    pub fn seconds(&self, work: Work) -> f64 {
        let level = self.levels.iter().find(|level| level.size >= work.weights);
        let reading = level.map_or(0.0, |level| work.reads * work.weights / level.bandwidth);
        reading.max(work.multiply_adds / self.peak)
    }
}

impl fmt::Display for Limits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = if wide() { "AVX-512" } else { "AVX2" };
        let peak = significant(2e-9 * self.peak);
        write!(f, "Limits of one core: {peak} GFLOP/s of multiply-adds in registers ({kind}); reading ")?;
        for (i, Level { name, bandwidth, .. }) in self.levels.iter().enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            write!(f, "{comma}{name} {} GB/s", significant(1e-9 * bandwidth))?;
        }
        f.write_str(".")
    }
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

/// Bytes of a buffer read a second.
fn bandwidth(bytes: usize) -> f64 {
    let lines = vec![Line([1.0; 16]); bytes / 64];
    // So often that the clock is no part of it.
    let passes = ((64 << 20) / bytes).max(1);
    let runs = if passes == 1 { RUNS / 10 } else { RUNS };
    let best = (0..runs)
        .map(|_| seconds(|| (0..passes).for_each(|_| read(black_box(&lines)))))
        .fold(f64::INFINITY, f64::min);
    (passes * lines.len() * 64) as f64 / best
}

#[cfg(target_arch = "x86_64")]
fn wide() -> bool {
    is_x86_feature_detected!("avx512f")
}

#[cfg(not(target_arch = "x86_64"))]
fn wide() -> bool {
    false
}

#[cfg(target_arch = "x86_64")]
fn multiply_adds(half: f32) {
    if wide() {
        // SAFETY: the machine has AVX-512.
        unsafe { x86::multiply_adds_512(half) }
    } else if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
        // SAFETY: the machine has both.
        unsafe { x86::multiply_adds_256(half) }
    }
}

#[cfg(target_arch = "x86_64")]
fn read(lines: &[Line]) {
    if wide() {
        // SAFETY: the machine has AVX-512.
        unsafe { x86::read_512(lines) }
    } else if is_x86_feature_detected!("avx2") {
        // SAFETY: the machine has it.
        unsafe { x86::read_256(lines) }
    }
}

#[cfg(not(target_arch = "x86_64"))]
fn multiply_adds(half: f32) {
    let mut sums = [0.0_f32; 16 * CHAINS];
    for _ in 0..STEPS {
        sums.iter_mut().for_each(|sum| *sum = sum.mul_add(half, half));
    }
    black_box(sums);
}

#[cfg(not(target_arch = "x86_64"))]
fn read(lines: &[Line]) {
    let mut sums = [0.0_f32; 64];
    for four in lines.as_chunks::<4>().0 {
        let values = four.iter().flat_map(|line| &line.0);
        sums.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
    }
    black_box(sums);
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use core::arch::x86_64::{
        _mm256_add_ps, _mm256_fmadd_ps, _mm256_load_ps, _mm256_set1_ps, _mm256_setzero_ps, _mm512_add_ps,
        _mm512_fmadd_ps, _mm512_load_ps, _mm512_set1_ps, _mm512_setzero_ps,
    };

    use super::{CHAINS, Line, STEPS, black_box};

    /// The chains converge to 1, so that numbers stay ordinary.
    #[target_feature(enable = "avx512f")]
    pub(super) fn multiply_adds_512(half: f32) {
        let half = _mm512_set1_ps(half);
        let mut sums = [_mm512_setzero_ps(); CHAINS];
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
        let mut sums = [_mm256_setzero_ps(); CHAINS];
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
