//! The rows of a column, some registers of them at a time.

use super::block::block;
use crate::kernels::vector::Vector;

/// The operands of a column, within their slices.
pub(super) struct Sum<T> {
    pub(super) k: usize,
    /// The steps whose numbers of `b` are side by side.
    pub(super) run: usize,
    /// How many such runs there are, and how far apart they are.
    pub(super) runs: usize,
    pub(super) distance: usize,
    pub(super) a: *const T,
    /// The elements from `a` to the end of its slice.
    pub(super) a_len: usize,
    pub(super) a_stride: usize,
    pub(super) b: *const T,
    pub(super) b_stride: usize,
    pub(super) c: *mut T,
    pub(super) c_stride: usize,
    /// What the sums start from, and how far apart it is for two columns.
    pub(super) start: Option<(*const T, usize)>,
}

impl<T> Clone for Sum<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Sum<T> {}

impl<T> Sum<T> {
    /// Where the operands of a step are.
    #[inline(always)]
    pub(super) fn step(&self, k: usize) -> (*const T, *const T) {
        (self.a.wrapping_add(k * self.a_stride), self.b.wrapping_add(k))
    }
}

/// Computes all rows, of which there are at most `MOST`, in so many chains, of as many registers at a time as the
/// others hold the sums of: a factor is read once for them.
///
/// # Safety
/// The machine has `V`'s instruction set, and `sum`'s operands have `m` rows.
#[inline(always)]
pub(super) unsafe fn rows<V: Vector, const WAYS: usize, const MOST: usize, const RUNS: bool>(
    m: usize,
    mut sum: Sum<V::Scalar>,
) {
    let mut left = m;
    while left > 0 {
        let registers = left.div_ceil(V::LANES);
        // SAFETY: as this function's.
        let rows = unsafe {
            macro_rules! choose {
                ($($registers:literal)*) => {
                    $(if const { $registers == 1 || $registers * WAYS <= V::COLUMNS[0] && $registers <= MOST.div_ceil(V::LANES) }
                        && registers >= $registers
                    {
                        let rows = left.min($registers * V::LANES);
                        block::<V, WAYS, 1, $registers, RUNS>(rows, sum);
                        rows
                    } else)* {
                        left
                    }
                };
            }
            choose!(4 2 1)
        };
        left -= rows;
        sum.a = sum.a.wrapping_add(rows);
        sum.a_len = sum.a_len.saturating_sub(rows);
        sum.c = sum.c.wrapping_add(rows);
        sum.start = sum.start.map(|(start, stride)| (start.wrapping_add(rows), stride));
    }
}

/// Reads a register, or its first lanes.
///
/// # Safety
/// As [`rows`]'s, of the rows at `from`.
#[inline(always)]
pub(super) unsafe fn load<V: Vector>(from: *const V::Scalar, lanes: usize, mask: V::Mask) -> V {
    // SAFETY: as this function's.
    unsafe { if lanes < V::LANES { V::load_first(from, mask) } else { V::load(from) } }
}
