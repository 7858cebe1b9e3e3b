//! Samples: what goes into a network and what comes out.

use nalgebra::SMatrix;

use crate::scalar::Scalar;

/// The most matrices that a sample can have: a network's inputs or outputs.
pub const MAX_PARTS: usize = 16;

/// One sample: a matrix, or a struct of matrices for a network with several inputs or outputs.
pub trait Sample<T>: Sized + Send + Sync + 'static {
    /// The number of matrices.
    const PARTS: usize;

    /// A sample of zeros. Small samples only: it is returned by value.
    #[must_use]
    fn zeros() -> Self;

    /// The elements of one matrix, in declared order; empty past the last.
    #[must_use]
    fn part(&self, index: usize) -> &[T];

    /// The elements of all matrices, to change, in declared order; empty past the last.
    #[must_use]
    fn parts_mut(&mut self) -> [&mut [T]; MAX_PARTS];

    /// The elements of one matrix, to change; empty past the last.
    #[must_use]
    fn part_mut(&mut self, index: usize) -> &mut [T] {
        self.parts_mut().into_iter().nth(index).unwrap_or_default()
    }

    /// A batch as one contiguous slice, where a sample is a single matrix.
    #[must_use]
    fn flat(batch: &[Self]) -> Option<&[T]>;
}

impl<T: Scalar, const ROWS: usize, const COLUMNS: usize> Sample<T> for SMatrix<T, ROWS, COLUMNS> {
    const PARTS: usize = 1;

    fn zeros() -> Self {
        Self::from_element(T::ZERO)
    }

    #[inline]
    fn part(&self, index: usize) -> &[T] {
        if index == 0 { self.as_slice() } else { &[] }
    }

    #[inline]
    fn part_mut(&mut self, index: usize) -> &mut [T] {
        if index == 0 { self.as_mut_slice() } else { &mut [] }
    }

    #[inline]
    fn parts_mut(&mut self) -> [&mut [T]; MAX_PARTS] {
        let mut own = Some(self.as_mut_slice());
        core::array::from_fn(|_| own.take().unwrap_or_default())
    }

    fn flat(batch: &[Self]) -> Option<&[T]> {
        // SAFETY: a static matrix is an array of `ROWS · COLUMNS` scalars without padding, so a
        // slice of matrices is a slice of that many times as many scalars.
        Some(unsafe { core::slice::from_raw_parts(batch.as_ptr().cast(), batch.len() * ROWS * COLUMNS) })
    }
}

/// Columns as a matrix.
#[inline]
pub(crate) fn as_matrix<T: Scalar, const ROWS: usize, const COLUMNS: usize>(
    columns: &[[T; ROWS]; COLUMNS],
) -> &SMatrix<T, ROWS, COLUMNS> {
    // SAFETY: a static matrix is an array of columns, which are arrays of scalars, and nothing else.
    unsafe { &*core::ptr::from_ref(columns).cast() }
}

/// A batch of zeros, made in place: no sample of it lies on the stack. `None` where there is no
/// memory for it.
#[cfg(feature = "idx")]
pub(crate) fn zeroed_batch<T: Scalar, const ROWS: usize, const COLUMNS: usize>(
    len: usize,
) -> Option<alloc::vec::Vec<SMatrix<T, ROWS, COLUMNS>>> {
    let mut batch = alloc::vec::Vec::<SMatrix<T, ROWS, COLUMNS>>::new();
    batch.try_reserve_exact(len).ok()?;
    // SAFETY: there is room for `len` matrices. They are arrays of scalars, for which zero bytes are
    // the number 0 (`Scalar` is sealed to `f32` and `f64`).
    unsafe {
        batch.as_mut_ptr().write_bytes(0, len);
        batch.set_len(len);
    }
    Some(batch)
}
