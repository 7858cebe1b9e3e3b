//! A product, cut into tiles.

use super::tile::tile;
use super::{Gemm, Start};
use crate::kernels::vector::Vector;

/// A [`Gemm`] whose elements lie within its slices, or a part of one.
///
/// Its pointers are valid while the slices are borrowed: make it, run it, drop it.
pub(in crate::kernels) struct Checked<T> {
    pub(super) m: usize,
    pub(super) n: usize,
    pub(super) k: usize,
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
    pub(super) fn new(product: Gemm<'_, T>) -> Self {
        Self {
            m: product.m,
            n: product.n,
            k: product.k,
            a: product.a.as_ptr(),
            a_stride: product.a_stride,
            a_len: product.a.len(),
            whole: 0,
            b: product.b.as_ptr(),
            b_strides: product.b_strides,
            c: product.c.as_mut_ptr(),
            c_stride: product.c_stride,
            start: match product.start {
                Start::Zero => From::Zero,
                Start::Rows(rows) => From::Rows(rows.as_ptr()),
                Start::Sum => From::Sum,
            },
        }
    }

    /// The rows.
    pub(in crate::kernels) fn rows(&self) -> usize {
        self.m
    }

    /// The first rows, and the others.
    pub(in crate::kernels) fn split_rows(self, rows: usize) -> (Self, Self) {
        (Self { m: rows, ..self }, self.skip_rows(rows))
    }

    /// The product without its first rows.
    #[inline(always)]
    fn skip_rows(mut self, rows: usize) -> Self {
        self.m -= rows;
        self.a = self.a.wrapping_add(rows);
        self.a_len = self.a_len.saturating_sub(rows);
        self.c = self.c.wrapping_add(rows);
        if let From::Rows(start) = &mut self.start {
            *start = start.wrapping_add(rows);
        }
        self
    }

    /// The product without its first columns.
    #[inline(always)]
    fn skip_columns(mut self, columns: usize) -> Self {
        self.n -= columns;
        self.b = self.b.wrapping_add(columns.wrapping_mul(self.b_strides[1]));
        self.c = self.c.wrapping_add(columns.wrapping_mul(self.c_stride));
        self
    }
}

/// Computes a product.
///
/// Panels of rows, as many registers high as lets the columns be computed in as few tiles as
/// possible: 1 or 2 of them, or 4 or 8 where the columns are few, as in the prediction of one
/// sample.
///
/// # Safety
/// The machine has `V`'s instruction set, and the slices behind `rest` are borrowed.
#[inline(always)]
pub(in crate::kernels) unsafe fn product<V: Vector>(mut rest: Checked<V::Scalar>) {
    let [_, _, four, eight] = V::COLUMNS;
    while rest.m > 0 {
        let registers = rest.m.div_ceil(V::LANES);
        // SAFETY: as this function's; the panels have at most the rows that are left.
        let rows = unsafe {
            if registers >= 8 && rest.n <= eight {
                panel::<V, 8>(rest, eight)
            } else if registers >= 4 && rest.n <= four {
                panel::<V, 4>(rest, four)
            } else if registers >= 2 && V::COLUMNS[1] > 0 {
                panel::<V, 2>(rest, V::COLUMNS[1])
            } else {
                panel::<V, 1>(rest, V::COLUMNS[0])
            }
        };
        rest = rest.skip_rows(rows);
    }
}

/// Computes the first rows of a product, `R` registers of them or what there is, and gives their
/// number. Columns are divided evenly among as few tiles as possible, each of `most` at most.
///
/// # Safety
/// As [`product`]'s; there are more than `R − 1` registers of rows.
#[inline(always)]
unsafe fn panel<V: Vector, const R: usize>(mut rest: Checked<V::Scalar>, most: usize) -> usize {
    let rows = rest.m.min(R * V::LANES);
    let tiles = rest.n.div_ceil(most);
    let (width, mut wider) = (rest.n / tiles, rest.n % tiles);
    // SAFETY: at most `LANES` rows are left for the last register.
    let last = unsafe { V::mask(rows - (R - 1) * V::LANES) };
    let whole = !V::MASKS_ARE_FREE && rows == R * V::LANES;
    if let Some(slack) = rest.a_len.checked_sub(R * V::LANES) {
        rest.whole = rest.k.min(slack / rest.a_stride.max(1) + 1);
    }
    while rest.n > 0 {
        let width = width + usize::from(wider > 0);
        wider = wider.saturating_sub(1);
        // SAFETY: as this function's; `width` columns are left, and `R` registers of rows, of
        // which the last one is whole or masked.
        unsafe {
            if whole {
                columns::<V, R, false>(rest, width, most, last);
            } else {
                columns::<V, R, true>(rest, width, most, last);
            }
        }
        rest = rest.skip_columns(width);
    }
    rows
}

/// Computes the first `width` columns of a panel: chooses the tile of that width.
///
/// # Safety
/// As [`tile`]'s.
#[inline(always)]
unsafe fn columns<V: Vector, const R: usize, const MASKED: bool>(
    panel: Checked<V::Scalar>,
    width: usize,
    most: usize,
    last: V::Mask,
) {
    macro_rules! choose {
        ($($width:literal)*) => {
            match width {
                // `most` is a constant once inlined: wider tiles are not compiled.
                // SAFETY: as this function's.
                $($width if $width <= most => unsafe { tile::<V, R, $width, MASKED>(panel, last) },)*
                _ => unreachable!("a tile is at most {most} columns wide"),
            }
        };
    }
    choose!(1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16);
}
