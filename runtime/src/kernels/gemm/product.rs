//! A product, cut into tiles.

use super::ahead::Ahead;
use super::tile::Tile;
use super::{Gemm, Runs, Start};
use crate::kernels::Isa;

/// A [`Gemm`] whose elements lie within its slices, or a part of one.
///
/// Its pointers are valid while the slices are borrowed: make it, run it, drop it.
pub(in crate::kernels) struct Checked<T> {
    pub(super) m: usize,
    /// Columns of a run.
    pub(super) n: usize,
    pub(super) column_runs: usize,
    pub(super) column_jump: usize,
    /// Columns of `a` for a run of rows of `b`.
    pub(super) k: usize,
    pub(super) row_runs: usize,
    pub(super) row_jump: usize,
    pub(super) a: *const T,
    pub(super) a_stride: usize,
    /// The elements from `a` to the end of its slice.
    pub(super) a_len: usize,
    /// The first steps of `k` that a tile of the panel may read whole registers at.
    pub(super) whole: usize,
    pub(super) b: *const T,
    pub(super) b_strides: [usize; 2],
    pub(super) c: *mut T,
    pub(super) c_stride: usize,
    pub(super) start: From<T>,
    /// Whether no rows have been computed with these columns yet.
    pub(super) is_first: bool,
    /// What a tile asks memory for while it multiplies.
    pub(super) ahead: Ahead,
}

/// [`Start`] as pointers.
pub(super) enum From<T> {
    Zero,
    Rows(*const T),
    Sum,
}

impl<T> Clone for Checked<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Checked<T> {}
impl<T> Clone for From<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for From<T> {}

impl<T> Checked<T> {
    /// Pointers to a product that [`Gemm::check`] has checked.
    #[expect(clippy::needless_pass_by_value, reason = "the pointers are the only use of its slices")]
    pub(super) fn new(product: Gemm<'_, T>, runs: Runs) -> Self {
        let ([row_runs, row_jump], [column_runs, column_jump]) = (runs.rows, runs.columns);
        Self {
            m: product.m,
            n: product.n / column_runs,
            column_runs,
            column_jump,
            k: product.k / row_runs,
            row_runs,
            row_jump,
            a: product.a.as_ptr(),
            a_stride: product.a_stride,
            a_len: product.a.len(),
            whole: 0,
            b: product.b.as_ptr(),
            b_strides: product.b_strides,
            c: product.c.as_mut_ptr(),
            c_stride: product.c_stride,
            is_first: true,
            ahead: Ahead::Nothing,
            start: match product.start {
                Start::Zero => From::Zero,
                Start::Rows(rows) => From::Rows(rows.as_ptr()),
                Start::Sum => From::Sum,
            },
        }
    }

    /// The rows.
    #[cfg(target_arch = "x86_64")]
    pub(in crate::kernels) fn rows(&self) -> usize {
        self.m
    }

    /// Whether copies of the left operand's pieces pay: where it is larger than a first-level cache and read by many
    /// columns.
    ///
    /// AVX-512 is fed from the second level in time, as a rule. Not where the left operand is larger than that too;
    /// where its registers cross the cache's lines; and where the right operand is read row by row, whose lines
    /// then take the places of the left one's.
    pub(in crate::kernels) fn is_large(&self, isa: Isa) -> bool {
        let bytes = self.k.saturating_mul(self.a_stride).saturating_mul(size_of::<T>());
        let columns = match isa.path() {
            #[cfg(target_arch = "x86_64")]
            crate::kernels::isa::Path::Avx512 => {
                if bytes >= 4 * SECOND_LEVEL {
                    16
                } else if bytes >= SECOND_LEVEL {
                    32
                } else if self.b_strides[0] != 1 {
                    128
                } else if self.is_at_lines() {
                    usize::MAX
                } else {
                    64
                }
            }
            _ => 64,
        };
        self.n >= columns && self.k >= 16 && self.m >= 16 && bytes >= FIRST_LEVEL
    }

    /// Whether the left operand's columns begin at lines of the cache.
    #[cfg(target_arch = "x86_64")]
    fn is_at_lines(&self) -> bool {
        use crate::aligned::LINE;
        self.a.addr().is_multiple_of(LINE) && (self.a_stride * size_of::<T>()).is_multiple_of(LINE)
    }

    /// The first rows, and the others. `a` is by rows if `TRANSPOSED`.
    #[cfg(target_arch = "x86_64")]
    pub(in crate::kernels) fn split_rows<const TRANSPOSED: bool>(self, rows: usize) -> (Self, Self) {
        (Self { m: rows, ..self }, self.skip_rows::<TRANSPOSED>(rows))
    }

    /// The first columns, and the others.
    pub(super) fn split_columns(self, columns: usize) -> (Self, Self) {
        (Self { n: columns, ..self }, self.skip_columns(columns))
    }

    /// The first steps of `k`, and the others.
    #[inline(always)]
    pub(super) fn split_steps<const TRANSPOSED: bool>(self, steps: usize) -> (Self, Self) {
        let skipped = if TRANSPOSED { steps } else { steps.wrapping_mul(self.a_stride) };
        let rest = Self {
            k: self.k - steps,
            a: self.a.wrapping_add(skipped),
            a_len: self.a_len.saturating_sub(skipped),
            b: self.b.wrapping_add(steps.wrapping_mul(self.b_strides[0])),
            ..self
        };
        (Self { k: steps, ..self }, rest)
    }

    /// The product without its first rows.
    #[inline(always)]
    pub(super) fn skip_rows<const TRANSPOSED: bool>(mut self, rows: usize) -> Self {
        self.m -= rows;
        self.is_first = false;
        let skipped = if TRANSPOSED { rows.wrapping_mul(self.a_stride) } else { rows };
        self.a = self.a.wrapping_add(skipped);
        self.a_len = self.a_len.saturating_sub(skipped);
        self.c = self.c.wrapping_add(rows);
        if let From::Rows(start) = &mut self.start {
            *start = start.wrapping_add(rows);
        }
        self
    }

    /// The product without its first run of columns.
    #[inline(always)]
    fn skip_run(mut self) -> Self {
        self.column_runs -= 1;
        self.b = self.b.wrapping_add(self.column_jump);
        self.c = self.c.wrapping_add(self.n.wrapping_mul(self.c_stride));
        self
    }

    /// The product without its first columns, of a run.
    #[inline(always)]
    fn skip_columns(mut self, columns: usize) -> Self {
        self.n -= columns;
        self.b = self.b.wrapping_add(columns.wrapping_mul(self.b_strides[1]));
        self.c = self.c.wrapping_add(columns.wrapping_mul(self.c_stride));
        self
    }
}

/// The bytes of a first-level cache, more or less.
const FIRST_LEVEL: usize = 64 * 1024;
/// The bytes of a large second-level cache.
#[cfg(target_arch = "x86_64")]
const SECOND_LEVEL: usize = 2 * 1024 * 1024;
/// The bytes of the right operand that a second-level cache holds beside the left one's rows.
const RIGHT_BYTES: usize = 384 * 1024;
/// The columns that are computed at once of a larger one.
const BLOCK: usize = 64;

/// Computes a product.
///
/// Panels of rows, as many registers high as lets the columns be computed in as few tiles as
/// possible: 1 or 2 of them, or 4 or 8 where the columns are few, as in the prediction of one
/// sample.
///
/// # Safety
/// The machine has `V`'s instruction set, and the slices behind `rest` are borrowed.
#[inline(always)]
pub(in crate::kernels) unsafe fn product<V: Tile>(product: Checked<V::Scalar>) {
    let mut rest = product;
    let right_bytes = size_of::<V::Scalar>() * rest.k.saturating_mul(rest.n);
    let columns = if rest.column_runs == 1 && right_bytes > RIGHT_BYTES { BLOCK } else { rest.n };
    while rest.n > 0 {
        let (block, others) = rest.split_columns(columns.min(rest.n));
        // SAFETY: as this function's.
        unsafe { block_of_columns::<V>(block) };
        rest = others;
    }
}

/// Computes some columns of a product.
///
/// # Safety
/// As [`product`]'s.
#[inline(always)]
unsafe fn block_of_columns<V: Tile>(mut rest: Checked<V::Scalar>) {
    while rest.m > 0 {
        let registers = rest.m.div_ceil(V::LANES);
        // SAFETY: as this function's; the panels have at most the rows that are left.
        let rows = unsafe {
            if registers >= 8 && rest.n <= V::COLUMNS[3] {
                panel::<V, 8>(rest)
            } else if registers >= 4 && rest.n <= V::COLUMNS[2] {
                panel::<V, 4>(rest)
            } else if registers >= 2 && V::COLUMNS[1] > 0 {
                panel::<V, 2>(rest)
            } else {
                panel::<V, 1>(rest)
            }
        };
        rest = rest.skip_rows::<false>(rows);
    }
}

/// Computes the first rows of a product, `R` registers of them or what there is, and gives their
/// number. Columns are divided evenly among as few tiles as possible.
///
/// # Safety
/// As [`product`]'s; there are more than `R − 1` registers of rows, and tiles of `R` registers.
#[inline(always)]
pub(super) unsafe fn panel<V: Tile, const R: usize>(mut runs: Checked<V::Scalar>) -> usize {
    let rows = runs.m.min(R * V::LANES);
    let tiles = runs.n.div_ceil(const { most::<V, R>() }.max(1));
    let (width, wider) = (runs.n / tiles, runs.n % tiles);
    runs.whole = match runs.a_len.checked_sub(R * V::LANES) {
        Some(slack) => (runs.row_runs * runs.k).min(slack / runs.a_stride.max(1) + 1),
        None => 0,
    };
    runs.ahead = Ahead::of(&runs, width);
    while runs.column_runs > 0 {
        let (mut rest, mut wider) = (runs, wider);
        while rest.n > 0 {
            let width = width + usize::from(wider > 0);
            wider = wider.saturating_sub(1);
            // SAFETY: as this function's; `width` columns are left, and `R` registers of rows, the last
            // one with what remains. A column of whole registers is within `a` for `whole` steps.
            unsafe { columns::<V, R>(&rest, width, rows - (R - 1) * V::LANES) };
            rest.ahead = rest.ahead.after_a_tile();
            rest = rest.skip_columns(width);
        }
        runs = runs.skip_run();
    }
    rows
}

/// The most columns of a tile of `R` registers of rows.
const fn most<V: Tile, const R: usize>() -> usize {
    V::COLUMNS[R.ilog2() as usize]
}

/// Computes the first `width` columns of a panel: chooses the tile of that width.
///
/// # Safety
/// As [`Tile::tile`]'s.
#[inline(always)]
unsafe fn columns<V: Tile, const R: usize>(panel: &Checked<V::Scalar>, width: usize, last: usize) {
    macro_rules! choose {
        ($($width:literal)*) => {
            match width {
                $($width => {
                    // Not a guard of the arm: so wider tiles are not compiled.
                    #[expect(clippy::collapsible_match, reason = "see above")]
                    if const { $width <= most::<V, R>() } {
                        // SAFETY: as this function's.
                        unsafe { V::tile::<R, $width>(panel, last) };
                    }
                })*
                _ => {}
            }
        };
    }
    choose!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16);
}
