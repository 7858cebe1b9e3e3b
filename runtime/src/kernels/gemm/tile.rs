//! The inner loop of matrix products.

use super::ahead::Ahead;
use super::product::{Checked, From};
use crate::kernels::prefetch;
use crate::kernels::vector::{self, Vector};

/// The tiles of a register, each compiled for its instruction set once, for all kinds of products.
pub(in crate::kernels) trait Tile: Vector {
    /// Computes `R` registers of rows by `N` columns, with `last` rows in the last register.
    ///
    /// # Safety
    /// The machine has the register's instruction set. `t` has at least `N` columns and those rows;
    /// all its elements can be read, and those of `c` be written. `t.whole` is as promised.
    unsafe fn tile<const R: usize, const N: usize>(t: &Checked<Self::Scalar>, last: usize);
}

macro_rules! tiles {
    ($($vector:ty $(, $features:literal)?;)*) => {
        $(impl Tile for $vector {
            #[inline(always)]
            unsafe fn tile<const R: usize, const N: usize>(t: &Checked<Self::Scalar>, last: usize) {
                /// # Safety
                /// As the trait's.
                #[inline(never)]
                $(#[target_feature(enable = $features)])?
                unsafe fn compiled<const R: usize, const N: usize>(
                    t: &Checked<<$vector as Vector>::Scalar>,
                    last: usize,
                ) {
                    // SAFETY: as this function's.
                    unsafe { tile::<$vector, R, N>(*t, last) }
                }
                // SAFETY: as this function's.
                unsafe { compiled::<R, N>(t, last) }
            }
        })*
    };
}

tiles! {
    vector::portable::F32s;
    vector::portable::F64s;
}
#[cfg(all(test, target_arch = "x86_64", target_feature = "sse2", not(miri)))]
tiles! {
    vector::arrays::F32s;
    vector::arrays::F64s;
}
#[cfg(target_arch = "x86_64")]
tiles! {
    vector::avx2::F32x8, "avx2,fma";
    vector::avx2::F64x4, "avx2,fma";
    vector::avx512::F32x16, "avx2,fma,avx512f,avx512vl,avx512bw,avx512dq";
    vector::avx512::F64x8, "avx2,fma,avx512f,avx512vl,avx512bw,avx512dq";
}
#[cfg(target_arch = "aarch64")]
tiles! {
    vector::neon::F32x4, "neon";
    vector::neon::F64x2, "neon";
}

/// Computes a tile, the sums in registers. Beyond the last register's rows nothing is written, and
/// nothing is read beyond the slices.
///
/// # Safety
/// As [`Tile::tile`]'s.
#[inline(always)]
unsafe fn tile<V: Vector, const R: usize, const N: usize>(mut t: Checked<V::Scalar>, last: usize) {
    // SAFETY: as this function's. Loops over arrays, not closures, which would not be compiled for
    // the instruction set.
    unsafe {
        let last = V::mask(last);
        let mut sums = [[V::zero(); R]; N];
        match t.start {
            From::Zero => {}
            From::Rows(rows) => sums = [column::<V, R, true>(rows, last); N],
            From::Sum => {
                for (n, sums) in sums.iter_mut().enumerate() {
                    *sums = column::<V, R, true>(t.c.wrapping_add(n.wrapping_mul(t.c_stride)), last);
                }
            }
        }
        // Whole registers where the slice has that many elements left, whatever they are: lanes
        // beyond the mask are not stored. A masked load takes a multiply-add's time, at best.
        let mut whole = t.whole;
        let columns = odd_multiples::<V::Scalar>(t.b_strides[1]);
        let mut run = t.b;
        for _ in 0..t.row_runs {
            t.b = run;
            let first = whole.min(t.k);
            (sums, t) = steps::<V, R, N, false>(t, columns, first, last, sums);
            (sums, t) = steps::<V, R, N, true>(t, columns, t.k - first, last, sums);
            whole -= first;
            // After the last run this may point past the slice: it is not read then.
            run = run.wrapping_add(t.row_jump);
        }
        for (n, sums) in sums.into_iter().enumerate() {
            let c = t.c.wrapping_add(n.wrapping_mul(t.c_stride));
            for (r, sum) in sums.into_iter().enumerate() {
                let c = c.wrapping_add(r * V::LANES);
                if r == R - 1 {
                    sum.store_first(c, last);
                } else {
                    sum.store(c);
                }
            }
        }
    }
}

/// The odd multiples, from 1 to 15, of a distance, in bytes.
///
/// The distances of columns are these times 1, 2, 4 or 8, which addresses include. The compiler
/// must not see how they belong together: it would walk from each column to the next, a chain of
/// additions that takes longer than the multiplications.
#[inline(always)]
fn odd_multiples<T>(distance: usize) -> [usize; 8] {
    let odd = |n: usize| opaque(distance.wrapping_mul(n * size_of::<T>()));
    [odd(1), odd(3), odd(5), odd(7), odd(9), odd(11), odd(13), odd(15)]
}

/// Adds the first steps of a run to the sums, and gives the tile without them.
///
/// # Safety
/// As [`Tile::tile`]'s.
#[inline(always)]
unsafe fn steps<V: Vector, const R: usize, const N: usize, const MASKED: bool>(
    mut t: Checked<V::Scalar>,
    columns: [usize; 8],
    steps: usize,
    last: V::Mask,
    mut sums: [[V; R]; N],
) -> ([[V; R]; N], Checked<V::Scalar>) {
    for _ in 0..steps {
        // SAFETY: as this function's.
        unsafe {
            let rows = self::column::<V, R, MASKED>(t.a, last);
            // Small tiles, and all of AVX2, have no instruction to spare.
            if N * R >= 16 {
                match t.ahead {
                    Ahead::Nothing => {}
                    Ahead::Left(bytes) => prefetch::line(t.a.wrapping_byte_add(bytes)),
                    Ahead::Right(bytes) => prefetch::line(t.b.wrapping_byte_add(bytes)),
                }
            }
            for n in 0..N {
                let offset =
                    if n == 0 { 0 } else { columns[n >> n.trailing_zeros() >> 1] << n.trailing_zeros() };
                let factor = V::splat_at(t.b.wrapping_byte_add(offset));
                for r in 0..R {
                    sums[n][r] = rows[r].mul_add(factor, sums[n][r]);
                }
            }
        }
        // After the last step these may point past the slices: they are not read then.
        t.a = t.a.wrapping_add(t.a_stride);
        t.b = t.b.wrapping_add(t.b_strides[0]);
    }
    (sums, t)
}

/// The same number, of which the compiler knows nothing.
#[inline(always)]
fn opaque(mut number: usize) -> usize {
    #[cfg(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(miri)))]
    // SAFETY: no instruction.
    unsafe {
        core::arch::asm!("/* {0} */", inout(reg) number, options(pure, nomem, nostack, preserves_flags));
    }
    #[cfg(not(all(any(target_arch = "x86_64", target_arch = "aarch64"), not(miri))))]
    let _ = &mut number;
    number
}

/// Reads a column of a tile's rows.
///
/// # Safety
/// As [`Tile::tile`]'s, of the rows at `from`.
#[inline(always)]
pub(super) unsafe fn column<V: Vector, const R: usize, const MASKED: bool>(
    from: *const V::Scalar,
    last: V::Mask,
) -> [V; R] {
    // SAFETY: as this function's.
    unsafe {
        let mut rows = [V::zero(); R];
        for (r, row) in rows.iter_mut().enumerate() {
            let from = from.wrapping_add(r * V::LANES);
            *row = if MASKED && r == R - 1 { V::load_first(from, last) } else { V::load(from) };
        }
        rows
    }
}
