//! A matrix times a vector, or two: the product of one sample alone.

use crate::kernels::vector::Vector;
use crate::kernels::{Gemm, Start};

/// The sums of one column: `start + Σ A[:, k] · x[k]`, the second term's summands behind the first's.
/// Each is one chain of multiply-adds, as in [`Gemm`](crate::kernels::Gemm): it has the same bits.
///
/// A matrix is read once, a panel of rows after another, and a large one a block of columns after
/// another: that is as fast as the memory is.
#[derive(Debug)]
pub struct ColumnSums<'a, T> {
    /// The sums.
    pub sums: &'a mut [T],
    /// What they start from.
    pub start: Start<'a, T>,
    /// What is added.
    pub terms: [Term<'a, T>; 2],
}

impl<'a, T> ColumnSums<'a, T> {
    /// What the sums start from, empty for zeros, and what is to be added.
    #[inline(always)]
    pub(in crate::kernels) fn unsummed(self) -> (&'a [T], [Term<'a, T>; 2]) {
        let start = match self.start {
            Start::Zero => &[],
            Start::Rows(start) => start,
            Start::Sum => self.sums,
        };
        (start, self.terms)
    }
}

/// A matrix times a vector.
#[derive(Clone, Copy, Debug)]
pub struct Term<'a, T> {
    /// Element `(row, k)` is at `row + k · stride`.
    pub a: &'a [T],
    /// The distance of the columns.
    pub stride: usize,
    /// The vector.
    pub x: &'a [T],
}

impl<T> Term<'_, T> {
    /// Nothing.
    pub const NONE: Self = Self { a: &[], stride: 0, x: &[] };

    /// # Panics
    /// When a row is outside the matrix.
    #[inline(always)]
    pub(in crate::kernels) fn check(&self, rows: usize) {
        self.check_columns(rows, self.x.len());
    }

    /// As [`check`](Self::check), of so many columns.
    ///
    /// # Panics
    /// When a row is outside the matrix.
    #[inline(always)]
    pub(in crate::kernels) fn check_columns(&self, rows: usize, columns: usize) {
        let Some(last) = columns.checked_sub(1).filter(|_| rows > 0) else { return };
        let len = last.checked_mul(self.stride).and_then(|last| last.checked_add(rows));
        assert!(len.is_some_and(|len| len <= self.a.len()), "column sums: a matrix is too short");
    }
}

impl<'a, T> Gemm<'a, T> {
    /// Whether it is a product of one contiguous column.
    #[inline(always)]
    pub(in crate::kernels) const fn is_column(&self) -> bool {
        self.n == 1 && self.b_strides[0] == 1 && self.k <= self.b.len()
    }

    /// The same product as sums of a column, where it is one.
    #[inline(always)]
    pub(in crate::kernels) fn into_column(self) -> ColumnSums<'a, T> {
        let terms = [Term { a: self.a, stride: self.a_stride, x: &self.b[..self.k] }, Term::NONE];
        ColumnSums { sums: &mut self.c[..self.m], start: self.start, terms }
    }
}

/// The bytes of matrices that no second-level cache in use holds.
const LARGE: usize = 2 * 1024 * 1024;
/// The columns of a large matrix that all rows go through before the next ones: each column is on a page
/// of its own, and so few pages are found at once.
const BLOCK: usize = 64;

/// A term of some of the rows.
struct Rows<T> {
    a: *const T,
    stride: usize,
    x: *const T,
    len: usize,
}

impl<T> Rows<T> {
    /// The first columns, at most so many; the others are left.
    #[inline(always)]
    fn take(&mut self, columns: usize) -> Self {
        let len = self.len.min(columns);
        let taken = Self { len, ..*self };
        self.a = self.a.wrapping_add(len.wrapping_mul(self.stride));
        self.x = self.x.wrapping_add(len);
        self.len -= len;
        taken
    }

    /// Those from one on.
    #[inline(always)]
    fn skip(&self, rows: usize) -> Self {
        Self { a: self.a.wrapping_add(rows), ..*self }
    }
}

/// Computes the sums.
///
/// # Safety
/// The machine has `V`'s instruction set.
#[inline(always)]
pub(in crate::kernels) unsafe fn column_sums<V: Vector>(work: ColumnSums<'_, V::Scalar>) {
    let rows = work.sums.len();
    let to = work.sums.as_mut_ptr();
    let start = match work.start {
        Start::Zero => None,
        Start::Rows(start) => {
            assert!(start.len() >= rows, "column sums: the starting column is too short");
            Some(start.as_ptr())
        }
        Start::Sum => Some(to.cast_const()),
    };
    for term in &work.terms {
        term.check(rows);
    }
    let mut rest = work.terms.each_ref().map(|term| Rows {
        a: term.a.as_ptr(),
        stride: term.stride,
        x: term.x.as_ptr(),
        len: term.x.len(),
    });
    let columns = rest[0].len.saturating_add(rest[1].len);
    let is_large = rows > V::COLUMNS[0] * V::LANES
        && rows.saturating_mul(columns).saturating_mul(size_of::<V::Scalar>()) >= LARGE;
    let mut start = start;
    loop {
        let terms = if is_large {
            let first = rest[0].take(BLOCK);
            let second = if first.len == 0 { BLOCK } else { 0 };
            [first, rest[1].take(second)]
        } else {
            [rest[0].take(usize::MAX), rest[1].take(usize::MAX)]
        };
        let mut row = 0;
        while row < rows {
            let left = rows - row;
            // Half a register of rows needs no mask: what has been stored by one is slow to be loaded again.
            let halves = V::Half::LANES < V::LANES && left % V::LANES == V::Half::LANES;
            let most =
                if V::MASKS_ARE_FREE && !halves { left.div_ceil(V::LANES) } else { (left / V::LANES).max(1) };
            let terms = [terms[0].skip(row), terms[1].skip(row)];
            let (start, to) = (start.map(|start| start.wrapping_add(row)), to.wrapping_add(row));
            // SAFETY: as this function's; there are rows for so many registers, of which the last one may
            // be incomplete, and all columns have them.
            let registers = unsafe {
                macro_rules! choose {
                    ($($registers:literal)*) => {
                        $(if const { $registers <= V::COLUMNS[0] } && most >= $registers {
                            if left >= $registers * V::LANES {
                                panel::<V, $registers, false>(start, &terms, to, V::LANES);
                            } else {
                                let last = left - ($registers - 1) * V::LANES;
                                panel::<V, $registers, true>(start, &terms, to, last);
                            }
                            $registers
                        } else)* {
                            1
                        }
                    };
                }
                if halves && left < V::LANES {
                    panel::<V::Half, 1, false>(start, &terms, to, V::Half::LANES);
                    break;
                }
                choose!(16 12 8 6 5 4 3 2 1)
            };
            row += registers * V::LANES;
        }
        if rest[0].len + rest[1].len == 0 {
            break;
        }
        start = Some(to.cast_const());
    }
}

/// Computes the sums of `R` registers of rows, with `last` rows in the last one.
///
/// # Safety
/// The machine has `V`'s instruction set; the rows can be read and written.
#[inline(always)]
unsafe fn panel<V: Vector, const R: usize, const MASKED: bool>(
    start: Option<*const V::Scalar>,
    terms: &[Rows<V::Scalar>; 2],
    to: *mut V::Scalar,
    last: usize,
) {
    // SAFETY: as this function's. Loops over arrays, not closures, which would not be compiled for
    // the instruction set.
    unsafe {
        let mask = V::mask(last);
        let mut sums = [V::zero(); R];
        if let Some(start) = start {
            for (r, sum) in sums.iter_mut().enumerate() {
                let from = start.wrapping_add(r * V::LANES);
                *sum = if MASKED && r == R - 1 { V::load_first(from, mask) } else { V::load(from) };
            }
        }
        for term in terms {
            let (mut a, mut x) = (term.a, term.x);
            for _ in 0..term.len {
                let factor = V::splat_at(x);
                for (r, sum) in sums.iter_mut().enumerate() {
                    let from = a.wrapping_add(r * V::LANES);
                    let rows = if MASKED && r == R - 1 { V::load_first(from, mask) } else { V::load(from) };
                    *sum = rows.mul_add(factor, *sum);
                }
                a = a.wrapping_add(term.stride);
                x = x.wrapping_add(1);
            }
        }
        for (r, sum) in sums.into_iter().enumerate() {
            let to = to.wrapping_add(r * V::LANES);
            if MASKED && r == R - 1 {
                sum.store_first(to, mask);
            } else {
                sum.store(to);
            }
        }
    }
}
